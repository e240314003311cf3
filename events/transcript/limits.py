"""What a value may be to stand in the archive, beyond what the text form can hold.

A Document may break these rules: it can be written and read without loss. The
reader reports each breach as an error, so that nothing of it is stored. The
models keep the same limits; a test compares the two.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from events.dates import DateError, parse_date

MAX_URL = 2000

# Characters by key; a series, an organization or a person that is not known yet
# gets its name from the key.
EVENT_LIMITS = {
    "title": 300,
    "kicker": 500,
    "subtitle": 500,
    "series": 300,
    "number": 50,
    "held": 50,
    "venue": 300,
    "language": 35,
    "recording": MAX_URL,
    "tags": 100,
}
VOICE_LIMITS = {
    "label": 200,
    "role_printed": 100,
    "credit": 500,
    "organization": 200,
    "speaker": 200,
    "speakers": 200,
    "shown_as": 200,
}
CONTRIBUTOR_LIMITS = {"name": 300, "organization": 200, "speaker": 200}
SOURCE_LIMITS = {"publication": 300, "issued": 50, "page": 50, "url": MAX_URL}
BLOCK_LIMITS = {"p": 50, "as": 300, "tag": 100, "lang": 35}

# Language, script, region and variants of BCP 47, in its recommended case.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*",
    re.ASCII,
)


def is_stored_language(value: str) -> bool:
    """Tell whether ``value`` is a BCP 47 tag in the case that the archive keeps."""
    return len(value) <= 35 and _LANGUAGE.fullmatch(value) is not None


def is_date(value: str) -> bool:
    """Tell whether ``value`` is EDTF."""
    try:
        parse_date(value)
    except DateError:
        return False
    return True


def web_url_fault(value: str) -> str:
    """Say what keeps ``value`` from being a web address, or return "".

    "length", "url" (no whole address, or blanks in it) or "credentials".
    """
    if len(value) > MAX_URL:
        return "length"
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:  # a broken IPv6 host or port
        return "url"
    blank = any(c.isspace() or c in '\\<>"' or ord(c) < 33 for c in value)
    if parts.scheme not in ("http", "https") or not host or port == 0 or blank:
        return "url"
    return "credentials" if "@" in parts.netloc else ""


def is_web_url(value: str) -> bool:
    return not web_url_fault(value)


# By key: the rule, and what to write instead.
VALUE_RULES = {
    "held": (is_date, "a date such as 2023, 2023-06-16, 2023? or 2023-06/2023-07"),
    "issued": (is_date, "a date such as 2023, 2023-06-16, 2023? or 2023-06/2023-07"),
    "language": (is_stored_language, "a tag such as zh-Hans, zh-Hant or en"),
    "recording": (is_web_url, "an address that begins with https:// or http://"),
    "url": (is_web_url, "an address that begins with https:// or http://"),
}


def breaches(
    key: str, value: str, limits: dict[str, int]
) -> Iterator[tuple[str, dict]]:
    """At most one code of a Problem with its words, for the ``value`` of a key."""
    limit = limits.get(key)
    if limit is not None and len(value) > limit:
        yield "too-long", {"key": key, "count": len(value), "limit": limit}
        return
    rule, allowed = VALUE_RULES.get(key, (None, ""))
    if rule and value and not rule(value):
        yield "bad-value", {"key": key, "words": value, "allowed": allowed}
