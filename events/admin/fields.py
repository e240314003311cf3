"""Form fields that bring what is typed into the shape in which it is kept."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from events.models import Tag
from events.models.tag import join_tags, split_tags
from events.pinyin import fold
from events.transcript.attributes import read_time, write_time
from events.transcript.characters import clean, tidy
from events.validators import validate_plain_text


class ParagraphsField(forms.CharField):
    """Text as a Document holds it: line feeds, one blank line between
    paragraphs, composed letters, no blanks at the edges."""

    def to_python(self, value):
        value = super().to_python(value)
        return tidy(clean(value)[0]) if value else value


class LineField(ParagraphsField):
    """The same on one line."""

    def to_python(self, value):
        value = super().to_python(value)
        return " ".join(value.split("\n")) if value else value


class RawTextField(forms.CharField):
    """Text kept untouched, but for the line ends that browsers make of it."""

    widget = AdminTextareaWidget

    def __init__(self, **kwargs):
        super().__init__(strip=False, required=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class LinesField(forms.CharField):
    """A list of names, one a line."""

    def __init__(self, **kwargs):
        widget = AdminTextareaWidget(attrs={"rows": 3})
        super().__init__(**{"widget": widget, "required": False} | kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = clean(super().to_python(value))[0].split("\n")
        names = (" ".join(line.split()) for line in lines)
        return list({fold(name): name for name in names if name}.values())

    def validate(self, value):
        super().validate(value)
        for name in value:
            validate_plain_text(name)

    def run_validators(self, value):
        """Each name was checked; validators of a string do not take a list."""

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class TagLineWidget(AdminTextInputWidget):
    """One line of tags that suggests known ones, the last one typed at a time."""

    class Media:
        js = [forms.Script("events/js/tag-line.js", defer=True)]

    def render(self, name, value, attrs=None, renderer=None):
        known = f"{name}-known"
        attrs = (attrs or {}) | {"list": known, "data-tag-line": ""}
        names = Tag.objects.order_by("slug").values_list("name", flat=True)
        return super().render(name, value, attrs, renderer) + render_to_string(
            "admin/events/known_tags.html", {"id": known, "names": names}
        )


class TagLineField(forms.CharField):
    """Tags on one line, by commas of any script; cleaned to a list of names."""

    def __init__(self, **kwargs):
        defaults = {
            "label": _("Tags"),
            "required": False,
            "widget": TagLineWidget,
            "help_text": _("With commas between them: 人工智能、教育."),
        }
        super().__init__(**defaults | kwargs)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return join_tags([Tag(name=name) for name in value])

    def to_python(self, value):
        names = split_tags(clean(super().to_python(value))[0])
        long = next((name for name in names if len(name) > 100), None)
        if long:
            raise ValidationError(
                _("Shorten the tag “%(name)s…” to at most 100 characters."),
                params={"name": long[:20]},
            )
        return names

    def run_validators(self, value):
        """`to_python` has checked each tag; the list has no length to check."""

    def has_changed(self, initial, data):
        try:
            names = self.to_python(data)
        except ValidationError:
            return True
        return {fold(name) for name in initial or ()} != {fold(name) for name in names}


def merge_tag_names(before: tuple[str, ...], typed: list[str]) -> tuple[str, ...]:
    """The names typed: those that were there in their order, then the new ones."""
    wanted = {fold(name): name for name in typed}
    kept = tuple(name for name in before if wanted.pop(fold(name), None))
    return kept + tuple(wanted.values())


class TimeField(forms.CharField):
    """Milliseconds, written as 12:34 or 1:02:03.5."""

    def __init__(self, **kwargs):
        widget = AdminTextInputWidget(attrs={"class": "vTimecode", "size": 12})
        super().__init__(**{"required": False, "widget": widget} | kwargs)

    def prepare_value(self, value):
        return write_time(value) if isinstance(value, int) else value

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        read = read_time(value)
        if read is None:
            raise ValidationError(
                _("Write the time as 12:34, 1:02:03 or 1:02:03.5."), code="time"
            )
        return read

    def run_validators(self, value):
        """`to_python` has checked it; a number has no length."""

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True
