"""Filters of the lists."""

from django import forms
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from events.models import Event


def autocomplete_filter(
    title, parameter: str, field, lookup: str
) -> type[SimpleListFilter]:
    """A filter by one related row, which is typed instead of picked from a list.

    ``field`` is a foreign key to the rows, ``lookup`` the path to them.
    """

    class Filter(SimpleListFilter):
        template = "admin/events/autocomplete_filter.html"

        def __init__(self, request, params, model, model_admin):
            super().__init__(request, params, model, model_admin)
            self.form = self._form(request, model_admin)

        def _form(self, request, model_admin) -> forms.Form:
            choice = forms.ModelChoiceField(
                field.remote_field.model.objects.all(),
                required=False,
                label=title,
                widget=AutocompleteSelect(field, model_admin.admin_site),
            )
            form = forms.Form(
                initial={parameter: self.value()}, auto_id=f"id_filter_{parameter}"
            )
            form.fields[parameter] = choice
            return form

        def lookups(self, request, model_admin):
            return ()

        def has_output(self) -> bool:
            return True

        def choices(self, changelist):
            others = {
                name: value
                for name, value in changelist.params.items()
                if name != parameter
            }
            yield {
                "selected": self.value() is None,
                "clear": changelist.get_query_string(remove=[parameter]),
                "others": others,
                "form": self.form,
            }

        def queryset(self, request, queryset):
            value = self.value()
            if value is None or not value.isdecimal():
                return queryset
            rows = queryset.model.objects.filter(**{lookup: value}).values("pk")
            return queryset.filter(pk__in=rows)

    Filter.title = title
    Filter.parameter_name = parameter
    return Filter


class YearFilter(SimpleListFilter):
    """The years in which the events that are dated were held."""

    title = _("year held")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        days = Event.objects.order_by().dates("held_latest", "year", order="DESC")
        years = [(str(day.year), str(day.year)) for day in days]
        return [*years[:60], ("none", _("undated"))]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(held_latest=None, held_earliest=None)
        if self.value() and self.value().isdecimal():
            return queryset.filter(held_latest__year=self.value())
        return queryset
