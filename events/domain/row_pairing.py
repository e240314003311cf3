"""Which row of an event's front matter stays which when the list is edited.

Contributors and sources carry no name of their own in the text form, so a row
finds its place by what it says, and never by its number alone: files, raw texts
and histories hang on it.
"""

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import TypeVar

from events.domain.reading import SOURCE_FIELDS
from events.models import Contributor, Source
from events.transcript import document
from events.transcript.document import SourceNote

Row = TypeVar("Row")
Said = TypeVar("Said")

# What tells that two descriptions mean one source: weights of equal values.
_TELLING = {"publication": 3, "url": 3, "note": 2, "issued": 1, "page": 1}
_CLASHING = ("publication", "url", "issued", "page")
_SAME = 2  # points from which two descriptions mean one source
_ALIKE = 0.6  # of two names of a publication; 甲报 and 乙报 have 0.5


def pair_sources(
    rows: list[Source], notes: tuple[SourceNote, ...]
) -> list[Source | None]:
    return _pair(rows, notes, note_of, source_likeness, _SAME)


def pair_contributors(
    rows: list[Contributor], wanted: tuple[document.Contributor, ...]
) -> list[Contributor | None]:
    return _pair(rows, wanted, _contributor_of, _shared_names, 1)


def _pair(
    rows: list[Row],
    wanted: tuple[Said, ...],
    says: Callable[[Row], Said],
    likeness: Callable[[Said, Said], int],
    least: int,
) -> list[Row | None]:
    """The row that each item of ``wanted`` stays, in its order; None is new.

    Equal ones first, then the likest, neighbours before distant ones; below
    ``least`` two are strangers.
    """
    found: list[Row | None] = [None] * len(wanted)
    free = dict(enumerate(rows))
    said = [says(row) for row in rows]
    for place, item in enumerate(wanted):
        same = [at for at in free if said[at] == item]
        if same:
            found[place] = free.pop(min(same, key=lambda at: abs(at - place)))
    ranked = sorted(
        (-likeness(said[at], item), abs(at - place), at, place)
        for place, item in enumerate(wanted)
        for at in free
        if found[place] is None
    )
    for minus, _distance, at, place in ranked:
        if -minus >= least and at in free and found[place] is None:
            found[place] = free.pop(at)
    return found


def note_of(row: Source) -> SourceNote:
    return SourceNote(*(getattr(row, name) for name in SOURCE_FIELDS))


def _contributor_of(row: Contributor) -> document.Contributor:
    return document.Contributor(
        row.role,
        row.name,
        row.organization.key if row.organization else "",
        row.speaker.key if row.speaker else "",
    )


def _shared_names(one: document.Contributor, other: document.Contributor) -> int:
    return sum(
        getattr(one, name) == getattr(other, name) != ""
        for name in ("name", "organization", "speaker")
    )


def source_likeness(one: SourceNote, other: SourceNote) -> int:
    """Points for what two descriptions share, less one for each clash."""
    if not (_says_something(one) and _says_something(other)):
        return _SAME  # an empty description that is filled in
    points = 0
    for name, weight in _TELLING.items():
        left, right = getattr(one, name), getattr(other, name)
        if not (left and right):
            continue
        if left == right:
            points += weight
        elif name == "publication" and _alike(left, right):
            points += _SAME
        elif name in _CLASHING:
            points -= 1
    return points


def _says_something(note: SourceNote) -> bool:
    return any(getattr(note, name) for name in _TELLING)


def _alike(left: str, right: str) -> bool:
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE
