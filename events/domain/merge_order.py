"""Two orders of one list joined, against the order both began with."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field

from events.domain.sequences import longest_ascending

_START = object()  # stands before the first item


@dataclass(slots=True)
class Orders:
    """The three orders of what is to be kept, each item once in each.

    ``mine_first`` are moved items of which both tell another place, and mine is
    to hold.
    """

    base: Sequence[Hashable]
    mine: Sequence[Hashable]
    theirs: Sequence[Hashable]
    kept: Collection[Hashable]
    mine_first: Collection[Hashable] = ()
    moved_by_me: set[Hashable] = field(init=False)
    moved_by_them: set[Hashable] = field(init=False)

    def __post_init__(self) -> None:
        self.moved_by_me = _moved(self.base, self.mine) & set(self.kept)
        self.moved_by_them = _moved(self.base, self.theirs) & set(self.kept)

    def disputed(self) -> dict[Hashable, tuple]:
        """Items that both moved apart: what each has them stand after."""
        both = self.moved_by_me & self.moved_by_them
        if not both:
            return {}
        mine, theirs = self.before(self.mine), self.before(self.theirs)
        return {
            item: (mine[item], theirs[item])
            for item in self.theirs
            if item in both and mine[item] != theirs[item]
        }

    def before(self, order: Sequence[Hashable]) -> dict[Hashable, Hashable]:
        """What stands before each item and was moved by nobody; None at the start."""
        moved = self.moved_by_me | self.moved_by_them
        shared = set(self.mine) & set(self.theirs) & set(self.kept)
        before, last = {}, None
        for item in order:
            before[item] = last
            if item in shared and item not in moved:
                last = item
        return before

    def joined(self) -> list[Hashable]:
        """Their order, with what I added or moved after what I put it after.

        Where both put something new in one place, theirs comes first.
        """
        to_place = self.moved_by_me - self.moved_by_them | set(self.mine_first)
        standing = [i for i in self.theirs if i in self.kept and i not in to_place]
        following: dict = dict(zip([_START, *standing], [*standing, None], strict=True))
        known = set(self.mine) | set(self.base)
        last = _START
        for item in self.mine:
            if item not in self.kept:
                continue
            if item not in following:
                after = last
                while (behind := following[after]) is not None and behind not in known:
                    after = behind
                following[item] = behind
                following[after] = item
            last = item
        order = []
        item = following[_START]
        while item is not None:
            order.append(item)
            item = following[item]
        return order


def _moved(base: Sequence[Hashable], side: Sequence[Hashable]) -> set[Hashable]:
    """Items of both that do not stand in the order of the base any more."""
    places = {item: place for place, item in enumerate(base)}
    common = [item for item in side if item in places]
    stay = longest_ascending([places[item] for item in common])
    return set(common) - {common[index] for index in stay}
