"""Tags, with the events and turns that bear them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from events.api import shapes
from events.domain import counts, queries
from events.enums import Addressed
from events.models import Tag
from events.views.event import with_voices
from events.views.pages import DetailView, ListView, json_response, paginate

_FIRST = 10  # events shown above the turns; the list of events has them all


class TagListView(ListView):
    template_name = "events/tag_list.html"
    shape = staticmethod(shapes.tag)
    paginate_by = 200

    def get_queryset(self) -> QuerySet[Tag]:
        return counts.count_tags(queries.public_tags())


class TagDetailView(DetailView):
    kind = Addressed.TAG
    template_name = "events/tag_detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag = self.find(slug)
        events = queries.public_events().filter(event_tags__tag=tag)
        page = paginate(request, queries.turns_with_tag(tag), 50)
        if self.as_json:
            return json_response(
                shapes.tag_detail(tag, events, self.json_list(page, shapes.turn))
            )
        first = with_voices(events)[:_FIRST]
        return self.respond({"tag": tag, "events": first, "page": page})
