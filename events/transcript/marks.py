"""Readings of inline markup: corrected, printed, in segments, without remarks.

The syntax is that of ``inline``.
"""

import re
from bisect import bisect_right
from collections import Counter

from .characters import nfc
from .inline import MARK_KINDS, SPECIAL, Scanner, Segment

__all__ = [
    "WITHHELD",
    "Segment",
    "corrected",
    "escape",
    "has_marks",
    "printed",
    "report_faults",
    "segments",
    "without_remarks",
    "without_withheld",
]

WITHHELD = "▇▇"
_MOST_FAULTS = 20


def segments(text: str) -> list[Segment]:
    """Read markup into segments; a "break" stands between paragraphs."""
    if not SPECIAL.search(text) and "\n\n" not in text:
        return [Segment("text", text)] if text else []
    found: list[Segment] = []
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            found.append(Segment("break"))
        found.extend(Scanner(paragraph).scan())
    return found


def has_marks(text: str) -> bool:
    """Tell whether ``text`` holds a mark, a withheld passage included."""
    if "{" not in text:
        return False
    return any(_holds_mark(segment) for segment in segments(text))


def _holds_mark(segment: Segment) -> bool:
    if segment.kind in MARK_KINDS.values():
        return True
    return any(_holds_mark(child) for child in segment.children)


def corrected(text: str, *, withheld: str = WITHHELD, reveal: bool = False) -> str:
    """The words as corrected, without markup and remarks.

    A withheld passage is replaced by ``withheld``; ``reveal`` shows its words
    (for editors only).
    """
    return _reading(text, "corrected", withheld, reveal)


def printed(text: str, *, withheld: str = WITHHELD, reveal: bool = False) -> str:
    """The words as the source has them, faults included; see ``corrected``."""
    return _reading(text, "printed", withheld, reveal)


def _reading(text: str, reading: str, withheld: str, reveal: bool) -> str:
    if not SPECIAL.search(text):
        return text
    paragraphs = []
    for paragraph in text.split("\n\n"):
        if not SPECIAL.search(paragraph):
            paragraphs.append(paragraph)
            continue
        reader = _Reader(reading, withheld, reveal)
        reader.read(Scanner(paragraph).scan())
        words = reader.words()
        if words or not reader.removed:
            paragraphs.append(words)
    return "\n\n".join(paragraphs)


class _Reader:
    """Flattens segments to one reading."""

    def __init__(self, reading: str, withheld: str, reveal: bool):
        self.reading = reading
        self.hidden = "deletion" if reading == "corrected" else "insertion"
        self.withheld = withheld
        self.reveal = reveal
        self.removed = False
        self.pieces: list[str] = []

    def read(self, found: tuple[Segment, ...]) -> None:
        for segment in found:
            kind = segment.kind
            if kind == "text":
                self.pieces.append(segment.text)
            elif kind in ("remark", self.hidden):
                self.remove()
            elif kind == "withheld" and not self.reveal:
                self.pieces.append(self.withheld)
            elif kind == "substitution":
                self.read(getattr(segment, self.reading))
            else:
                self.read(segment.children)

    def remove(self) -> None:
        self.removed = True
        self.pieces.append("\0")

    def words(self) -> str:
        text = "".join(self.pieces)
        return _close_gaps(text) if self.removed else text


_GAP = re.compile(r"(^|[ \n])\0+(?=[ \n]|$)")


def _close_gaps(text: str) -> str:
    """Take out places of removed words (NUL) with one of two blanks around."""
    text = _GAP.sub(lambda found: "\0" if found[1] == " " else found[1] + "\0", text)
    lines = []
    for line in text.split("\n"):
        bare = line.replace("\0", "")
        if bare == line:
            lines.append(line)
        elif bare.strip():
            start = line.startswith("\0")
            lines.append(bare.strip() if start else bare.rstrip())
    return "\n".join(lines)


def without_remarks(text: str) -> str:
    """Return markup without its remarks; "" when nothing else stood there."""
    return _rewrite(text, "remark", "\0") if "{>>" in text else text


def without_withheld(text: str, withheld: str = WITHHELD) -> str:
    """Return markup with withheld passages replaced by the plain ``withheld``."""
    return _rewrite(text, "withheld", escape(withheld)) if "{==" in text else text


def _rewrite(text: str, kind: str, replacement: str) -> str:
    paragraphs = []
    for paragraph in text.split("\n\n"):
        scanner = Scanner(paragraph)
        scanner.scan()
        pieces = []
        position = 0
        for found, start, end in sorted(scanner.spans, key=lambda span: span[1]):
            if found == kind:
                pieces.extend([paragraph[position:start], replacement])
                position = end
        pieces.append(paragraph[position:])
        words = "".join(pieces)
        if pieces[1:] and replacement == "\0":
            words = nfc(_close_gaps(words)).strip()
        if words:
            paragraphs.append(words)
    return "\n\n".join(paragraphs)


def escape(text: str) -> str:
    """Write plain words as markup: ``corrected(escape(s)) == s`` for every s."""
    return (_ESCAPABLE_LINK if "](" in text else _ESCAPABLE).sub(r"\\\g<0>", text)


_ESCAPABLE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~：（])|^\\(?=.)"  # a backslash that would be one
    r"|(?<=\S)\*|\*(?=\S)|\{(?=\+\+|--|~~|>>|==)",
    re.M,
)
_ESCAPABLE_LINK = re.compile(rf"{_ESCAPABLE.pattern}|\[", re.M)


def report_faults(paragraphs: list[tuple[int, int, str]], report) -> None:
    """Report the faults of paragraphs, each with its line and column.

    Of each code a paragraph yields the first ``_MOST_FAULTS``.
    """
    for line, column, text in paragraphs:
        if not _SUSPECT.search(text):
            continue
        scanner = Scanner(text)
        scanner.scan()
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        reported: Counter[str] = Counter()
        for fault in scanner.faults:
            reported[fault.code] += 1
            if reported[fault.code] > _MOST_FAULTS:
                continue
            row = bisect_right(starts, fault.offset) - 1
            at = fault.offset - starts[row] + (1 if row else column)
            details = dict(fault.details)
            report(fault.code, line + row, at, words=fault.words, **details)


_SUSPECT = re.compile(r"\{(?:\+\+|--|~~|>>|==)|==\}|\]\(")
