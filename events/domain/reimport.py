"""Whether a file may take the place of what an event says."""

from dataclasses import replace

from events.domain.alignment import align
from events.domain.binding import read_document
from events.domain.likeness import Reading, likeness
from events.domain.revisions import read_revision
from events.domain.rows import find_keys
from events.enums import Origin
from events.models import Event
from events.transcript.document import Document, Turn

_FROM_OUTSIDE = (Origin.IMPORT, Origin.FIXTURE)
_SHARED_TURNS = 0.1  # of the shorter transcript, from which two are one event


def is_edited(event: Event) -> bool:
    """Whether the event says anything else than its last import or load.

    Who stands behind a voice does not count: an import leaves that as it is.
    """
    document = read_document(event)
    last = event.revisions.filter(origin__in=_FROM_OUTSIDE).first()
    if last is None:
        return bool(document.blocks)
    return _unlinked(read_revision(last)) != _unlinked(document)


def is_another(event: Event, document: Document) -> bool:
    """Whether next to no turn of the document stands in the event."""
    old = [Reading(b) for b in read_document(event).blocks if isinstance(b, Turn)]
    new = [Reading(b) for b in document.blocks if isinstance(b, Turn)]
    if not old or not new:
        return False
    found = align([one.block for one in old], [one.block for one in new])
    shared = sum(
        old[was].words == new[now].words or bool(likeness(old[was], new[now]))
        for now, was in found.pairs.items()
    )
    return shared < _SHARED_TURNS * min(len(old), len(new))


def _unlinked(document: Document) -> Document:
    """Without persons and addresses, organizations by the keys of today."""
    names = {voice.organization for voice in document.voices}
    names |= {one.organization for one in document.contributors}
    keys = find_keys({"organization": names})

    def today(key: str) -> str:
        return keys.get(("organization", key), (0, key))[1]

    return replace(
        document,
        slug="",
        contributors=tuple(
            replace(one, organization=today(one.organization))
            for one in document.contributors
        ),
        voices=tuple(
            replace(voice, speakers=(), organization=today(voice.organization))
            for voice in document.voices
        ),
    )
