"""Make any string fit for a Document: line breaks, controls, normal form."""

import re
from unicodedata import combining, is_normalized, normalize

from .validation import FORBIDDEN

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028]")
_PAGE_BREAKS = re.compile("[\x0c\u2029]")
_LONG_RUN = re.compile(r"[^\w\s]{32,}")  # combining marks are neither
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
_GAP = re.compile(r"\n\n\s+")


def clean(text: str) -> tuple[str, re.Match | None, int]:
    """Return ``text`` as the text form holds it, and what had to be removed.

    All line breaks become line feeds (a page or paragraph break becomes two), a
    tab a blank; a byte order mark at the start goes. Other control characters
    and lone surrogates are removed: the second value is the first of them (its
    position counts in the text with line feeds), the third their number.
    """
    text = text.removeprefix("\ufeff")
    text = _PAGE_BREAKS.sub("\n\n", _LINE_BREAKS.sub("\n", text)).replace("\t", " ")
    first = FORBIDDEN.search(text)
    count = 0
    if first:
        text, count = FORBIDDEN.subn("", text)
    return nfc(text), first, count


def nfc(text: str) -> str:
    """Normalize in linear time.

    CPython sorts each run of combining marks by insertion, which takes minutes
    for a hostile run; a run sorted beforehand costs nothing.
    """
    if is_normalized("NFC", text):
        return text
    return normalize("NFC", _LONG_RUN.sub(_sort_marks, text))


def tidy(text: str) -> str:
    """Bring clean ``text`` to the layout of a Document's strings.

    No blanks at a line's end, one blank line between paragraphs, no paragraph
    that begins with white space.
    """
    text = _TRAILING.sub("", text.strip())
    return _GAP.sub("\n\n", text)


def _sort_marks(found: re.Match) -> str:
    parts: list[str] = []
    marks: list[str] = []
    for character in normalize_each(found.group()):
        if combining(character):
            marks.append(character)
        else:
            parts.extend(sorted(marks, key=combining))
            marks.clear()
            parts.append(character)
    parts.extend(sorted(marks, key=combining))
    return "".join(parts)


def normalize_each(text: str) -> str:
    """Decompose every character by itself, without putting marks in order."""
    return "".join([normalize("NFD", character) for character in text])
