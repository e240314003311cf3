"""How what differs between two states is named; nothing here reads the database."""

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from events.dates import DateError, describe_date
from events.domain.history import Field, Row
from events.enums import BlockType, NoteKind, Reviewed, Role, TextStatus, TurnKind

register = template.Library()

_FIELDS = {
    "title": gettext_lazy("Title"),
    "kicker": gettext_lazy("Kicker"),
    "subtitle": gettext_lazy("Subtitle"),
    "lead": gettext_lazy("Lead"),
    "series": gettext_lazy("Series"),
    "tags": gettext_lazy("Tags"),
    "contributors": gettext_lazy("Contributors"),
    "number": gettext_lazy("Number"),
    "ordinal": gettext_lazy("Place in the series"),
    "held": gettext_lazy("Held"),
    "venue": gettext_lazy("Venue"),
    "language": gettext_lazy("Language"),
    "summary": gettext_lazy("Summary"),
    "rights": gettext_lazy("Rights"),
    "text_status": gettext_lazy("Text"),
    "reviewed": gettext_lazy("Review"),
    "recording": gettext_lazy("Recording"),
    "sources": gettext_lazy("Sources"),
    "voices": gettext_lazy("Order of the voices"),
    "label": gettext_lazy("Label"),
    "role": gettext_lazy("Role"),
    "role_printed": gettext_lazy("Role as printed"),
    "credit": gettext_lazy("Credit"),
    "organization": gettext_lazy("Organization"),
    "speakers": gettext_lazy("Persons"),
    "shown_as": gettext_lazy("Shown as"),
    "type": gettext_lazy("What it is"),
    "level": gettext_lazy("Level"),
    "voice": gettext_lazy("Voice"),
    "kind": gettext_lazy("Kind"),
    "page": gettext_lazy("Page"),
    "printed_label": gettext_lazy("Label as printed"),
    "withheld": gettext_lazy("Withheld"),
    "passages": gettext_lazy("Withheld passages"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("End"),
    "replies_to": gettext_lazy("Answers"),
}
_VALUES = {
    "role": dict(Role.choices),
    "text_status": dict(TextStatus.choices),
    "reviewed": dict(Reviewed.choices),
    "type": dict(BlockType.choices),
    "kind": dict([*TurnKind.choices, *NoteKind.choices]),
}
_KINDS = {
    "same": gettext_lazy("Unchanged"),
    "added": gettext_lazy("Added"),
    "changed": pgettext_lazy("comparison", "Changed"),
    "removed": gettext_lazy("Removed"),
    "moved": gettext_lazy("Moved"),
}
# Of these the words themselves are compared; others are shown old and new.
_IN_PIECES = {
    *("title", "kicker", "subtitle", "lead", "summary", "rights", "credit"),
    *("tags", "contributors", "sources", "venue", "role_printed", "voices"),
}


@register.filter
def field_label(field: Field) -> str:
    return str(_FIELDS[field.name])


@register.filter
def in_pieces(field: Field) -> bool:
    return field.name in _IN_PIECES and bool(field.old and field.new)


@register.filter
def old_value(field: Field) -> str:
    return _value(field.name, field.old)


@register.filter
def new_value(field: Field) -> str:
    return _value(field.name, field.new)


@register.filter
def sentence(field: Field) -> str:
    """What is said in place of an old and a new value, "" for most fields."""
    if field.name != "withheld":
        return ""
    if field.new:
        return _("Withheld since %(day)s") % {"day": _day(field.new)}
    return _("Shown again; it was withheld since %(day)s") % {"day": _day(field.old)}


@register.filter
def kinds(row: Row) -> list[str]:
    """The words for what happened to a row."""
    found = [] if row.kind == "moved" else [str(_KINDS[row.kind])]
    if row.moved:
        old, new = row.places
        found.append(
            _("Moved from place %(old)d to %(new)d") % {"old": old, "new": new}
        )
    return found


@register.filter
def row_name(row: Row) -> str:
    """Whose words they are, or what the row is."""
    if row.what == "front":
        return _("About the event")
    if row.what == "voice":
        return f"{_('Voice')} {row.voice.label}"
    if row.what == "turn":
        return row.block.voice
    if row.what == "note":
        return str(NoteKind(row.block.kind).label)
    return str(BlockType.SECTION.label)


def _value(name: str, value: str) -> str:
    if name == "held" and value:
        return _day(value)
    return str(_VALUES.get(name, {}).get(value, value))


def _day(value: str) -> str:
    try:
        return describe_date(value, get_language() or settings.LANGUAGE_CODE)
    except DateError:
        return value
