"""The transcript as a tree of frozen dataclasses.

Everything meets here: the text form, the rows of the database, every file
format, revisions and comparisons. A Document holds what a transcript says and
what its front matter tells of the event; it holds no state of publication, no
raw source and nothing about people beyond this event.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who stands behind the event: a name as printed, a known key, or both."""

    role: str
    name: str = ""
    organization: str = ""
    speaker: str = ""


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


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: level 1 is a panel, 2 a subheading, 3 below that."""

    title: str
    level: int = 1
    ref: str = ""
    start: int | None = None  # ms from the recording's start
    end: int | None = None
    language: str = ""
    page: str = ""
    withheld: str | None = None


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
