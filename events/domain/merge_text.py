"""Two versions of one text joined by passage, against the text both began with.

A passage is a run of tokens: a Chinese or Japanese character, a word of any
other script, a sign, a whole mark or link. Marks are one token so that no join
can cut one in two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.domain.likeness import HAN
from events.domain.sequences import longest_common
from events.transcript.inline import MARK_KINDS
from events.transcript.marks import Segment, segments

_MARK = r"\{\+\+.*?\+\+\}|\{--.*?--\}|\{~~.*?~~\}|\{>>.*?<<\}|\{==.*?==\}"
_LINK = r"\[[^\[\]\n]*\]\([^()\s]*\)"
_TOKEN = re.compile(rf"{_MARK}|{_LINK}|\\.|\n+|[{HAN}]|[^\W{HAN}]+|[^\w\n]", re.DOTALL)
_ENDS = frozenset("。！？；.!?;\n")
_LARGEST = 100_000_000  # cells in one table of common subsequences


@dataclass(frozen=True, slots=True)
class Joined:
    """Either version with all of the other that does not touch it.

    The two are equal where nothing touches.
    """

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Edit:
    """Tokens ``start`` to ``end`` of the base became ``tokens``."""

    start: int
    end: int
    tokens: tuple[str, ...]

    @property
    def size(self) -> int:
        return max(self.end - self.start, len(self.tokens))


def join_texts(base: str, mine: str, theirs: str) -> Joined:
    """Join what both did to ``base``.

    Two edits touch if no token that both left alone stands between them. The
    same edit made by both is one. Where the joined text would hold a mark that
    neither version holds, nothing is joined.
    """
    tokens = _TOKEN.findall(base)
    edits = _edits(tokens, mine), _edits(tokens, theirs)
    ours, others = [], []
    position = 0
    for start, end, sides in _clusters(_runs(edits[0]), _runs(edits[1])):
        left, right = _decide(tokens, start, end, sides)
        ours += [*tokens[position:start], *left]
        others += [*tokens[position:start], *right]
        position = end
    joined = Joined(
        "".join([*ours, *tokens[position:]]), "".join([*others, *tokens[position:]])
    )
    held = _marks(mine) | _marks(theirs)
    if _marks(joined.mine) <= held and _marks(joined.theirs) <= held:
        return joined
    return Joined(mine, theirs)


def _marks(text: str) -> set[Segment]:
    """Every mark in a text, with what it holds; remarks too."""
    if "{" not in text:
        return set()
    found = set()
    waiting = segments(text)
    while waiting:
        segment = waiting.pop()
        waiting.extend(segment.children)
        if segment.kind in MARK_KINDS.values():
            found.add(segment)
    return found


def _edits(old: Sequence[str], text: str) -> list[_Edit]:
    """What was done to ``old``: first by sentence, then by token within those."""
    new = _TOKEN.findall(text)
    edits = []
    old_ends, new_ends = _sentence_ends(old), _sentence_ends(new)
    for a, b, c, d in _differences(_cut(old, old_ends), _cut(new, new_ends)):
        first, last = old_ends[a], old_ends[b]
        changed = new[new_ends[c] : new_ends[d]]
        for e, f, g, h in _differences(old[first:last], changed):
            edits.append(_Edit(first + e, first + f, tuple(changed[g:h])))
    return edits


def _sentence_ends(tokens: Sequence[str]) -> list[int]:
    """0 and the indices after each sentence."""
    ends = [index + 1 for index, token in enumerate(tokens) if token[0] in _ENDS]
    if not ends or ends[-1] != len(tokens):
        ends.append(len(tokens))
    return [0, *ends]


def _cut(tokens: Sequence[str], ends: Sequence[int]) -> list[tuple[str, ...]]:
    starts = ends[:-1]
    return [
        tuple(tokens[start:end]) for start, end in zip(starts, ends[1:], strict=True)
    ]


def _differences(old: Sequence, new: Sequence) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of both sides between what is common, by index."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    height, width = len(old) - start - end, len(new) - start - end
    pairs: list[tuple[int, int]] = []
    if height * width <= _LARGEST:
        pairs = longest_common(old[start : start + height], new[start : start + width])
    i = j = 0
    for k, m in [*pairs, (height, width)]:
        if k > i or m > j:
            yield start + i, start + k, start + j, start + m
        i, j = k + 1, m + 1


def _runs(edits: Sequence[_Edit]) -> list[tuple[_Edit, ...]]:
    """Edits in runs: what stands between two of a run is there by chance.

    A few characters that an old and a new sentence share are no passage that
    was left alone; so a stretch shorter than the edits on both sides joins them.
    """
    runs: list[list[_Edit]] = []
    for edit in edits:
        if runs:
            between = edit.start - runs[-1][-1].end
            before = sum(one.size for one in runs[-1])
            if between <= min(before, edit.size):
                runs[-1].append(edit)
                continue
        runs.append([edit])
    return [tuple(run) for run in runs]


def _clusters(ours, others) -> Iterator[tuple[int, int, tuple[list, list]]]:
    """Runs of both sides that touch, together, with the tokens they span."""
    runs = sorted(
        [(run[0].start, run[-1].end, 0, run) for run in ours]
        + [(run[0].start, run[-1].end, 1, run) for run in others],
        key=lambda item: item[:3],
    )
    sides: tuple[list, list] = ([], [])
    start = end = -1
    for first, last, side, run in runs:
        if first > end:
            if end >= 0:
                yield start, end, sides
            start, sides = first, ([], [])
        end = max(end, last)
        sides[side].extend(run)
    if end >= 0:
        yield start, end, sides


def _decide(
    tokens: Sequence[str], start: int, end: int, sides: tuple[list, list]
) -> tuple[list[str], list[str]]:
    """What either side has in place of the tokens from ``start`` to ``end``."""
    left, right = (_apply(tokens, start, end, side) for side in sides)
    if left == right or set(sides[0]) <= set(sides[1]):
        return right, right
    if set(sides[1]) <= set(sides[0]):
        return left, left
    return left, right


def _apply(
    tokens: Sequence[str], start: int, end: int, edits: Sequence[_Edit]
) -> list[str]:
    made: list[str] = []
    position = start
    for edit in edits:
        made += [*tokens[position : edit.start], *edit.tokens]
        position = edit.end
    return [*made, *tokens[position:end]]
