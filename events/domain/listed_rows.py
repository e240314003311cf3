"""Contributors and sources of a Document to rows, each to the row it was before."""

from collections.abc import Mapping

from django.db.models import F, Model
from django.utils.translation import gettext as _

from events.domain.errors import Refused
from events.domain.reading import SOURCE_FIELDS
from events.domain.row_pairing import note_of, pair_contributors, pair_sources
from events.domain.rows import Keys
from events.models import Contributor, Event, Source
from events.transcript.document import Document, SourceNote

# Out of the way of every real place, while rows change places.
_ASIDE = 1_000_000_000


def store_contributors(
    event: Event, document: Document, before: Document, keys: Keys
) -> None:
    if document.contributors == before.contributors:
        return
    people = event.contributors.select_related("organization", "speaker")
    rows = list(people.order_by("position"))
    paired = pair_contributors(rows, document.contributors)
    moved = _make_room(rows, paired)
    for position, (row, said) in enumerate(
        zip(paired, document.contributors, strict=True)
    ):
        values = {
            "position": position,
            "role": said.role,
            "name": said.name,
            "organization_id": _pk(keys, "organization", said.organization),
            "speaker_id": _pk(keys, "speaker", said.speaker),
        }
        _store_row(row or Contributor(event=event), values, moved)


def store_sources(
    event: Event, document: Document, before: Document, *, dropping: bool = False
) -> None:
    """Write the sources' notes; files and raw texts stay with their source.

    A source that is gone from the document, but holds a file or a raw text,
    goes only if ``dropping``; raises Refused otherwise.
    """
    if document.sources == before.sources:
        return
    rows = list(event.sources.order_by("position"))
    paired = pair_sources(rows, document.sources)
    held = [] if dropping else _held(rows, paired)
    if held:
        raise Refused(
            _(
                "The source “%(source)s” holds a raw text or a file: change or remove "
                "it on the event’s page, not in the text."
            )
            % {"source": held[0]}
        )
    moved = _make_room(rows, paired)
    for position, (row, note) in enumerate(zip(paired, document.sources, strict=True)):
        values = {name: getattr(note, name) for name in SOURCE_FIELDS}
        row = row or Source(event=event)
        _store_row(row, {"position": position, **values}, moved)


def held_sources(event: Event, document: Document) -> tuple[SourceNote, ...]:
    """What the document lacks and `store_sources` would refuse to remove."""
    rows = list(event.sources.order_by("position"))
    return tuple(map(note_of, _held(rows, pair_sources(rows, document.sources))))


def _held(rows: list[Source], paired: list[Source | None]) -> list[Source]:
    return [row for row in rows if row not in paired and (row.file or row.raw_text)]


def _make_room(rows: list[Model], paired: list[Model | None]) -> set[int]:
    """Delete rows that are left over and put aside those that change places, as
    no two may stand on one even for a moment; return the keys of the latter."""
    for row in rows:
        if row not in paired:
            row.delete()
    moved = {
        row.pk for place, row in enumerate(paired) if row and row.position != place
    }
    if moved:
        moving = type(rows[0]).objects.filter(pk__in=moved)
        moving.update(position=F("position") + _ASIDE)
    return moved


def _store_row(row: Model, values: Mapping[str, object], moved: set[int]) -> None:
    """Save a row if it is new, or differs, so that its history tells of changes."""
    differs = any(getattr(row, name) != value for name, value in values.items())
    if row.pk is None or row.pk in moved or differs:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def _pk(keys: Keys, kind: str, key: str) -> int | None:
    return keys[kind, key][0] if key else None
