"""Rows of an event edited in order on its page."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import F
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from events.admin.widgets import KnownSelect, inner, without_deletion

# Out of the way of every real place, while rows change places.
_ASIDE = 1_000_000_000


class KnownRelationsForm(forms.ModelForm):
    """Shows related rows that were read with the form's own row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = inner(field.widget)
            related = self.instance._state.fields_cache.get(name)
            if isinstance(widget, KnownSelect) and related:
                widget.learn([related])


class KnownRelationsMixin:
    """Gives an inline autocompletion without a query for each row."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_deletion(field)


class OrderedForm(KnownRelationsForm):
    place = forms.IntegerField(
        label=_("Order"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=AdminTextInputWidget(attrs={"class": "vPlace", "inputmode": "numeric"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.position + 1


class OrderedFormSet(BaseInlineFormSet):
    """Rows keep the order typed; those without a number come last.

    Places are 0, 1, 2 … without gaps. Rows that change places step aside
    first, as no two may stand on one place even for a moment.
    """

    def forms_in_order(self) -> list[forms.ModelForm]:
        kept = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and not self._goes(form)
        ]
        last = len(kept) + _ASIDE
        return sorted(kept, key=lambda form: form.cleaned_data.get("place") or last)

    def save(self, commit=True):
        places = {form: place for place, form in enumerate(self.forms_in_order())}
        moving = [
            form.instance.pk
            for form in self.initial_forms
            if form.instance.pk and form.instance.position != places.get(form)
        ]
        self.model.objects.filter(pk__in=moving).update(position=F("position") + _ASIDE)
        for form, place in places.items():
            form.instance.position = place
        saved = super().save(commit)
        for form in places:
            if form.instance.pk in moving and form.instance not in saved:
                form.instance.save()
        return saved

    def _goes(self, form: forms.ModelForm) -> bool:
        return self.can_delete and self._should_delete_form(form)
