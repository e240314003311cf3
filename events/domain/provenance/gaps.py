"""Pair what neighbours vouch for, and settle where gaps begin."""

from difflib import SequenceMatcher
from typing import NamedTuple

from .pairing import SHORT, UNPAIRED, Pairing, run_end, runs, weight

_NEAR = 64  # characters on either side of a gap that are compared closely
_CHAIN = 64  # pairs that one exchange may move
_SENTENCE_END = frozenset("。！？；…”』」）.!?;)")


def stretch(pairing: Pairing, chain: int = 1) -> None:
    """Let every free character follow its neighbour, from both ends of a gap.

    With a longer ``chain``, places held by others too, see ``follow``.
    """
    for start, end in list(runs(pairing.source_free)):
        while start < end and follow(pairing, start, -1, chain):
            start += 1
        while start < end and follow(pairing, end - 1, 1, chain):
            end -= 1


def exchange(pairing: Pairing) -> None:
    """Free places that others hold but do not need.

    Where passages begin alike, one may have taken the beginning of another,
    whose own beginning is then left over elsewhere.
    """
    stretch(pairing, _CHAIN)


def follow(pairing: Pairing, s: int, side: int, chain: int) -> bool:
    """Pair ``s`` with the place beside its neighbour on ``side``.

    A character that holds this place by one neighbour gives it up if it can
    follow its other neighbour; so on for at most ``chain`` characters.
    """
    moves: list[tuple[int, int]] = []
    held = s
    while len(moves) < chain:
        c = beside(pairing, held, side)
        if c is None or (moves and moves[-1][1] == c):
            return False
        moves.append((held, c))
        if pairing.copy_free[c]:
            break
        held = pairing.back[c]
        if held == UNPAIRED:
            return False
        side = 1 if held and pairing.to[held - 1] == c - 1 else -1
    else:
        return False
    for character, place in moves:
        pairing.to[character] = place
        pairing.back[place] = character
    pairing.source_free[s] = 0
    pairing.copy_free[moves[-1][1]] = 0
    return True


def beside(pairing: Pairing, s: int, side: int) -> int | None:
    """Where ``s`` would stand by its neighbour, if it is the same character."""
    neighbour = s + side
    if not 0 <= neighbour < len(pairing.to) or pairing.to[neighbour] == UNPAIRED:
        return None
    c = pairing.to[neighbour] - side
    if 0 <= c < len(pairing.copy) and pairing.copy[c] == pairing.source[s]:
        return c
    return None


def fill(pairing: Pairing) -> None:
    """Pair shorter runs inside gaps that adjoin the same passage."""
    copy_gaps = dict(runs(pairing.copy_free[: pairing.reserve]))
    copy_starts = {end: start for start, end in copy_gaps.items()}
    for start, end in list(runs(pairing.source_free)):
        after = pairing.to[start - 1] + 1 if start else 0
        before = pairing.to[end] if end < len(pairing.to) else pairing.reserve
        same = copy_gaps.get(after) == before
        if same and max(end - start, before - after) <= 2 * _NEAR:
            align(pairing, start, end, after, before)
            continue
        if after in copy_gaps:
            align_near(pairing, start, end, after, copy_gaps[after], 1)
        if before in copy_starts:
            align_near(pairing, start, end, copy_starts[before], before, -1)


def align_near(
    pairing: Pairing, s: int, s_end: int, c: int, c_end: int, side: int
) -> None:
    """Pair what two gaps have in common that share one neighbour.

    All of the smaller gap, if the larger ends with it (or begins, where the
    neighbour is at the end); else what is near the neighbour.
    """
    if side > 0:
        s_end = run_end(pairing.source_free, s, s_end)
        c_end = run_end(pairing.copy_free, c, c_end)
    else:
        s = max(s, pairing.source_free.rfind(0, s, s_end) + 1)
        c = max(c, pairing.copy_free.rfind(0, c, c_end) + 1)
    size = min(s_end - s, c_end - c)
    far = (s_end - size, c_end - size) if side > 0 else (s, c)
    if pairing.source.startswith(pairing.copy[far[1] : far[1] + size], far[0]):
        pairing.place(*far, size)
    elif side > 0:
        s_end, c_end = min(s_end, s + _NEAR), min(c_end, c + _NEAR)
        align(pairing, s, s_end, c, c_end)
    else:
        s, c = max(s, s_end - _NEAR), max(c, c_end - _NEAR)
        align(pairing, s, s_end, c, c_end)


def align(pairing: Pairing, s: int, s_end: int, c: int, c_end: int) -> None:
    """Pair the longest run of two gaps, then what is on its either side.

    A run has to be a good part of what is left of both, or to say enough.
    """
    gaps = [(s, s_end, c, c_end)]
    while gaps:
        s, s_end, c, c_end = gaps.pop()
        least, most = sorted((s_end - s, c_end - c))
        if least <= 0:
            continue
        source, copy = pairing.source[s:s_end], pairing.copy[c:c_end]
        matcher = SequenceMatcher(None, source, copy, autojunk=False)
        a, b, size = matcher.find_longest_match()
        enough = 3 * size >= least and 8 * size >= most
        enough = enough or weight(source[a : a + size]) >= SHORT - 2
        if not size or not enough:
            continue
        pairing.place(s + a, c + b, size)
        gaps.append((s, s + a, c, c + b))
        gaps.append((s + a + size, s_end, c + b + size, c_end))


class _Side(NamedTuple):
    """One text of a pairing, seen from which the other is what it is paired with."""

    text: str
    to: list[int]
    back: list[int]
    free: bytearray
    starts: frozenset[int]


def slide_gaps(pairing: Pairing) -> None:
    """Move gaps between two neighbours to where a sentence or piece begins.

    In "A. B. C." against "A. C." either "B." or ". B" is lacking.
    """
    to, back = pairing.to, pairing.back
    starts = frozenset(pairing.pieces)
    for side in (
        _Side(pairing.source, to, back, pairing.source_free, frozenset()),
        _Side(pairing.copy, back, to, pairing.copy_free, starts),
    ):
        for start, end in list(runs(side.free)):
            before = side.to[start - 1] if start else UNPAIRED
            after = side.to[end] if end < len(side.to) else UNPAIRED
            if UNPAIRED != before == after - 1:
                _slide(side, start, end)


def _slide(side: _Side, start: int, end: int) -> None:
    """Slide one gap to the best place among equals."""
    text, to = side.text, side.to
    best = _fitness(side, start, end), 0
    for step in (-1, 1):
        low, high = start, end
        while abs(low - start) < _NEAR:
            gone, came = (low - 1, high - 1) if step < 0 else (high, low)
            edge = start - 1 if step < 0 else end
            if not 0 <= gone < len(to) or text[gone] != text[came]:
                break
            if to[gone] == UNPAIRED or to[gone] - gone != to[edge] - edge:
                break
            low, high = low + step, high + step
            best = max(best, (_fitness(side, low, high), low - start))
    _move(side, start, end, best[1])


def _move(side: _Side, start: int, end: int, by: int) -> None:
    """Shift a gap ``by`` characters; those it passes change to its other side."""
    length = end - start
    passed = range(start - 1, start + by - 1, -1) if by < 0 else range(end, end + by)
    for gone in passed:
        came = gone + length if by < 0 else gone - length
        side.to[came], side.to[gone] = side.to[gone], UNPAIRED
        side.back[side.to[came]] = came
        side.free[came], side.free[gone] = 0, 1


def _fitness(side: _Side, start: int, end: int) -> int:
    """How well a gap fits the pieces and sentences of its text."""
    score = 2 * ((start in side.starts) + (end in side.starts))
    score += not start or side.text[start - 1] in _SENTENCE_END
    return score + (side.text[end - 1] in _SENTENCE_END)
