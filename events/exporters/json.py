"""Document -> JSON, for `convert`, for pages and for whoever builds upon them.

Every key is always there, with two exceptions: `printed` stands beside a text
whose source reads otherwise, `markup` beside one that has marks. A text that
is missing is "", a number that is missing null. `events.importers.json` reads
all of it back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from events.transcript import marks
from events.transcript.document import Block, Document, Note, Problem, Section, Voice

# ("speaker" or "organization", key) -> name
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class _Words:
    withheld: str
    markup: bool

    def shape(self, key: str, text: str) -> dict:
        """The corrected reading under ``key``; the source's where it differs."""
        corrected = marks.corrected(text, withheld=self.withheld)
        printed = marks.printed(text, withheld=self.withheld)
        words = {key: corrected}
        if printed != corrected:
            words["printed"] = printed
        if self.markup and text != marks.escape(corrected):
            words["markup"] = text
        return words


def write(
    document: Document, *, problems: Iterable[Problem] | None = None, site_url: str = ""
) -> bytes:
    """Write one JSON object in UTF-8, Chinese as Chinese, two blanks deep."""
    shape = shape_document(document, problems=problems, site_url=site_url)
    return (json.dumps(shape, ensure_ascii=False, indent=2) + "\n").encode()


def shape_document(
    document: Document,
    *,
    problems: Iterable[Problem] | None = None,
    site_url: str = "",
    names: Names | None = None,
    withheld: str = marks.WITHHELD,
    markup: bool = True,
) -> dict:
    """Return the Document as dicts and lists.

    ``site_url`` makes addresses absolute; without it they are "". ``names``
    tells the names of persons and organizations, which a Document knows by
    their keys only. ``withheld`` stands for the words of withheld passages.
    Without ``markup``, remarks to colleagues stay out.
    """
    names = names or {}
    words = _Words(withheld, markup)
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
        "blocks": [
            _block(block, document.blocks, url, words) for block in document.blocks
        ],
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


def _block(
    block: Block, blocks: tuple[Block, ...], event_url: str, words: _Words
) -> dict:
    if isinstance(block, Section):
        shape = {
            "type": "section",
            "level": block.level,
            **words.shape("title", block.title),
            "ref": block.ref,
        }
    elif isinstance(block, Note):
        shape = {
            "type": "note",
            "kind": block.kind,
            "ref": block.ref,
            **words.shape("text", block.text),
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
            **words.shape("text", block.text),
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
