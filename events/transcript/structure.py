"""What makes a line of the text form more than text, for parser and serializer.

Both sides ask the same functions, so that exactly those lines carry a backslash
which would otherwise be read as a heading, a note or a turn.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .validation import HEADING, label_fault

GROUP = r"\{((?:[^{}\"\n]++|\"[^\"\n]*+\")*+)\}"
_HEAD_REST = re.compile(rf"[^\S\n]*+(?:{GROUP}[^\S\n]*+)?[：:]")
_LEADING_GROUP = re.compile(GROUP)
_REVERSED_GROUP = re.compile(r"\}((?:[^{}\"\n]++|\"[^\"\n]*+\")*+)\{")
_MARKS = ("++", "--", "~~", ">>", "==")
_BRACKETS = {"（": "（(", "(": "（(", "[": "["}
_CLOSERS = {"（": "）)", "(": "）)", "[": "]"}
_ROUND = re.compile(r"[（()）]")
_SQUARE = re.compile(r"[\[\]]")
_STRUCTURAL_LINE = re.compile(r"\\*(?:#+(?=\s|\Z)|>)")

CJK_LANGUAGES = frozenset(
    ("zh", "ja", "ko", "yue", "cmn", "wuu", "nan", "hak", "gan", "hsn", "lzh")
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a turn: ``end`` is the index after its colon."""

    label: str
    attributes: str | None
    attributes_at: int
    end: int


class Labels:
    """The declared labels, to find the longest one that opens a line."""

    def __init__(self, labels: Iterable[str]):
        self._labels = {label for label in labels if not label_fault(label)}
        lengths: dict[str, set[int]] = {}
        for label in self._labels:
            lengths.setdefault(label[0], set()).add(len(label))
        self._lengths = {c: sorted(n, reverse=True) for c, n in lengths.items()}

    def __contains__(self, label: str) -> bool:
        return label in self._labels

    def __iter__(self):
        return iter(self._labels)

    def head(self, line: str) -> Head | None:
        """Return the head of the turn that ``line`` opens, or None."""
        for length in self._lengths.get(line[:1], ()):
            label = line[:length]
            if label not in self._labels:
                continue
            rest = _HEAD_REST.match(line, length)
            if rest and not is_mark(rest[1]):
                return Head(label, rest[1], rest.start(1), rest.end())
        return None


def is_mark(group: str | None) -> bool:
    """Tell whether the inside of a pair of braces begins a mark."""
    return group is not None and group.startswith(_MARKS)


def is_heading(line: str) -> re.Match | None:
    """Match the number signs of a heading."""
    return HEADING.match(line)


def is_bracketed(paragraph: str) -> bool:
    """Tell whether one pair of brackets encloses the whole paragraph."""
    opener = paragraph[:1]
    if opener not in _BRACKETS or paragraph[-1] not in _CLOSERS[opener]:
        return False
    depth = 0
    last = len(paragraph) - 1
    for found in (_SQUARE if opener == "[" else _ROUND).finditer(paragraph):
        depth += 1 if found.group() in _BRACKETS[opener] else -1
        if depth == 0:
            return found.start() == last and last > 1
    return False


def leading_group(text: str) -> re.Match | None:
    """Match attributes in braces at the start of ``text``."""
    found = _LEADING_GROUP.match(text)
    return None if found is None or is_mark(found[1]) else found


def trailing_group(text: str) -> int | None:
    """Return where attributes in braces at the end of ``text`` begin.

    Found from the end, which a quoted value allows because quotes inside it
    are doubled: read backwards it looks the same.
    """
    found = _REVERSED_GROUP.match(text[::-1]) if text.endswith("}") else None
    if found is None:
        return None
    start = len(text) - found.end()
    inside = text[start + 1 : -1]
    if is_mark(inside) or inside.endswith("\\") or text[:start].endswith("\\"):
        return None
    return start


def escape_line(line: str) -> str:
    """Write a line inside a paragraph so that it stays inside."""
    return "\\" + line if _STRUCTURAL_LINE.match(line) else line


def unescape_line(line: str) -> str:
    """Undo ``escape_line``."""
    if line.startswith("\\") and _STRUCTURAL_LINE.match(line):
        return line[1:]
    return line


def _opens_structure(paragraph: str, labels: Labels) -> bool:
    bare = paragraph.lstrip("\\")
    if _STRUCTURAL_LINE.match(bare) or is_bracketed(bare):
        return True
    return labels.head(bare.partition("\n")[0]) is not None


def escape_paragraph(paragraph: str, labels: Labels) -> str:
    """Write a paragraph of a turn, not its first, so that it is read as text."""
    if _opens_structure(paragraph, labels):
        paragraph = "\\" + paragraph
    return _map_continuation(paragraph, escape_line)


def unescape_paragraph(paragraph: str, labels: Labels) -> str:
    """Undo ``escape_paragraph``."""
    if paragraph.startswith("\\") and _opens_structure(paragraph, labels):
        paragraph = paragraph[1:]
    return _map_continuation(paragraph, unescape_line)


def escape_opening(head: str, paragraph: str, labels: Labels) -> str:
    """Write a turn's first paragraph so that the label does not grow into it."""
    if _lengthens(head, paragraph.lstrip("\\"), labels):
        paragraph = "\\" + paragraph
    return _map_continuation(paragraph, escape_line)


def unescape_opening(head: str, paragraph: str, labels: Labels) -> str:
    """Undo ``escape_opening``; ``head`` is all that stands before the text."""
    if paragraph.startswith("\\") and _lengthens(head, paragraph.lstrip("\\"), labels):
        paragraph = paragraph[1:]
    return _map_continuation(paragraph, unescape_line)


def _lengthens(head: str, bare: str, labels: Labels) -> bool:
    line = head + bare.partition("\n")[0]
    longer = labels.head(line)
    return longer is not None and longer.end > len(head)


def _map_continuation(paragraph: str, function) -> str:
    if "\n" not in paragraph:
        return paragraph
    first, *others = paragraph.split("\n")
    return "\n".join([first, *map(function, others)])


def colon_for(language: str) -> str:
    """The colon after a label, with the blank that belongs to it."""
    primary = language.partition("-")[0].lower()
    return "：" if primary in CJK_LANGUAGES else ": "
