"""Addresses of the public side.

``pages`` take the language's prefix; ``files`` never do: one address for every
reader and program, whatever the language of the pages.
"""

from django.urls import path, register_converter

from events.views.block import BlockDetailView
from events.views.event import (
    EventDetailView,
    EventListView,
    HomeView,
    SeriesDetailView,
    SeriesListView,
)
from events.views.person import (
    OrganizationDetailView,
    OrganizationListView,
    SpeakerDetailView,
    SpeakerListView,
)
from events.views.picture import PictureView
from events.views.release import ReleaseDetailView, ReleaseListView
from events.views.tag import TagDetailView, TagListView


class RefConverter:
    regex = "(?=[a-z]*[0-9])[a-z0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RefConverter, "ref")

_TWINS = [
    ("events", EventListView, "event-list"),
    ("events/<slug:slug>", EventDetailView, "event-detail"),
    ("events/<slug:slug>/<ref:ref>", BlockDetailView, "block-detail"),
    ("events/<slug:slug>/releases", ReleaseListView, "release-list"),
    (
        "events/<slug:slug>/releases/<int:number>",
        ReleaseDetailView,
        "release-detail",
    ),
    ("series", SeriesListView, "series-list"),
    ("series/<slug:slug>", SeriesDetailView, "series-detail"),
    ("speakers", SpeakerListView, "speaker-list"),
    ("speakers/<slug:slug>", SpeakerDetailView, "speaker-detail"),
    ("organizations", OrganizationListView, "organization-list"),
    ("organizations/<slug:slug>", OrganizationDetailView, "organization-detail"),
    ("tags", TagListView, "tag-list"),
    ("tags/<slug:slug>", TagDetailView, "tag-detail"),
]

pages = [
    path("", HomeView.as_view(), name="home"),
    *(path(f"{route}/", view.as_view(), name=name) for route, view, name in _TWINS),
]
files = [
    path("index.json", HomeView.as_view(as_json=True), name="home-json"),
    *(
        path(f"{route}.json", view.as_view(as_json=True), name=f"{name}-json")
        for route, view, name in _TWINS
    ),
    path("pictures/<int:pk>/", PictureView.as_view(), name="picture"),
]
