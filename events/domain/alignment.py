"""Which new block is which old one, so that refs stay with their words."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from events.transcript.document import Block, Section, Turn

# Share of common bigrams from which two texts count as one text edited.
_LIKE = 0.5


def align(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Map indices of ``new`` to indices of ``old``; each old one at most once.

    A ref that both sides carry decides; then equal words, first come first
    served; then likeness inside the gaps between pairs already found.
    """
    pairs = _by_ref(old, new)
    _by_words(old, new, pairs)
    _by_likeness(old, new, pairs)
    return pairs


def _by_ref(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    known = {block.ref: index for index, block in enumerate(old) if block.ref}
    return {
        index: known[block.ref] for index, block in enumerate(new) if block.ref in known
    }


def _by_words(
    old: Sequence[Block], new: Sequence[Block], pairs: dict[int, int]
) -> None:
    taken = set(pairs.values())
    waiting = defaultdict(deque)
    for index, block in enumerate(old):
        if index not in taken:
            waiting[_words(block)].append(index)
    for index, block in enumerate(new):
        if index not in pairs and not block.ref and waiting[_words(block)]:
            pairs[index] = waiting[_words(block)].popleft()


def _by_likeness(
    old: Sequence[Block], new: Sequence[Block], pairs: dict[int, int]
) -> None:
    for olds, news in list(_gaps(len(old), len(new), pairs)):
        candidates = [index for index in news if not new[index].ref]
        waiting = deque(olds)
        for index in candidates:
            match = next((was for was in waiting if _alike(old[was], new[index])), None)
            if match is not None:
                pairs[index] = match
                while waiting.popleft() != match:  # order inside a gap is kept
                    pass


def _gaps(
    old_length: int, new_length: int, pairs: dict[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Unpaired runs of both sides between neighbouring pairs that keep order."""
    taken = set(pairs.values())
    old_start = new_start = 0
    for index in [*sorted(pairs), new_length]:
        was = pairs.get(index, old_length)
        if was < old_start:
            continue
        olds = [i for i in range(old_start, was) if i not in taken]
        news = [i for i in range(new_start, index) if i not in pairs]
        if olds and news:
            yield olds, news
        old_start, new_start = was + 1, index + 1


def _words(block: Block) -> tuple[str, str, str]:
    if isinstance(block, Turn):
        return ("turn", block.voice, block.text)
    if isinstance(block, Section):
        return ("section", "", block.title)
    return ("note", "", block.text)


def _alike(old: Block, new: Block) -> bool:
    if type(old) is not type(new):
        return False
    before, after = _bigrams(_words(old)[2]), _bigrams(_words(new)[2])
    shared = len(before & after)
    return shared >= _LIKE * max(1, min(len(before), len(after)))


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(max(1, len(text) - 1))}
