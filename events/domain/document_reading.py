"""A Document that stands in no rows, as the public would read it.

For the editor's preview and for releases. Rows are made in the shape that
`public_reading` reads from the database, with a block's place as its key.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from django.utils import timezone

from events.dates import DateError
from events.domain import queries
from events.domain.public_reading import (
    Link,
    PublicContributor,
    PublicEvent,
    PublicVoice,
    scrub,
)
from events.domain.reading import FRONT_MATTER, SOURCE_FIELDS
from events.enums import BlockType
from events.models import Event, Organization, Speaker
from events.pinyin import fold
from events.transcript.document import Document, Note, Section, Turn


def public_event_of(
    event: Event, document: Document, *, refs: Sequence[str] = ()
) -> PublicEvent:
    """The Document in the event's place, in at most five queries.

    Only people, organizations and tags that are public now become links.
    ``refs``, one a block, stand for those of the blocks themselves.
    """
    refs = refs or [block.ref for block in document.blocks]
    shown = Event(pk=event.pk, key=event.key, slug=event.slug, series=event.series)
    shown.status, shown.version = event.status, event.version
    for name in FRONT_MATTER:
        setattr(shown, name, getattr(document, name))
    with suppress(DateError):  # half a date; a Problem tells of it
        shown.derive()
    people = _links(queries.public_speakers(), Speaker, _speaker_keys(document))
    places = _links(
        queries.public_organizations(), Organization, _organization_keys(document)
    )
    tags = _tags(document)
    voices = _voices(document, people, places)
    labels = {voice.label: place for place, voice in enumerate(document.voices)}
    rows = scrub(
        [
            _row(place, ref, block, labels)
            for place, (ref, block) in enumerate(
                zip(refs, document.blocks, strict=True)
            )
        ],
        voices,
    )
    readable = {row["pk"] for row in rows if row["withheld_on"] is None}
    questions, answers = _replies(document, {row["pk"]: row["ref"] for row in rows})
    return PublicEvent(
        event=shown,
        voices=voices,
        contributors=[
            PublicContributor(
                item.role,
                item.name
                or _name(people, item.speaker)
                or _name(places, item.organization),
                places.get(item.organization),
                people.get(item.speaker),
            )
            for item in document.contributors
        ],
        sources=[
            {name: getattr(source, name) for name in SOURCE_FIELDS}
            for source in document.sources
        ],
        pictures=[],
        tags=[tags[fold(name)] for name in document.tags],
        translations=[],
        blocks=rows,
        block_tags={
            place: [tags[fold(name)] for name in block.tags]
            for place, block in enumerate(document.blocks)
            if place in readable and isinstance(block, Turn) and block.tags
        },
        questions=questions,
        answers=answers,
        old_refs={},
    )


def _row(place: int, ref: str, block, labels: dict[str, int]) -> dict:
    row = {
        "pk": place,
        "ref": ref,
        "level": None,
        "kind": "",
        "voice_id": None,
        "start_ms": block.start,
        "end_ms": block.end,
        "language": block.language,
        "page": block.page,
        "printed_label": "",
        "withheld_on": _day(block.withheld),
    }
    if isinstance(block, Section):
        return row | {
            "type": BlockType.SECTION,
            "level": block.level,
            "text": block.title,
        }
    if isinstance(block, Note):
        return row | {"type": BlockType.NOTE, "kind": block.kind, "text": block.text}
    return row | {
        "type": BlockType.TURN,
        "kind": block.kind,
        "voice_id": labels[block.voice],
        "text": block.text,
        "printed_label": block.printed_label,
    }


def _day(withheld: str | None) -> date | None:
    if withheld is None:
        return None
    return date.fromisoformat(withheld) if withheld else timezone.localdate()


def _replies(document: Document, refs: dict[int, str]) -> tuple[dict, dict]:
    questions: dict[int, list[str]] = {}
    answers: dict[int, list[str]] = {}
    for place, block in enumerate(document.blocks):
        for asked in getattr(block, "replies_to", ()):
            if place in refs and asked in refs:
                questions.setdefault(place, []).append(refs[asked])
                answers.setdefault(asked, []).append(refs[place])
    return questions, answers


def _voices(document: Document, people: dict, places: dict) -> dict[int, PublicVoice]:
    voices = {}
    for place, voice in enumerate(document.voices):
        if voice.shown_as:
            voices[place] = PublicVoice(voice.shown_as, voice.role, renamed=True)
        else:
            voices[place] = PublicVoice(
                voice.label,
                voice.role,
                voice.role_printed,
                voice.credit,
                places.get(voice.organization),
                [
                    people[key]
                    for key in voice.speakers
                    if key in people and people[key].slug
                ],
            )
    return voices


def _speaker_keys(document: Document) -> set[str]:
    keys = {key for voice in document.voices for key in voice.speakers}
    return keys | {item.speaker for item in document.contributors}


def _organization_keys(document: Document) -> set[str]:
    keys = {voice.organization for voice in document.voices}
    return keys | {item.organization for item in document.contributors}


def _links(public, model, keys: set[str]) -> dict[str, Link]:
    """Names by key, with an address where the public may go there."""
    keys = keys - {""}
    if not keys:
        return {}
    open_ = set(public.filter(key__in=keys).values_list("key", flat=True))
    rows = model.objects.filter(key__in=keys).values_list("key", "name", "slug")
    return {key: Link(name, slug if key in open_ else "") for key, name, slug in rows}


def _tags(document: Document) -> dict[str, Link]:
    names = set(document.tags)
    for block in document.blocks:
        names |= set(getattr(block, "tags", ()))
    folded = {fold(name): name for name in names}
    known = queries.public_tags().filter(folded__in=folded)
    rows = known.values_list("folded", "name", "slug")
    links = {key: Link(name, slug) for key, name, slug in rows}
    return {key: links.get(key, Link(name)) for key, name in folded.items()}


def _name(links: dict[str, Link], key: str) -> str:
    return links[key].name if key in links else ""
