"""Values from the environment, each with a sentence when it cannot be read."""

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or to 0.")


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated values, blanks around them dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, local: str, debug: bool) -> str:
    """A secret of at least 50 characters; ``local`` serves only with DEBUG on."""
    value = text(name)
    if debug:
        return value or local
    if not value or value == local:
        raise ImproperlyConfigured(
            f"{name} is not set: with DEBUG off, set it to a long random text, for "
            'example the output of: python3 -c "import secrets; '
            'print(secrets.token_urlsafe(50))"'
        )
    if len(value) < 50:
        raise ImproperlyConfigured(
            f"{name} is only {len(value)} characters long: use 50 or more."
        )
    return value
