"""What several models share."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.validators import validate_slug_key


class KeyedQuerySet(models.QuerySet):
    def get_by_natural_key(self, key: str) -> models.Model:
        """The row with this key, or the one that it was merged into."""
        try:
            return self.get(key=key)
        except self.model.DoesNotExist:
            return self.get(forwards__slug=key)


class Keyed(models.Model):
    """A row with a page: ``key`` is the slug at birth and never changes."""

    key = models.SlugField(
        _("key"), max_length=100, unique=True, editable=False, help_text=_("Permanent.")
    )
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        validators=[validate_slug_key],
        help_text=_(
            "The last part of the page’s address. Left empty, it is made from the "
            "name by pinyin. An old address goes on working."
        ),
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.key = self.key or self.slug
        loaded = getattr(self, "_loaded_key", None)
        if loaded and self.key != loaded:
            raise ValidationError(
                _("The key “%(key)s” is permanent; change the address instead.")
                % {"key": loaded},
                code="key-changed",
            )
        super().save(*args, **kwargs)
        self._loaded_key = self.key

    @classmethod
    def from_db(cls, db, field_names, values) -> Self:
        row = super().from_db(db, field_names, values)
        row._loaded_key = row.__dict__.get("key")
        return row

    def natural_key(self) -> tuple[str]:
        return (self.key,)


def closed_list(field: str, choices: type[models.TextChoices], name: str):
    """A constraint that holds ``field`` to the values of ``choices``."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}), name=name
    )
