from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.domain.sequences import (
    gaps,
    heaviest_common,
    longest_ascending,
    longest_common,
)

short = st.text("甲乙丙", max_size=7)


def is_ascending(values) -> bool:
    return all(one < other for one, other in pairwise(values))


def longest_by_trying(old, new) -> int:
    lengths = range(min(len(old), len(new)), -1, -1)
    return next(
        n for n in lengths if set(combinations(old, n)) & set(combinations(new, n))
    )


@given(short, short)
def test_longest_common_is_common_ascending_and_longest(old, new):
    pairs = longest_common(old, new)

    assert all(old[i] == new[j] for i, j in pairs)
    assert is_ascending([i for i, _j in pairs])
    assert is_ascending([j for _i, j in pairs])
    assert len(pairs) == longest_by_trying(old, new)


@given(short, short)
def test_heaviest_common_with_equal_weights_is_longest(old, new):
    pairs = heaviest_common(len(old), len(new), lambda i, j: float(old[i] == new[j]))

    assert all(old[i] == new[j] for i, j in pairs)
    assert len(pairs) == longest_by_trying(old, new)


def test_heaviest_common_prefers_one_heavy_pair_to_two_light_ones():
    weights = {(0, 1): 1.0, (1, 2): 1.0, (2, 0): 3.0}

    assert heaviest_common(3, 3, lambda i, j: weights.get((i, j), 0.0)) == [(2, 0)]


@given(st.lists(st.integers(0, 9), max_size=8))
def test_longest_ascending_is_longest(values):
    kept = longest_ascending(values)

    longest = max(
        n
        for n in range(len(values) + 1)
        if any(is_ascending(c) for c in combinations(values, n))
    )
    assert is_ascending(kept)
    assert is_ascending([values[index] for index in kept])
    assert len(kept) == longest


def test_gaps_are_what_stands_open_on_both_sides():
    assert gaps([(1, 0), (2, 3)], 5, 6) == [(range(3, 5), range(4, 6))]
    assert gaps([(1, 1)], 2, 2) == [(range(0, 1), range(0, 1))]
