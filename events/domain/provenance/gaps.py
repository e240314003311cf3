"""Pair what neighbours vouch for, and settle where gaps begin."""

from difflib import SequenceMatcher

from .pairing import SHORT, UNPAIRED, Pairing, run_end, runs, weight

_NEAR = 64  # characters on either side of a gap that are compared closely
_CHAIN = 64  # pairs that one exchange may move
_SENTENCE_END = frozenset("。！？；…”』」）.!?;)")


def stretch(pairing: Pairing) -> None:
    """Let every free character follow its neighbour, from both ends of a gap."""
    for start, end in list(runs(pairing.source_free)):
        while start < end and follow(pairing, start, -1):
            start += 1
        while start < end and follow(pairing, end - 1, 1):
            end -= 1


def follow(pairing: Pairing, s: int, side: int) -> bool:
    """Pair ``s`` with the place beside its neighbour on ``side``.

    A character that holds this place by one neighbour gives it up if it can
    follow its other neighbour; so on along a chain.
    """
    moves: list[tuple[int, int]] = []
    held = s
    while len(moves) < _CHAIN:
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


def fill(pairing: Pairing, *, both_sides: bool = False) -> None:
    """Pair shorter runs inside gaps that adjoin the same passage.

    With ``both_sides``, only in gaps with the same passages on both sides,
    and only what makes up a good part of the gap.
    """
    copy_gaps = dict(runs(pairing.copy_free[: pairing.reserve]))
    copy_starts = {end: start for start, end in copy_gaps.items()}
    for start, end in list(runs(pairing.source_free)):
        after = pairing.to[start - 1] + 1 if start else 0
        before = pairing.to[end] if end < len(pairing.to) else pairing.reserve
        same = copy_gaps.get(after) == before
        if same and max(end - start, before - after) <= 2 * _NEAR:
            align(pairing, start, end, after, before, strict=both_sides)
            continue
        if both_sides:
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
    s_end = min(s_end, run_end(pairing.source_free, s))
    c_end = min(c_end, run_end(pairing.copy_free, c))
    s = max(s, pairing.source_free.rfind(0, 0, s_end) + 1)
    c = max(c, pairing.copy_free.rfind(0, 0, c_end) + 1)
    size = min(s_end - s, c_end - c)
    far = (s_end - size, c_end - size) if side > 0 else (s, c)
    if pairing.source.startswith(pairing.copy[far[1] : far[1] + size], far[0]):
        pairing.place(*far, size)
    elif side > 0:
        s_end, c_end = min(s_end, s + _NEAR), min(c_end, c + _NEAR)
        align(pairing, s, s_end, c, c_end, strict=False)
    else:
        s, c = max(s, s_end - _NEAR), max(c, c_end - _NEAR)
        align(pairing, s, s_end, c, c_end, strict=False)


def align(
    pairing: Pairing, s: int, s_end: int, c: int, c_end: int, *, strict: bool
) -> None:
    """Pair the longest run of two gaps, then what is on its either side."""
    gaps = [(s, s_end, c, c_end)]
    while gaps:
        s, s_end, c, c_end = gaps.pop()
        least = min(s_end - s, c_end - c)
        if least <= 0:
            continue
        source, copy = pairing.source[s:s_end], pairing.copy[c:c_end]
        matcher = SequenceMatcher(None, source, copy, autojunk=False)
        a, b, size = matcher.find_longest_match()
        enough = 3 * size >= least
        if not strict and not enough:
            enough = weight(source[a : a + size]) >= SHORT - 2
        if not size or not enough:
            continue
        pairing.place(s + a, c + b, size)
        gaps.append((s, s + a, c, c + b))
        gaps.append((s + a + size, s_end, c + b + size, c_end))


def slide_gaps(pairing: Pairing) -> None:
    """Move gaps between two neighbours to where a sentence or piece begins.

    In "A. B. C." against "A. C." either "B." or ". B" is lacking.
    """
    copy_starts = frozenset(pairing.pieces)
    for start, end in list(runs(pairing.source_free)):
        slide(
            pairing.source,
            start,
            end,
            pairing.to,
            pairing.back,
            pairing.source_free,
            (),
        )
    for start, end in list(runs(pairing.copy_free)):
        slide(
            pairing.copy,
            start,
            end,
            pairing.back,
            pairing.to,
            pairing.copy_free,
            copy_starts,
        )


def slide(text, start, end, to, back, free, starts) -> None:
    """Slide one gap of ``text`` to the best place among equals."""
    if not start or end == len(to) or to[start - 1] + 1 != to[end]:
        return
    best, at = (_boundary(text, start, end, starts), 0), 0
    low, high = start, end
    while (
        low > 0 and at > -_NEAR and to[low - 1] != UNPAIRED
        and text[low - 1] == text[high - 1]
        and to[low - 1] == to[start - 1] - (start - low)
    ):  # fmt: skip
        low, high, at = low - 1, high - 1, at - 1
        best = max(best, (_boundary(text, low, high, starts), at))
    low, high, at = start, end, 0
    while (
        high < len(to) and at < _NEAR and to[high] != UNPAIRED
        and text[low] == text[high]
        and to[high] == to[end] + (high - end)
    ):  # fmt: skip
        low, high, at = low + 1, high + 1, at + 1
        best = max(best, (_boundary(text, low, high, starts), at))
    move(start, end, best[1], to, back, free)


def move(start, end, by, to, back, free) -> None:
    """Shift a gap ``by`` characters; those it passes change to its other side."""
    length = end - start
    passed = range(start - 1, start + by - 1, -1) if by < 0 else range(end, end + by)
    for gone in passed:
        came = gone + length if by < 0 else gone - length
        to[came], to[gone] = to[gone], UNPAIRED
        back[to[came]] = came
        free[came], free[gone] = 0, 1


def _boundary(text: str, start: int, end: int, starts: frozenset[int]) -> int:
    """How well a gap fits the sentences and pieces of its text."""
    score = 2 * ((start in starts) + (end in starts))
    score += not start or text[start - 1] in _SENTENCE_END
    return score + (text[end - 1] in _SENTENCE_END)
