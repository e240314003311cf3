"""Read inline markup: marks of correction, withheld passages, emphasis, links.

    {~~printed~>corrected~~}  {++added++}  {--printed but not said--}
    {>>remark for colleagues<<}  {==withheld==}
    *emphasis*  **strong**  [text](url)  and a backslash before punctuation

Marks neither nest nor cross paragraphs. What is not closed is text, except that
an unclosed ``{==`` withholds the rest of its paragraph, and one inside another
mark withholds too; inside a withheld passage it is text. All is linear in time.
"""

import re
from collections import deque
from dataclasses import dataclass

SPECIAL = re.compile(r"[\\*\[]|\{(?=\+\+|--|~~|>>|==)|==\}")
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
MARK_KINDS = {
    "{++": "insertion",
    "{--": "deletion",
    "{~~": "substitution",
    "{>>": "remark",
    "{==": "withheld",
}


_STARS = {1: ("emphasis",), 2: ("strong",), 3: ("strong", "emphasis")}


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


class Scanner:
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
        self.spans: list[tuple[str, int, int]] = []  # marks: kind, start, end
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
        return tuple(_merged(self.out))

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
        if self.inside and (opener != "{==" or self.inside == "withheld"):
            code = "unclosed-withheld" if opener == "{==" else "nested-mark"
            self.fault(start, code, self.text[start : start + 40])
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
        end = min(close + 3, len(self.text))
        self.spans.append((segment.kind, self.base + start, self.base + end))
        return end

    def segment(
        self, opener: str, start: int, inner: int, close: int
    ) -> Segment | None:
        kind = MARK_KINDS[opener]
        if kind == "remark":
            return Segment("remark", unescape(self.text[inner:close]))
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
        scanner = Scanner(
            self.text[start:end], self.base + start, False, inside, links and self.links
        )
        segments = scanner.scan()
        self.faults.extend(scanner.faults)
        self.spans.extend(scanner.spans)
        return segments

    def link(self, start: int) -> int:
        found = _LINK.match(self.text, start) if self.links else None
        if found is None or not found[1].strip():
            self.plain.append("[")
            return start + 1
        url = unescape(found[2])
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
        can_open = bool(after) and not after.isspace()
        can_close = bool(self.open and before) and not before.isspace()
        if count > 3 or not (can_open or can_close):
            self.plain.append("*" * count)
            return
        left = list(_STARS[count])
        if can_close:
            for kind, _, _ in reversed(self.open[:]):
                if kind in left and self.close(kind):
                    left.remove(kind)
        for kind in left:
            stars = "*" if kind == "emphasis" else "**"
            if can_open and all(kind != other for other, _, _ in self.open):
                self.flush()
                self.open.append((kind, start, len(self.out)))
                self.out.append(Segment("text", stars))
            else:
                self.plain.append(stars)

    def close(self, kind: str) -> bool:
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


def unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
