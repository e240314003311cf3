"""Document -> JSON, for `convert`, for pages and for whoever builds upon them.

Every key is always there, with two exceptions: `printed` stands beside a text
whose source reads otherwise, `markup` beside one that has marks. A text that
is missing is "", a number that is missing null. `events.importers.json` reads
all of it back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from events.transcript import marks
from events.transcript.document import Block, Document, Note, Problem, Section, Voice

# ("speaker" or "organization", key) -> name
Names = Mapping[tuple[str, str], str]


def write(
    document: Document, *, problems: Iterable[Problem] | None = None, site_url: str = ""
) -> bytes:
    """Write one JSON object in UTF-8, Chinese as Chinese, two blanks deep."""
    shape = shape_document(document, problems=problems, site_url=site_url)
    return encode(shape)


def encode(shape: dict) -> bytes:
    return (json.dumps(shape, ensure_ascii=False, indent=2) + "\n").encode()


def shape_document(
    document: Document,
    *,
    problems: Iterable[Problem] | None = None,
    site_url: str = "",
    names: Names | None = None,
    markup: bool = True,
) -> dict:
    """Return the Document as dicts and lists.

    ``site_url`` makes addresses absolute; without it they are "". ``names``
    tells the names of persons and organizations, which a Document knows by
    their keys only. Without ``markup``, remarks to colleagues stay out.
    """
    names = names or {}
    url = f"{site_url}/events/{document.slug}/" if site_url and document.slug else ""
    shape = {
        "slug": document.slug,
        "title": document.title,
        "kicker": document.kicker,
        "subtitle": document.subtitle,
        "lead": document.lead,
        "held": document.held,
        "venue": document.venue,
        "language": document.language,
        "series": document.series,
        "number": document.number,
        "ordinal": document.ordinal,
        "tags": list(document.tags),
        "summary": document.summary,
        "rights": document.rights,
        "text_status": document.text_status,
        "reviewed": document.reviewed,
        "recording": document.recording,
        "url": url,
        "contributors": [asdict(row) for row in document.contributors],
        "speakers": [_voice(voice, names) for voice in document.voices],
        "blocks": _blocks(document.blocks, url, markup),
        "sources": [asdict(source) for source in document.sources],
    }
    if problems is not None:
        shape["problems"] = [asdict(problem) for problem in problems]
    return shape


def _voice(voice: Voice, names: Names) -> dict:
    people = [
        {"name": names.get(("speaker", key), ""), "slug": key} for key in voice.speakers
    ]
    known = "、".join(person["name"] for person in people if person["name"])
    return {
        "label": voice.label,
        "name": known or voice.label,
        "slug": people[0]["slug"] if len(people) == 1 else "",
        "role": voice.role,
        "role_printed": voice.role_printed,
        "credit": voice.credit,
        "organization": names.get(
            ("organization", voice.organization), voice.organization
        ),
        "organization_slug": voice.organization,
        "shown_as": voice.shown_as,
        "people": people,
    }


def _blocks(blocks: tuple[Block, ...], url: str, markup: bool) -> list[dict]:
    return [_block(block, blocks, url, markup) for block in blocks]


def _block(
    block: Block, blocks: tuple[Block, ...], event_url: str, markup: bool
) -> dict:
    if isinstance(block, Section):
        shape = {
            "type": "section",
            "level": block.level,
            **_words("title", block.title, markup),
            "ref": block.ref,
        }
    elif isinstance(block, Note):
        shape = {
            "type": "note",
            "kind": block.kind,
            "ref": block.ref,
            **_words("text", block.text, markup),
        }
    else:
        # A question that has no ref yet is named by its place in the list.
        targets = [blocks[index].ref or index for index in block.replies_to]
        shape = {
            "type": "turn",
            "ref": block.ref,
            "kind": block.kind,
            "speaker": block.voice,
            "printed_label": block.printed_label,
            **_words("text", block.text, markup),
            "replies_to": targets,
            "tags": list(block.tags),
        }
    return shape | {
        "start": block.start,
        "end": block.end,
        "language": block.language,
        "page": block.page,
        "withheld": block.withheld,
        "url": f"{event_url}{block.ref}/" if event_url and block.ref else "",
    }


def _words(key: str, text: str, markup: bool) -> dict:
    """The corrected reading under ``key``; the source's where it differs."""
    corrected, printed = marks.corrected(text), marks.printed(text)
    words = {key: corrected}
    if printed != corrected:
        words["printed"] = printed
    if markup and text != marks.escape(corrected):
        words["markup"] = text
    return words
