"""Sparse positions, and who inherits the place of a removed block."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from events.transcript.document import Document, Section
from events.transcript.marks import corrected

STEP = 1024


def positions(refs: Sequence[str], old: Mapping[str, int]) -> dict[str, int]:
    """Give each ref an ascending position, keeping as many old ones as can be.

    The longest run of refs that already stand in order stays; the others are
    put between. Where no room is left, all are numbered anew.
    """
    kept = _longest_ascending([(ref, old[ref]) for ref in refs if ref in old])
    placed: dict[str, int] = {}
    waiting: list[str] = []
    last = 0
    for ref in refs:
        if ref not in kept:
            waiting.append(ref)
            continue
        step = (old[ref] - last) // (len(waiting) + 1)
        if waiting and step < 1:
            return {ref: STEP * (i + 1) for i, ref in enumerate(refs)}
        for place, new in enumerate(waiting, start=1):
            placed[new] = last + step * place
        waiting = []
        last = placed[ref] = old[ref]
    for place, new in enumerate(waiting, start=1):
        placed[new] = last + STEP * place
    return placed


def _longest_ascending(pairs: Sequence[tuple[str, int]]) -> set[str]:
    """Patience sorting; positions that collide do not both stay."""
    tails: list[int] = []  # smallest last position of a run of each length
    ends: list[int] = []  # index in pairs of that last position
    previous: list[int] = []
    for index, (_ref, position) in enumerate(pairs):
        length = bisect_left(tails, position)
        tails[length : length + 1] = [position]
        ends[length : length + 1] = [index]
        previous.append(ends[length - 1] if length else -1)
    kept = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(pairs[index][0])
        index = previous[index]
    return kept


def heirs(
    before: Document, after: Document, removed: Sequence[str]
) -> dict[str, tuple[str | None, bool]]:
    """Where each removed ref leads: (ref or None, whether the words are there).

    The words are there if a block that is new or was changed holds them whole;
    else the place is the nearest earlier block that still stands, else the
    nearest later one.
    """
    standing = {block.ref for block in after.blocks}
    old = {block.ref: _reading(block) for block in before.blocks}
    changed = [
        (block.ref, reading)
        for block in after.blocks
        if (reading := _reading(block)) != old.get(block.ref)
    ]
    # One text to search in, with the offset at which each block begins.
    hay = "\n".join(reading for _ref, reading in changed)
    starts = list(accumulate((len(words) + 1 for _ref, words in changed), initial=0))
    still = (block.ref for block in (*before.blocks, *after.blocks))
    last = next((ref for ref in still if ref in standing), None)
    places: dict[str, tuple[str | None, bool]] = {}
    gone = set(removed)
    for block in before.blocks:
        if block.ref in gone:
            found = hay.find(old[block.ref]) if changed else -1
            if found >= 0:
                holder = changed[bisect_right(starts, found) - 1][0]
                places[block.ref] = (holder, True)
            else:
                places[block.ref] = (last, False)
        elif block.ref in standing:
            last = block.ref
    return places


def _reading(block) -> str:
    text = block.title if isinstance(block, Section) else block.text
    return "".join(corrected(text, reveal=True).split())
