"""Conflicts of two editors, as words that the page can show side by side."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.domain.merging import Conflict, Merged
from events.domain.plans import first_words
from events.models import Block, Event
from events.transcript.document import Section, Turn

_FIELDS = {
    "text": gettext_lazy("text"),
    "time": gettext_lazy("time"),
    "place": gettext_lazy("place"),
    "block": gettext_lazy("the whole block"),
    "type": gettext_lazy("kind of block"),
    "replies_to": gettext_lazy("answers"),
    "withheld": gettext_lazy("withheld since"),
    "voice": pgettext_lazy("of a turn", "voice"),
    "voices": gettext_lazy("voices"),
    "contributors": gettext_lazy("contributors"),
    "sources": gettext_lazy("sources"),
}


def conflict_shapes(merged: Merged) -> list[dict]:
    """For each conflict: its key, what it is about, and the three versions.

    ``own`` is None where no version of one's own can be typed.
    """
    return [
        {
            "key": conflict.key,
            "field": _field_name(conflict.field),
            "about": _about(merged, conflict),
            "base": _words(merged, conflict.base),
            "mine": _words(merged, conflict.mine),
            "theirs": _words(merged, conflict.theirs),
            "own": _own(conflict),
        }
        for conflict in merged.conflicts
    ]


def _field_name(field: str) -> str:
    if field in _FIELDS:
        return capfirst(str(_FIELDS[field]))
    for model in (Block, Event):
        names = {item.name: item for item in model._meta.fields}
        if field in names:
            return capfirst(str(names[field].verbose_name))
    return field


def _about(merged: Merged, conflict: Conflict) -> str:
    """The block's voice and first words, or "" for the front matter."""
    for side in (merged.document, merged.base, merged.mine):
        for block in side.blocks:
            if conflict.ref and block.ref == conflict.ref:
                voice = f"{block.voice}：" if isinstance(block, Turn) else ""
                return voice + first_words(block)
    return ""


def _own(conflict: Conflict) -> str | None:
    sides = (conflict.base, conflict.mine, conflict.theirs)
    typed = conflict.field not in ("place", "block", "type", "withheld")
    if typed and all(isinstance(side, str) for side in sides):
        return conflict.mine
    return None


def _words(merged: Merged, value) -> str:
    """One version as text; what is not there says so."""
    if value is None or value in ("", ()):
        return _("(nothing)")
    if isinstance(value, str):
        return value
    if isinstance(value, Section):
        return value.title
    if hasattr(value, "text"):
        return value.text
    if isinstance(value, tuple | list):
        return "、".join(_words(merged, one) for one in value)
    return str(value)
