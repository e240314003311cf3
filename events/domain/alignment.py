"""Which new block is which old one, so that refs stay with their words.

A ref that both sides carry decides. In the editor refs are hidden, so that
this is the exception; there the words decide, in this order: equal words, most
of the words in common, the place alone for a heading or a word or two. A
turn's ref stays with the part that holds its beginning when it is split, and
with the turn whose words are most of it when several become one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from events.domain.heirs import Heir, find_heirs
from events.domain.likeness import Reading, likeness
from events.domain.pairing import Pairing
from events.transcript.document import Block, Document

__all__ = ["Alignment", "Heir", "align", "carry_refs", "name_blocks"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """``pairs``: new index -> old index, each old one once at most.

    ``heirs``: where a link to each other old block leads, by old index.
    """

    pairs: Mapping[int, int]
    heirs: Mapping[int, Heir]


def align(old: Sequence[Block], new: Sequence[Block]) -> Alignment:
    """Decide what became of every old block.

    A new block with a ref that no old one has is none of them. A ref that was
    typed or pasted onto other words yields to a block without a ref that has
    the old words; where every new block has a ref, refs alone decide.
    """
    claims = _claims(old, new)
    known = {block.ref for block in old}
    unnamed = [
        index
        for index, block in enumerate(new)
        if index not in claims and (not block.ref or block.ref in known)
    ]
    pairing = Pairing(
        [Reading(block) for block in old],
        [Reading(block) for block in new],
        set(range(len(new))).difference(unnamed),
    )
    doubtful = _doubtful(claims, unnamed, pairing) if unnamed else {}
    for now, was in claims.items():
        if now not in doubtful:
            pairing.pair(was, now)
            pairing.fixed.add(now)
    if unnamed:
        pairing.by_words()
    for now, was in doubtful.items():
        if pairing.new_of[was] < 0:
            pairing.pair(was, now)
    pairs = {now: was for now, was in enumerate(pairing.old_of) if was >= 0}
    return Alignment(pairs, find_heirs(pairing))


def name_blocks(
    old: Sequence[Block], new: Sequence[Block], found: Alignment
) -> tuple[Block, ...]:
    """Give each new block the ref of the old one that it is.

    A block that is none keeps its own ref, unless that belongs to an old block.
    """
    known = {block.ref for block in old}
    named = []
    for index, block in enumerate(new):
        ref = "" if block.ref in known else block.ref
        if index in found.pairs:
            ref = old[found.pairs[index]].ref or block.ref
        named.append(block if ref == block.ref else replace(block, ref=ref))
    return tuple(named)


def carry_refs(before: Document, after: Document) -> Document:
    """``after`` with the refs of ``before`` on the blocks that are the same."""
    found = align(before.blocks, after.blocks)
    named = name_blocks(before.blocks, after.blocks, found)
    return replace(after, blocks=named)


def _claims(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """New index -> old index by ref; of a ref that is there twice, the first."""
    known = {block.ref: index for index, block in enumerate(old) if block.ref}
    claims: dict[int, int] = {}
    for index, block in enumerate(new):
        if block.ref in known:
            claims[index] = known.pop(block.ref)
    return claims


def _doubtful(
    claims: Mapping[int, int], unnamed: Sequence[int], pairing: Pairing
) -> dict[int, int]:
    """Claims that hold only if no block without a ref has the old words."""
    bare: dict[str, list[int]] = {}
    for index in unnamed:
        bare.setdefault(pairing.new[index].words, []).append(index)
    doubtful = {}
    for now, was in claims.items():
        old, new = pairing.old[was], pairing.new[now]
        # Of a ref pasted twice the reader of the text keeps the first.
        copies = [i for i in bare.get(old.words, ()) if i > now] if bare else []
        here = _stands(was, now, pairing) + (new.words == old.words)
        is_copy = any(_stands(was, copy, pairing) >= here for copy in copies)
        if is_copy or (new.raw != old.raw and not likeness(old, new)):
            doubtful[now] = was
    return doubtful


def _stands(was: int, now: int, pairing: Pairing) -> int:
    """How many neighbours the two have in common."""
    count = 0
    for step in (-1, 1):
        i, j = was + step, now + step
        if 0 <= i < len(pairing.old) and 0 <= j < len(pairing.new):
            count += pairing.old[i].raw == pairing.new[j].raw
        else:
            count += not (0 <= i < len(pairing.old) or 0 <= j < len(pairing.new))
    return count
