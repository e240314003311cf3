"""Releases: published states of a transcript under numbers of their own."""

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.domain import history
from events.domain.binding import read_document
from events.domain.document_reading import public_event_of
from events.domain.errors import Refused
from events.domain.history import Counts, Row
from events.domain.public_document import public_document
from events.domain.public_reading import Link, PublicEvent
from events.domain.public_words import plain_words
from events.domain.revisions import read_revision, record_state
from events.domain.versions import raise_versions
from events.domain.withholding import Left, Today, TodaysBlock, withhold_as_today
from events.enums import Origin
from events.models import Event, Release, Revision
from events.transcript.document import Document
from events.transcript.serializer import serialize

# What the public is told of changes; the rest is the archive's own business.
_PUBLIC_FIELDS = {
    *("title", "kicker", "subtitle", "lead", "series", "tags", "contributors"),
    *("number", "held", "venue", "summary", "rights", "text_status", "reviewed"),
    *("recording", "sources", "label", "role", "role_printed", "credit"),
    *("organization", "speakers", "type", "level", "voice", "kind", "withheld"),
    *("start", "end", "language", "page", "printed_label"),
}

# Comparing two long texts takes seconds; what it finds is kept so long, in seconds.
_KEPT = 300
_LEFT = ("revision", "ref", "text", "label", "shown_as")


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """A release as the public may read it today, and what it changed.

    ``rows`` are those that differ from ``previous``; without one there are none.
    """

    release: Release
    public: PublicEvent
    previous: Release | None
    rows: list[Row]
    counts: Counts


@transaction.atomic
def make_release(event: Event, *, by, note: str = "") -> Release:
    """Keep the text of a published event as it stands under the next number.

    The release refers to the newest revision, or to a new one where rows were
    changed without. Raises Refused for an event that is not public, and if
    nothing has changed since the last release.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not event.is_public:
        raise Refused(_("Only a published event is released; publish it first."))
    text = serialize(read_document(event))
    last = event.releases.select_related("revision").first()
    if last is not None and last.revision.text == text:
        raise Refused(
            _("Nothing has changed since release %(number)d; there is nothing to keep.")
            % {"number": last.number}
        )
    revision = event.revisions.select_related(None).order_by("-number").first()
    if revision is None or revision.text != text:
        revision = record_state(event, origin=Origin.PUBLISH, author=by)
    release = Release.objects.create(
        event=event,
        number=last.number + 1 if last else 1,
        revision=revision,
        note=note.strip(),
        released_by=by,
    )
    raise_versions(Event.objects.filter(pk=event.pk))
    return release


def read_release(event: Event, number: int) -> PublicRelease | None:
    """Read a release of a public event; the caller has got it from `queries`."""
    found = list(
        event.releases.filter(number__lte=number)
        .select_related("revision")
        .order_by("-number")[:2]
    )
    if not found or found[0].number != number:
        return None
    release, previous = found[0], found[1] if len(found) > 1 else None
    key = _cache_key(event, release)
    kept = cache.get(key)
    if kept is not None:
        public = _public_event(event, kept[0])
        return PublicRelease(release, public, previous, kept[1], kept[2])
    today = read_today(event)
    document = _read_document(release.revision, today)
    public = _public_event(event, document)
    rows: list[Row] = []
    if previous is not None:
        before = read_public(event, previous.revision, today)
        rows = public_changes(before, public)
    counts = history.count(rows)
    cache.set(key, (document, rows, counts), _KEPT)
    return PublicRelease(release, public, previous, rows, counts)


def _cache_key(event: Event, release: Release) -> str:
    """Another one after each change that shows, and in each language.

    The two moments tell an archive from one that was put back from a backup.
    """
    moments = [release.released_at.timestamp(), event.updated_at.timestamp()]
    language = get_language()
    return f"release:{release.pk}:{event.version}:{moments}:{language}".replace(" ", "")


def read_public(event: Event, revision: Revision, today: Today) -> PublicEvent:
    """A saved state as the public may read it today."""
    return _public_event(event, _read_document(revision, today))


def _read_document(revision: Revision, today: Today) -> Document:
    document = read_revision(revision)
    return withhold_as_today(document, today.for_revision(revision.number))


def _public_event(event: Event, document: Document) -> PublicEvent:
    """Names and links are always those of the moment."""
    public = public_event_of(event, document)
    for voice in public.voices.values():
        voice.organization = _open(voice.organization)
    public.contributors = [
        replace(one, organization=_open(one.organization), speaker=_open(one.speaker))
        for one in public.contributors
        if one.name
    ]
    return public


def _open(link: Link | None) -> Link | None:
    """A link, or nothing where the public may not go there any more."""
    return link if link and link.slug else None


def read_today(event: Event) -> Today:
    """What is withheld and renamed in the current transcript, in four queries."""
    blocks = event.blocks.values_list("ref", "text", "withheld_on", "voice__label")
    removed = event.ref_forwards.filter(was_withheld=True)
    return Today(
        blocks={
            ref: TodaysBlock(text, day.isoformat() if day else None, label or "")
            for ref, text, day, label in blocks.order_by()
        },
        shown_as=dict(event.appearances.values_list("label", "shown_as")),
        removed_withheld=frozenset(removed.values_list("ref", flat=True)),
        left=[Left(**row) for row in event.secrets.order_by("pk").values(*_LEFT)],
    )


def public_changes(before: PublicEvent, after: PublicEvent) -> list[Row]:
    """What readers see differ, in words and without what stayed the same."""
    rows = history.compare(
        _in_names(before), _in_names(after), words=lambda text: plain_words(text, None)
    )
    shown = []
    for row in rows:
        fields = tuple(one for one in row.fields if one.name in _PUBLIC_FIELDS)
        row = replace(row, fields=fields)
        if row.kind == "changed" and not (fields or row.changes_text):
            row = replace(row, kind="moved" if row.moved else "same")
        if row.kind != "same":
            shown.append(row)
    return shown


def _in_names(public: PublicEvent) -> Document:
    """The public Document with names in place of keys."""
    document, names = public_document(public)
    return replace(
        document,
        contributors=tuple(
            replace(
                one,
                name=shown.name,
                organization="",
                speaker="",
            )
            for one, shown in zip(
                document.contributors, public.contributors, strict=True
            )
        ),
        voices=tuple(
            replace(
                voice,
                organization=names.get(("organization", voice.organization), ""),
                speakers=tuple(
                    dict.fromkeys(names["speaker", key] for key in voice.speakers)
                ),
            )
            for voice in document.voices
        ),
    )
