"""A transcript as HTML, built in Python: a template takes ten times as long.

Every value passes through ``escape``, or comes from `exporters.inline`, which
lets no HTML through.
"""

from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.domain.public_reading import Link, PublicEvent, PublicVoice
from events.domain.public_words import list_comma, plain_words, withheld_notice
from events.enums import BlockType, NoteKind, Role, TurnKind
from events.exporters.inline import to_html
from events.transcript import marks

# What stands in an address for a value that is put in later, turn by turn.
_PLACE = "place-of-the-slug"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline; ``level`` counts from 1 without gaps."""

    ref: str
    level: int
    title: str
    language: str
    withheld: bool


def outline(public: PublicEvent) -> list[Heading]:
    levels = heading_levels(public.blocks)
    return [
        Heading(
            row["ref"],
            levels[row["pk"]],
            marks.corrected(row["text"]),
            row["language"],
            row["withheld_on"] is not None,
        )
        for row in public.blocks
        if row["type"] == BlockType.SECTION
    ]


def heading_levels(blocks: list[dict]) -> dict[int, int]:
    """The level of each heading; none is more than one below the last."""
    levels, last = {}, 0
    for row in blocks:
        if row["type"] == BlockType.SECTION:
            last = min(row["level"], last + 1)
            levels[row["pk"]] = last
    return levels


def render_transcript(public: PublicEvent, *, reading: str) -> SafeString:
    """All blocks in reading order, in the corrected or the printed reading."""
    writer = TranscriptWriter(public, reading)
    return mark_safe("\n".join(map(writer.block, public.blocks)))  # noqa: S308


class TranscriptWriter:
    """Writes the blocks of one event; what turns share is made once."""

    def __init__(self, public: PublicEvent, reading: str) -> None:
        self.public = public
        self.reading = reading
        self.language = public.event.language
        self.interface = get_language()
        self.comma = list_comma(self.language)
        self.notice = withheld_notice()
        self.event_url = reverse("event-detail", args=[public.event.slug])
        self.tag_url = reverse("tag-detail", args=[_PLACE])
        self.levels = heading_levels(public.blocks)
        self.roles = {value: escape(str(label)) for value, label in Role.choices}
        self.notes = {value: escape(str(label)) for value, label in NoteKind.choices}
        self.voices = {
            pk: voice_name(voice, self.language) for pk, voice in public.voices.items()
        }
        self.by_ref = {row["ref"]: row for row in public.blocks}
        self.number = 0
        self.words = {
            "question": escape(_("Question")),
            "answer": escape(_("Answer")),
            "answers": escape(_("answers")),
            "answered": escape(_("answered by")),
            "tags": escape(_("Tags")),
            "turn": _("Turn %(number)s, %(voice)s, on its own page"),
            "heading": _("Heading “%(title)s” on its own page"),
            "note": _("%(kind)s on its own page"),
            "page": _("p. %(page)s"),
            "printed": _("printed as %(label)s"),
        }

    def block(self, row: dict) -> str:
        old = "".join(
            f'<span class="old-ref" id="{escape(ref)}"></span>'
            for ref in self.public.old_refs.get(row["pk"], ())
        )
        if row["type"] == BlockType.TURN:
            return old + self.turn(row)
        if row["type"] == BlockType.SECTION:
            return old + self.heading(row)
        return old + self.note(row)

    def heading(self, row: dict) -> str:
        level = self.levels[row["pk"]]
        name = self.words["heading"] % {
            "title": plain_words(row["text"], row["withheld_on"])
        }
        return (
            f'<div class="heading heading--{level}">'
            f'<h{level + 2} class="heading__title" id="{row["ref"]}"'
            f"{self.lang(row)}>{self.inline(row)}</h{level + 2}>"
            f"{self.permalink(row['ref'], name)}</div>"
        )

    def note(self, row: dict) -> str:
        kind = self.notes[row["kind"]]
        link = self.permalink(row["ref"], self.words["note"] % {"kind": kind})
        return (
            f'<div class="note note--{row["kind"]}" role="note" id="{row["ref"]}">'
            f'<p class="note__kind">{kind}{link}</p>'
            f'<div class="note__text"{self.lang(row)}>{self.text(row)}</div></div>'
        )

    def turn(self, row: dict) -> str:
        self.number += 1
        voice = self.public.voices[row["voice_id"]]
        link = self.permalink(
            row["ref"],
            self.words["turn"] % {"number": self.number, "voice": voice.label},
        )
        kind = "" if row["kind"] == TurnKind.SPEECH else f" turn--{row['kind']}"
        return (
            f'<article class="turn{kind}" id="{row["ref"]}">'
            f'<header class="turn__head">{self.head(row, voice, link)}</header>'
            f'<div class="turn__text"{self.lang(row)}>{self.text(row)}</div>'
            f"{self.tags(row)}</article>"
        )

    def head(self, row: dict, voice: PublicVoice, link: str) -> str:
        role = escape(voice.role_printed) or self.roles[voice.role]
        parts = [
            f'<span class="turn__voice">{self.voices[row["voice_id"]]}{link}</span>',
            f'<span class="turn__role">{role}</span>',
        ]
        if row["printed_label"] and self.reading == "printed":
            printed = self.words["printed"] % {"label": row["printed_label"]}
            parts.append(f'<span class="turn__printed">{escape(printed)}</span>')
        parts += self.links(row)
        if row["start_ms"] is not None:
            parts.append(f'<span class="turn__time">{clock(row["start_ms"])}</span>')
        if row["page"]:
            page = self.words["page"] % {"page": row["page"]}
            parts.append(f'<span class="turn__page">{escape(page)}</span>')
        return " ".join(parts)

    def links(self, row: dict) -> list[str]:
        """A question leads to its answers, an answer to its questions."""
        asked = self.public.questions.get(row["pk"])
        answered = self.public.answers.get(row["pk"])
        links = []
        if asked:
            links.append(self.link_list("answers", asked))
        elif row["kind"] != TurnKind.SPEECH and not answered:
            word = self.words[row["kind"]]
            links.append(f'<span class="turn__kind">{word}</span>')
        if answered:
            links.append(self.link_list("answered", answered))
        return links

    def link_list(self, word: str, refs: list[str]) -> str:
        names = self.comma.join(
            f'<a href="#{ref}" lang="{escape(self.language)}">'
            f"{escape(self.label(ref))}</a>"
            for ref in refs
        )
        return f'<span class="turn__links">{self.words[word]} {names}</span>'

    def label(self, ref: str) -> str:
        return self.public.voices[self.by_ref[ref]["voice_id"]].label

    def tags(self, row: dict) -> str:
        tags = self.public.block_tags.get(row["pk"])
        if not tags:
            return ""
        items = "".join(f"<li>{self.tag(tag)}</li>" for tag in tags)
        return f'<ul class="turn__tags" aria-label="{self.words["tags"]}">{items}</ul>'

    def tag(self, tag: Link) -> str:
        if not tag.slug:  # no public page, or not yet
            return f'<span class="tag">{escape(tag.name)}</span>'
        url = self.tag_url.replace(_PLACE, escape(tag.slug))
        return f'<a class="tag" rel="tag" href="{url}">{escape(tag.name)}</a>'

    def permalink(self, ref: str, name: str) -> str:
        return (
            f'<a class="permalink" href="{self.event_url}{ref}/"'
            f' aria-label="{escape(name)}">#</a>'
        )

    def text(self, row: dict) -> str:
        if row["withheld_on"] is not None:
            return f'<p class="withheld">{self.inline(row)}</p>'
        return to_html(row["text"], reading=self.reading, withheld_notice=self.notice)

    def words_alone(self, row: dict) -> SafeString:
        """One block's words for a page of its own."""
        return mark_safe(self.text(row))  # noqa: S308

    def inline(self, row: dict) -> str:
        """A heading's words without the paragraph around them."""
        if row["withheld_on"] is not None:
            return escape(withheld_notice(row["withheld_on"]))
        html = to_html(row["text"], reading=self.reading, withheld_notice=self.notice)
        return html.removeprefix("<p>").removesuffix("</p>")

    def lang(self, row: dict) -> str:
        """The language of the words; a notice is in that of the page."""
        if row["withheld_on"] is not None:
            return ""
        return f' lang="{escape(row["language"] or self.language)}"'


def voice_name(voice: PublicVoice, language: str) -> str:
    """The label, as a link where it leads to one person, followed by the persons
    where there are several."""
    lang = f' lang="{escape(language)}"'
    label = escape(voice.label)
    if not voice.people:
        return f"<span{lang}>{label}</span>"
    if len(voice.people) == 1:
        url = reverse("speaker-detail", args=[voice.people[0].slug])
        return f'<a href="{url}"{lang}>{label}</a>'
    comma = list_comma(language)
    names = comma.join(
        f'<a href="{reverse("speaker-detail", args=[person.slug])}"{lang}>'
        f"{escape(person.name)}</a>"
        for person in voice.people
    )
    if comma.join(person.name for person in voice.people) == voice.label:
        return names
    return f"<span{lang}>{label}</span>（{names}）"


def clock(ms: int) -> str:
    """Hours, minutes and seconds from the recording's start."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{minutes:02}:{seconds:02}"
    return f"{hours}:{shown}" if hours else shown
