"""Sparse positions: a block that is put between others moves none of them."""

from collections.abc import Mapping, Sequence

from events.domain.sequences import longest_ascending

STEP = 1024


def positions(refs: Sequence[str], old: Mapping[str, int]) -> dict[str, int]:
    """Give each ref an ascending position, keeping as many old ones as can be.

    The longest run of refs that already stand in order stays; the others are
    put between. Where no room is left, all are numbered anew.
    """
    known = [ref for ref in refs if ref in old]
    kept = {known[i] for i in longest_ascending([old[ref] for ref in known])}
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


def moved(refs: Sequence[str], old: Mapping[str, int]) -> set[str]:
    """The fewest refs that must have left their place to make this order."""
    kept = {refs[i] for i in longest_ascending([old[ref] for ref in refs])}
    return set(refs) - kept
