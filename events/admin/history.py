"""Saved states of an event's transcript: the list, one of them, any two."""

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.admin.preview import PreviewWriter
from events.domain import history
from events.domain.document_reading import public_event_of
from events.domain.revisions import read_revision
from events.models import Event, Revision
from events.transcript.document import Document

_PER_PAGE = 50
_SEE = "events.view_revision"
# What a file name may not hold on one system or another.
_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))


class HistoryMixin:
    """The addresses of an event's revisions."""

    def get_urls(self):
        return [
            self.history_route("", self.revisions_view, "revisions"),
            self.history_route("compare/", self.compare_view, "revisions_compare"),
            self.history_route("<int:number>/", self.revision_view, "revision"),
            self.history_route(
                "<int:number>/text/", self.revision_text_view, "revision_text"
            ),
            *super().get_urls(),
        ]

    def history_route(self, tail: str, view, name: str, *methods: str):
        guarded = require_http_methods(["GET", "HEAD", *methods])(view)
        return path(
            f"<int:pk>/revisions/{tail}",
            self.admin_site.admin_view(guarded),
            name=f"events_event_{name}",
        )

    # -- to read ----------------------------------------------------------------

    def revisions_view(self, request: HttpRequest, pk: int):
        event = self.event_with_history(request, pk)
        rows = event.revisions.defer("text").select_related("author")
        rows = rows.prefetch_related("releases").order_by("-number")
        page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
        return self.history_page(
            request,
            "list",
            event,
            title=_("History of the transcript"),
            page=page,
            newest=page.paginator.count and page[0].number,
            may_change=self.has_change_permission(request, event),
        )

    def revision_view(self, request: HttpRequest, pk: int, number: int):
        event, revision = self.revision_of(request, pk, number)
        document = read_revision(revision)
        public = public_event_of(event, document)
        blocks = map(PreviewWriter(public, "corrected").block, public.blocks)
        return self.history_page(
            request,
            "revision",
            event,
            title=str(revision),
            revision=revision,
            document=document,
            transcript=mark_safe("\n".join(blocks)),  # noqa: S308 - escaped by the writer
            may_change=self.has_change_permission(request, event),
            previous=_before(event, number),
        )

    def revision_text_view(self, request: HttpRequest, pk: int, number: int):
        """The text form as a file."""
        event, revision = self.revision_of(request, pk, number)
        response = HttpResponse(
            revision.text, content_type="text/markdown; charset=utf-8"
        )
        response["Content-Disposition"] = content_disposition(
            f"{event.slug}-{number}.md", f"{event.title} {number}.md"
        )
        return response

    def compare_view(self, request: HttpRequest, pk: int):
        """Any two revisions; without ``from`` against the one before."""
        event = self.event_with_history(request, pk)
        rows = event.revisions.select_related("author")
        newer = _asked(request, "to", rows) or rows.order_by("-number").first()
        if newer is None:
            raise Http404
        older = _asked(request, "from", rows) or _before(event, newer.number)
        before = read_revision(older) if older else Document(language=event.language)
        found = history.compare(before, read_revision(newer))
        return self.history_page(
            request,
            "compare",
            event,
            title=_("Comparison"),
            older=older,
            newer=newer,
            **shown_rows(found),
        )

    # -- shared -----------------------------------------------------------------

    def event_with_history(self, request: HttpRequest, pk: int) -> Event:
        """The event, if this user may read its saved states."""
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (
            self.has_view_permission(request, event) and request.user.has_perm(_SEE)
        ):
            raise PermissionDenied
        return event

    def revision_of(
        self, request: HttpRequest, pk: int, number: int, *, changing: bool = False
    ) -> tuple[Event, Revision]:
        event = self.event_with_history(request, pk)
        if changing and not self.has_change_permission(request, event):
            raise PermissionDenied
        rows = event.revisions.select_related("author")
        return event, get_object_or_404(rows, number=number)

    def history_page(self, request, name: str, event: Event, **context):
        return TemplateResponse(
            request,
            f"admin/events/history/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "event": event,
                **context,
            },
        )


def content_disposition(plain: str, name: str) -> str:
    """A download's header (RFC 6266): for all programs, and as people write."""
    name = " ".join(name.translate(_UNFIT).split())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def history_address(name: str, event: Event) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk])


def _asked(request: HttpRequest, name: str, rows: QuerySet) -> Revision | None:
    """The revision that the address names; None if it names none."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not value.isdecimal() or len(value) > 9:
        raise Http404
    return get_object_or_404(rows, number=int(value))


def _before(event: Event, number: int) -> Revision | None:
    rows = event.revisions.filter(number__lt=number).select_related("author")
    return rows.order_by("-number").first()


def shown_rows(rows: list[history.Row]) -> dict:
    return {
        "counts": history.count(rows),
        "stretches": list(history.stretches(rows)),
    }
