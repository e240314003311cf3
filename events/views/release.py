"""Releases of an event: the list, and each text as it was, under its number."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from events.api import shapes
from events.domain.history import Counts
from events.domain.public_words import has_corrections
from events.domain.releases import PublicRelease, read_release
from events.enums import Addressed
from events.models import Event, Release
from events.views.event import event_shape
from events.views.pages import DetailView, json_response, paginate
from events.views.transcript import outline, render_transcript


class ReleaseListView(DetailView):
    kind = Addressed.EVENT
    template_name = "events/release_list.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        event = self.find(slug)
        page = paginate(request, event.releases.order_by("-number"), 50)
        if self.as_json:
            releases = self.json_list(page, lambda one: release_shape(event, one))
            return json_response({"event": shapes.event(event), **releases})
        return self.respond({"event": event, "page": page})


class ReleaseDetailView(DetailView):
    kind = Addressed.EVENT
    template_name = "events/release_detail.html"

    def get(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        event = self.find(slug)
        found = read_release(event, number)
        if found is None:
            raise Http404
        if self.as_json:
            return json_response(release_detail_shape(event, found))
        public = found.public
        reading = "printed" if request.GET.get("reading") == "printed" else "corrected"
        return self.respond(
            {
                "event": public.event,
                "public": public,
                "release": found.release,
                "previous": found.previous,
                "latest": event.release_number,
                "rows": found.rows,
                "counts": found.counts,
                "reading": reading,
                "has_corrections": has_corrections(public.blocks),
                "outline": outline(public),
                "transcript": render_transcript(public, reading=reading),
            }
        )


def release_shape(event: Event, release: Release) -> dict:
    return {
        "number": release.number,
        "released": localtime(release.released_at).isoformat(),
        "note": release.note,
        "url": release_url(event, release.number),
    }


def release_detail_shape(event: Event, found: PublicRelease) -> dict:
    """The event's shape as it was, with its release, and what that changed."""
    return {
        **event_shape(found.public),
        "release": {
            **release_shape(event, found.release),
            "latest": found.release.number == event.release_number,
            "previous": (
                release_url(event, found.previous.number) if found.previous else None
            ),
            "changes": _counts(found.counts) if found.previous else None,
        },
    }


def _counts(counts: Counts) -> dict:
    return {
        name: getattr(counts, name)
        for name in ("added", "changed", "removed", "moved", "front")
    }


def release_url(event: Event, number: int) -> str:
    path = reverse("release-detail", args=[event.slug, number])
    return f"{settings.SITE_URL}{path}"
