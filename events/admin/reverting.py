"""Putting a row back as its history has it."""

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.forms.models import ModelChoiceField, model_to_dict
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Kept in English; the list of states says it in the reader's language.
REASON = gettext_noop("restored")


class RevertingMixin:
    """For the ModelAdmin of a guarded form: a button on each old state.

    What the state says goes through the form of the change page, so that it is
    checked, saved and told to events in the same way. What that form does not
    edit stays as it is: keys, derived columns and files.
    """

    object_history_form_template = "admin/events/history_state.html"

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if not (object_id.isdecimal() and version_id.isdecimal()):
            raise Http404
        if request.method == "POST":
            return self._restore_view(request, object_id, version_id)
        row = self.get_object(request, object_id)
        may_restore = row is not None and self.has_change_permission(request, row)
        context = {"may_restore": may_restore} | (extra_context or {})
        return super().history_form_view(request, object_id, version_id, context)

    def render_history_view(self, request, template, context, **kwargs):
        """An old state is looked at, or put back whole; nothing is typed into it."""
        if "adminform" in context:
            context["adminform"] = self._only_read(context["adminform"])
        return super().render_history_view(request, template, context, **kwargs)

    def _only_read(self, shown: helpers.AdminForm) -> helpers.AdminForm:
        fieldsets = [
            (
                title,
                options | {"fields": [n for n in options["fields"] if n != "state"]},
            )
            for title, options in shown.fieldsets
        ]
        names = flatten_fieldsets(fieldsets)
        return helpers.AdminForm(shown.form, fieldsets, {}, names, model_admin=self)

    @transaction.atomic
    def _restore_view(self, request: HttpRequest, object_id: str, version_id: str):
        of_row = {self.opts.pk.attname: object_id}
        states = self.model.history.all()
        record = get_object_or_404(states, history_id=version_id, **of_row)
        row = self._locked(request, object_id)
        form = self._form_of_state(request, row, record)
        if not form.is_valid():
            said = _("Nothing was restored. %(errors)s") % {"errors": _sentences(form)}
            messages.error(request, said)
            return HttpResponseRedirect(request.path)
        if form.has_changed():
            self._save_state(request, form, record)
        else:
            messages.info(request, _("It says this already."))
        name = f"{self.admin_site.name}:events_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))

    def _locked(self, request: HttpRequest, object_id: str) -> Model:
        """The row as it stands now, if this user may change it."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        row = self.get_form(request, row, change=True)(instance=row).lock()
        if row is None:
            raise Http404
        # What it belongs to, or stands at, may have been published meanwhile.
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def _form_of_state(self, request: HttpRequest, row: Model, record) -> ModelForm:
        form_class = self.get_form(request, row, change=True)
        now = form_class(instance=row)
        then = model_to_dict(record.instance, fields=list(now.fields))
        data = {name: now.fields[name].prepare_value(then[name]) for name in then}
        form = form_class(data | {"state": now.initial["state"]}, instance=row)
        for field in form.fields.values():
            if isinstance(field, ModelChoiceField):
                field.error_messages["invalid_choice"] = _(
                    "What stood here then is no longer in the archive."
                )
        return form

    def _save_state(self, request: HttpRequest, form: ModelForm, record) -> None:
        row = self.save_form(request, form, change=True)
        row._change_reason = REASON
        self.save_model(request, row, form, change=True)
        self.save_related(request, form, [], change=True)
        said = _("The state of %(time)s is restored.") % {
            "time": f"{timezone.localtime(record.history_date):%Y-%m-%d %H:%M}"
        }
        self.log_change(request, row, said)
        messages.success(request, said)


def _sentences(form: ModelForm) -> str:
    """What is wrong, each with the name of its field."""
    return " ".join(
        f"{form.fields[name].label}: {error}" if name in form.fields else error
        for name, errors in form.errors.items()
        for error in errors
    )
