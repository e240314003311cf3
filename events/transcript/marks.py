"""Inline markup: marks of correction, withheld passages, emphasis, links.

    {~~printed~>corrected~~}  {++added++}  {--printed but not said--}
    {>>remark for colleagues<<}  {==withheld==}
    *emphasis*  **strong**  [text](url)  and a backslash before punctuation

Marks neither nest nor cross paragraphs. What is not closed is text, except that
an unclosed ``{==`` withholds the rest of its paragraph. All is linear in time.
"""

import re
from collections import deque
from dataclasses import dataclass
from unicodedata import normalize

WITHHELD = "▇▇"

_SPECIAL = re.compile(r"[\\*\[]|\{(?=\+\+|--|~~|>>|==)|==\}")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~：（")
_TOKEN = re.compile(
    r"\\[^\n]|\{(?:\+\+|--|~~|>>|==)|(?:\+\+|--|~~|<<|==)\}|~>|\*+|\[", re.S
)
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.)*+)\]"
    r"\(((?:[^()\[\]\s\\]|\\[^\s]|\([^()\[\]\s]*+\))*+)\)",
    re.S,
)
_ADDRESS = re.compile(r"https?://[^\s/]|mailto:[^\s]|/|#", re.I)
_CLOSER = {"{++": "++}", "{--": "--}", "{~~": "~~}", "{>>": "<<}", "{==": "==}"}
_CLOSING = frozenset((*_CLOSER.values(), "~>"))
_KIND = {
    "{++": "insertion",
    "{--": "deletion",
    "{~~": "substitution",
    "{>>": "remark",
    "{==": "withheld",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, by ``kind``:

    "text" and "remark" hold ``text`` (a line feed is a line break); "break"
    stands between paragraphs; "emphasis", "strong", "link" (with ``url``),
    "insertion", "deletion" and "withheld" hold ``children``; "substitution"
    holds ``printed`` and ``corrected``.
    """

    kind: str
    text: str = ""
    children: tuple["Segment", ...] = ()
    url: str = ""
    printed: tuple["Segment", ...] = ()
    corrected: tuple["Segment", ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the markup at ``offset``, ``words`` being what stands there."""

    offset: int
    code: str
    words: str
    details: tuple[tuple[str, str], ...] = ()


class _Scanner:
    """Reads one stretch of one paragraph into segments.

    ``base`` is its offset in the paragraph, ``line_start`` tells whether it
    begins a line, ``inside`` the mark that encloses it, if any.
    """

    def __init__(self, text, base=0, line_start=True, inside="", links=True):
        self.text = text
        self.base = base
        self.line_start = line_start
        self.inside = inside
        self.links = links
        self.faults: list[Fault] = []
        self.out: list[Segment] = []
        self.plain: list[str] = []
        self.open: list[tuple[str, int, int]] = []  # emphasis: kind, run, index
        self.tokens = [(m.group(), m.start()) for m in _TOKEN.finditer(text)]
        self.closers: dict[str, deque[int]] = {}
        for sign, start in self.tokens:
            if sign in _CLOSING:
                self.closers.setdefault(sign, deque()).append(start)

    def scan(self) -> tuple[Segment, ...]:
        position = 0
        for sign, start in self.tokens:
            if start < position:
                continue
            self.plain.append(self.text[position:start])
            position = self.sign(sign, start)
        self.plain.append(self.text[position:])
        self.flush()
        return tuple(self.close_all())

    def sign(self, sign: str, start: int) -> int:
        """Handle one sign; return where reading goes on."""
        end = start + len(sign)
        if sign[0] == "\\":
            return self.backslash(sign, start)
        if sign[0] == "*":
            self.stars(len(sign), start)
            return end
        if sign[0] == "[":
            return self.link(start)
        if sign in _CLOSER:
            return self.mark(sign, start)
        if sign == "==}":
            self.fault(start, "unclosed-withheld", sign)
        self.plain.append(sign)
        return end

    def fault(self, start: int, code: str, words: str, **details) -> None:
        self.faults.append(
            Fault(self.base + start, code, words, tuple(details.items()))
        )

    def flush(self) -> None:
        text = "".join(self.plain)
        if text:
            self.out.append(Segment("text", text))
        self.plain = []

    def backslash(self, sign: str, start: int) -> int:
        at_line_start = self.text[start - 1] == "\n" if start else self.line_start
        if at_line_start or sign[1] in _PUNCTUATION:
            self.plain.append(sign[1])
        else:
            self.plain.append(sign)
        return start + 2

    def next(self, closer: str, start: int) -> int | None:
        positions = self.closers.get(closer)
        while positions and positions[0] < start:
            positions.popleft()
        return positions[0] if positions else None

    def mark(self, opener: str, start: int) -> int:
        inner = start + 3
        closer = _CLOSER[opener]
        if self.inside and opener != "{==":
            self.fault(start, "nested-mark", self.text[start : start + 40])
            self.plain.append(opener)
            return inner
        close = self.next(closer, inner)
        if opener == "{==" and (close is None or self.inside):
            self.fault(start, "unclosed-withheld", self.text[start : start + 40])
            close = len(self.text) if close is None else close
        if close is None:
            words = self.text[start : start + 40]
            self.fault(start, "unclosed-mark", words, closer=closer)
            self.plain.append(opener)
            return inner
        segment = self.segment(opener, start, inner, close)
        if segment is None:
            self.plain.append(opener)
            return inner
        self.flush()
        self.out.append(segment)
        return close + 3

    def segment(
        self, opener: str, start: int, inner: int, close: int
    ) -> Segment | None:
        kind = _KIND[opener]
        if kind == "remark":
            return Segment("remark", _unescape(self.text[inner:close]))
        if kind != "substitution":
            return Segment(kind, children=self.part(kind, inner, close))
        middle = self.next("~>", inner)
        if middle is None or middle >= close:
            words = self.text[start : min(close + 3, start + 40)]
            self.fault(start, "incomplete-substitution", words)
            return None
        return Segment(
            kind,
            printed=self.part(kind, inner, middle),
            corrected=self.part(kind, middle + 2, close),
        )

    def part(self, inside: str, start: int, end: int, links=True):
        scanner = _Scanner(
            self.text[start:end], self.base + start, False, inside, links and self.links
        )
        segments = scanner.scan()
        self.faults.extend(scanner.faults)
        return segments

    def link(self, start: int) -> int:
        found = _LINK.match(self.text, start) if self.links else None
        if found is None or not found[1].strip():
            self.plain.append("[")
            return start + 1
        url = _unescape(found[2])
        if not _ADDRESS.match(url):
            self.fault(start, "bad-link", url)
            self.plain.append("[")
            return start + 1
        self.flush()
        children = self.part(self.inside, *found.span(1), links=False)
        self.out.append(Segment("link", children=children, url=url))
        return found.end()

    def stars(self, count: int, start: int) -> None:
        """Open or close emphasis; at most one of each kind is open."""
        before = self.text[start - 1 : start]
        after = self.text[start + count : start + count + 1]
        left = {1: ["emphasis"], 2: ["strong"], 3: ["strong", "emphasis"]}.get(count)
        if left is None:
            self.plain.append("*" * count)
            return
        kinds = [kind for kind, _, _ in self.open]
        if before and not before.isspace():
            for kind in reversed(kinds):
                if kind in left and self.close(kind, start):
                    left.remove(kind)
        stars = {"emphasis": "*", "strong": "**"}
        can_open = bool(after) and not after.isspace()
        for kind in left:
            self.flush()
            if can_open and kind not in [k for k, _, _ in self.open]:
                self.open.append((kind, start, len(self.out)))
                self.out.append(Segment("text", stars[kind]))
            else:
                self.plain.append(stars[kind])

    def close(self, kind: str, start: int) -> bool:
        """Close the open emphasis ``kind`` unless it would be empty."""
        place = next(i for i, entry in enumerate(self.open) if entry[0] == kind)
        _, run, index = self.open[place]
        if place + 1 < len(self.open) and self.open[place + 1][1] == run:
            # Opened together, as in ***both* strong**: the outer closes last.
            other = self.open[place + 1]
            self.open[place], self.open[place + 1] = (
                (other[0], run, index),
                (kind, run, other[2]),
            )
            self.out[index], self.out[other[2]] = self.out[other[2]], self.out[index]
            place, index = place + 1, other[2]
        self.flush()
        if index == len(self.out) - 1:
            return False
        children = tuple(_merged(self.out[index + 1 :]))
        del self.out[index:]
        self.out.append(Segment(kind, children=children))
        del self.open[place:]
        return True

    def close_all(self) -> list[Segment]:
        return _merged(self.out)


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join neighbouring pieces of text."""
    merged: list[Segment] = []
    run: list[str] = []
    for segment in segments:
        if segment.kind == "text":
            run.append(segment.text)
            continue
        if run:
            merged.append(Segment("text", "".join(run)))
            run = []
        merged.append(segment)
    if run:
        merged.append(Segment("text", "".join(run)))
    return merged


_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~：（])")


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def segments(text: str) -> list[Segment]:
    """Read markup into segments; a "break" stands between paragraphs."""
    if not _SPECIAL.search(text) and "\n\n" not in text:
        return [Segment("text", text)] if text else []
    found: list[Segment] = []
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            found.append(Segment("break"))
        found.extend(_Scanner(paragraph).scan())
    return found


def has_marks(text: str) -> bool:
    """Tell whether ``text`` holds a mark, a withheld passage included."""
    if "{" not in text:
        return False
    return any(_holds_mark(segment) for segment in segments(text))


def _holds_mark(segment: Segment) -> bool:
    if segment.kind in _KIND.values():
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
    if not _SPECIAL.search(text):
        return text
    paragraphs = []
    for paragraph in text.split("\n\n"):
        if not _SPECIAL.search(paragraph):
            paragraphs.append(paragraph)
            continue
        reader = _Reader(reading, withheld, reveal)
        reader.read(_Scanner(paragraph).scan())
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
    return _rewrite(text, "{>>", "<<}", "\0")


def without_withheld(text: str, withheld: str = WITHHELD) -> str:
    """Return markup with the words of withheld passages replaced."""
    return _rewrite(text, "{==", "==}", withheld)


def _rewrite(text: str, opener: str, closer: str, replacement: str) -> str:
    if opener not in text:
        return text
    paragraphs = []
    for paragraph in text.split("\n\n"):
        if opener in paragraph:
            paragraph = _rewrite_paragraph(paragraph, opener, closer, replacement)
            if "\0" in paragraph:
                paragraph = normalize("NFC", _close_gaps(paragraph)).strip()
            if not paragraph:
                continue
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _rewrite_paragraph(text: str, opener: str, closer: str, replacement: str) -> str:
    pieces = []
    position = 0
    tokens = [(m.group(), m.start()) for m in _TOKEN.finditer(text)]
    last = dict(tokens)
    waiting = ""
    for sign, start in tokens:
        if waiting:
            if sign != waiting:
                continue
            if waiting == closer:
                pieces.append(replacement)
                position = start + 3
            waiting = ""
        elif sign in _CLOSER and (last.get(_CLOSER[sign], -1) > start or sign == "{=="):
            waiting = _CLOSER[sign]
            if sign == opener:
                pieces.append(text[position:start])
    if waiting == closer == "==}":
        return "".join([*pieces, replacement])
    return "".join([*pieces, text[position:]])


def escape(text: str) -> str:
    """Write plain words as markup: ``corrected(escape(s)) == s`` for every s."""
    if not _ESCAPABLE.search(text):
        return text
    return _ESCAPABLE.sub(r"\\\g<0>", text)


_ESCAPABLE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~：（])|^\\(?=.)|\*|\[|\{(?=\+\+|--|~~|>>|==)", re.M
)


def report_faults(paragraphs: list[tuple[int, int, str]], report) -> None:
    """Report the faults of paragraphs, each with its line and column."""
    for line, column, text in paragraphs:
        if not _SUSPECT.search(text):
            continue
        scanner = _Scanner(text)
        scanner.scan()
        for fault in scanner.faults:
            row = text.count("\n", 0, fault.offset)
            start = text.rfind("\n", 0, fault.offset) + 1
            at = fault.offset - start + (1 if row else column)
            report(fault.code, line + row, at, words=fault.words, **dict(fault.details))


_SUSPECT = re.compile(r"\{(?:\+\+|--|~~|>>|==)|==\}|\]\(")
