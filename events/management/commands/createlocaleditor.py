"""An account to try the archive with on one's own machine."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

USERNAME = "editor"


class Command(BaseCommand):
    help = (
        "Makes the account 'editor' with all rights and a new random password, for "
        "trying the archive on one machine; on later runs shows the password again. "
        "Works only with DEBUG on."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="give the account a new password"
        )

    def handle(self, *, reset, **options):
        if not settings.DEBUG:
            raise CommandError(
                "A local editor is made only with DEBUG on: here, make an account "
                "with manage.py createsuperuser."
            )
        user, made = get_user_model().objects.get_or_create(
            username=USERNAME,
            defaults={
                "display_name": _("Local editor"),
                "is_staff": True,
                "is_superuser": True,
            },
        )
        if made or reset:
            password = secrets.token_urlsafe(12)
            user.set_password(password)
            user.save(update_fields=["password"])
            keep_password(password)
        else:
            password = kept_password()
        if password and user.check_password(password):
            self.stdout.write(f"Editor's account: {USERNAME}, password: {password}")
        else:
            self.stdout.write(
                f"Editor's account: {USERNAME}, with the password you gave it. For a "
                "new one: .venv/bin/python manage.py createlocaleditor --reset"
            )


def password_file() -> Path:
    return settings.VAR_DIR / "local-editor.txt"


def keep_password(password: str) -> None:
    """Write the password where only this machine's user can read it."""
    path = password_file()
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def kept_password() -> str:
    try:
        return password_file().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
