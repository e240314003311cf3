"""Releases of an event: the list, and making the next one."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events.admin.fields import ParagraphsField
from events.admin.restoring import RestoringMixin
from events.domain import history
from events.domain.binding import read_document
from events.domain.errors import Refused
from events.domain.releases import make_release
from events.domain.revisions import read_revision
from events.models import Event
from events.validators import validate_plain_text


class ReleaseForm(forms.Form):
    note = ParagraphsField(
        label=gettext_lazy("What has changed"),
        required=False,
        max_length=5000,
        validators=[validate_plain_text],
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text=gettext_lazy("Readers see it on the page of the release."),
    )


class ReleasesMixin(RestoringMixin):
    def get_urls(self):
        view = self.admin_site.admin_view
        listed = require_http_methods(["GET", "HEAD"])(self.releases_view)
        made = require_http_methods(["GET", "HEAD", "POST"])(self.release_view)
        return [
            path("<int:pk>/releases/", view(listed), name="events_event_releases"),
            path("<int:pk>/releases/new/", view(made), name="events_event_release"),
            *super().get_urls(),
        ]

    def may_release(self, request: HttpRequest, event: Event) -> bool:
        return self.has_publish_permission(request, event) and event.is_public

    def releases_view(self, request: HttpRequest, pk: int):
        event = self.event_with_history(request, pk)
        rows = event.releases.select_related("released_by", "revision")
        return self.history_page(
            request,
            "releases",
            event,
            title=_("Releases"),
            releases=rows.defer("revision__text"),
            may_release=self.may_release(request, event),
        )

    def release_view(self, request: HttpRequest, pk: int):
        """Ask for a note, showing what has changed; then make the release."""
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_publish_permission(request, event):
            raise PermissionDenied
        form = ReleaseForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._make_release(request, event, form.cleaned_data["note"])
        last = event.releases.select_related("revision").first()
        rows = []
        if last:
            rows = history.compare(read_revision(last.revision), read_document(event))
        return self.history_page(
            request,
            "release",
            event,
            title=_("Make a release"),
            form=form,
            last=last,
            counts=history.count(rows),
        )

    def _make_release(self, request, event: Event, note: str):
        try:
            release = make_release(event, by=request.user, note=note)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("Release %(number)d is made.") % {"number": release.number}
            self.log_change(request, event, said)
            messages.success(request, said)
        return HttpResponseRedirect(
            reverse("admin:events_event_releases", args=[event.pk])
        )
