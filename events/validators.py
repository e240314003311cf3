"""Rules about one stored value, shared by models, forms and domain.

Each raises ValidationError with a code and a sentence that tells an editor
what to do. Empty values are the field's own business.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.dates import DateError, parse_date
from events.transcript.limits import MAX_URL, is_stored_language, web_url_fault
from events.transcript.validation import FORBIDDEN, is_ref

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII)
_ISNI = re.compile(r"\d{15}[\dX]", re.ASCII)
_VIAF = re.compile(r"[1-9]\d{0,21}", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9]\d{0,14}", re.ASCII)
_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d\d", re.ASCII)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"

_DATE_SENTENCES = {
    "shape": _(
        "Write a year, month or day as 2023, 2023-06 or 2023-06-16; add ? when it is "
        "uncertain, ~ when approximate; write a span as 2023-06/2023-07, a span "
        "without end as 2023/.., a decade as 198X."
    ),
    "order": _("The span ends before it begins; write the earlier date first."),
}


def validate_edtf(value: str) -> None:
    try:
        parse_date(value)
    except DateError as error:
        raise ValidationError(
            _DATE_SENTENCES[error.code], code=f"edtf_{error.code}"
        ) from None


def validate_ref(value: str) -> None:
    if not is_ref(value):
        raise ValidationError(
            _(
                "Write the ref as six characters of a–z and 0–9 with at least one "
                "digit, such as k7f3qa."
            ),
            code="ref",
        )


def validate_language(value: str) -> None:
    if not is_stored_language(value):
        raise ValidationError(
            _("Write the language as a BCP 47 tag, such as zh-Hans, zh-Hant-TW or en."),
            code="language",
        )


def validate_slug_key(value: str) -> None:
    if not _SLUG.fullmatch(value):
        raise ValidationError(
            _("Use only a–z, 0–9 and single hyphens between them."), code="slug"
        )


def validate_orcid(value: str) -> None:
    if not (_ORCID.fullmatch(value) and _mod_11_2(value)):
        raise ValidationError(
            _(
                "Write the ORCID as four groups of four, such as 0000-0002-1825-0097, "
                "and compare each digit; its check digit must match."
            ),
            code="orcid",
        )


def validate_isni(value: str) -> None:
    if not (_ISNI.fullmatch(value) and _mod_11_2(value)):
        raise ValidationError(
            _(
                "Write the ISNI as sixteen digits without blanks, such as "
                "0000000121032683, and compare each digit; its check digit must match."
            ),
            code="isni",
        )


def validate_viaf(value: str) -> None:
    if not _VIAF.fullmatch(value):
        raise ValidationError(
            _("Write only the digits of the VIAF number, such as 102333412."),
            code="viaf",
        )


def validate_wikidata(value: str) -> None:
    if not _WIKIDATA.fullmatch(value):
        raise ValidationError(
            _("Write the Wikidata item as Q and its number, such as Q42."),
            code="wikidata",
        )


def validate_ror(value: str) -> None:
    if not (_ROR.fullmatch(value) and _ror_check(value)):
        raise ValidationError(
            _(
                "Write only the last nine characters of the ROR address, such as "
                "02n96ep67, and compare each one; its check digits must match."
            ),
            code="ror",
        )


def validate_web_url(value: str) -> None:
    fault = web_url_fault(value)
    if fault == "length":
        raise ValidationError(
            _("Shorten the address to at most %(limit)d characters."),
            code="url_length",
            params={"limit": MAX_URL},
        )
    if fault == "url":
        raise ValidationError(
            _(
                "Write a whole web address that begins with https:// or http:// and "
                "has no blanks, such as https://example.org/page."
            ),
            code="url",
        )
    if fault:
        raise ValidationError(
            _("Remove the user name and password from the address."),
            code="url_credentials",
        )


def validate_plain_text(value: str) -> None:
    """Accept what a Document can hold, and so every database and file format.

    Forms turn CR LF into LF before, since browsers send CR LF.
    """
    found = FORBIDDEN.search(value)
    if found:
        raise ValidationError(
            _(
                "Remove the invisible character U+%(code)s at position %(position)d; "
                "it cannot be stored."
            ),
            code="control_character",
            params={
                "code": f"{ord(found[0]):04X}",
                "position": found.start() + 1,
            },
        )
    if not unicodedata.is_normalized("NFC", value):
        raise ValidationError(
            _(
                "Some letters and their accents are stored apart; convert the text to "
                "Unicode's composed form (NFC) and enter it again."
            ),
            code="not_nfc",
        )


def _mod_11_2(identifier: str) -> bool:
    """Check ORCID and ISNI by ISO 7064 MOD 11-2."""
    total = 0
    for character in identifier.replace("-", ""):
        total = total * 2 + (10 if character == "X" else int(character))
    return total % 11 == 1


def _ror_check(identifier: str) -> bool:
    """Check a ROR by ISO 7064 MOD 97-10 over its Crockford base 32 number."""
    number = 0
    for character in identifier[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    return (number * 100 + int(identifier[7:])) % 97 == 1
