"""Pair passages wherever they stand: what is unique, what recurs, what is whole.

What is short stays unpaired unless it is all that a gap, line or piece holds: a
wrong pair would hide a loss.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise

from .pairing import SHORT, Pairing, agree, run_end, runs, weight

_ANY = float("inf")


def anchor(pairing: Pairing, size: int) -> None:
    """Place matches through any ``size`` characters that are unique in both."""
    source_grams = grams(pairing.source, pairing.source_free, size)
    copy_grams = grams(pairing.copy, pairing.copy_free, size)
    if set(source_grams[0]).isdisjoint(copy_grams[0]):
        return
    widest = _Widest(pairing)
    in_copy = unique(*copy_grams)
    matches = []
    reached: dict[int, int] = {}  # per distance of s and c
    for gram, s in unique(*source_grams).items():
        c = in_copy.get(gram)
        if c is None or reached.get(s - c, -1) > s:
            continue
        match = widest.through(s, c)
        reached[s - c] = match[1] + match[0]
        matches.append(match)
    for length, s, c in sorted(matches, reverse=True):
        pairing.place_free(s, c, length, size)


class _Widest:
    """Finds the longest matches of a pairing that stays as it is meanwhile."""

    def __init__(self, pairing: Pairing):
        self.source = pairing.source
        self.copy = pairing.copy
        self.source_reversed = pairing.source[::-1]
        self.copy_reversed = pairing.copy[::-1]
        self.source_runs = list(runs(pairing.source_free))
        self.copy_runs = list(runs(pairing.copy_free))

    def through(self, s: int, c: int) -> tuple[int, int, int]:
        """The longest free match around ``s`` and ``c``: length and both starts."""
        s_low, s_high = self.source_runs[bisect_right(self.source_runs, (s, _ANY)) - 1]
        c_low, c_high = self.copy_runs[bisect_right(self.copy_runs, (c, _ANY)) - 1]
        right = agree(self.source, s, self.copy, c, min(s_high - s, c_high - c))
        left = agree(
            self.source_reversed,
            len(self.source) - s,
            self.copy_reversed,
            len(self.copy) - c,
            min(s - s_low, c - c_low),
        )
        return left + right, s - left, c - left


def queue(pairing: Pairing, size: int) -> None:
    """Place passages that occur several times in the order they stand."""
    wanted = set(grams(pairing.source, pairing.source_free, size)[0])
    hashes, places = grams(pairing.copy, pairing.copy_free, size)
    if wanted.isdisjoint(hashes):
        return
    waiting: dict[int, list[int]] = {}
    for gram, c in zip(reversed(hashes), reversed(places), strict=True):
        if gram in wanted:
            waiting.setdefault(gram, []).append(c)
    for start, end in list(runs(pairing.source_free)):
        s = start
        while s <= end - size:
            places = waiting.get(hash(pairing.source[s : s + size]), ())
            while places and 0 in pairing.copy_free[places[-1] : places[-1] + size]:
                places.pop()
            length = take(pairing, s, places[-1], end) if places else 0
            s += length or 1


def take(pairing: Pairing, s: int, c: int, end: int) -> int:
    """Place the match from ``s`` and ``c`` on; return its length, or 0."""
    s_end = run_end(pairing.source_free, s, end)
    c_end = run_end(pairing.copy_free, c, min(c + s_end - s, len(pairing.copy)))
    length = agree(pairing.source, s, pairing.copy, c, c_end - c)
    if length < SHORT or not pairing.weighs(s, length):
        return 0
    pairing.place(s, c, length)
    return length


def whole_pieces(pairing: Pairing) -> None:
    """Pair what is left whole on both sides: short pieces, lines and gaps.

    A gap of the copy that is no piece has to say a little more.
    """
    waiting: dict[str, list[int]] = {}
    for start, end in runs(pairing.source_free):
        inner = pairing.lines[
            bisect_right(pairing.lines, start) : bisect_left(pairing.lines, end)
        ]
        cuts = [start, *inner, end]
        spans = {(start, end), *pairwise(cuts)}
        for low, high in sorted(spans, reverse=True):
            if high - low > 1 or is_line(pairing, low, high):
                waiting.setdefault(pairing.source[low:high], []).append(low)
    starts = set(pairing.pieces)
    for start, end in list(runs(pairing.copy_free)):
        places = waiting.get(pairing.copy[start:end], [])
        whole = start in starts and end in starts
        if not whole and weight(pairing.copy[start:end]) < SHORT / 2:
            continue
        while places:
            s = places.pop()
            if 0 not in pairing.source_free[s : s + end - start]:
                pairing.place(s, start, end - start)
                break


def is_line(pairing: Pairing, start: int, end: int) -> bool:
    ends = bisect_left(pairing.lines, start), bisect_left(pairing.lines, end)
    return pairing.lines[ends[0]] == start and pairing.lines[ends[1]] == end


def grams(text: str, free: bytearray, size: int) -> tuple[list[int], list[int]]:
    """Hashes of all ``size`` characters that are free in a row, and their places."""
    hashes: list[int] = []
    places: list[int] = []
    for start, end in runs(free):
        span = range(start, end - size + 1)
        places.extend(span)
        hashes.extend([hash(text[at : at + size]) for at in span])
    return hashes, places


def unique(hashes: list[int], places: list[int]) -> dict[int, int]:
    """Return the place of each hash that occurs once."""
    last = dict(zip(hashes, places, strict=True))
    first = dict(zip(reversed(hashes), reversed(places), strict=True))
    return {gram: at for gram, at in last.items() if first[gram] == at}
