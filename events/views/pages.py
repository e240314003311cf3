"""What all public pages share: two formats, moved and hidden addresses, lists."""

import json
from collections.abc import Callable

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views import View

from events.api import shapes
from events.domain import queries
from events.enums import Addressed


class Moved(Exception):
    """The address has changed; ``kwargs`` are those of the new one."""

    def __init__(self, **kwargs: str) -> None:
        super().__init__(kwargs)
        self.kwargs = kwargs


class PublicView(View):
    """A page, or with ``as_json`` its twin, out of the same reading."""

    http_method_names = ["get", "head", "options"]
    template_name = ""
    as_json = False

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Moved as moved:
            return self.redirect(moved)
        except queries.Withdrawn as withdrawn:
            return self.gone(withdrawn)
        except Http404:
            if self.as_json:
                return json_error(404, _("There is nothing at this address."))
            # Here, so that with DEBUG on a reader's page is one for readers too.
            return render(request, "404.html", status=404)

    def redirect(self, moved: Moved) -> HttpResponse:
        match = self.request.resolver_match
        address = reverse(match.view_name, kwargs=match.kwargs | moved.kwargs)
        query = self.request.META.get("QUERY_STRING")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    def gone(self, withdrawn: queries.Withdrawn) -> HttpResponse:
        event = withdrawn.event
        if self.as_json:
            return json_error(
                410,
                _("This event was withdrawn."),
                reason=event.withdrawal_reason,
                withdrawn=localtime(event.withdrawn_at).date().isoformat(),
            )
        context = {
            "reason": event.withdrawal_reason,
            "withdrawn_at": event.withdrawn_at,
            "language": event.language,
        }
        return render(self.request, "events/withdrawn.html", context, status=410)

    def respond(self, context: dict, shape: dict | None = None) -> HttpResponse:
        return render(
            self.request,
            self.template_name,
            {"json_url": self.json_url(), **context},
        )

    def json_url(self) -> str:
        """The address of this page's twin, with the same question to it."""
        match = self.request.resolver_match
        address = reverse(f"{match.view_name}-json", kwargs=match.kwargs)
        query = self.request.META.get("QUERY_STRING")
        return f"{address}?{query}" if query else address

    def json_list(self, page: Page, shape: Callable) -> dict:
        """A page of rows with the addresses of the pages around it."""

        def address(number: int) -> str:
            query = self.request.GET.copy()
            query["page"] = str(number)
            return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"

        return shapes.page(page, address, shape)


class ListView(PublicView):
    """A list in pages; subclasses say of what, and how one row looks in JSON."""

    paginate_by = 50
    shape = staticmethod(dict)

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def extra_context(self) -> dict:
        return {}

    def get(self, request: HttpRequest) -> HttpResponse:
        page = paginate(request, self.get_queryset(), self.paginate_by)
        if self.as_json:
            return json_response(self.json_list(page, type(self).shape))
        return self.respond({"page": page, **self.extra_context()})


class DetailView(PublicView):
    """One row with a page of its own, found by its slug, old ones included."""

    kind: Addressed

    def find(self, slug: str) -> Model:
        found = queries.find_public(self.kind, slug)
        if found is None:
            raise Http404
        if found.slug != slug:
            raise Moved(slug=found.slug)
        return found


def paginate(request: HttpRequest, rows: QuerySet, size: int) -> Page:
    """The page that the reader asks for, or the nearest that exists."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def json_response(shape: dict, status: int = 200) -> HttpResponse:
    """JSON on one line: indenting makes a long transcript take twice the time."""
    return HttpResponse(
        json.dumps(shape, ensure_ascii=False),
        status=status,
        content_type="application/json; charset=utf-8",
    )


def json_error(status: int, message: str, **more: str) -> HttpResponse:
    return json_response(
        {"error": {"status": status, "message": message, **more}}, status
    )
