"""Pairs of old and new blocks by their words: the steps of an alignment.

What is sure is decided first, and each step looks only at what the steps
before have left: equal words, then words in common, then the place alone. No
step compares every block with every other one, so that a transcript in which
everything was replaced or shuffled takes no longer than its length allows.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from heapq import nlargest
from operator import attrgetter

from events.domain.likeness import (
    Reading,
    is_edited,
    is_part,
    kinship,
    likeness,
    replaceable,
)
from events.domain.sequences import (
    gaps,
    heaviest_common,
    longest_ascending,
    longest_common,
)

Key = Callable[[Reading], Hashable]
Features = Callable[[Reading], set[str]]

_SAID: Key = attrgetter("said")
_WORDS: Key = attrgetter("words")
_PRINTED: Key = attrgetter("printed")
_LETTERS: Key = attrgetter("letters")
_NOWHERE = -9  # no index, and next to none
_COMMON = 4  # blocks that share a clause from which it tells nothing
_CANDIDATES = 3  # old blocks that a new one is compared with
_COMPARISONS = 50_000  # at most, between blocks in the same gaps
_TELLING = 8  # letters from which equal words are no chance
_PARTS = 6  # blocks before and after a split turn where its parts may stand


class Pairing:
    """Decides step by step; ``old_of`` and ``new_of`` hold -1 where undecided.

    ``closed`` are new indices that no old block may be paired with by its words.
    """

    def __init__(
        self, old: Sequence[Reading], new: Sequence[Reading], closed: set[int]
    ) -> None:
        self.old = old
        self.new = new
        self.closed = closed
        self.old_of = [-1] * len(new)
        self.new_of = [-1] * len(old)
        self.fixed: set[int] = set()  # new indices that a ref has decided

    def pair(self, was: int, now: int) -> None:
        self.new_of[was] = now
        self.old_of[now] = was

    def olds(self) -> list[int]:
        return [i for i, now in enumerate(self.new_of) if now < 0]

    def news(self) -> list[int]:
        return [i for i in range(len(self.new)) if self.is_open(i)]

    def is_open(self, now: int) -> bool:
        return self.old_of[now] < 0 and now not in self.closed

    def by_words(self) -> None:
        """Run all steps."""
        for key in (_SAID, _WORDS, _PRINTED):
            self.once(key)
            self.beside(key)
        self.by_clauses(lambda *_readings: False)
        self.beside_edited()
        self.by_clauses(likeness)
        self.beside(_WORDS)  # what occurs several times, by its neighbours
        self.equal_in_gaps()
        self.equal_apart(_TELLING)
        self.once(_LETTERS)
        self.beside(_LETTERS)
        self.alike_in_gaps()
        self.by_shingles()
        self.alone_in_gaps()
        self.equal_apart(1)
        self.first_parts()

    def once(self, key: Key) -> None:
        """Pair what occurs once on either side, wherever it stands."""
        olds, news = (
            _single(self.old, self.olds(), key),
            _single(self.new, self.news(), key),
        )
        for value, was in olds.items():
            now = news.get(value)
            if was is not None and now is not None:
                self.pair(was, now)

    def beside(self, key: Key) -> None:
        """Pair what is equal and follows a pair, or precedes one."""

        def is_equal(was: Reading, now: Reading) -> bool:
            value = key(was)
            return bool(value) and value == key(now)

        self._beside(is_equal)

    def beside_edited(self) -> None:
        """Pair what is edited in its place, next to a pair, by the same voice."""
        self._beside(lambda was, now: kinship(was, now) == 1 and is_edited(was, now))

    def _beside(self, is_same: Callable[[Reading, Reading], bool]) -> None:
        if not self.olds() or not self.news():
            return
        forward, backward = range(len(self.new)), range(len(self.new) - 1, -1, -1)
        for places, step, was in ((forward, 1, -1), (backward, -1, len(self.old))):
            for now in places:
                was += step
                if (
                    0 <= was < len(self.old)
                    and self.new_of[was] < 0
                    and self.is_open(now)
                    and is_same(self.old[was], self.new[now])
                ):
                    self.pair(was, now)
                was = self.old_of[now]
                if was < 0:
                    was = _NOWHERE

    def chain(self) -> list[tuple[int, int]]:
        """The most pairs that keep one order: what has not moved."""
        pairs = [(was, now) for now, was in enumerate(self.old_of) if was >= 0]
        kept = longest_ascending([was for was, _now in pairs])
        return [pairs[index] for index in kept]

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Open blocks of both sides between neighbours that have not moved."""
        for olds, news in gaps(self.chain(), len(self.old), len(self.new)):
            left = [i for i in olds if self.new_of[i] < 0]
            right = [i for i in news if self.is_open(i)]
            if left and right:
                yield left, right

    def equal_in_gaps(self) -> None:
        for olds, news in self.gaps():
            left = [self.old[i].words for i in olds]
            right = [self.new[i].words for i in news]
            both = set(left) & set(right)
            olds = [i for i, words in zip(olds, left, strict=True) if words in both]
            news = [i for i, words in zip(news, right, strict=True) if words in both]
            for was, now in longest_common(
                [self.old[i].words for i in olds], [self.new[i].words for i in news]
            ):
                self.pair(olds[was], news[now])

    def equal_apart(self, length: int) -> None:
        """Pair equal words of that length anywhere, in their order."""
        waiting = defaultdict(deque)
        for was in self.olds():
            waiting[self.old[was].words].append(was)
        for now in self.news():
            words = self.new[now].words
            if len(words) >= length and waiting[words]:
                self.pair(waiting[words].popleft(), now)

    def by_clauses(self, is_like: Callable[[Reading, Reading], float]) -> None:
        """Pair what has rare clauses in common, half of the words or like ones."""
        found = []
        clauses = attrgetter("clauses")
        several = {self.old[was].words for was in self.olds()}
        several &= {self.new[now].words for now in self.news()}
        for was, now, shared in self._candidates(clauses, clauses):
            old, new = self.old[was], self.new[now]
            if old.words in several or new.words in several:
                continue  # equal to what stands elsewhere: its neighbours tell
            shorter = min(len(old.words), len(new.words))
            if 2 * shared >= shorter or is_edited(old, new) or is_like(old, new):
                found.append((shared * kinship(old, new), was, now))
        self._pair_heaviest(found)

    def by_shingles(self) -> None:
        """Pair what is alike wherever it stands."""
        found = []
        shingles = self._candidates(attrgetter("sample"), attrgetter("shingles"))
        for was, now, _shared in shingles:
            weight = likeness(self.old[was], self.new[now], apart=True)
            if weight:
                found.append((weight, was, now))
        self._pair_heaviest(found)

    def _pair_heaviest(self, found: list[tuple[float, int, int]]) -> None:
        for _weight, was, now in sorted(found, key=lambda item: -item[0]):
            if self.new_of[was] < 0 and self.is_open(now):
                self.pair(was, now)

    def _candidates(
        self, of_old: Features, of_new: Features
    ) -> Iterator[tuple[int, int, int]]:
        """Old and new indices with rare features in common, and their length."""
        news = self.news()
        holders = defaultdict(list)
        for was in self.olds() if news else ():
            for feature in of_old(self.old[was]):
                holders[feature].append(was)
        for now in news if holders else ():
            votes: dict[int, int] = defaultdict(int)
            for feature in of_new(self.new[now]) & holders.keys():
                if len(holders[feature]) <= _COMMON:
                    for was in holders[feature]:
                        votes[was] += len(feature)
            for was in nlargest(_CANDIDATES, votes, key=votes.get):
                yield was, now, votes[was]

    def alike_in_gaps(self) -> None:
        """Pair so that as many words as can be stay in their order."""
        left = _COMPARISONS
        for olds, news in sorted(self.gaps(), key=lambda g: len(g[0]) * len(g[1])):
            left -= len(olds) * len(news)
            found = self._alike(olds, news) if left >= 0 else self._level(olds, news)
            for was, now in found:
                self.pair(was, now)

    def _alike(self, olds: list[int], news: list[int]) -> list[tuple[int, int]]:
        def weigh(i: int, j: int) -> float:
            return likeness(self.old[olds[i]], self.new[news[j]])

        found = heaviest_common(len(olds), len(news), weigh)
        return [(olds[i], news[j]) for i, j in found]

    def _level(self, olds: list[int], news: list[int]) -> Iterator[tuple[int, int]]:
        """Of a gap too large to weigh, what is alike at the same depth."""
        for was, now in zip(olds, news, strict=False):
            if likeness(self.old[was], self.new[now]):
                yield was, now

    def alone_in_gaps(self) -> None:
        """Pair what stands alone in the place where one other stood alone."""
        for olds, news in list(self.gaps()):
            if len(olds) == len(news) == 1:
                was, now = olds[0], news[0]
                if replaceable(self.old[was], self.new[now]):
                    self.pair(was, now)

    def first_parts(self) -> None:
        """Give a split turn's ref to the part that holds its beginning.

        Readers who follow a link begin to read there, and the rest follows. A
        part of less than a tenth of the words is passed over: a link should not
        lead to the "Yes." that an answer began with.
        """
        nearby = {
            now
            for part in self.news()
            for now in range(part - _PARTS, part + _PARTS + 1)
            if 0 <= now < len(self.new)
        }
        for now in sorted(nearby):
            was = self.old_of[now]
            if was < 0 or now in self.fixed:
                continue
            about = range(max(0, now - _PARTS), min(len(self.new), now + _PARTS + 1))
            parts = [
                i
                for i in about
                if self.is_open(i)
                and is_part(self.new[i], self.old[was], self.new[now])
            ]
            if parts:
                self._pair_first(was, now, sorted([*parts, now]))

    def _pair_first(self, was: int, now: int, parts: list[int]) -> None:
        enough = len(self.old[was].words) / 10
        first = next((i for i in parts if len(self.new[i].words) >= enough), now)
        if first != now:
            self.old_of[now] = -1
            self.pair(was, first)


def _single(
    readings: Sequence[Reading], indices: list[int], key: Key
) -> dict[Hashable, int | None]:
    """Index by value; None where several have the same."""
    found: dict[Hashable, int | None] = {}
    for index in indices:
        value = key(readings[index])
        if value:
            found[value] = None if value in found else index
    return found
