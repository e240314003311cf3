"""The home page, events and series."""

from django.conf import settings
from django.db.models import F, Max, Min, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse

from events.api import shapes
from events.domain import counts, public_reading, queries
from events.domain.public_document import public_document
from events.domain.public_words import has_corrections, withheld_notice
from events.enums import Addressed, Role
from events.exporters.json import shape_document
from events.models import Appearance, Event
from events.views.forms import EventFilterForm
from events.views.pages import DetailView, ListView, PublicView, json_response, paginate
from events.views.transcript import outline, render_transcript


def with_voices(events: QuerySet[Event]) -> QuerySet[Event]:
    """Add ``stage``: the voices at the table, without the audience."""
    stage = Appearance.objects.exclude(role=Role.AUDIENCE).order_by("position", "pk")
    return events.prefetch_related(Prefetch("appearances", stage, to_attr="stage"))


class HomeView(PublicView):
    template_name = "events/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        events = queries.public_events()[:6]
        tags = counts.count_tags(queries.public_tags())
        speakers = counts.count_speakers(queries.public_speakers())
        if self.as_json:
            return json_response({"results": [shapes.event(one) for one in events]})
        return self.respond(
            {
                "events": with_voices(events),
                "tags": tags.order_by("-event_count", "-turn_count", "slug")[:24],
                "speakers": speakers.order_by("-turn_count", "sort_key", "pk")[:24],
            }
        )


class EventListView(ListView):
    template_name = "events/event_list.html"
    paginate_by = 20
    shape = staticmethod(shapes.event)

    def get_queryset(self) -> QuerySet[Event]:
        self.form = EventFilterForm(self.request.GET)
        events = self.form.filter(queries.public_events())
        return events if self.as_json else with_voices(events)

    def extra_context(self) -> dict:
        span = queries.public_events().aggregate(
            first=Min("held_earliest__year"), last=Max("held_latest__year")
        )
        years = (
            range(span["last"], span["first"] - 1, -1)
            if span["first"] and span["last"]
            else []
        )
        asked = {name: self.request.GET.get(name, "") for name in self.form.fields}
        return {
            "asked": asked,
            "filtered": any(asked.values()),
            "years": years,
            "series": queries.public_series(),
            "tags": queries.public_tags(),
            "speakers": queries.public_speakers(),
        }


class EventDetailView(DetailView):
    kind = Addressed.EVENT
    template_name = "events/event_detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        public = public_reading.read_event(self.find(slug))
        if self.as_json:
            release = latest_release(public.event)
            return json_response({**event_shape(public), "release": release})
        reading = "printed" if request.GET.get("reading") == "printed" else "corrected"
        return self.respond(
            {
                "event": public.event,
                "public": public,
                "reading": reading,
                "has_corrections": has_corrections(public.blocks),
                "outline": outline(public),
                "transcript": render_transcript(public, reading=reading),
            }
        )


def event_shape(public: public_reading.PublicEvent) -> dict:
    """The event in the shape of `convert --to json`, in its public reading."""
    document, names = public_document(public)
    shape = shape_document(
        document,
        site_url=settings.SITE_URL,
        names=names,
        withheld=withheld_notice(),
        markup=False,
    )
    shape["pictures"] = [
        {
            "url": shapes.absolute("picture", picture["pk"]) if picture["file"] else "",
            **{
                name: picture[name]
                for name in ("caption", "alternative_text", "photographer", "rights")
            },
        }
        for picture in public.pictures
    ]
    shape["translations"] = [
        {"title": one.title, "language": one.language, "url": event_url(one)}
        for one in public.translations
    ]
    return shape


def latest_release(event: Event) -> dict | None:
    """Where the newest text to cite stands, if there is one."""
    if event.release_number is None:
        return None
    url = shapes.absolute("release-detail", event.slug, event.release_number)
    return {"number": event.release_number, "url": url}


def event_url(event: Event) -> str:
    return shapes.absolute("event-detail", event.slug)


class SeriesListView(ListView):
    template_name = "events/series_list.html"
    shape = staticmethod(shapes.series)

    def get_queryset(self) -> QuerySet:
        return counts.count_series(queries.public_series())


class SeriesDetailView(DetailView):
    kind = Addressed.SERIES
    template_name = "events/series_detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        series = self.find(slug)
        events = queries.public_events().filter(series=series)
        events = with_voices(events).order_by(
            F("ordinal").desc(nulls_last=True),
            F("held_latest").desc(nulls_last=True),
            "-pk",
        )
        page = paginate(request, events, 20)
        if self.as_json:
            return json_response(
                shapes.series_detail(series, self.json_list(page, shapes.event))
            )
        return self.respond({"series": series, "page": page})
