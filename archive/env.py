"""Values from the environment, each with a sentence when it cannot be read."""

import os
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

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


def number(name: str, *, default: int) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")
    return int(value)


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
    if len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} is not random: do not repeat characters.")
    return value


class Mail(NamedTuple):
    """Where letters go: ``backend`` is a module of django.core.mail.backends."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    sender: str = ""


# Scheme: (usual port, STARTTLS, TLS from the start)
_MAIL_SCHEMES = {
    "smtp": (25, False, False),
    "smtp+tls": (587, True, False),
    "smtps": (465, False, True),
}


def mail(name: str) -> Mail:
    """Read smtp[s|+tls]://user:password@host:port/?from=address.

    Without a value letters are written to the console.
    """
    value = text(name)
    if not value:
        return Mail("console")
    refusal = ImproperlyConfigured(
        f"{name} cannot be read: write it as "
        "smtp+tls://user:password@mail.example.org:587/?from=archive@example.org."
    )
    url = urlsplit(value)
    if url.scheme not in _MAIL_SCHEMES or not url.hostname:
        raise refusal
    usual_port, use_tls, use_ssl = _MAIL_SCHEMES[url.scheme]
    try:
        port = url.port or usual_port
    except ValueError:
        raise refusal from None
    return Mail(
        "smtp",
        host=url.hostname,
        port=port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_tls=use_tls,
        use_ssl=use_ssl,
        sender=parse_qs(url.query).get("from", [""])[0],
    )
