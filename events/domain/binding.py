"""Document to rows and back, in bulk; the only bridge between them.

Binding writes what a Document holds and touches nothing else: no aliases, no
identifiers, no raw sources. The number of SQL statements does not grow with
the transcript beyond the batches that one statement can carry.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from events.domain import listed_rows, rows, secrets, vocabulary
from events.domain.alignment import align, name_blocks
from events.domain.reading import FRONT_MATTER, Loaded, load
from events.enums import Origin
from events.models import Event, Revision
from events.pinyin import fold
from events.transcript.document import Document, Turn
from events.transcript.refs import assign_refs
from events.transcript.serializer import serialize


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store did, in blocks; without a revision nothing differed."""

    event: Event
    document: Document
    added: int = 0
    changed: int = 0
    removed: int = 0
    revision: Revision | None = None


class UnknownKeys(LookupError):
    """Keys of series, people or organizations that no row has."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        self.missing = missing
        names = ", ".join(f"{kind} “{key}”" for kind, key in missing)
        super().__init__(f"Not in the archive: {names}.")


def read_document(event: Event) -> Document:
    """The event's transcript and front matter, withheld words included."""
    return load(event).document


@transaction.atomic
def store_document(
    event: Event,
    document: Document,
    *,
    origin: Origin,
    author=None,
    reason: str = "",
    since: Document | None = None,
) -> Stored:
    """Make the event's rows say exactly what ``document`` says.

    Writes only what differs, forwards the refs of removed blocks, stores a
    revision and raises the event's version; all in one transaction. Blocks
    without a ref get that of the old block they are, or a new one. A caller that
    has written rows itself, in this transaction, tells in ``since`` what they
    said before: the revision is then made of all that differs from it.
    Raises UnknownKeys if the document names a key that no row has, and Refused
    if it lacks a source that holds a file or a raw text.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    loaded = load(event)
    before = loaded.document
    today = timezone.localdate()
    keys = _resolve_keys(document)
    tags = vocabulary.ensure_tags(_tag_names(document))
    document, heirs = _complete(_canonical(document, keys, tags), loaded, today)
    if document == before and since in (None, document):
        return Stored(event, document)
    rows.store_front_matter(event, document, keys)
    rows.store_event_tags(event, document, before, tags)
    listed_rows.store_contributors(event, document, before, keys)
    # A fixture brings files and raw texts of its own.
    is_fixture = origin == Origin.FIXTURE
    listed_rows.store_sources(event, document, before, dropping=is_fixture)
    voices = rows.store_voices(event, document, before, loaded, keys)
    changes = rows.store_blocks(event, document, loaded, voices, tags, heirs, today)
    rows.remove_voices(document, loaded)
    event.version += 1
    if since is None and _own_columns(document) == _own_columns(before):
        # Its history tells of these; what is said at it has its revisions.
        event.save_without_historical_record()
    else:
        event.save()
    revision = _store_revision(event, document, changes, origin, author, reason)
    secrets.remember(event, since or before, document, heirs, revision.number)
    return Stored(
        event,
        document,
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
        revision=revision,
    )


def _canonical(document: Document, keys: rows.Keys, tags: dict) -> Document:
    """Name people by their own keys and tags as the vocabulary writes them."""

    def key(kind: str, name: str) -> str:
        return keys[kind, name][1] if name else ""

    def words(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tags[fold(name)].name for name in names))

    return replace(
        document,
        series=key("series", document.series),
        tags=words(document.tags),
        contributors=tuple(
            replace(
                contributor,
                organization=key("organization", contributor.organization),
                speaker=key("speaker", contributor.speaker),
            )
            for contributor in document.contributors
        ),
        voices=tuple(
            replace(
                voice,
                organization=key("organization", voice.organization),
                speakers=tuple(
                    dict.fromkeys(key("speaker", name) for name in voice.speakers)
                ),
            )
            for voice in document.voices
        ),
        blocks=tuple(
            replace(block, tags=words(block.tags))
            if isinstance(block, Turn) and block.tags
            else block
            for block in document.blocks
        ),
    )


def _complete(
    document: Document, loaded: Loaded, today: date
) -> tuple[Document, dict[str, tuple[str | None, bool]]]:
    """Fill in what only the archive knows: slug, refs, days of withholding.

    An event is never without a title; a text that gives none leaves it. With the
    document comes, for every ref that no block has any more, the ref
    to which it leads and whether its words are there.
    """
    old = loaded.document.blocks
    found = align(old, document.blocks)
    blocks = tuple(
        replace(block, withheld=today.isoformat()) if block.withheld == "" else block
        for block in name_blocks(old, document.blocks, found)
    )
    known = {*loaded.refs, *loaded.forwarded}
    before = loaded.document
    document = replace(
        document,
        slug=before.slug,
        title=document.title or before.title,
        blocks=blocks,
    )
    document = assign_refs(document, taken=known)
    heirs = {
        old[was].ref: (
            None if heir.index is None else document.blocks[heir.index].ref,
            heir.moved,
        )
        for was, heir in found.heirs.items()
    }
    return document, heirs


def _resolve_keys(document: Document) -> rows.Keys:
    wanted = {
        "series": {document.series},
        "speaker": {
            *(key for voice in document.voices for key in voice.speakers),
            *(contributor.speaker for contributor in document.contributors),
        },
        "organization": {
            *(voice.organization for voice in document.voices),
            *(contributor.organization for contributor in document.contributors),
        },
    }
    keys = rows.find_keys(wanted)
    missing = [
        (kind, key)
        for kind, names in wanted.items()
        for key in sorted(names)
        if key and (kind, key) not in keys
    ]
    if missing:
        raise UnknownKeys(missing)
    return keys


def _own_columns(document: Document) -> list:
    return [getattr(document, name) for name in (*FRONT_MATTER, "series")]


def _tag_names(document: Document) -> list[str]:
    names = list(document.tags)
    for block in document.blocks:
        names += getattr(block, "tags", ())
    return names


def _store_revision(event, document, changes, origin, author, reason) -> Revision:
    newest = event.revisions.order_by("-number").values_list("number", flat=True)[:1]
    return Revision.objects.create(
        event=event,
        number=next(iter(newest), 0) + 1,
        text=serialize(document),
        origin=origin,
        reason=reason,
        author=author,
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
    )
