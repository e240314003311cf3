"""People and organizations."""

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Lower, Substr
from django.http import HttpRequest, HttpResponse

from events.api import shapes
from events.domain import counts, queries
from events.enums import Addressed
from events.views.event import with_voices
from events.views.forms import LetterForm
from events.views.pages import DetailView, ListView, json_response, paginate

NEWEST_FIRST = (F("event__held_latest").desc(nulls_last=True), "-event", "position")


class ByLetterView(ListView):
    """A list by sort key with its letters."""

    paginate_by = 200

    def public(self) -> QuerySet:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        self.form = LetterForm(self.request.GET)
        return self.form.filter(self.public()).order_by("sort_key", "pk")

    def extra_context(self) -> dict:
        first = Lower(Substr("sort_key", 1, 1), output_field=CharField())
        found = self.public().order_by().values_list(first, flat=True).distinct()
        letters = {
            letter if letter.isascii() and letter.isalpha() else "other"
            for letter in found
        }
        return {
            "letters": sorted(letters, key=lambda letter: (letter == "other", letter)),
            "asked": self.request.GET.get("letter", ""),
        }


class SpeakerListView(ByLetterView):
    template_name = "events/speaker_list.html"
    shape = staticmethod(shapes.speaker)

    def public(self) -> QuerySet:
        return counts.count_speakers(queries.public_speakers())


class SpeakerDetailView(DetailView):
    kind = Addressed.SPEAKER
    template_name = "events/speaker_detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        speaker = self.find(slug)
        appearances = (
            queries.public_appearances()
            .filter(speaker_links__speaker=speaker)
            .select_related("event__series")
            .order_by(*NEWEST_FIRST)
        )
        contributions = (
            queries.public_contributors()
            .filter(speaker=speaker)
            .order_by(*NEWEST_FIRST)
        )
        affiliations = queries.public_affiliations().filter(speaker=speaker)
        page = paginate(request, queries.turns_of_speaker(speaker), 50)
        if self.as_json:
            return json_response(
                shapes.speaker_detail(
                    speaker,
                    affiliations,
                    appearances,
                    self.json_list(page, shapes.turn),
                )
            )
        return self.respond(
            {
                "speaker": speaker,
                "appearances": appearances,
                "contributions": contributions,
                "affiliations": affiliations,
                "page": page,
            }
        )


class OrganizationListView(ByLetterView):
    template_name = "events/organization_list.html"
    shape = staticmethod(shapes.organization)

    def public(self) -> QuerySet:
        return counts.count_organizations(queries.public_organizations())


class OrganizationDetailView(DetailView):
    kind = Addressed.ORGANIZATION
    template_name = "events/organization_detail.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        organization = self.find(slug)
        parent = queries.public_parent(organization)
        parts = queries.public_organizations().filter(parent=organization)
        affiliations = (
            queries.public_affiliations()
            .filter(organization=organization)
            .order_by("speaker__sort_key", "speaker", "since_earliest", "pk")
        )
        events = with_voices(queries.with_organization(organization))
        page = paginate(request, events, 20)
        if self.as_json:
            return json_response(
                shapes.organization_detail(
                    organization,
                    parent,
                    parts,
                    affiliations,
                    self.json_list(page, shapes.event),
                )
            )
        return self.respond(
            {
                "organization": organization,
                "parent": parent,
                "parts": parts,
                "affiliations": affiliations,
                "page": page,
            }
        )
