"""Longest common and ascending subsequences, quick for thousands of items."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise


def longest_ascending(values: Sequence[int]) -> list[int]:
    """Indices of a longest strictly ascending subsequence; patience sorting."""
    tails: list[int] = []  # smallest last value of a run of each length
    ends: list[int] = []  # index of that last value
    previous: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(tails, value)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [index]
        previous.append(ends[length - 1] if length else -1)
    kept = []
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.append(index)
        index = previous[index]
    return kept[::-1]


def longest_common(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence, ascending.

    A row of the table is one integer, a bit for each item of ``old``: the work
    is that of adding numbers, as in H. Hyyrö, "Bit-parallel LCS-length
    computation revisited" (2004).
    """
    places: dict[Hashable, int] = {}
    for index, item in enumerate(old):
        places[item] = places.get(item, 0) | 1 << index
    full = (1 << len(old)) - 1
    row = full
    rows = [row]
    for item in new:
        common = row & places.get(item, 0)
        row = ((row + common) | (row - common)) & full
        rows.append(row)
    found = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j] >> (i - 1) & 1:  # one item of old less is no worse
            i -= 1
            continue
        j -= 1
        if rows[j] >> (i - 1) & 1:
            i -= 1
            found.append((i, j))
    return found[::-1]


def heaviest_common(
    height: int, width: int, weigh: Callable[[int, int], float]
) -> list[tuple[int, int]]:
    """Index pairs, ascending on both sides, with the largest sum of weights.

    Weighs every pair once; pairs that weigh nothing are left out.
    """
    best = [[0.0] * (width + 1)]
    weights = []
    for i in range(height):
        above, row, line = best[-1], [0.0], []
        for j in range(width):
            weight = weigh(i, j)
            line.append(weight)
            row.append(max(above[j + 1], row[j], above[j] + weight))
        best.append(row)
        weights.append(line)
    found = []
    i, j = height, width
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def gaps(
    pairs: Sequence[tuple[int, int]], height: int, width: int
) -> list[tuple[range, range]]:
    """Ranges of both sides between neighbouring pairs, which ascend."""
    edges = [(-1, -1), *pairs, (height, width)]
    return [
        (range(i + 1, k), range(j + 1, m))
        for (i, j), (k, m) in pairwise(edges)
        if k > i + 1 and m > j + 1
    ]
