"""Two texts paired character by character: the state, and what it measures.

The source is what was printed, the copy what is in the transcript; both without
white space.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

UNPAIRED = -1
LONG = 16  # characters of a passage that may stand anywhere
SHORT = 8  # the same for what is left, in ideographs; letters weigh less
_LETTER_WEIGHT = 0.4
_FIRST_IDEOGRAPH = "\u2e80"
_RUN = re.compile(b"\1+")


class Pairing:
    """Which character of the source is which of the copy; each at most once.

    ``to`` and ``back`` hold indices or ``UNPAIRED``; ``source_free`` and
    ``copy_free`` one byte per character, 1 where it may still be paired. From
    ``reserve`` on, the copy stays closed until ``open_reserve``.
    """

    def __init__(
        self,
        source: str,
        copy: str,
        line_starts: Iterable[int],
        piece_starts: Iterable[int],
        reserve: int | None,
    ):
        self.source = source
        self.copy = copy
        self.to = [UNPAIRED] * len(source)
        self.back = [UNPAIRED] * len(copy)
        self.source_free = bytearray(b"\1") * len(source)
        self.copy_free = bytearray(b"\1") * len(copy)
        self.lines = sorted({*line_starts, 0, len(source)})
        self.pieces = sorted({*piece_starts, 0, len(copy)})
        self.reserve = len(copy) if reserve is None else reserve
        self.copy_free[self.reserve :] = bytes(len(copy) - self.reserve)

    def open_reserve(self) -> None:
        for at in range(self.reserve, len(self.copy)):
            self.copy_free[at] = self.copy[at] != "\0"

    def place(self, s: int, c: int, length: int) -> None:
        self.to[s : s + length] = range(c, c + length)
        self.back[c : c + length] = range(s, s + length)
        self.source_free[s : s + length] = bytes(length)
        self.copy_free[c : c + length] = bytes(length)

    def place_free(self, s: int, c: int, length: int, least: int) -> None:
        """Place what is still free of a match, in runs of ``least`` or more."""
        source_free = self.source_free[s : s + length]
        copy_free = self.copy_free[c : c + length]
        both = int.from_bytes(source_free, "big") & int.from_bytes(copy_free, "big")
        for start, end in runs(both.to_bytes(length, "big")):
            head, tail = self.trim(c + start, c + end, least)
            run = head - c + s, head, tail - head
            if run[2] >= least and self.weighs(run[0], run[2]):
                self.place(*run)

    def trim(self, start: int, end: int, least: int) -> tuple[int, int]:
        """Leave out what a match holds of a piece's mere beginning or end.

        Many turns end and begin alike; the words there belong to their own
        turn. Where they do not, ``stretch`` puts them back.
        """
        low = bisect_right(self.pieces, start)
        high = bisect_left(self.pieces, end) - 1
        if low > high:
            return start, end
        first, last = self.pieces[low], self.pieces[high]
        starts_inside = self.pieces[low - 1] != start
        ends_inside = self.pieces[high + 1] != end
        if starts_inside and first - start < LONG and end - first >= least:
            start = first
        if ends_inside and end - last < LONG and last - start >= least:
            end = last
        return start, end

    def weighs(self, s: int, length: int) -> bool:
        """Tell whether a run says enough to stand anywhere."""
        return length >= LONG or weight(self.source[s : s + length]) >= SHORT


def runs(free: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield start and end of every run of ones."""
    return (found.span() for found in _RUN.finditer(bytes(free)))


def weight(text: str) -> float:
    """Length in ideographs: how unlikely it is to meet a text by chance."""
    ideographs = sum(character >= _FIRST_IDEOGRAPH for character in text)
    return ideographs + _LETTER_WEIGHT * (len(text) - ideographs)


def run_end(free: bytearray, at: int, limit: int) -> int:
    """Where the run of ones from ``at`` ends, at most ``limit``."""
    end = free.find(0, at, limit)
    return limit if end < 0 else end


def agree(a: str, i: int, b: str, j: int, most: int) -> int:
    """How many characters agree from ``i`` and ``j`` on, at most ``most``."""
    known, step = 0, 32
    while known < most:
        window = min(step, most - known)
        if a[i + known : i + known + window] != b[j + known : j + known + window]:
            break
        known += window
        step *= 2
    else:
        return known
    while window > 1:
        half = window // 2
        if a[i + known : i + known + half] == b[j + known : j + known + half]:
            known += half
            window -= half
        else:
            window = half
    return known
