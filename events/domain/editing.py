"""Small changes of one transcript, each stored as a whole Document."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from events.domain.binding import Stored, read_document, store_document
from events.domain.errors import Refused
from events.enums import Origin
from events.models import Appearance, Event
from events.transcript.document import Block, Document, Voice


@transaction.atomic
def change_block(
    event: Event, ref: str, *, replies: tuple[str, ...] | None = None, author, **values
) -> Stored:
    """Store one block with some of its values changed.

    ``values`` are arguments of the block's dataclass, ``replies`` the refs that
    a turn answers. Raises Refused with the reason where the text form cannot
    hold the change, or if the block is gone.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    document = read_document(event)
    places = {block.ref: place for place, block in enumerate(document.blocks)}
    try:
        if replies is not None:
            values["replies_to"] = tuple(sorted(places[target] for target in replies))
        block = replace(document.blocks[places[ref]], **values)
        changed = replace(document, blocks=_exchange(document.blocks, block))
    except KeyError as error:
        raise Refused(f"#{error.args[0]} is no block of this transcript.") from error
    except ValueError as error:
        raise Refused(str(error)) from error
    return store_document(event, changed, origin=Origin.EDIT, author=author)


def _exchange(blocks: tuple[Block, ...], block: Block) -> tuple[Block, ...]:
    return tuple(block if old.ref == block.ref else old for old in blocks)


def record_changes(
    event: Event,
    *,
    since: Document,
    author,
    voices: tuple[Voice, ...] | None = None,
    tags: tuple[str, ...] | None = None,
) -> Stored:
    """Make one revision of what the caller wrote to the event's rows since.

    ``since`` was read in the same transaction, with the event locked. Voices
    and tags, where given, take the place of those that the rows hold.
    """
    document = read_document(Event.objects.get(pk=event.pk))
    if voices is not None:
        document = replace(document, voices=voices)
    if tags is not None:
        document = replace(document, tags=tags)
    return store_document(
        event, document, origin=Origin.EDIT, author=author, since=since
    )


@transaction.atomic
def rename_voices(event: Event, labels: Mapping[str, str]) -> None:
    """Give appearances other labels, all at once, so that two may swap theirs.

    The rows stay the same and so do the turns that point to them; the caller
    stores the Document that has the new labels.
    """
    rows = {row.label: row for row in event.appearances.filter(label__in=labels)}
    renamed = [rows[old] for old in labels if old in rows and labels[old] != old]
    wanted = {row.pk: labels[row.label] for row in renamed}
    for row in renamed:
        row.label = f"\n{row.pk}"  # no label holds a line break
    Appearance.objects.bulk_update(renamed, ["label"])
    for row in renamed:
        row.label = wanted[row.pk]
    Appearance.objects.bulk_update(renamed, ["label"])
