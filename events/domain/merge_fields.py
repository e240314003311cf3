"""Three states of one value made one: what both say, or a conflict.

Values are compared whole, texts by passage, tuples without an order of their
own as sets.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from events.domain.merge_text import Joined, join_texts

By = Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Own:
    """A third value for a conflict, made by hand."""

    value: Any


Choice = Literal["mine", "theirs"] | Own


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that both changed, each in another way.

    ``key`` names it in choices. ``ref`` is the block's, "" for the front matter;
    ``index`` counts in the merged document, None if the block is not there.
    Fields are those of the dataclasses (a heading's title is its "text"), and:
    "time" is (start, end); "place" is the ref of the block to stand after, None
    at the start, and takes no value of one's own; "block" is the text of a
    block that one of the two removed, None where it is removed; "type" is the
    block, where one made it a block of another kind. Both sides of a "text"
    already hold what the other side did elsewhere in it.
    """

    key: str
    ref: str
    field: str
    base: Any
    mine: Any
    theirs: Any
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What came from whom: ``what`` is added, removed, moved, changed or front.

    ``ref`` and ``index`` are as in Conflict; ``field`` is "" for whole blocks.
    """

    by: By
    what: str
    field: str = ""
    ref: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: in the block ``id``, or, without one, at ``path``."""

    id: Hashable = None
    path: str = ""

    @property
    def ref(self) -> str:
        return self.id if isinstance(self.id, str) else ""

    def key(self, name: str) -> str:
        return "/".join(filter(None, (self.ref, self.path, name)))


@dataclass(slots=True)
class Decisions:
    """Decides values one by one and remembers conflicts and changes."""

    choices: Mapping[str, Choice]
    conflicts: list[tuple[Hashable, Conflict]] = field(default_factory=list)
    changes: list[tuple[Hashable, Change]] = field(default_factory=list)

    def mark(self) -> tuple[int, int]:
        """What ``rewind`` takes to forget all that is decided from here on."""
        return len(self.conflicts), len(self.changes)

    def rewind(self, mark: tuple[int, int]) -> None:
        del self.conflicts[mark[0] :], self.changes[mark[1] :]

    def note(self, spot: Spot, by: By, name: str, what: str = "changed") -> None:
        if spot.id is None:
            what, name = "front", "/".join(filter(None, (spot.path, name)))
        self.changes.append((spot.id, Change(by, what, name, spot.ref)))

    def is_made_by_hand(self, spot: Spot) -> bool:
        """Tell whether some value of this block or item is nobody's but one's own."""
        start = spot.key("") + "/"
        return any(
            isinstance(choice, Own) and key.startswith(start)
            for key, choice in self.choices.items()
        )

    def settle(self, spot: Spot, name: str, base: Any, mine: Any, theirs: Any) -> Any:
        """The value that the two agree on, or their conflict's."""
        if mine in (base, theirs):
            if theirs != base:
                self.note(spot, "theirs" if mine == base else "both", name)
            return theirs
        if theirs == base:
            self.note(spot, "mine", name)
            return mine
        return self.dispute(spot, name, base, mine, theirs)

    def dispute(self, spot: Spot, name: str, base: Any, mine: Any, theirs: Any) -> Any:
        """What was chosen; without a choice a conflict, and theirs."""
        key = spot.key(name)
        choice = self.choices.get(key)
        if choice is None:
            conflict = Conflict(key, spot.ref, name, base, mine, theirs)
            self.conflicts.append((spot.id, conflict))
            return theirs
        if isinstance(choice, Own):
            self.note(spot, "both", name)
            return choice.value
        self.note(spot, choice, name)
        return mine if choice == "mine" else theirs

    def settle_text(
        self,
        spot: Spot,
        name: str,
        texts: tuple[str, str, str],
        is_valid: Callable[[str], bool],
    ) -> str:
        """Join base, mine and theirs by passage."""
        base, mine, theirs = texts
        if mine in (base, theirs) or theirs == base:
            return self.settle(spot, name, *texts)
        joined = join_texts(*texts)
        if not (is_valid(joined.mine) and is_valid(joined.theirs)):
            joined = Joined(mine, theirs)
        if joined.mine != joined.theirs:
            return self.dispute(spot, name, base, joined.mine, joined.theirs)
        self.note(spot, "mine", name)
        self.note(spot, "theirs", name)
        return joined.theirs

    def settle_set(self, spot: Spot, name: str, *values: tuple) -> tuple:
        """Join base, mine and theirs: what either added, less what either removed."""
        base, mine, theirs = values
        if mine in (base, theirs) or theirs == base:
            return self.settle(spot, name, *values)
        self.note(spot, "mine", name)
        self.note(spot, "theirs", name)
        gone = set(base) - set(mine)
        added = [item for item in mine if item not in base and item not in theirs]
        return (*(item for item in theirs if item not in gone), *added)
