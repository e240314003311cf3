"""A turn that one split while the other edited it: both did what they meant to."""

from collections.abc import Hashable, Mapping, Sequence

from events.domain.likeness import Reading, is_part
from events.domain.merge_text import join_texts
from events.transcript.document import Block

_CUT = "\0"  # no text holds it


def parts_after(
    id_: Hashable,
    whole: Block,
    order: Sequence[Hashable],
    blocks: Mapping[Hashable, Block],
    added: set[Hashable],
) -> list[Hashable]:
    """Added blocks right after ``id_`` that hold words which it gave away."""
    old, first = Reading(whole), Reading(blocks[id_])
    found = []
    for following in order[order.index(id_) + 1 :]:
        if following not in added:
            break
        if not is_part(Reading(blocks[following]), old, first):
            break
        found.append(following)
    return found


def join_split(base: str, parts: Sequence[str], whole: str) -> list[str] | None:
    """The parts with what was done to the whole, None where the two touch."""
    joined = join_texts(base, _CUT.join(parts), whole)
    if joined.mine != joined.theirs:
        return None
    texts = [text.strip() for text in joined.theirs.split(_CUT)]
    return texts if len(texts) == len(parts) and all(texts) else None
