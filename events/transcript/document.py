"""The transcript as a tree of frozen dataclasses.

Everything meets here: the text form, the rows of the database, every file
format, revisions and comparisons. A Document holds what a transcript says and
what its front matter tells of the event; it holds no state of publication, no
raw source and nothing about people beyond this event.

The constructors raise ValueError for whatever the text form cannot hold, so
that every Document that exists can be written and read again without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from .validation import (
    MAX_FRONT_MATTER,
    MAX_ORDINAL,
    check_block,
    check_choice,
    check_label,
    check_language,
    check_line,
    check_names,
    check_text,
    check_tuple,
    written_size,
)

TURN_KINDS = ("speech", "question", "answer")
NOTE_KINDS = ("stage", "caption", "editor")
ROLES = (
    "moderator",
    "keynote",
    "speaker",
    "panelist",
    "commentator",
    "welcome",
    "interpreter",
    "interviewer",
    "audience",
)
CONTRIBUTOR_ROLES = (
    "host",
    "organizer",
    "co-organizer",
    "supporter",
    "adviser",
    "transcriber",
    "reporter",
    "photographer",
    "editor",
)
TEXT_STATUSES = ("verbatim", "edited", "abridged", "unknown")
REVIEWED = ("yes", "no", "unknown")
SOURCE_RELATIONS = ("source", "recording", "related")


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice at the event, named in the text by its unique ``label``.

    ``speakers`` are the keys of the persons behind it, in printed order: none
    for a voice that has no person page, several for a voice that speaks for
    several. ``organization`` is an organization's key. ``credit`` and
    ``role_printed`` are kept as printed. ``shown_as`` replaces the label in
    every public output.
    """

    label: str
    role: str = "speaker"
    role_printed: str = ""
    credit: str = ""
    organization: str = ""
    speakers: tuple[str, ...] = ()
    shown_as: str = ""

    def __post_init__(self):
        check_label(self.label)
        check_choice(self.role, ROLES, "role")
        check_text(self.role_printed, "role_printed")
        check_text(self.credit, "credit")
        check_line(self.organization, "organization")
        check_names(self.speakers, "speakers")
        check_line(self.shown_as, "shown_as")


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who stands behind the event: a name as printed, a known key, or both."""

    role: str
    name: str = ""
    organization: str = ""
    speaker: str = ""

    def __post_init__(self):
        check_choice(self.role, CONTRIBUTOR_ROLES, "role")
        check_text(self.name, "name")
        check_line(self.organization, "organization")
        check_line(self.speaker, "speaker")
        if not (self.name or self.organization or self.speaker):
            raise ValueError("A contributor needs a name, organization or speaker.")


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where the words come from, or what belongs to them; ``issued`` is EDTF."""

    relation: str = "source"
    publication: str = ""
    issued: str = ""
    page: str = ""
    url: str = ""
    rights: str = ""
    note: str = ""

    def __post_init__(self):
        check_choice(self.relation, SOURCE_RELATIONS, "relation")
        for name in ("publication", "page", "rights", "note"):
            check_text(getattr(self, name), name)
        check_line(self.issued, "issued")
        check_line(self.url, "url")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: level 1 is a panel, 2 a subheading, 3 below that.

    ``title`` is one line of markup.
    """

    title: str
    level: int = 1
    ref: str = ""
    start: int | None = None  # ms from the recording's start
    end: int | None = None
    language: str = ""
    page: str = ""
    withheld: str | None = None

    def __post_init__(self):
        check_line(self.title, "title")
        if not self.title:
            raise ValueError("A section needs a title.")
        if self.level not in (1, 2, 3):
            raise ValueError(f"level {self.level!r} is not 1, 2 or 3.")
        check_block(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One contribution by one voice.

    ``text`` is markup: paragraphs separated by one blank line, marks of
    correction, emphasis and links as written, backslashes kept.
    ``replies_to`` holds indices into ``Document.blocks``, ascending.
    ``withheld`` is None, or the ISO day since when the words are withheld, or
    "" where that day is not known yet.
    """

    voice: str
    text: str
    kind: str = "speech"
    ref: str = ""
    replies_to: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
    language: str = ""
    page: str = ""
    printed_label: str = ""
    tags: tuple[str, ...] = ()
    withheld: str | None = None

    def __post_init__(self):
        check_text(self.text, "text")
        if not self.text:
            raise ValueError("A turn needs a text.")
        check_choice(self.kind, TURN_KINDS, "kind")
        check_tuple(self.replies_to, int, "replies_to")
        if any(a >= b for a, b in pairwise(self.replies_to)):
            raise ValueError(f"replies_to {self.replies_to} is not ascending.")
        if self.replies_to and self.replies_to[0] < 0:
            raise ValueError(f"replies_to {self.replies_to} is out of range.")
        if self.printed_label:
            check_line(self.printed_label, "printed_label")
        if self.tags != ():
            check_names(self.tags, "tags")
        check_block(self)


@dataclass(frozen=True, slots=True)
class Note:
    """Words of nobody on stage: a direction, a caption or an editor's note."""

    text: str
    kind: str = "stage"
    ref: str = ""
    start: int | None = None
    end: int | None = None
    language: str = ""
    page: str = ""
    withheld: str | None = None

    def __post_init__(self):
        check_text(self.text, "text")
        if not self.text:
            raise ValueError("A note needs a text.")
        check_choice(self.kind, NOTE_KINDS, "kind")
        check_block(self)


Block = Section | Turn | Note


@dataclass(frozen=True, slots=True)
class Document:
    """One event's transcript with its front matter; blocks in reading order."""

    title: str = ""
    slug: str = ""
    kicker: str = ""
    subtitle: str = ""
    lead: str = ""
    series: str = ""  # a series' key
    number: str = ""  # as printed
    ordinal: int | None = None  # for sorting within the series
    held: str = ""  # EDTF
    venue: str = ""
    language: str = "zh-Hans"
    summary: str = ""
    rights: str = ""
    text_status: str = "unknown"
    reviewed: str = "unknown"
    recording: str = ""
    tags: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    voices: tuple[Voice, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    blocks: tuple[Block, ...] = ()

    def __post_init__(self):
        for name in ("title", "kicker", "subtitle", "lead", "summary", "rights"):
            check_text(getattr(self, name), name)
        for name in ("slug", "series", "number", "held", "venue", "recording"):
            check_line(getattr(self, name), name)
        check_language(self.language)
        check_choice(self.text_status, TEXT_STATUSES, "text_status")
        check_choice(self.reviewed, REVIEWED, "reviewed")
        _check_ordinal(self.ordinal)
        check_names(self.tags, "tags")
        check_tuple(self.contributors, Contributor, "contributors")
        check_tuple(self.voices, Voice, "voices")
        check_tuple(self.sources, SourceNote, "sources")
        check_tuple(self.blocks, Block, "blocks")
        _check_size(self)
        _check_blocks(self.blocks, [voice.label for voice in self.voices])


def front_matter_size(fields: Mapping[str, object]) -> int:
    """At most how many bytes a Document with these ``fields`` has in front."""
    size = 0
    for name, value in fields.items():
        if isinstance(value, str):
            size += written_size(value)
        elif name in ("contributors", "voices", "sources"):
            for item in value:
                for part in item.__dataclass_fields__:
                    size += written_size(getattr(item, part))
        elif name == "tags":
            size += written_size(value)
    return size


def _check_size(document: Document) -> None:
    """Require that the front matter stays below what a reader accepts."""
    fields = {name: getattr(document, name) for name in Document.__dataclass_fields__}
    if front_matter_size(fields) > MAX_FRONT_MATTER:
        raise ValueError(f"The front matter is longer than {MAX_FRONT_MATTER} bytes.")


def _check_ordinal(value: int | None) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"ordinal must be a whole number, not {value!r}.")
    if abs(value) > MAX_ORDINAL:
        raise ValueError(f"ordinal {value} is beyond {MAX_ORDINAL}.")


def _check_blocks(blocks: tuple[Block, ...], labels: list[str]) -> None:
    known = set(labels)
    if len(known) != len(labels):
        raise ValueError("Two voices have the same label.")
    refs = [block.ref for block in blocks if block.ref]
    if len(set(refs)) != len(refs):
        raise ValueError("Two blocks have the same ref.")
    for index, block in enumerate(blocks):
        if not isinstance(block, Turn):
            continue
        if block.voice not in known:
            raise ValueError(f"The turn's voice {block.voice!r} is not declared.")
        for target in block.replies_to:
            if target == index:
                raise ValueError(f"Block {index} replies to itself.")
            if target >= len(blocks) or not isinstance(blocks[target], Turn):
                raise ValueError(f"Block {index} replies to {target}, not a turn.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should look at; line and column count from 1.

    ``severity`` is "error" (nothing may be stored) or "warning".
    """

    line: int
    column: int
    severity: str
    code: str
    message: str
