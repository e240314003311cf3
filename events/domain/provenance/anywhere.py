"""Pair passages wherever they stand: what is unique, what recurs, what is whole.

What is short stays unpaired unless it is all that a gap, line or piece holds: a
wrong pair would hide a loss.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise

from .pairing import SHORT, Pairing, agree, run_end, runs, weight


def widen(pairing: Pairing, s: int, c: int) -> tuple[int, int, int]:
    """The longest match through ``s`` and ``c``: length and both starts."""
    after = min(
        run_end(pairing.source_free, s) - s,
        run_end(pairing.copy_free, c) - c,
    )
    before = min(
        s - pairing.source_free.rfind(0, 0, s) - 1,
        c - pairing.copy_free.rfind(0, 0, c) - 1,
    )
    right = agree(pairing.source, s, pairing.copy, c, after)
    left = agree(
        pairing.source_reversed,
        len(pairing.source) - s,
        pairing.copy_reversed,
        len(pairing.copy) - c,
        before,
    )
    return left + right, s - left, c - left


def anchor(pairing: Pairing, size: int) -> None:
    """Place matches through any ``size`` characters that are unique in both."""
    source_grams = grams(pairing.source, pairing.source_free, size)
    copy_grams = grams(pairing.copy, pairing.copy_free, size)
    if set(source_grams[0]).isdisjoint(copy_grams[0]):
        return
    in_source = unique(*source_grams)
    in_copy = unique(*copy_grams)
    matches = []
    reached: dict[int, int] = {}  # per distance of s and c
    for gram, s in in_source.items():
        c = in_copy.get(gram)
        if c is None or reached.get(s - c, -1) > s:
            continue
        match = widen(pairing, s, c)
        reached[s - c] = match[1] + match[0]
        matches.append(match)
    for length, s, c in sorted(matches, reverse=True):
        pairing.place_free(s, c, length, size)


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
            while (
                places and pairing.copy_free.find(0, places[-1], places[-1] + size) >= 0
            ):
                places.pop()
            length = take(pairing, s, places[-1], end) if places else 0
            s += length or 1


def take(pairing: Pairing, s: int, c: int, end: int) -> int:
    """Place the match from ``s`` and ``c`` on; return its length, or 0."""
    most = min(end, run_end(pairing.source_free, s)) - s
    length = agree(
        pairing.source, s, pairing.copy, c, min(most, run_end(pairing.copy_free, c) - c)
    )
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
            if pairing.source_free.find(0, s, s + end - start) < 0:
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
