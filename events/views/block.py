"""One turn, heading or note alone, and what became of removed ones."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from events.api import shapes
from events.domain import public_reading
from events.domain.public_document import public_document
from events.domain.public_reading import PublicBlock
from events.domain.public_words import (
    has_corrections,
    plain_words,
    shorten,
    withheld_notice,
)
from events.enums import Addressed, BlockType, NoteKind, Role
from events.exporters.json import shape_document
from events.models import Event
from events.views.pages import DetailView, Moved, json_error, json_response
from events.views.transcript import TranscriptWriter

_EXCERPT = 120  # as wide as 60 Chinese characters


class BlockDetailView(DetailView):
    kind = Addressed.EVENT
    template_name = "events/block_detail.html"

    def get(self, request: HttpRequest, slug: str, ref: str) -> HttpResponse:
        event = self.find(slug)
        found = public_reading.read_block(event, ref)
        if found is None:
            return self.formerly(event, ref)
        if self.as_json:
            return json_response(block_shape(found))
        reading = "printed" if request.GET.get("reading") == "printed" else "corrected"
        row, public = found.row, found.public
        return self.respond(
            {
                "event": event,
                "row": row,
                "title": block_title(found),
                "reading": reading,
                "has_corrections": has_corrections([row]),
                "html": TranscriptWriter(public, reading).words_alone(row),
                "voice": public.voices.get(row["voice_id"]),
                "tags": public.block_tags.get(row["pk"], []),
                "heading": neighbour(found, found.heading),
                "questions": linked(found, public.questions),
                "answers": linked(found, public.answers),
                "previous": neighbour(found, found.previous),
                "next": neighbour(found, found.next),
            }
        )

    def formerly(self, event: Event, ref: str) -> HttpResponse:
        """Lead to where the words are, or say that they were removed."""
        forward = event.ref_forwards.select_related("target").filter(ref=ref).first()
        if forward is None:
            raise Http404
        place = forward.target and public_reading.nearest_ref(event, forward.target)
        if forward.removed_on is None:
            if place is None:
                raise Http404
            raise Moved(slug=event.slug, ref=place)
        if self.as_json:
            return json_error(
                410,
                _("This part of the transcript was removed."),
                removed=forward.removed_on.isoformat(),
            )
        context = {
            "event": event,
            "removed_on": forward.removed_on,
            "place": place or "",
        }
        return render(self.request, "events/removed.html", context, status=410)


def block_title(found: PublicBlock) -> str:
    """What the page is called: whose words, and how they begin."""
    row = found.row
    words = excerpt(row)
    if row["type"] == BlockType.SECTION:
        return words
    if row["type"] == BlockType.NOTE:
        return f"{NoteKind(row['kind']).label}: {words}"
    return f"{found.public.voices[row['voice_id']].label}：{words}"


def excerpt(row: dict) -> str:
    return shorten(plain_words(row["text"], row["withheld_on"]), _EXCERPT)


def neighbour(found: PublicBlock, row: dict | None) -> dict | None:
    """How a page names another block, with a link to it."""
    if row is None:
        return None
    voice = found.public.voices.get(row["voice_id"])
    return {
        "ref": row["ref"],
        "label": voice.label if voice else "",
        "role": Role(voice.role).label if voice else "",
        "words": excerpt(row),
        "withheld": row["withheld_on"] is not None,
    }


def linked(found: PublicBlock, links: dict[int, list[str]]) -> list[dict]:
    by_ref = {row["ref"]: row for row in found.public.blocks}
    return [neighbour(found, by_ref[ref]) for ref in links.get(found.row["pk"], [])]


def block_shape(found: PublicBlock) -> dict:
    """One block as in its event's JSON, with its event and the blocks around."""
    event = found.public.event
    document, names = public_document(found.public)
    whole = shape_document(
        document,
        site_url=settings.SITE_URL,
        names=names,
        withheld=withheld_notice(),
        markup=False,
    )
    block = whole["blocks"][-1]
    by_label = {voice["label"]: voice for voice in whole["speakers"]}

    def url(row: dict | None) -> str | None:
        return row and shapes.absolute("block-detail", event.slug, row["ref"])

    return {
        "event": shapes.event(event),
        **block,
        "voice": by_label.get(block.get("speaker")),
        "answered_by": found.public.answers[found.row["pk"]],
        "heading": url(found.heading),
        "previous": url(found.previous),
        "next": url(found.next),
    }
