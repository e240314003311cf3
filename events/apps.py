from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db import router
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Archive")

    def ready(self) -> None:
        from events import checks  # noqa: F401 - registers itself

        post_migrate.connect(_make_groups, sender=self)


def _make_groups(app_config, using, **kwargs) -> None:
    """Groups come with the migration: after the rights that they are made of."""
    # Imported here, as models are not loaded yet when this module is.
    from django.contrib.auth.models import Group

    from events.domain.roles import ensure_groups

    if not router.allow_migrate_model(using, Group):
        return
    create_permissions(app_config, using=using, verbosity=0)
    ensure_groups(using)
