"""Autocomplete widgets that do not ask the database once a row."""

from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Model


class _Known:
    """Shows what is chosen from rows already read, in the order given."""

    known: dict[str, str] = {}

    def learn(self, rows: list[Model]) -> None:
        self.known = {str(row.pk): str(row) for row in rows}

    def optgroups(self, name, value, attrs=None):
        chosen = [str(v) for v in value if v not in self.choices.field.empty_values]
        unknown = [v for v in chosen if v not in self.known]
        labels = self.known
        if unknown:
            field = self.choices.field
            rows = self.choices.queryset.filter(pk__in=filter(str.isdigit, unknown))
            labels = labels | {
                str(row.pk): field.label_from_instance(row) for row in rows
            }
        options = [
            self.create_option(name, v, labels[v], True, 0)
            for v in chosen
            if v in labels
        ]
        if not self.is_required and not self.allow_multiple_selected:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class KnownSelect(_Known, AutocompleteSelect):
    pass


class KnownSelectMultiple(_Known, AutocompleteSelectMultiple):
    pass


def inner(widget):
    """The widget inside the links to add and change that the admin puts around."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def without_deletion(field):
    """Take away the link that deletes the chosen row: others show it as well."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_delete_related = False
    return field
