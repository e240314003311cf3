"""What a save would do, told before it is done."""

from dataclasses import dataclass, replace

from events.domain.alignment import align, name_blocks
from events.domain.ordering import moved
from events.transcript.document import Block, Document, Section, Turn
from events.transcript.marks import corrected

_FIRST_WORDS = 40
# A save that removes, re-attributes or moves this share of the turns asks first.
_MUCH = 1 / 3


@dataclass(frozen=True, slots=True)
class Removal:
    """A block that goes; a link to it leads to ``heir``, a ref, or to nothing.

    With ``moved`` its words stand there, else it is only the place.
    """

    ref: str
    words: str
    heir: str
    heir_words: str
    moved: bool
    linked: bool  # a turn that stays answers it


@dataclass(frozen=True, slots=True)
class Plan:
    """Counts of blocks, and each block that would go."""

    added: int
    changed: int
    reattributed: int
    moved: int
    removals: tuple[Removal, ...]
    turns: int  # before
    linked: bool  # a turn that others answer goes, or changes its voice

    @property
    def asks(self) -> bool:
        """Whether a person should look before it is done."""
        much = len(self.removals) + self.reattributed + self.moved
        return self.linked or (much > 0 and much >= self.turns * _MUCH)


def plan(before: Document, after: Document) -> Plan:
    """What it takes to make ``after`` of ``before``, aligned as a store aligns."""
    found = align(before.blocks, after.blocks)
    named = name_blocks(before.blocks, after.blocks, found)
    after = replace(after, blocks=named)
    old = {block.ref: block for block in before.blocks}
    new = {block.ref: block for block in named if block.ref}
    answered = _answered(before, new)
    places = {block.ref: place for place, block in enumerate(before.blocks)}
    reattributed = {
        ref
        for ref, block in new.items()
        if isinstance(block, Turn)
        and isinstance(old.get(ref), Turn)
        and old[ref].voice != block.voice
    }
    removals = []
    for place, block in enumerate(before.blocks):
        if block.ref in new:
            continue
        heir = found.heirs[place]
        target = after.blocks[heir.index] if heir.index is not None else None
        removals.append(
            Removal(
                ref=block.ref,
                words=first_words(block),
                heir=target.ref if target else "",
                heir_words=first_words(target) if target else "",
                moved=heir.moved,
                linked=block.ref in answered,
            )
        )
    staying = [block.ref for block in after.blocks if block.ref in old]
    return Plan(
        added=sum(block.ref not in old for block in after.blocks),
        changed=sum(
            _bare(block) != _bare(old[ref]) for ref, block in new.items() if ref in old
        ),
        reattributed=len(reattributed),
        moved=len(moved(staying, places)),
        removals=tuple(removals),
        turns=sum(isinstance(block, Turn) for block in before.blocks),
        linked=bool(reattributed & answered) or any(r.linked for r in removals),
    )


def first_words(block: Block) -> str:
    text = block.title if isinstance(block, Section) else block.text
    words = " ".join(corrected(text, reveal=True).split())
    return words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS] + "…"


def _answered(before: Document, new: dict[str, Block]) -> set[str]:
    """Refs of turns that a turn which stays answers."""
    return {
        before.blocks[asked].ref
        for block in before.blocks
        if isinstance(block, Turn) and block.ref in new
        for asked in block.replies_to
    }


def _bare(block: Block) -> tuple:
    """The block without its links, whose places shift with every other block."""
    if isinstance(block, Turn):
        return (block.voice, block.text, block.kind, block.tags, block.language)
    return (block,)
