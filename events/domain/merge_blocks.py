"""The blocks of two versions joined: which there are, in what order, saying what."""

from collections.abc import Hashable
from dataclasses import dataclass, fields, replace
from typing import Any

from events.domain.merge_fields import Decisions, Own, Spot
from events.domain.merge_order import Orders
from events.domain.merge_splits import join_split, parts_after
from events.transcript.document import Block, Document, Note, Section, Turn

_COMMON = ("language", "page")
# What only a block of this type has; links are held apart, by id.
_SPECIFIC = {
    Section: ("level",),
    Turn: ("voice", "kind", "printed_label", "tags"),
    Note: ("kind",),
}
_CONTENT = {
    kind: tuple(f.name for f in fields(kind) if f.name not in ("ref", "replies_to"))
    for kind in (Section, Turn, Note)
}


@dataclass(frozen=True, slots=True)
class Linked:
    """A block whose links are ids, comparable across versions."""

    block: Block
    links: tuple[Hashable, ...] = ()

    @property
    def text(self) -> str:
        return text_of(self.block)

    def says_as(self, other: "Linked") -> bool:
        return self.links == other.links and content(self.block) == content(other.block)


def text_of(block: Block) -> str:
    return block.title if isinstance(block, Section) else block.text


def with_text(block: Block, text: str) -> Block:
    if isinstance(block, Section):
        return replace(block, title=text)
    return replace(block, text=text)


def content(block: Block) -> tuple:
    """All that a block says itself: no ref, no links."""
    kind = type(block)
    return (kind, *(getattr(block, name) for name in _CONTENT[kind]))


def identify(document: Document, name: str, known: dict | None = None) -> list:
    """An id for each block: its ref, else one of this version alone."""
    known = known or {}
    return [
        known.get(index, block.ref or (name, index))
        for index, block in enumerate(document.blocks)
    ]


def same_additions(
    base: set[str], mine: Document, theirs: Document
) -> dict[int, Hashable]:
    """Ids for blocks that mine adds and theirs adds too, by index in mine.

    The same words after the same old block are one addition. A new ref that
    theirs gave to other words is no id.
    """
    added: dict[tuple, list[Hashable]] = {}
    for slot, _index, block, id_ in _additions(base, theirs, "theirs"):
        added.setdefault((slot, content(block)), []).append(id_)
    taken = {block.ref for block in theirs.blocks} - base
    known: dict[int, Hashable] = {}
    for slot, index, block, _id in _additions(base, mine, "mine"):
        equal = added.get((slot, content(block)))
        if equal:
            known[index] = equal.pop(0)
        elif block.ref in taken:
            known[index] = ("mine", index)
    return known


def _additions(base: set[str], document: Document, name: str):
    slot = None
    for index, block in enumerate(document.blocks):
        if block.ref in base:
            slot = block.ref
        else:
            yield slot, index, block, block.ref or (name, index)


def linked(document: Document, ids: list[Hashable]) -> dict[Hashable, Linked]:
    return {
        id_: Linked(block, tuple(ids[i] for i in getattr(block, "replies_to", ())))
        for id_, block in zip(ids, document.blocks, strict=True)
    }


class BlockMerge:
    """Joins the blocks; every block of ``base`` has a ref."""

    def __init__(
        self, base: Document, mine: Document, theirs: Document, decisions: Decisions
    ) -> None:
        refs = {block.ref for block in base.blocks}
        known = same_additions(refs, mine, theirs)
        self.decisions = decisions
        self.base = linked(base, identify(base, "base"))
        self.mine = linked(mine, identify(mine, "mine", known))
        self.theirs = linked(theirs, identify(theirs, "theirs"))
        self.part_texts: dict[Hashable, str] = {}

    def joined(self) -> dict[Hashable, Block]:
        """Blocks by id in their order, links of answers by index set."""
        kept: dict[Hashable, Linked] = {}
        for id_ in dict.fromkeys([*self.theirs, *self.mine, *self.base]):
            found = self._keep(id_)
            if found is not None:
                kept[id_] = found
        for id_, text in self.part_texts.items():
            kept[id_] = replace(kept[id_], block=with_text(kept[id_].block, text))
        order = self._order(kept)
        places = {id_: index for index, id_ in enumerate(order)}
        return {id_: _with_links(id_, kept, places) for id_ in order}

    def _keep(self, id_: Hashable) -> Linked | None:
        base, mine, theirs = (
            side.get(id_) for side in (self.base, self.mine, self.theirs)
        )
        spot = Spot(id_)
        if base is None:
            by = "both" if mine and theirs else "mine" if mine else "theirs"
            self.decisions.note(spot, by, "", "added")
            found = theirs or mine
            if theirs is None and found.block.ref and not spot.ref:
                return replace(found, block=replace(found.block, ref=""))
            return found
        if mine and theirs:
            return self._same(spot, base, mine, theirs)
        left = mine or theirs
        if left is None or left.says_as(base):
            by = "both" if left is None else "mine" if theirs else "theirs"
            self.decisions.note(spot, by, "", "removed")
            return None
        return self._removed_and_changed(spot, base, mine, theirs)

    def _removed_and_changed(
        self, spot: Spot, base: Linked, mine: Linked | None, theirs: Linked | None
    ) -> Linked | None:
        texts = [side and side.text for side in (base, mine, theirs)]
        left = mine or theirs
        choice = self.decisions.choices.get(spot.key("block"))
        self.decisions.dispute(spot, "block", *texts)
        if isinstance(choice, Own):
            if choice.value is None:
                return None
            return replace(left, block=with_text(left.block, choice.value))
        return mine if choice == "mine" else theirs

    def _same(self, spot: Spot, base: Linked, mine: Linked, theirs: Linked) -> Linked:
        """One block that both still have."""
        if mine.says_as(base) and theirs.says_as(base):
            return theirs
        mark = self.decisions.mark()
        try:
            return self._fields(spot, base, mine, theirs)
        except _Unfit:
            self.decisions.rewind(mark)
            texts = (base.text, mine.text, theirs.text)
            choice = self.decisions.choices.get(spot.key("block"))
            self.decisions.dispute(spot, "block", *texts)
            if isinstance(choice, Own):
                return replace(theirs, block=with_text(theirs.block, choice.value))
            return mine if choice == "mine" else theirs

    def _fields(self, spot: Spot, base: Linked, mine: Linked, theirs: Linked) -> Linked:
        decisions = self.decisions
        blocks = (base.block, mine.block, theirs.block)
        if len({type(block) for block in blocks}) == 1:
            shape, links = theirs.block, self._links(spot, base, mine, theirs)
            values = self._specific(spot, *blocks)
        else:
            shape, links = self._shape(spot, base, mine, theirs)
            values = {n: getattr(shape, n) for n in _SPECIFIC[type(shape)]}
        for name in _COMMON:
            values[name] = decisions.settle(
                spot, name, *(getattr(block, name) for block in blocks)
            )
        times = ((block.start, block.end) for block in blocks)
        values["start"], values["end"] = decisions.settle(spot, "time", *times)
        values["withheld"] = self._withheld(spot, *blocks)
        name = "title" if isinstance(shape, Section) else "text"
        values[name] = self._text(spot, shape, base, mine, theirs)
        try:
            block = type(shape)(ref=spot.ref, **values)
        except ValueError as error:
            if decisions.is_made_by_hand(spot):
                raise
            raise _Unfit from error
        return Linked(block, links)

    def _text(
        self, spot: Spot, shape: Block, base: Linked, mine: Linked, theirs: Linked
    ) -> str:
        texts = (base.text, mine.text, theirs.text)
        if mine.text not in (base.text, theirs.text) and theirs.text != base.text:
            for split, other in ((self.mine, self.theirs), (self.theirs, self.mine)):
                found = self._split_text(spot, split, other, shape)
                if found is not None:
                    return found
        return self.decisions.settle_text(
            spot, "text", texts, lambda words: _holds(shape, words)
        )

    def _split_text(
        self,
        spot: Spot,
        split: dict[Hashable, Linked],
        other: dict[Hashable, Linked],
        shape: Block,
    ) -> str | None:
        """The first part of what one split, with what the other did to it.

        What the other did to the further parts goes to ``part_texts``.
        """
        blocks = {id_: side.block for id_, side in split.items()}
        added = split.keys() - other.keys() - self.base.keys()
        base = self.base[spot.id]
        parts = parts_after(spot.id, base.block, list(split), blocks, added)
        if not parts:
            return None
        wholes = [split[id_].text for id_ in (spot.id, *parts)]
        texts = join_split(base.text, wholes, other[spot.id].text)
        if texts is None:
            return None
        shapes = (shape, *(blocks[id_] for id_ in parts))
        if not all(map(_holds, shapes, texts)):
            return None
        self.decisions.note(spot, "mine", "text")
        self.decisions.note(spot, "theirs", "text")
        self.part_texts.update(zip(parts, texts[1:], strict=True))
        return texts[0]

    def _specific(self, spot: Spot, *blocks: Block) -> dict[str, Any]:
        values = {}
        for name in _SPECIFIC[type(blocks[0])]:
            decide = self.decisions.settle
            if name == "tags":
                decide = self.decisions.settle_set
            values[name] = decide(
                spot, name, *(getattr(block, name) for block in blocks)
            )
        return values

    def _links(self, spot: Spot, *sides: Linked) -> tuple[Hashable, ...]:
        return self.decisions.settle_set(spot, "replies_to", *(s.links for s in sides))

    def _shape(self, spot: Spot, *sides: Linked) -> tuple[Block, tuple]:
        """Where one made the block one of another kind, the kind and what is its."""

        def shape(side: Linked) -> tuple:
            names = _SPECIFIC[type(side.block)]
            values = (getattr(side.block, name) for name in names)
            return (type(side.block), side.links, *values)

        base, mine, theirs = sides
        if shape(mine) in (shape(base), shape(theirs)) or shape(theirs) == shape(base):
            by_shape = {shape(side): side for side in (base, mine, theirs)}
            chosen = self.decisions.settle(spot, "type", *map(shape, sides))
            return by_shape[chosen].block, by_shape[chosen].links
        block = self.decisions.dispute(spot, "type", *(side.block for side in sides))
        links = next((s.links for s in sides if s.block is block), ())
        return block, links

    def _withheld(self, spot: Spot, *blocks: Block) -> str | None:
        base, mine, theirs = (block.withheld for block in blocks)
        if mine is not None and theirs is not None and "" in (mine, theirs):
            mine = theirs = mine or theirs  # one of the two knows the day
        return self.decisions.settle(spot, "withheld", base, mine, theirs)

    def _order(self, kept: dict[Hashable, Linked]) -> list[Hashable]:
        orders = Orders(list(self.base), list(self.mine), list(self.theirs), kept)
        disputed = orders.disputed()
        before = orders.before(self.base) if disputed else {}
        first = set()
        for id_, (mine, theirs) in disputed.items():
            spot = Spot(id_)
            self.decisions.dispute(spot, "place", before.get(id_), mine, theirs)
            choice = self.decisions.choices.get(spot.key("place"))
            if isinstance(choice, Own):
                raise ValueError(f"The place of #{id_} is mine or theirs, no third.")
            if choice == "mine":
                first.add(id_)
        for by, moved in (
            ("mine", orders.moved_by_me - orders.moved_by_them),
            ("theirs", orders.moved_by_them - orders.moved_by_me),
            ("both", orders.moved_by_them & orders.moved_by_me - disputed.keys()),
        ):
            for id_ in moved:
                self.decisions.note(Spot(id_), by, "", "moved")
        orders.mine_first = first
        return orders.joined()


class _Unfit(ValueError):
    """Fields that fit one by one, but make no block together."""


def _holds(shape: Block, text: str) -> bool:
    try:
        with_text(shape, text)
    except ValueError:
        return False
    return True


def _with_links(id_: Hashable, kept: dict, places: dict) -> Block:
    """The block with the indices of what it answers and what still is a turn."""
    found = kept[id_]
    if not isinstance(found.block, Turn):
        return found.block
    indices = {
        places[target]
        for target in found.links
        if target in kept and target != id_ and isinstance(kept[target].block, Turn)
    }
    replies = tuple(sorted(indices))
    if replies == found.block.replies_to:
        return found.block
    return replace(found.block, replies_to=replies)
