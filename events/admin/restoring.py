"""Saved states of an event's transcript: naming and restoring them."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.fields import LineField
from events.admin.history import HistoryMixin, history_address, shown_rows
from events.admin.rights import lock_event
from events.domain import history
from events.domain.binding import read_document
from events.domain.revisions import (
    Restored,
    name_revision,
    read_revision,
    restore_revision,
)
from events.models import Event, Revision
from events.validators import validate_plain_text


class NameForm(forms.Form):
    name = LineField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=100,
        validators=[validate_plain_text],
        widget=AdminTextInputWidget,
        help_text=gettext_lazy(
            "A named revision is never thinned out. Leave it empty to take the name away."
        ),
    )


class RestoreForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        validators=[validate_plain_text],
        widget=AdminTextInputWidget,
    )
    since = forms.IntegerField(widget=forms.HiddenInput)


class RestoringMixin(HistoryMixin):
    def get_urls(self):
        one = "<int:number>"
        return [
            self.history_route(f"{one}/name/", self.name_view, "revision_name", "POST"),
            self.history_route(
                f"{one}/restore/", self.restore_view, "revision_restore", "POST"
            ),
            *super().get_urls(),
        ]

    def name_view(self, request: HttpRequest, pk: int, number: int):
        event, revision = self.revision_of(request, pk, number, changing=True)
        form = NameForm(request.POST or None, initial={"name": revision.name})
        if request.method == "POST" and form.is_valid():
            name_revision(revision, form.cleaned_data["name"])
            return HttpResponseRedirect(history_address("revisions", event))
        return self.history_page(
            request,
            "name",
            event,
            title=_("Name of revision %(number)d") % {"number": number},
            revision=revision,
            form=form,
        )

    def restore_view(self, request: HttpRequest, pk: int, number: int):
        event, revision = self.revision_of(request, pk, number, changing=True)
        form = RestoreForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                lock_event(request.user, event)
                if form.cleaned_data["since"] == _newest(event):
                    restored = restore_revision(
                        revision, by=request.user, reason=form.cleaned_data["reason"]
                    )
                    self._tell_restored(request, event, revision, restored)
                    return HttpResponseRedirect(history_address("revisions", event))
            said = _("Somebody has saved meanwhile; look at the comparison again.")
            messages.warning(request, said)
        return self._ask_to_restore(request, event, revision)

    def _ask_to_restore(self, request, event: Event, revision: Revision):
        current = read_document(event)
        rows = history.compare(current, read_revision(revision))
        return self.history_page(
            request,
            "restore",
            event,
            title=_("Restore revision %(number)d") % {"number": revision.number},
            revision=revision,
            form=RestoreForm(initial={"since": _newest(event)}),
            shown_again=sum(_shows_again(row) for row in rows),
            **shown_rows(rows),
        )

    def _tell_restored(
        self, request, event: Event, revision: Revision, restored: Restored
    ) -> None:
        stored = restored.stored
        if stored.revision is None:
            messages.info(request, _("The transcript says this already."))
            return
        said = _(
            "Revision %(number)d is restored: %(added)d blocks added, "
            "%(changed)d changed, %(removed)d removed."
        ) % {
            "number": revision.number,
            "added": stored.added,
            "changed": stored.changed,
            "removed": stored.removed,
        }
        messages.success(request, said)
        self.log_change(request, event, said)
        if restored.dropped:
            keys = ", ".join(key for _kind, key in restored.dropped)
            messages.warning(
                request,
                _("No longer in the archive, so without a link: %(keys)s.")
                % {"keys": keys},
            )


def _newest(event: Event) -> int:
    numbers = event.revisions.order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def _shows_again(row: history.Row) -> bool:
    """Whether words that are withheld now would be read again."""
    return (
        any(
            (field.name == "withheld" and not field.new)
            or (field.name == "passages" and int(field.new or 0) < int(field.old))
            for field in row.fields
            if field.old
        )
        and row.kind != "removed"
    )
