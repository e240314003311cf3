"""The two texts that are compared, without blanks, and where each letter stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from unicodedata import category, is_normalized

from events.transcript import marks
from events.transcript.characters import nfc
from events.transcript.document import Block, Document, Note, Section, Turn
from events.transcript.validation import FORBIDDEN

from .coverage import Place

# What neither counts in a source nor in a transcript: white space, what a
# transcript cannot hold, soft hyphens, zero width blanks and word joiners.
BLANK = rf"\s{FORBIDDEN.pattern[1:-1]}\u00ad\u200b\u2060"
_INK = re.compile(rf"[^{BLANK}]+")


def squeeze(text: str) -> str:
    return "".join(_INK.findall(text))


def same_colons(text: str, labels: set[str]) -> str:
    """Write the colons after labels alike, be they ``:`` or ``：``."""
    if ":" not in text:
        return text
    lengths = sorted({len(label) for label in labels})
    pieces = []
    done = 0
    for found in re.finditer(":", text):
        at = found.start()
        if any(text[max(at - n, 0) : at] in labels for n in lengths):
            pieces.extend([text[done:at], "："])
            done = at + 1
    return "".join([*pieces, text[done:]])


class Source:
    """The source without blanks, in NFC; where each character comes from."""

    def __init__(self, raw: str):
        self.raw = raw
        text, starts, ends = _normalized(raw)
        words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.line_starts: list[int] = []
        base = 0
        for line in text.splitlines(keepends=True):
            self.line_starts.append(len(self.starts))
            for word in _INK.finditer(line):
                low, high = base + word.start(), base + word.end()
                words.append(word.group())
                self.starts.extend(starts[low:high])
                self.ends.extend(ends[low:high])
            base += len(line)
        self.text = "".join(words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def _normalized(raw: str) -> tuple[str, list[int] | range, list[int] | range]:
    """NFC, and where each of its characters starts and ends in ``raw``."""
    if is_normalized("NFC", raw):
        return raw, range(len(raw)), range(1, len(raw) + 1)
    pieces, starts, ends = [], [], []
    for low, high in _clusters(raw):
        piece = nfc(raw[low:high])
        pieces.append(piece)
        # The first takes what was composed; what follows it takes one each.
        cuts = [max(low, high - k) for k in range(len(piece) - 1, -1, -1)]
        starts.extend([low, *cuts[:-1]])
        ends.extend(cuts)
    return "".join(pieces), starts, ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that can be normalized by themselves.

    What may compose with a character before it is a mark or a Hangul vowel or
    final consonant.
    """
    start = 0
    for at, character in enumerate(text):
        joins = "\u1161" <= character <= "\u11c2" or category(character)[0] == "M"
        if not joins and at:
            yield start, at
            start = at
    if text:
        yield start, len(text)


class Copy:
    """The transcript as printed, without blanks, and what stands where.

    From ``reserve`` on stand, between NULs, the pieces that a source may lack:
    editor's notes and the lesser fields of the front matter.
    """

    def __init__(self, document: Document):
        self.words: list[str] = []
        self.offsets: list[int] = []  # of each character in its part
        self.parts: list[Place] = []  # start and end count here in the copy
        self.piece_starts: list[int] = []
        self._credits = self._free_credits(document)
        for name in ("kicker", "title", "subtitle", "lead"):
            self._piece((name, getattr(document, name), {}))
        for index, block in enumerate(document.blocks):
            if not _is_editorial(block):
                self._piece(*_parts(index, block))
        self.reserve = len(self.offsets)
        for part in self._lesser(document):
            self._nul()
            self._piece(part)
        self.text = "".join(self.words)
        self._part_starts = [part.start for part in self.parts]

    def _piece(self, *parts: tuple[str, str, dict]) -> None:
        self.piece_starts.append(len(self.offsets))
        for name, reading, where in parts:
            start = len(self.offsets)
            for word in _INK.finditer(reading):
                self.words.append(word.group())
                self.offsets.extend(range(*word.span()))
            if len(self.offsets) > start:
                self.parts.append(Place(name, start, len(self.offsets), **where))
        self.piece_starts.append(len(self.offsets))

    def _nul(self) -> None:
        self.words.append("\0")
        self.offsets.append(0)

    def _free_credits(self, document: Document) -> Iterator[tuple[str, str, dict]]:
        """Credits of voices; not those that a printed label already holds."""
        labels = {
            squeeze(block.printed_label)
            for block in document.blocks
            if isinstance(block, Turn) and block.printed_label
        }
        for voice in document.voices:
            for name in ("credit", "role_printed"):
                words = getattr(voice, name)
                if not any(squeeze(words) in label for label in labels):
                    yield name, words, {"owner": voice.label}

    def _lesser(self, document: Document) -> Iterator[tuple[str, str, dict]]:
        for index, block in enumerate(document.blocks):
            if _is_editorial(block):
                yield from _parts(index, block)
        yield from self._credits
        for name in ("summary", "number", "venue", "rights"):
            yield name, getattr(document, name), {}
        for contributor in document.contributors:
            yield "name", contributor.name, {"owner": contributor.role}
        for source in document.sources:
            yield "publication", source.publication, {"owner": source.relation}

    def split(self, start: int, end: int) -> Iterator[tuple[int, int, Place]]:
        """Yield a run part by part: its start and end here, and its place."""
        while start < end:
            part = self.parts[bisect_right(self._part_starts, start) - 1]
            stop = min(end, part.end)
            yield (
                start,
                stop,
                Place(
                    part.part,
                    self.offsets[start],
                    self.offsets[stop - 1] + 1,
                    part.block,
                    part.ref,
                    part.owner,
                ),
            )
            start = stop


def _is_editorial(block: Block) -> bool:
    return isinstance(block, Note) and block.kind == "editor"


def _parts(index: int, block: Block) -> Iterator[tuple[str, str, dict]]:
    """The parts of one block as printed, in printed order."""
    where = {"block": index, "ref": block.ref}
    if isinstance(block, Section):
        yield "heading", marks.printed(block.title, reveal=True), where
        return
    if isinstance(block, Turn):
        label = block.printed_label or block.voice
        yield "as" if block.printed_label else "label", f"{label}：", where
    yield "text", marks.printed(block.text, reveal=True), where
