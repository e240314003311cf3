"""Document to rows: what differs is written in bulk, the rest is left alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from events.domain import ordering
from events.domain.public_words import public_markup
from events.domain.reading import FRONT_MATTER, Loaded
from events.enums import BlockType
from events.models import (
    Appearance,
    AppearanceSpeaker,
    Block,
    Event,
    EventTag,
    Organization,
    RefForward,
    Series,
    Speaker,
    Tag,
    TurnTag,
)
from events.pinyin import fold
from events.transcript.document import Document, Note, Section, Turn, Voice

# (kind, key) -> the row's pk and its own key, which differs after a merge.
Keys = dict[tuple[str, str], tuple[int, str]]

_BLOCK_FIELDS = [
    "position",
    "type",
    "kind",
    "level",
    "voice",
    "text",
    "start_ms",
    "end_ms",
    "language",
    "page",
    "printed_label",
    "withheld_on",
    "is_shown",
]


@dataclass(frozen=True, slots=True)
class Changes:
    added: int
    changed: int
    removed: int


def find_keys(wanted: Mapping[str, set[str]]) -> Keys:
    """Look up natural keys, through merges, in two queries a kind."""
    models = {"series": Series, "speaker": Speaker, "organization": Organization}
    found: Keys = {}
    for kind, names in wanted.items():
        names = names - {""}
        if not names:
            continue
        rows = models[kind].objects
        for pk, key in rows.filter(key__in=names).values_list("pk", "key"):
            found[kind, key] = (pk, key)
        rest = [name for name in names if (kind, name) not in found]
        forwards = rows.filter(forwards__slug__in=rest) if rest else rows.none()
        for pk, key, old in forwards.values_list("pk", "key", "forwards__slug"):
            found[kind, old] = (pk, key)
    return found


def store_front_matter(event: Event, document: Document, keys: Keys) -> None:
    """Set the event's own fields; the caller saves it."""
    for name in FRONT_MATTER:
        setattr(event, name, getattr(document, name))
    event.series_id = _pk(keys, "series", document.series)


def store_event_tags(
    event: Event, document: Document, before: Document, tags: Mapping[str, Tag]
) -> None:
    if document.tags == before.tags:
        return
    EventTag.objects.filter(content_object=event).delete()
    EventTag.objects.bulk_create(
        EventTag(content_object=event, tag=tags[fold(name)]) for name in document.tags
    )


def store_voices(
    event: Event, document: Document, before: Document, loaded: Loaded, keys: Keys
) -> dict[str, int]:
    """Write appearances that differ; return label -> pk of the appearance."""
    pks = dict(loaded.voices)
    if document.voices == before.voices:
        return pks
    was = {voice.label: (place, voice) for place, voice in enumerate(before.voices)}
    differing = [
        (place, voice)
        for place, voice in enumerate(document.voices)
        if was.get(voice.label) != (place, voice)
    ]
    rows = Appearance.objects.bulk_create(
        [_appearance(event, place, voice, keys) for place, voice in differing],
        update_conflicts=True,
        unique_fields=["event", "label"],
        update_fields=[
            "position",
            "role",
            "role_printed",
            "credit",
            "organization",
            "shown_as",
        ],
    )
    pks |= {row.label: row.pk for row in rows}
    _store_people(differing, was, pks, keys)
    return pks


def _appearance(event: Event, place: int, voice: Voice, keys: Keys) -> Appearance:
    return Appearance(
        event=event,
        position=place,
        label=voice.label,
        role=voice.role,
        role_printed=voice.role_printed,
        credit=voice.credit,
        organization_id=_pk(keys, "organization", voice.organization),
        shown_as=voice.shown_as,
    )


def _store_people(differing, was, pks: dict[str, int], keys: Keys) -> None:
    moved = [
        voice
        for _place, voice in differing
        if voice.label not in was or was[voice.label][1].speakers != voice.speakers
    ]
    AppearanceSpeaker.objects.filter(
        appearance__in=[pks[voice.label] for voice in moved]
    ).delete()
    AppearanceSpeaker.objects.bulk_create(
        AppearanceSpeaker(
            appearance_id=pks[voice.label],
            speaker_id=keys["speaker", key][0],
            position=position,
        )
        for voice in moved
        for position, key in enumerate(voice.speakers)
    )


def remove_voices(document: Document, loaded: Loaded) -> None:
    """Remove appearances that the document no longer declares."""
    declared = {voice.label for voice in document.voices}
    gone = [pk for label, pk in loaded.voices.items() if label not in declared]
    if gone:
        Appearance.objects.filter(pk__in=gone).delete()


def store_blocks(
    event: Event,
    document: Document,
    loaded: Loaded,
    voices: Mapping[str, int],
    tags: Mapping[str, Tag],
    heirs: Mapping[str, tuple[str | None, bool]],
    today: date,
) -> Changes:
    """Write blocks that differ, move forwards on, remove what is gone.

    ``heirs`` tells for every removed ref where it leads, and whether the words
    are there.
    """
    before = loaded.document
    old = {block.ref: block for block in before.blocks}
    new = {block.ref: block for block in document.blocks}
    positions = ordering.positions(list(new), loaded.positions)
    differing = [
        block
        for ref, block in new.items()
        if ref not in old
        or positions[ref] != loaded.positions[ref]
        or _bare(block) != _bare(old[ref])
    ]
    written = Block.objects.bulk_create(
        [_block(event, block, positions[block.ref], voices) for block in differing],
        update_conflicts=True,
        unique_fields=["event", "ref"],
        update_fields=_BLOCK_FIELDS,
    )
    pks = {**loaded.refs, **{row.ref: row.pk for row in written}}
    _store_replies(document, before, pks)
    _store_turn_tags(new, old, pks, tags)
    _revive(event, new, loaded)
    removed = [ref for ref in old if ref not in new]
    if removed:
        _forward(event, {ref: heirs[ref] for ref in removed}, pks, old, today)
        Block.objects.filter(pk__in=[pks[ref] for ref in removed]).delete()
    return Changes(
        added=sum(ref not in old for ref in new),
        changed=sum(
            ref in old and _named(document, new[ref]) != _named(before, old[ref])
            for ref in new
        ),
        removed=len(removed),
    )


def _bare(block) -> tuple:
    """What the block's own row holds: all but replies and tags."""
    if isinstance(block, Turn):
        return (
            "turn",
            block.kind,
            block.voice,
            block.text,
            block.printed_label,
            block.start,
            block.end,
            block.language,
            block.page,
            block.withheld,
        )
    return (block,)


def _named(document: Document, block) -> tuple:
    """A block with its links by ref, comparable across two documents."""
    if isinstance(block, Turn):
        links = tuple(document.blocks[index].ref for index in block.replies_to)
        return (_bare(block), links, block.tags)
    return (block,)


def _block(event: Event, block, position: int, voices: Mapping[str, int]) -> Block:
    row = Block(
        event=event,
        ref=block.ref,
        position=position,
        start_ms=block.start,
        end_ms=block.end,
        language=block.language,
        page=block.page,
        withheld_on=date.fromisoformat(block.withheld) if block.withheld else None,
    )
    if isinstance(block, Section):
        row.type, row.text, row.level = BlockType.SECTION, block.title, block.level
    elif isinstance(block, Note):
        row.type, row.text, row.kind = BlockType.NOTE, block.text, block.kind
    else:
        row.type, row.text, row.kind = BlockType.TURN, block.text, block.kind
        row.voice_id = voices[block.voice]
        row.printed_label = block.printed_label
    row.is_shown = row.withheld_on is not None or bool(public_markup(row.text))
    return row


def _store_replies(document: Document, before: Document, pks: dict[str, int]) -> None:
    new, old = _links(document), _links(before)
    link = Block.replies_to.through
    gone = {answer for answer, _question in old - new}
    if gone:
        link.objects.filter(from_block__in=[pks[ref] for ref in gone]).delete()
    link.objects.bulk_create(
        link(from_block_id=pks[answer], to_block_id=pks[question])
        for answer, question in sorted(new)
        if answer in gone or (answer, question) not in old
    )


def _links(document: Document) -> set[tuple[str, str]]:
    return {
        (block.ref, document.blocks[index].ref)
        for block in document.blocks
        if isinstance(block, Turn)
        for index in block.replies_to
    }


def _store_turn_tags(new: dict, old: dict, pks: dict, tags: Mapping[str, Tag]) -> None:
    """Tags keep the order in which they are written, so a turn's are one."""
    retagged = [
        block
        for ref, block in new.items()
        if getattr(block, "tags", ()) != getattr(old.get(ref), "tags", ())
    ]
    stale = [pks[block.ref] for block in retagged if block.ref in old]
    if stale:
        TurnTag.objects.filter(content_object__in=stale).delete()
    TurnTag.objects.bulk_create(
        TurnTag(content_object_id=pks[block.ref], tag=tags[fold(name)])
        for block in retagged
        for name in getattr(block, "tags", ())
    )


def _revive(event: Event, new: dict, loaded: Loaded) -> None:
    """A ref that stands again is no forward any more."""
    standing = loaded.forwarded & new.keys()
    if standing:
        event.ref_forwards.filter(ref__in=standing).delete()


def _forward(
    event: Event,
    places: Mapping[str, tuple[str | None, bool]],
    pks: dict[str, int],
    old: Mapping[str, object],
    today: date,
) -> None:
    """Lead each removed ref, and those that led to it, to where its words are."""
    withheld = {
        ref for ref, (_, moved) in places.items() if not moved and _withholds(old[ref])
    }
    by_pk = {pks[ref]: ref for ref in places}
    moving = list(event.ref_forwards.filter(target__in=by_pk))
    for forward in moving:
        left = by_pk[forward.target_id]
        heir, moved = places[left]
        forward.target_id = pks.get(heir)
        if forward.removed_on is None:  # its words were in the block that leaves
            forward.was_withheld |= left in withheld
        if not moved:
            forward.removed_on = forward.removed_on or today
    RefForward.objects.bulk_update(moving, ["target", "removed_on", "was_withheld"])
    RefForward.objects.bulk_create(
        RefForward(
            event=event,
            ref=ref,
            target_id=pks.get(heir),
            removed_on=None if moved else today,
            was_withheld=ref in withheld,
        )
        for ref, (heir, moved) in places.items()
    )


def _withholds(block) -> bool:
    """Whether any of a block's words are withheld."""
    text = block.title if isinstance(block, Section) else block.text
    return block.withheld is not None or "{==" in text


def _pk(keys: Keys, kind: str, key: str) -> int | None:
    return keys[kind, key][0] if key else None
