"""Words as the public may read them: notices, plain text, beginnings."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.dates import describe_date
from events.transcript import marks

_PASSAGE = "\uffff"  # no text may hold it; stands for a passage for a moment


def withheld_notice(day: date | None = None) -> str:
    """The words that stand in place of withheld ones; a passage has no day."""
    if day is None:
        return _("Left out at the speaker’s request")
    shown = describe_date(day.isoformat(), get_language() or settings.LANGUAGE_CODE)
    return _("Left out at the speaker’s request (%(date)s)") % {"date": shown}


def plain_words(text: str, withheld_on: date | None) -> str:
    """A block's corrected reading as plain text, as far as it may be read."""
    if withheld_on is not None:
        return withheld_notice(withheld_on)
    return marks.corrected(public_markup(text), withheld=withheld_notice())


def public_markup(text: str) -> str:
    """Markup without remarks; of withheld passages only the marks remain."""
    if "{" not in text:
        return text
    notice = f"{{=={marks.escape(withheld_notice())}==}}"
    shown = marks.without_withheld(text, _PASSAGE).replace(_PASSAGE, notice)
    return marks.without_remarks(shown)


def has_corrections(blocks: Iterable[dict]) -> bool:
    """Whether the source reads otherwise anywhere."""
    return any(
        "{" in row["text"]
        and marks.printed(row["text"]) != marks.corrected(row["text"])
        for row in blocks
    )


def shorten(words: str, width: int) -> str:
    """The beginning of a text on one line; a Chinese character is two wide."""
    words = " ".join(words.split())
    taken = 0
    for place, character in enumerate(words):
        taken += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if taken > width:
            start = words[:place]
            whole, blank, rest = start.rpartition(" ")
            return (whole if blank and len(rest) < 20 else start) + "…"
    return words


def list_comma(language: str) -> str:
    """What stands between the members of a list in this language."""
    return "、" if language.split("-")[0] in ("zh", "ja") else ", "
