"""A public reading as a Document, for JSON and every other file."""

import itertools

from events.domain.public_reading import PublicEvent, PublicVoice
from events.domain.reading import FRONT_MATTER, SOURCE_FIELDS
from events.enums import BlockType
from events.exporters.json import Names
from events.transcript.characters import clean, tidy
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.validation import label_fault


def public_document(public: PublicEvent) -> tuple[Document, Names]:
    """The public reading as a Document, whose keys are slugs, and their names."""
    event = public.event
    place = {row["ref"]: index for index, row in enumerate(public.blocks)}
    labels = _labels(public)
    document = Document(
        slug=event.slug,
        series=event.series.slug if event.series else "",
        **{name: _fit(getattr(event, name)) for name in FRONT_MATTER},
        tags=tuple(tag.name for tag in public.tags),
        contributors=tuple(
            Contributor(
                row.role,
                _fit(row.name),
                row.organization.slug if row.organization else "",
                row.speaker.slug if row.speaker else "",
            )
            for row in public.contributors
        ),
        voices=_document_voices(public, labels),
        sources=tuple(
            SourceNote(**{name: _fit(row[name]) for name in SOURCE_FIELDS})
            for row in public.sources
        ),
        blocks=tuple(
            _document_block(row, public, place, labels) for row in public.blocks
        ),
    )
    return document, _names(public)


def _labels(public: PublicEvent) -> dict[int, str]:
    """Labels by key; several voices that are shown under one name are one.

    A name that is another voice's own label gets a number, so that nobody is
    taken for somebody else: “Chair (2)”.
    """
    own = {_label(one) for one in public.voices.values() if not one.renamed}
    names = {_label(one) for one in public.voices.values() if one.renamed}
    numbered = {}
    for name in names & own:
        tries = (f"{name} ({number})" for number in itertools.count(2))
        numbered[name] = next(one for one in tries if one not in own | names)
    return {
        pk: numbered.get(_label(voice), _label(voice))
        if voice.renamed
        else _label(voice)
        for pk, voice in public.voices.items()
    }


def _document_voices(public: PublicEvent, labels: dict[int, str]) -> tuple[Voice, ...]:
    voices: dict[str, Voice] = {}
    for pk, voice in public.voices.items():
        voices.setdefault(
            labels[pk],
            Voice(
                label=labels[pk],
                role=voice.role,
                role_printed=_fit(voice.role_printed),
                credit=_fit(voice.credit),
                organization=voice.organization.slug if voice.organization else "",
                speakers=tuple(person.slug for person in voice.people),
            ),
        )
    return tuple(voices.values())


def _document_block(
    row: dict, public: PublicEvent, place: dict[str, int], labels: dict[int, str]
) -> Section | Turn | Note:
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
    asked = public.questions.get(row["pk"], [])
    return Turn(
        voice=labels[row["voice_id"]],
        text=row["text"],
        kind=row["kind"],
        replies_to=tuple(sorted(place[ref] for ref in asked)),
        printed_label=row["printed_label"],
        tags=tuple(tag.name for tag in public.block_tags.get(row["pk"], [])),
        **common,
    )


def _fit(value):
    """Bring a text from a form to a Document's layout: forms send CR LF."""
    return tidy(clean(value)[0]) if isinstance(value, str) else value


def _label(voice: PublicVoice) -> str:
    """The label; a name to be shown may be written as no label can be."""
    if not label_fault(voice.label):
        return voice.label
    return " ".join(voice.label.replace("\\", " ").split()).lstrip("># ") or "…"


def _names(public: PublicEvent) -> Names:
    names = {}
    for voice in public.voices.values():
        for person in voice.people:
            names["speaker", person.slug] = person.name
        if voice.organization:
            names["organization", voice.organization.slug] = voice.organization.name
    return names
