"""What the public may read of one published event, in seven queries.

Withheld words, remarks, and whoever stands behind a voice shown under another
name are gone from what this module returns; pages, JSON and files need not
know that they exist. Rows are plain dicts: a long transcript is no place for
model instances.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from events.domain.public_words import public_markup, withheld_notice
from events.domain.queries import public_events
from events.domain.reading import SOURCE_FIELDS
from events.enums import BlockType
from events.models import Block, Event, EventTag, TurnTag
from events.transcript import marks

_BLOCK_COLUMNS = (
    *("pk", "ref", "type", "kind", "level", "voice_id", "text", "start_ms", "end_ms"),
    *("language", "page", "printed_label", "withheld_on"),
)
_PICTURE_COLUMNS = (*("caption", "alternative_text", "photographer", "rights", "file"),)


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody or something with a public page, or only a name."""

    name: str
    slug: str = ""


@dataclass(slots=True)
class PublicVoice:
    label: str
    role: str
    role_printed: str = ""
    credit: str = ""
    organization: Link | None = None
    people: list[Link] = field(default_factory=list)
    renamed: bool = False  # shown under another name


@dataclass(frozen=True, slots=True)
class PublicContributor:
    role: str
    name: str
    organization: Link | None = None
    speaker: Link | None = None


@dataclass(slots=True)
class PublicEvent:
    """One event with everything that its pages show, blocks in reading order."""

    event: Event
    voices: dict[int, PublicVoice]
    contributors: list[PublicContributor]
    sources: list[dict]
    pictures: list[dict]
    tags: list[Link]
    translations: list[Event]
    blocks: list[dict]
    block_tags: dict[int, list[Link]]
    questions: dict[int, list[str]]  # pk of an answer -> refs that it answers
    answers: dict[int, list[str]]  # pk of a question -> refs that answer it
    old_refs: dict[int, list[str]]  # pk of a block -> refs that lead to it


def read_event(event: Event) -> PublicEvent:
    """Read a public event; the caller has got it from `queries`."""
    tags, block_tags = _tags(event)
    sources, pictures = _sources_and_pictures(event)
    voices = read_voices(event)
    rows = list(_block_rows(event))
    blocks = scrub(rows, voices)
    readable = {row["pk"] for row in blocks if row["withheld_on"] is None}
    questions, answers, old_refs = _links(event, rows, blocks)
    return PublicEvent(
        event=event,
        voices=voices,
        contributors=_contributors(event),
        sources=sources,
        pictures=pictures,
        tags=tags,
        translations=list(_translations(event)),
        blocks=blocks,
        block_tags={pk: names for pk, names in block_tags.items() if pk in readable},
        questions=questions,
        answers=answers,
        old_refs=old_refs,
    )


@dataclass(slots=True)
class PublicBlock:
    """One block alone, with the rows around it."""

    public: PublicEvent  # its blocks are this one and those linked with it
    row: dict
    heading: dict | None  # the last one before it
    previous: dict | None
    next: dict | None


def read_block(event: Event, ref: str) -> PublicBlock | None:
    """Read one block of a public event, in eight queries."""
    found = event.blocks.filter(ref=ref).values(*_BLOCK_COLUMNS, "position").first()
    if found is None:
        return None
    voices = read_voices(event)
    row = scrub([found], voices)
    if not row:
        return None
    row = row[0]
    before, after = _around(row)
    rows = event.blocks.values(*_BLOCK_COLUMNS)
    previous = rows.filter(before).order_by("-position", "-pk")
    following = rows.filter(after).order_by("position", "pk")
    linked = scrub(
        rows.filter(Q(replies=row["pk"]) | Q(replies_to=row["pk"]))
        .distinct()
        .order_by("position", "pk"),
        voices,
    )
    asked = Block.replies_to.through.objects.filter(from_block=row["pk"])
    questions = set(asked.values_list("to_block_id", flat=True))
    tags, block_tags = _tags(event, row["pk"])
    withheld = row["withheld_on"] is not None
    return PublicBlock(
        public=PublicEvent(
            event=event,
            voices=voices,
            contributors=[],
            sources=[],
            pictures=[],
            tags=tags,
            translations=[],
            blocks=sorted([*linked, row], key=lambda one: one["pk"] == row["pk"]),
            block_tags={} if withheld else block_tags,
            questions={
                row["pk"]: [one["ref"] for one in linked if one["pk"] in questions]
            },
            answers={
                row["pk"]: [one["ref"] for one in linked if one["pk"] not in questions]
            },
            old_refs={},
        ),
        row=row,
        heading=_first(previous.filter(type=BlockType.SECTION), voices),
        previous=_first(previous, voices),
        next=_first(following, voices),
    )


def _around(row: dict) -> tuple[Q, Q]:
    place = row["position"]
    before = Q(position__lt=place) | Q(position=place, pk__lt=row["pk"])
    after = Q(position__gt=place) | Q(position=place, pk__gt=row["pk"])
    return before, after


def _first(rows: QuerySet, voices: dict[int, PublicVoice]) -> dict | None:
    """The first row that has words for the public; nearly always the first."""
    for start in itertools.count(0, 3):
        found = list(rows[start : start + 3])
        scrubbed = scrub(found, voices)
        if scrubbed or not found:
            return scrubbed[0] if scrubbed else None
    return None


def nearest_ref(event: Event, block: Block) -> str | None:
    """The block itself, the last that is shown before it, or else the first."""
    shown = event.blocks.filter(is_shown=True)
    before, _after = _around({"position": block.position, "pk": block.pk})
    near = shown.filter(before | Q(pk=block.pk)).order_by("-position", "-pk")
    refs = near.values_list("ref", flat=True)
    rest = shown.order_by("position", "pk").values_list("ref", flat=True)
    return refs.first() or rest.first()


def read_voices(event: Event) -> dict[int, PublicVoice]:
    """The event's voices by primary key, in printed order, in one query."""
    voices: dict[int, PublicVoice] = {}
    rows = event.appearances.order_by(
        "position", "pk", "speaker_links__position", "speaker_links__pk"
    ).values_list(
        *("pk", "label", "role", "role_printed", "credit", "shown_as"),
        *("organization__name", "organization__slug"),
        *("speaker_links__speaker__name", "speaker_links__speaker__slug"),
    )
    for pk, label, role, printed, credit, shown_as, at, at_slug, name, slug in rows:
        if shown_as:
            voices[pk] = PublicVoice(shown_as, role, renamed=True)
            continue
        if pk not in voices:
            voices[pk] = PublicVoice(
                label, role, printed, credit, Link(at, at_slug) if at else None
            )
        if slug:
            voices[pk].people.append(Link(name, slug))
    return voices


def _contributors(event: Event) -> list[PublicContributor]:
    rows = event.contributors.order_by("position", "pk").values_list(
        *("role", "name", "organization__name", "organization__slug"),
        *("speaker__name", "speaker__slug"),
    )
    return [
        PublicContributor(
            role,
            name or person or body or "",
            Link(body, body_slug) if body else None,
            Link(person, person_slug) if person else None,
        )
        for role, name, body, body_slug, person, person_slug in rows
    ]


def _sources_and_pictures(event: Event) -> tuple[list[dict], list[dict]]:
    """Both in one query: columns of unlike meaning, alike in number and type."""
    texts = [Cast(column, CharField()) for column in _PICTURE_COLUMNS]
    pictures = event.pictures.exclude(file="", caption="")
    rows = (
        event.sources.order_by()
        .annotate(what=Value("source"))
        .values_list(
            "what",
            "position",
            "pk",
            *(Cast(column, CharField()) for column in SOURCE_FIELDS),
        )
        .union(
            pictures.order_by()
            .annotate(what=Value("picture"))
            .values_list("what", "position", "pk", *texts, Value(""), Value("")),
            all=True,
        )
    )
    found: dict[str, list[dict]] = {"source": [], "picture": []}
    columns = {"source": SOURCE_FIELDS, "picture": _PICTURE_COLUMNS}
    for what, _position, pk, *values in sorted(rows, key=lambda row: row[:3]):
        names = columns[what]
        found[what].append(
            {"pk": pk, **dict(zip(names, values[: len(names)], strict=True))}
        )
    return found["source"], found["picture"]


def _tags(
    event: Event, block: int | None = None
) -> tuple[list[Link], dict[int, list[Link]]]:
    """The event's own tags, and those of its turns, or of one, by primary key."""
    own = EventTag.objects.filter(content_object=event)
    on_turns = TurnTag.objects.filter(content_object__event=event)
    if block is not None:
        on_turns = on_turns.filter(content_object=block)
    rows = own.values_list(Value(0), "pk", "tag__name", "tag__slug").union(
        on_turns.values_list("content_object_id", "pk", "tag__name", "tag__slug"),
        all=True,
    )
    found: dict[int, list[Link]] = defaultdict(list)
    for block, _pk, name, slug in sorted(rows):
        found[block].append(Link(name, slug))
    return found.pop(0, []), dict(found)


def _block_rows(event: Event) -> QuerySet:
    return event.blocks.order_by("position", "pk").values(*_BLOCK_COLUMNS)


def scrub(rows: Iterable[dict], voices: dict[int, PublicVoice]) -> list[dict]:
    """Take out of blocks' rows what the public must not get.

    A block that holds nothing but a remark is left out.
    """
    kept = []
    for row in rows:
        renamed = row["voice_id"] and voices[row["voice_id"]].renamed
        if row["withheld_on"] is not None or renamed:
            row["printed_label"] = ""
        if row["withheld_on"] is not None:
            row["text"] = marks.escape(withheld_notice(row["withheld_on"]))
        else:
            row["text"] = public_markup(row["text"])
        if row["text"]:
            kept.append(row)
    return kept


def _links(
    event: Event, every: list[dict], shown: list[dict]
) -> tuple[dict, dict, dict]:
    """Answers, questions and old refs, in one query.

    Old refs of a block that is not shown lead to the nearest that is.
    """
    rows = {row["pk"]: row for row in shown}
    nearest = _nearest(every, rows)
    replies = Block.replies_to.through.objects.filter(from_block__event=event)
    forwards = event.ref_forwards.filter(target__isnull=False)
    links = replies.values_list(Value(""), F("from_block_id"), F("to_block_id")).union(
        forwards.order_by().values_list(
            Cast("ref", CharField()), F("target_id"), Value(0)
        ),
        all=True,
    )
    places = {pk: place for place, pk in enumerate(rows)}
    questions, answers, old_refs = {}, {}, {}
    for ref, block, asked in sorted(
        links,
        key=lambda link: (places.get(link[2], 0), places.get(link[1], 0), link[0]),
    ):
        if ref:
            old_refs.setdefault(nearest.get(block), []).append(ref)
        elif block in rows and asked in rows:
            questions.setdefault(block, []).append(rows[asked]["ref"])
            answers.setdefault(asked, []).append(rows[block]["ref"])
    return questions, answers, old_refs


def _nearest(every: list[dict], shown: dict[int, dict]) -> dict[int, int]:
    """For each block the last that is shown up to it, or else the first."""
    nearest, last = {}, next(iter(shown), None)
    for row in every:
        last = row["pk"] if row["pk"] in shown else last
        nearest[row["pk"]] = last
    return nearest


def _translations(event: Event) -> QuerySet[Event]:
    """The public events that say the same in another language."""
    original = event.translation_of_id or event.pk
    return (
        public_events()
        .filter(Q(pk=original) | Q(translation_of=original))
        .exclude(pk=event.pk)
        .order_by("language", "pk")
        .only("title", "slug", "language", "series")
    )
