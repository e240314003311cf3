"""What differs between two states of a transcript, row by row."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from events.domain.comparison import Pieces
from events.domain.comparison import compare as compare_texts
from events.domain.reading import FRONT_MATTER
from events.domain.sequences import longest_ascending
from events.domain.values import (
    block_values,
    filled,
    first_values,
    kind_of,
    plain,
    text_of,
    values_of,
)
from events.transcript.document import Block, Document, Turn, Voice

# What comparing to the single character may take, all texts together.
_SECONDS = 2.0
_FRONT = ("title", "kicker", "subtitle", "lead", "series", "tags", "contributors")
_FRONT += tuple(name for name in FRONT_MATTER if name not in _FRONT)
_FRONT += ("sources",)


@dataclass(frozen=True, slots=True)
class Field:
    """One value that differs, as plain text; "" where there was or is none."""

    name: str  # as in the Document; "passages" counts withheld ones
    old: str
    new: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Row:
    """One block, one voice or the front matter, in both states.

    ``kind`` is "same", "changed", "added", "removed" or, where nothing but its
    place differs, "moved"; ``moved`` is true for what was changed and moved too.
    ``places`` count from 1, the old one first. ``block`` is as it is now, or was
    before it was removed; so is ``voice``.
    """

    kind: str
    what: str  # "front", "voice", "section", "turn" or "note"
    ref: str = ""
    block: Block | None = None
    voice: Voice | None = None
    moved: bool = False
    places: tuple[int | None, int | None] = (None, None)
    fields: tuple[Field, ...] = ()
    pieces: Pieces = ()

    @property
    def is_block(self) -> bool:
        return self.block is not None

    @property
    def changes_text(self) -> bool:
        return any(kind != "same" for kind, _words in self.pieces)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many blocks differ; ``front`` counts front matter and voices."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    moved: int = 0
    front: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added + self.changed + self.removed + self.moved + self.front)


def compare(
    before: Document,
    after: Document,
    *,
    words: Callable[[str], str] = str,
    seconds: float = _SECONDS,
) -> list[Row]:
    """Compare front matter, then voices, then blocks in the order of ``after``.

    Blocks are the same by their refs, which every stored state carries; removed
    ones stand where they stood. ``words`` turns a block's markup into what is
    compared. Texts that are not compared after ``seconds`` show as one change.
    """
    comparer = _Comparer(words, seconds, _renamed(before, after))
    return [
        *_front(before, after, comparer),
        *_voices(before, after, comparer),
        *_blocks(before, after, comparer),
    ]


def count(rows: Iterable[Row]) -> Counts:
    numbers = dict.fromkeys(("added", "changed", "removed", "moved", "front"), 0)
    for row in rows:
        if not row.is_block:
            numbers["front"] += row.kind != "same"
            continue
        numbers["moved"] += row.moved
        if row.kind in ("added", "changed", "removed"):
            numbers[row.kind] += 1
    return Counts(**numbers)


def stretches(rows: Iterable[Row]) -> Iterator[tuple[bool, list[Row]]]:
    """Runs of rows with whether they are unchanged, to be folded."""
    for is_same, run in groupby(rows, key=lambda row: row.kind == "same"):
        yield is_same, list(run)


class _Comparer:
    """Compares values and texts within one allowance of time."""

    def __init__(
        self, words: Callable[[str], str], seconds: float, renamed: dict[str, str]
    ) -> None:
        self.words = words
        self.renamed = renamed  # new label of a voice by its old one
        self.end = time.monotonic() + seconds

    def pieces(self, old: str, new: str) -> Pieces:
        left = self.end - time.monotonic()
        if left <= 0 and old != new:
            return [pair for pair in (("old", old), ("new", new)) if pair[1]]
        return compare_texts(old, new, seconds=min(left, 0.5))

    def text(self, old: Block | None, new: Block | None) -> Pieces:
        return self.pieces(
            *(self.words(text_of(one)) if one else "" for one in (old, new))
        )

    def fields(self, old: dict[str, str], new: dict[str, str]) -> tuple[Field, ...]:
        """Those that differ, in the order in which they are named first."""
        names = [
            name for name in {**old, **new} if old.get(name, "") != new.get(name, "")
        ]
        return tuple(
            Field(
                name,
                old.get(name, ""),
                new.get(name, ""),
                self.pieces(old.get(name, ""), new.get(name, "")),
            )
            for name in names
        )


def _front(before: Document, after: Document, comparer: _Comparer) -> list[Row]:
    old, new = (
        {name: plain(getattr(document, name)) for name in _FRONT}
        for document in (before, after)
    )
    orders = [[voice.label for voice in one.voices] for one in (before, after)]
    if sorted(orders[0]) == sorted(orders[1]):
        old["voices"], new["voices"] = map("、".join, orders)
    found = comparer.fields(old, new)
    return [Row("changed", "front", fields=found)] if found else []


def _voices(before: Document, after: Document, comparer: _Comparer) -> list[Row]:
    """Voices that differ."""
    old = {comparer.renamed.get(one.label, one.label): one for one in before.voices}
    rows = []
    for voice in after.voices:
        was = old.pop(voice.label, None)
        if was is None:
            found = comparer.fields({}, filled(values_of(voice)))
            rows.append(Row("added", "voice", voice=voice, fields=found))
        elif was != voice:
            found = comparer.fields(values_of(was), values_of(voice))
            rows.append(Row("changed", "voice", voice=voice, fields=found))
    for voice in old.values():
        found = comparer.fields(filled(values_of(voice)), {})
        rows.append(Row("removed", "voice", voice=voice, fields=found))
    return rows


def _renamed(before: Document, after: Document) -> dict[str, str]:
    """New labels by old ones: of voices that are gone, and all of whose turns
    that still stand are those of one new voice."""
    old = {voice.label for voice in before.voices}
    new = {voice.label for voice in after.voices}
    now = {block.ref: block.voice for block in after.blocks if isinstance(block, Turn)}
    heirs: dict[str, set[str]] = {}
    for block in before.blocks:
        if isinstance(block, Turn) and block.voice not in new and block.ref in now:
            heirs.setdefault(block.voice, set()).add(now[block.ref])
    found: dict[str, str] = {}
    for label, labels in heirs.items():
        heir = labels.pop()
        if not labels and heir not in old and heir not in found.values():
            found[label] = heir
    return found


def _blocks(before: Document, after: Document, comparer: _Comparer) -> Iterator[Row]:
    old = {_name(block, at): at for at, block in enumerate(before.blocks)}
    new = {_name(block, at): at for at, block in enumerate(after.blocks)}
    unmoved = _unmoved(old, new)
    removed = _removed(before, old, new, unmoved)
    yield from (_gone(before, at, comparer) for at in removed.get("", ()))
    for ref, at in new.items():
        block = after.blocks[at]
        if ref in old:
            moved = ref not in unmoved
            yield _kept(before, old[ref], after, at, moved, comparer)
        else:
            yield Row(
                "added",
                kind_of(block),
                block.ref,
                block,
                places=(None, at + 1),
                fields=comparer.fields({}, first_values(after, at)),
                pieces=comparer.text(None, block),
            )
        yield from (_gone(before, gone, comparer) for gone in removed.get(ref, ()))


def _kept(
    before: Document, was: int, after: Document, at: int, moved: bool, comparer
) -> Row:
    old, new = before.blocks[was], after.blocks[at]
    values = block_values(before, was)
    if values.get("voice") in comparer.renamed:
        values["voice"] = comparer.renamed[values["voice"]]
    found = comparer.fields(values, block_values(after, at))
    pieces = comparer.text(old, new)
    changed = bool(found) or any(kind != "same" for kind, _words in pieces)
    return Row(
        "changed" if changed else "moved" if moved else "same",
        kind_of(new),
        new.ref,
        new,
        moved=moved,
        places=(was + 1, at + 1),
        fields=found,
        pieces=pieces,
    )


def _gone(before: Document, at: int, comparer: _Comparer) -> Row:
    block = before.blocks[at]
    return Row(
        "removed",
        kind_of(block),
        block.ref,
        block,
        places=(at + 1, None),
        fields=comparer.fields(first_values(before, at), {}),
        pieces=comparer.text(block, None),
    )


def _unmoved(old: dict[str, int], new: dict[str, int]) -> set[str]:
    """The longest run of refs that stands in the same order in both."""
    common = [ref for ref in new if ref in old]
    return {common[at] for at in longest_ascending([old[ref] for ref in common])}


def _removed(
    before: Document, old: dict[str, int], new: dict[str, int], unmoved: set[str]
) -> dict[str, list[int]]:
    """Places of removed blocks by the ref after which each stood, "" for none."""
    found: dict[str, list[int]] = {}
    last = ""
    for ref, at in old.items():
        if ref in unmoved:
            last = ref
        elif ref not in new:
            found.setdefault(last, []).append(at)
    return found


def _name(block: Block, at: int) -> str:
    return block.ref or f"{at}"
