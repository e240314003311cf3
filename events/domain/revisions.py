"""Saved states of a transcript: recording, restoring, naming and thinning them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.domain.binding import Stored, UnknownKeys, read_document, store_document
from events.domain.listed_rows import held_sources
from events.enums import Origin
from events.models import Draft, Event, Revision
from events.transcript.document import Document
from events.transcript.parser import parse
from events.transcript.serializer import serialize

_REASON = Revision._meta.get_field("reason").max_length
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it; ``dropped`` are keys that no row has any more."""

    stored: Stored
    dropped: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Thinning:
    """What would go of one event's revisions: ``revisions`` are their keys."""

    event: str  # its slug
    total: int
    revisions: list[int]


def read_revision(revision: Revision) -> Document:
    """The Document that was saved."""
    document, _problems = parse(revision.text)
    return document


def record_state(
    event: Event, *, origin: Origin, author=None, reason: str = ""
) -> Revision:
    """Store a revision of the transcript as it stands, which nobody has changed.

    The caller has locked the event, or is the only one who knows it.
    """
    newest = event.revisions.order_by("-number").values_list("number", flat=True)
    if len(reason) > _REASON:
        reason = f"{reason[: _REASON - 1]}…"
    return Revision.objects.create(
        event=event,
        number=(newest.first() or 0) + 1,
        text=serialize(read_document(event)),
        origin=origin,
        author=author,
        reason=reason,
    )


@transaction.atomic
def restore_revision(revision: Revision, *, by, reason: str = "") -> Restored:
    """Make the transcript say again what it said then, as a new revision.

    Blocks get their refs back, and what was removed since is no forward any
    more. People and organizations that are gone from the archive are left out.
    Sources that came since stay if they hold a file or a raw text.
    """
    event = Event.objects.select_for_update().get(pk=revision.event_id)
    document = read_revision(revision)
    held = held_sources(event, document)
    document = replace(document, sources=document.sources + held)
    reason = reason or _("Revision %(number)d restored") % {"number": revision.number}
    dropped: list[tuple[str, str]] = []
    try:
        stored = _restore(revision.event, document, by, reason)
    except UnknownKeys as unknown:
        dropped = unknown.missing
        document = _without(document, set(dropped))
        stored = _restore(revision.event, document, by, reason)
    return Restored(stored, dropped)


def _restore(event: Event, document: Document, by, reason: str) -> Stored:
    return store_document(
        event, document, origin=Origin.RESTORE, author=by, reason=reason
    )


def _without(document: Document, keys: set[tuple[str, str]]) -> Document:
    """The document without links to what is gone; names as printed stay."""

    def left(kind: str, key: str) -> str:
        return "" if (kind, key) in keys else key

    contributors = []
    for one in document.contributors:
        organization = left("organization", one.organization)
        speaker = left("speaker", one.speaker)
        name = one.name or organization or speaker or one.organization or one.speaker
        if not (organization or speaker):
            one = replace(one, name=name)
        contributors.append(replace(one, organization=organization, speaker=speaker))
    return replace(
        document,
        series=left("series", document.series),
        contributors=tuple(contributors),
        voices=tuple(
            replace(
                voice,
                organization=left("organization", voice.organization),
                speakers=tuple(key for key in voice.speakers if left("speaker", key)),
            )
            for voice in document.voices
        ),
    )


def name_revision(revision: Revision, name: str) -> Revision:
    """Give the revision a name, which keeps it from thinning; "" takes it away."""
    revision.name = " ".join(name.split())
    revision.full_clean(exclude=["event", "author", "text"])
    revision.save(update_fields=["name"])
    return revision


def plan_thinning(*, days: int, now: datetime | None = None) -> Iterator[Thinning]:
    """What may go of revisions older than ``days``, event by event.

    Of each day's revisions the first and the last stay. The newest of an event,
    named, released, publishing and withdrawing ones stay too, and those from
    which somebody's draft began.
    """
    limit = (now or timezone.now()) - timedelta(days=days)
    needed = set(
        Draft.objects.exclude(text="").values_list("event_id", "base").distinct()
    )
    rows = Revision.objects.order_by("event_id", "number").values(
        *("pk", "event_id", "event__slug", "number", "name", "origin", "created_at"),
        "releases",
    )
    for event, group in groupby(rows.iterator(), key=lambda row: row["event_id"]):
        revisions = list({row["pk"]: row for row in group}.values())
        going = [
            row["pk"]
            for row in _between(revisions)
            if row["created_at"] < limit
            and not row["name"]
            and row["releases"] is None
            and row["origin"] not in (Origin.PUBLISH, Origin.WITHDRAW)
            and (event, row["number"]) not in needed
        ]
        if going:
            yield Thinning(revisions[0]["event__slug"], len(revisions), going)


def _between(rows: list[dict]) -> Iterator[dict]:
    """Rows that are neither the first nor the last of their day."""
    days = groupby(rows, key=lambda row: timezone.localdate(row["created_at"]))
    for _day, group in days:
        yield from list(group)[1:-1]


@transaction.atomic
def thin_revisions(keys: Iterable[int]) -> int:
    """Delete these revisions, save those that were named or released meanwhile."""
    keys, gone = list(keys), 0
    for start in range(0, len(keys), _BATCH):
        rows = Revision.objects.filter(
            pk__in=keys[start : start + _BATCH], name="", releases=None
        )
        gone += rows.delete()[0]
    return gone
