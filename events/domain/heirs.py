"""Where the words of a block went that is no block any more."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events.domain.likeness import Reading
from events.domain.pairing import Pairing

_TELLING = 8  # letters from which words are recognised away from their place
_NEAR = 8  # open blocks in a gap that are all asked
_HOLDERS = 4  # blocks away from the place that are asked


@dataclass(frozen=True, slots=True)
class Heir:
    """The block that a link to an old one leads to.

    ``index`` counts new blocks, None where there are none; ``moved`` tells
    whether the words are there, or only the place where they stood.
    """

    index: int | None
    moved: bool


def find_heirs(pairing: Pairing) -> dict[int, Heir]:
    """An heir for every old index that is paired with no new one.

    Words count as moved into a block if that block holds them now, whole or for
    half of their pairs of tokens, and did not hold them before. Where they went
    to several, the one with most of them is the heir. Else the heir is the
    nearest block before that kept its place; if none did, the first block.
    """
    removed = pairing.olds()
    if not removed:
        return {}
    return _Search(pairing, removed).heirs()


class _Search:
    def __init__(self, pairing: Pairing, removed: list[int]) -> None:
        self.pairing = pairing
        self.removed = removed
        self.chain = pairing.chain()
        self.changed = [
            now
            for now, was in enumerate(pairing.old_of)
            if was < 0 or pairing.old[was].raw != pairing.new[now].raw
        ]
        self.holders: dict[str, list[int]] | None = None

    def heirs(self) -> dict[int, Heir]:
        changed = set(self.changed)
        found = {}
        for was, place, near in self.places():
            heir = self.holder(was, [now for now in near if now in changed])
            if heir is None and len(self.pairing.old[was].letters) >= _TELLING:
                heir = self.holder(was, self.far(self.pairing.old[was]))
            found[was] = Heir(place, False) if heir is None else Heir(heir, True)
        return found

    def places(self) -> Iterator[tuple[int, int | None, list[int]]]:
        """Each removed block, its place, and the new blocks about that place."""
        pairing = self.pairing
        edges = [*self.chain, (len(pairing.old), len(pairing.new))]
        first = 0 if pairing.new else None
        edge = 0
        opened: tuple[int, list[int]] = (-1, [])  # open blocks of one gap
        for was in self.removed:
            while edges[edge][0] < was:
                edge += 1
            before = edges[edge - 1][1] if edge else -1
            after = edges[edge][1]
            if opened[0] != edge:
                inside = (i for i in range(before + 1, after) if pairing.old_of[i] < 0)
                opened = (edge, list(inside))
            near = dict.fromkeys([before, after])
            for other in (was - 1, was + 1):  # where its neighbours went
                if 0 <= other < len(pairing.old):
                    near[pairing.new_of[other]] = None
            if len(opened[1]) <= _NEAR:
                near |= dict.fromkeys(opened[1])
            place = before if before >= 0 else first
            yield was, place, [i for i in near if 0 <= i < len(pairing.new)]

    def holder(self, was: int, candidates: Iterable[int]) -> int | None:
        """The candidate that took most of the words, if together they took half."""
        reading = self.pairing.old[was]
        taken: dict[int, set[str]] = {}
        for now in candidates:
            holder = self.pairing.new[now]
            before = self.pairing.old_of[now]
            own = self.pairing.old[before] if before >= 0 else None
            if reading.words and reading.words in holder.words:
                count = own.words.count(reading.words) if own else 0
                if holder.words.count(reading.words) > count:
                    return now
            if len(reading.letters) >= _TELLING:
                gained = holder.pairs - own.pairs if own else holder.pairs
                taken[now] = reading.pairs & gained
        together = set().union(*taken.values())
        if not together or 2 * len(together) < len(reading.pairs):
            return None
        return max(taken, key=lambda now: len(taken[now]))

    def far(self, reading: Reading) -> list[int]:
        """Changed blocks anywhere that share runs of letters with ``reading``."""
        if self.holders is None:
            self.holders = defaultdict(list)
            for now in self.changed:
                for shingle in self.pairing.new[now].sample:
                    self.holders[shingle].append(now)
        votes: Counter[int] = Counter()
        for shingle in reading.shingles & self.holders.keys():
            holders = self.holders[shingle]
            if len(holders) <= _HOLDERS:
                votes.update(holders)
        return [now for now, _votes in votes.most_common(_HOLDERS)]
