"""What a string must be like to stand in a Document; each check raises ValueError.

Rejected: control characters, lone surrogates, the line breaks that are not a
line feed (U+0085, U+2028, U+2029), the byte order mark and the two code points
that XML cannot hold. Kept, because writing needs them: joiners, the zero width
space, bidirectional controls, variation selectors.
"""

import re
from datetime import date
from unicodedata import is_normalized

MAX_MS = 2**31 - 1  # what a 32-bit column holds, about 596 hours
MAX_FRONT_MATTER = 64 * 1024  # bytes
MAX_LABEL = 200
MAX_ORDINAL = 2**31 - 1

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)
HEADING = re.compile(r"(#+)(?=\s|\Z)")
_LAYOUT = re.compile(r"[^\S\n]\n|\n\n\s|\A\s|\s\Z")
_REF = re.compile(r"(?=[a-z]*[0-9])[a-z0-9]{6}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_ref(value: str) -> bool:
    """Tell whether ``value`` is six of a-z and 0-9 with at least one digit.

    New refs avoid 0 and 1, which are easily misread; a person may type them.
    """
    return _REF.fullmatch(value) is not None


def is_language(value: str) -> bool:
    """Tell whether ``value`` has the form of a BCP 47 tag."""
    return _LANGUAGE.fullmatch(value) is not None


def is_day(value: str) -> bool:
    """Tell whether ``value`` is a day of the calendar, YYYY-MM-DD."""
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def written_size(value: str | tuple[str, ...]) -> int:
    """At most how many bytes a key with ``value`` takes in the front matter."""
    if not value:
        return 0
    if isinstance(value, tuple):
        return 20 + sum(map(written_size, value))
    escapes = value.count("\\") + value.count('"') + value.count("\n")
    return 20 + len(value.encode()) + escapes


def label_fault(label: str) -> str:
    """Say why ``label`` cannot open a turn, or return ""."""
    if not label:
        return "a label cannot be empty"
    if len(label) > MAX_LABEL:
        return f"a label has at most {MAX_LABEL} characters"
    if "\n" in label:
        return "a label stands on one line"
    if "\\" in label:
        return "a label cannot contain a backslash"
    if re.search(r"\s\s", label):
        return "a label cannot contain two blanks in a row"
    if label.startswith(">") or HEADING.match(label):
        return "a label cannot begin like a heading or a note"
    return ""


def check_text(value: str, what: str) -> None:
    """Require paragraphs with one blank line between them, or ""."""
    if not isinstance(value, str):
        raise ValueError(f"{what} must be a string, not {type(value).__name__}.")
    found = FORBIDDEN.search(value)
    if found:
        code = ord(found.group())
        raise ValueError(f"{what} contains the control character U+{code:04X}.")
    found = _LAYOUT.search(value)
    if found:
        raise ValueError(
            f"{what} has white space at an edge or at a line's end, or more than "
            f"one blank line, at character {found.start() + 1}."
        )
    if not is_normalized("NFC", value):
        raise ValueError(f"{what} is not in Unicode's NFC form.")


def check_line(value: str, what: str) -> None:
    """Require one line without edge white space, or ""."""
    check_text(value, what)
    if "\n" in value:
        raise ValueError(f"{what} contains a line break.")


def check_label(value: str, what: str = "label") -> None:
    """Require a label that the text form can recognise."""
    check_line(value, what)
    fault = label_fault(value)
    if fault:
        raise ValueError(f"{what} {value!r}: {fault}.")


def check_choice(value: str, allowed: tuple[str, ...], what: str) -> None:
    """Require one of the ``allowed`` words."""
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is not one of {', '.join(allowed)}.")


def check_language(value: str, what: str = "language") -> None:
    """Require a BCP 47 tag, or ""."""
    check_line(value, what)
    if value and not is_language(value):
        raise ValueError(f"{what} {value!r} is not a language tag.")


def check_tuple(value: tuple, kind: type, what: str) -> None:
    """Require a tuple whose items are all of ``kind``."""
    if not isinstance(value, tuple):
        raise ValueError(f"{what} must be a tuple, not {type(value).__name__}.")
    for item in value:
        if not isinstance(item, kind):
            raise ValueError(f"{what} holds {item!r}, which does not belong there.")


def check_names(values: tuple[str, ...], what: str) -> None:
    """Require a tuple of different, non-empty lines."""
    check_tuple(values, str, what)
    for value in values:
        check_line(value, what)
        if not value:
            raise ValueError(f"{what} holds an empty string.")
    if len(set(values)) != len(values):
        raise ValueError(f"{what} holds the same string twice.")


def check_times(start: int | None, end: int | None) -> None:
    """Require milliseconds from 0 to MAX_MS, an end only after a start."""
    for name, value in (("start", start), ("end", end)):
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name} must be whole milliseconds, not {value!r}.")
        if not 0 <= value <= MAX_MS:
            raise ValueError(f"{name} {value} is not between 0 and {MAX_MS}.")
    if end is not None and start is None:
        raise ValueError("end is given without a start.")
    if end is not None and end < start:
        raise ValueError(f"end {end} lies before start {start}.")


def check_block(block) -> None:
    """Check what sections, turns and notes have in common."""
    if block.ref != "" and not (isinstance(block.ref, str) and is_ref(block.ref)):
        raise ValueError(
            f"ref {block.ref!r} is not six of a-z and 0-9 with at least one digit."
        )
    if block.start is not None or block.end is not None:
        check_times(block.start, block.end)
    if block.language:
        check_language(block.language)
    if block.page:
        check_line(block.page, "page")
    if block.withheld and not is_day(block.withheld):
        raise ValueError(f"withheld {block.withheld!r} is not a day (YYYY-MM-DD).")
