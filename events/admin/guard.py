"""Forms that notice when somebody else has saved the same page meanwhile."""

import hashlib

from django import forms
from django.db.models import Model
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

_SHOWN = 300  # characters of a value that somebody else has saved


class GuardedForm(forms.ModelForm):
    """Refuses once what would overwrite another's save, and shows theirs.

    ``parts`` names the rows that the page edits with its own: a model and the
    path from it to the page's row.
    """

    state = forms.CharField(widget=forms.HiddenInput, required=False)
    parts: tuple[tuple[type[Model], str], ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["state"] = self.current_state()

    def lock(self) -> Model | None:
        """The row as it stands now, locked to the end of the request."""
        rows = type(self.instance)._default_manager.select_for_update()
        return rows.filter(pk=self.instance.pk).first()

    def own_columns(self) -> tuple[str, ...]:
        """What of the row the state is made of; all of it if empty."""
        return ()

    def current_state(self) -> str:
        """Digests of the row and of each kind of part, parted by full stops."""
        row = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        found = [list(row.values_list(*self.own_columns()))]
        found += [list(rows.values_list()) for rows in self._parts()]
        digests = (hashlib.sha256(repr(rows).encode()).hexdigest() for rows in found)
        return ".".join(digest[:32] for digest in digests)

    def clean(self):
        super().clean()
        if self.instance.pk:
            self._compare_with_others()

    def _parts(self):
        return [
            model._default_manager.filter(**{path: self.instance.pk}).order_by("pk")
            for model, path in self.parts
        ]

    def _compare_with_others(self) -> None:
        current = self.lock()
        if current is None:
            raise forms.ValidationError(
                _("Somebody has deleted this while you were editing.")
            )
        state = self.current_state()
        seen = self.data.get(self.add_prefix("state"), "")
        if seen == state:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("state")] = state
        sentence = _(
            "Somebody has saved this page while you were editing. Nothing of yours is "
            "lost; save again to replace theirs. Fields in which the two differ, as "
            "they saved them:"
        )
        theirs = self._their_values(current) + self._their_parts(seen, state)
        raise forms.ValidationError([sentence, *theirs])

    def _their_values(self, current: Model) -> list[str]:
        return [
            f"{self.fields[name].label}: {_words(current, name)}"
            for name in self.changed_data
            if name in self.cleaned_data and hasattr(current, name)
        ]

    def _their_parts(self, seen: str, state: str) -> list[str]:
        """The parts that changed since the page was opened, row by row."""
        digests = zip(seen.split(".")[1:], state.split(".")[1:], strict=False)
        return [
            f"{capfirst(rows.model._meta.verbose_name_plural)}: "
            + _shortened("; ".join(map(str, rows)))
            for (was, now), rows in zip(digests, self._parts(), strict=False)
            if was != now
        ]


class GuardedMixin:
    """For the ModelAdmin of a guarded form: puts the state on the page."""

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return found  # a new page, or one that is only read, guards nothing
        (title, options), *more = found
        fields = ("state", *options["fields"])
        return ((title, {**options, "fields": fields}), *more)


def _words(row: Model, name: str) -> str:
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    if isinstance(value, list):
        value = "、".join(map(str, value))
    return _shortened(str(value or ""))


def _shortened(words: str) -> str:
    return Truncator(words).chars(_SHOWN) or "–"
