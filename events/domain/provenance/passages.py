"""Which passage of one text is which of another, whatever their order.

Passages that occur once in both texts come first, the longest first, then what
lies between neighbours, then passages that occur several times, in their order.
Every step is linear in the texts but for constant factors.
"""

from collections.abc import Iterable, Iterator, Sequence

from .anywhere import anchor, queue, whole_pieces
from .gaps import exchange, fill, slide_gaps, stretch
from .pairing import LONG, SHORT, Pairing, agree

_SIZES = (2 * LONG, LONG)


def pair(
    source: str,
    copy: str,
    *,
    line_starts: Iterable[int] = (),
    piece_starts: Iterable[int] = (),
    reserve: int | None = None,
) -> list[int]:
    """Return, for each character of ``source``, its index in ``copy`` or -1.

    ``line_starts`` are where lines of the source begin, ``piece_starts`` where
    headings, turns and the like begin and end in the copy. From index
    ``reserve`` on, the copy holds pieces, divided by NUL, that are used last,
    and whole or at length only. The texts contain no other NUL.
    """
    pairing = Pairing(source, copy, line_starts, piece_starts, reserve)
    for size in _SIZES:
        anchor(pairing, size)
        stretch(pairing)
    for size in _SIZES:
        queue(pairing, size)
        stretch(pairing)
    anchor(pairing, SHORT)
    stretch(pairing)
    fill(pairing)
    queue(pairing, SHORT)
    stretch(pairing)
    fill(pairing)
    whole_pieces(pairing)
    exchange(pairing)
    pairing.open_reserve()
    whole_pieces(pairing)
    anchor(pairing, LONG)
    stretch(pairing)
    slide_gaps(pairing)
    return pairing.to


def repeats(
    passages: Sequence[tuple[int, int]], text: str, other: str
) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, start in ``other``) of words that stand there too.

    Looks at the ``passages`` of ``text`` only, for ``LONG`` characters or more.
    """
    first: dict[str, int] = {}
    if any(end - start >= LONG for start, end in passages):
        for at in range(len(other) - LONG, -1, -1):
            first[other[at : at + LONG]] = at
    for start, end in passages:
        while start <= end - LONG:
            at = first.get(text[start : start + LONG])
            if at is None:
                start += 1
                continue
            length = agree(text, start, other, at, min(end - start, len(other) - at))
            yield start, start + length, at
            start += length
