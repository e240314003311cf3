"""Submitting, publishing and withdrawing, from the list and from the page."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.rights import PUBLISH
from events.domain.errors import Refused
from events.domain.publishing import (
    publish_event,
    return_to_draft,
    submit_for_review,
    withdraw_event,
)
from events.enums import Status
from events.models import Event


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers see it in place of the event."),
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        max_length=2000,
    )


class TransitionsMixin:
    """Actions and buttons that change an event's state."""

    actions = (
        "submit_selected",
        "return_selected",
        "publish_selected",
        "withdraw_selected",
    )

    def has_publish_permission(self, request, obj=None) -> bool:
        return request.user.has_perm(PUBLISH) and self.has_view_permission(request, obj)

    def get_urls(self):
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<int:pk>/withdraw/", withdraw, name="events_event_withdraw"),
            *super().get_urls(),
        ]

    def transitions_for(self, request, event: Event) -> list[tuple[str, str]]:
        """Names and labels of the buttons that this user gets on the page."""
        may_change = self.has_change_permission(request, event)
        may_publish = may_change and self.has_publish_permission(request, event)
        found = []
        if may_change and event.status == Status.DRAFT:
            found.append(("_submit", _("Save and submit for review")))
        if may_change and event.status == Status.REVIEW:
            found.append(("_return", _("Save and return to draft")))
        if may_publish and event.status == Status.WITHDRAWN:
            found.append(("_publish", _("Save and publish again")))
        elif may_publish and event.status != Status.PUBLISHED:
            found.append(("_publish", _("Save and publish")))
        elif may_publish:
            found.append(("_withdraw", _("Save and withdraw…")))
        return found

    def response_change(self, request, obj):
        pressed = {name for name in _BUTTONS if name in request.POST}
        if "_withdraw" in request.POST:
            self._check(request, obj, "_withdraw")
            return HttpResponseRedirect(
                reverse("admin:events_event_withdraw", args=[obj.pk])
            )
        if not pressed:
            return super().response_change(request, obj)
        name = pressed.pop()
        self._check(request, obj, name)
        verb, logged, _counted = _BUTTONS[name]
        try:
            verb(obj, by=request.user)
        except Refused as refused:
            said = _("Saved, but left as it was: %(reason)s") % {"reason": refused}
            self.message_user(request, said, messages.ERROR)
        else:
            self.log_change(request, obj, str(logged))
            self.message_user(request, f"“{obj}”: {logged}", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _check(self, request, event: Event, name: str) -> None:
        is_public_matter = name in ("_publish", "_withdraw")
        if is_public_matter and not self.has_publish_permission(request, event):
            raise PermissionDenied

    def _change_each(self, request, queryset, name: str, **arguments) -> None:
        """Run a verb on each event; what is refused is told one by one."""
        verb, logged, counted = _BUTTONS[name]
        done = 0
        for event in queryset.order_by("pk"):
            try:
                if not self.has_change_permission(request, event):
                    raise Refused(_("You may change drafts only."))
                verb(event, by=request.user, **arguments)
            except Refused as refused:
                said = f"“{event}”: {refused}"
                self.message_user(request, said, messages.ERROR)
            else:
                self.log_change(request, event, str(logged))
                done += 1
        if done:
            self.message_user(request, counted(done), messages.SUCCESS)

    @admin.action(
        description=gettext_lazy("Submit selected events for review"),
        permissions=["change"],
    )
    def submit_selected(self, request, queryset):
        self._change_each(request, queryset, "_submit")

    @admin.action(
        description=gettext_lazy("Return selected events to draft"),
        permissions=["change"],
    )
    def return_selected(self, request, queryset):
        self._change_each(request, queryset, "_return")

    @admin.action(
        description=gettext_lazy("Publish selected events"), permissions=["publish"]
    )
    def publish_selected(self, request, queryset):
        self._change_each(request, queryset, "_publish")

    @admin.action(
        description=gettext_lazy("Withdraw selected events"), permissions=["publish"]
    )
    def withdraw_selected(self, request, queryset):
        form = ReasonForm(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            self._change_each(request, queryset, "_withdraw", reason=reason)
            return HttpResponseRedirect(request.get_full_path())
        back = reverse("admin:events_event_changelist")
        return self._ask_reason(request, list(queryset), form, back)

    def withdraw_view(self, request, pk: int):
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_publish_permission(request, event):
            raise PermissionDenied
        back = reverse("admin:events_event_change", args=[pk])
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            rows = Event.objects.filter(pk=pk)
            reason = form.cleaned_data["reason"]
            self._change_each(request, rows, "_withdraw", reason=reason)
            return HttpResponseRedirect(back)
        return self._ask_reason(request, [event], form, back)

    def _ask_reason(self, request, events, form, back: str) -> TemplateResponse:
        return TemplateResponse(
            request,
            "admin/events/event/withdraw.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Withdraw"),
                "opts": Event._meta,
                "events": events,
                "form": form,
                "back": back,
                "checkbox": ACTION_CHECKBOX_NAME,
            },
        )


# Button -> the verb, what the log says, what the list says.
_BUTTONS = {
    "_submit": (
        submit_for_review,
        gettext_lazy("Submitted for review."),
        lambda n: (
            ngettext(
                "%(count)d event submitted for review.",
                "%(count)d events submitted for review.",
                n,
            )
            % {"count": n}
        ),
    ),
    "_return": (
        return_to_draft,
        gettext_lazy("Returned to draft."),
        lambda n: (
            ngettext(
                "%(count)d event returned to draft.",
                "%(count)d events returned to draft.",
                n,
            )
            % {"count": n}
        ),
    ),
    "_publish": (
        publish_event,
        gettext_lazy("Published."),
        lambda n: (
            ngettext("%(count)d event published.", "%(count)d events published.", n)
            % {"count": n}
        ),
    ),
    "_withdraw": (
        withdraw_event,
        gettext_lazy("Withdrawn."),
        lambda n: (
            ngettext("%(count)d event withdrawn.", "%(count)d events withdrawn.", n)
            % {"count": n}
        ),
    ),
}
