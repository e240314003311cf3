"""Rows to Document, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from events.enums import BlockType
from events.models import (
    AppearanceSpeaker,
    Block,
    Event,
    EventTag,
    TurnTag,
)
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)

# Fields of the event that the Document holds under the same name.
FRONT_MATTER = (
    "title",
    "kicker",
    "subtitle",
    "lead",
    "number",
    "ordinal",
    "held",
    "venue",
    "language",
    "summary",
    "rights",
    "text_status",
    "reviewed",
    "recording",
)
SOURCE_FIELDS = ("relation", "publication", "issued", "page", "url", "rights", "note")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A Document with the primary keys of the rows that it was read from."""

    document: Document
    refs: dict[str, int]  # ref -> pk of the block
    positions: dict[str, int]  # ref -> position
    voices: dict[str, int]  # label -> pk of the appearance
    forwarded: frozenset[str]  # refs that forward elsewhere


def load(event: Event) -> Loaded:
    appearances = list(
        event.appearances.order_by("position", "pk").values(
            "pk",
            "label",
            "role",
            "role_printed",
            "credit",
            "shown_as",
            "organization__key",
        )
    )
    blocks = list(event.blocks.order_by("position", "pk").values())
    # From the row, since the instance may carry changes that are not saved.
    front = Event.objects.values("slug", "series__key", *FRONT_MATTER).get(pk=event.pk)
    document = Document(
        slug=front["slug"],
        series=front["series__key"] or "",
        **{name: front[name] for name in FRONT_MATTER},
        tags=_event_tags(event),
        contributors=_contributors(event),
        voices=_voices(event, appearances),
        sources=_sources(event),
        blocks=_blocks(event, blocks, {row["pk"]: row["label"] for row in appearances}),
    )
    return Loaded(
        document=document,
        refs={row["ref"]: row["id"] for row in blocks},
        positions={row["ref"]: row["position"] for row in blocks},
        voices={row["label"]: row["pk"] for row in appearances},
        forwarded=frozenset(event.ref_forwards.values_list("ref", flat=True)),
    )


def _event_tags(event: Event) -> tuple[str, ...]:
    tags = EventTag.objects.filter(content_object=event).order_by("pk")
    return tuple(tags.values_list("tag__name", flat=True))


def _contributors(event: Event) -> tuple[Contributor, ...]:
    return tuple(
        Contributor(role, name, organization or "", speaker or "")
        for role, name, organization, speaker in event.contributors.order_by(
            "position"
        ).values_list("role", "name", "organization__key", "speaker__key")
    )


def _voices(event: Event, appearances: list[dict]) -> tuple[Voice, ...]:
    people = defaultdict(list)
    links = AppearanceSpeaker.objects.filter(appearance__event=event)
    for pk, key in links.order_by("position", "pk").values_list(
        "appearance_id", "speaker__key"
    ):
        people[pk].append(key)
    return tuple(
        Voice(
            label=row["label"],
            role=row["role"],
            role_printed=row["role_printed"],
            credit=row["credit"],
            organization=row["organization__key"] or "",
            speakers=tuple(people[row["pk"]]),
            shown_as=row["shown_as"],
        )
        for row in appearances
    )


def _sources(event: Event) -> tuple[SourceNote, ...]:
    rows = event.sources.order_by("position").values_list(*SOURCE_FIELDS)
    return tuple(SourceNote(*row) for row in rows)


def _blocks(event: Event, rows: list[dict], labels: dict[int, str]) -> tuple:
    index = {row["id"]: number for number, row in enumerate(rows)}
    tags = defaultdict(list)
    for pk, name in (
        TurnTag.objects.filter(content_object__event=event)
        .order_by("pk")
        .values_list("content_object_id", "tag__name")
    ):
        tags[pk].append(name)
    replies = defaultdict(list)
    links = Block.replies_to.through.objects.filter(from_block__event=event)
    for answer, question in links.values_list("from_block_id", "to_block_id"):
        replies[answer].append(index[question])
    return tuple(
        _block(row, labels, tuple(tags[row["id"]]), tuple(sorted(replies[row["id"]])))
        for row in rows
    )


def _block(row: dict, labels: dict, tags: tuple, replies: tuple):
    common = {
        "ref": row["ref"],
        "start": row["start_ms"],
        "end": row["end_ms"],
        "language": row["language"],
        "page": row["page"],
        "withheld": row["withheld_on"].isoformat() if row["withheld_on"] else None,
    }
    if row["type"] == BlockType.SECTION:
        return Section(title=row["text"], level=row["level"], **common)
    if row["type"] == BlockType.NOTE:
        return Note(text=row["text"], kind=row["kind"], **common)
    return Turn(
        voice=labels[row["voice_id"]],
        text=row["text"],
        kind=row["kind"],
        replies_to=replies,
        printed_label=row["printed_label"],
        tags=tags,
        **common,
    )
