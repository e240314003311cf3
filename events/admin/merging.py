"""Making one of several rows: an action with a page that asks which one stays."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.rights import EDIT_PUBLIC
from events.domain.errors import Refused


class MergingMixin:
    """Adds the action to a ModelAdmin whose ``merge`` makes two rows one."""

    merge: Callable[[Model, Model], Model]
    merge_explanation = ""
    most_merged = 20

    def has_merge_permission(self, request) -> bool:
        return (
            self.has_change_permission(request)
            and self.has_delete_permission(request)
            and request.user.has_perm(EDIT_PUBLIC)
        )

    @admin.action(
        description=gettext_lazy("Merge selected %(verbose_name_plural)s"),
        permissions=["merge"],
    )
    def merge_selected(self, request, queryset):
        rows = list(queryset[: self.most_merged + 1])
        if not 2 <= len(rows) <= self.most_merged:
            self.message_user(
                request,
                _("Choose two to %(most)d rows to merge.") % {"most": self.most_merged},
                messages.WARNING,
            )
            return None
        form = _form(rows, request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            return self._merge_rows(request, rows, form.cleaned_data["kept"])
        return TemplateResponse(
            request,
            "admin/events/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Merge: which one stays?"),
                "opts": self.model._meta,
                "rows": rows,
                "form": form,
                "explanation": self.merge_explanation,
                "checkbox": ACTION_CHECKBOX_NAME,
            },
        )

    def _merge_rows(self, request, rows, kept):
        others = [row for row in rows if row != kept]
        names = ", ".join(str(row) for row in others)
        try:
            with transaction.atomic():
                for row in others:
                    self.log_deletions(request, self.model.objects.filter(pk=row.pk))
                    kept = type(self).merge(kept, row)
                said = _("Merged with %(names)s.") % {"names": names}
                self.log_change(request, kept, said)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return None
        self.message_user(
            request,
            ngettext(
                "%(count)d row merged into “%(kept)s”.",
                "%(count)d rows merged into “%(kept)s”.",
                len(others),
            )
            % {"count": len(others), "kept": kept},
            messages.SUCCESS,
        )
        return HttpResponseRedirect(request.get_full_path())


def _form(rows: list[Model], data) -> forms.Form:
    form = forms.Form(data)
    form.fields["kept"] = forms.TypedChoiceField(
        label=_("Stays"),
        choices=[(row.pk, f"{row} ({row.slug})") for row in rows],
        coerce={str(row.pk): row for row in rows}.__getitem__,
        widget=forms.RadioSelect,
    )
    return form
