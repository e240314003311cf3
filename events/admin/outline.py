"""The outline of a transcript on the event's page: read by columns, no rows."""

from dataclasses import dataclass, field

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse

from events.enums import BlockType, NoteKind, TurnKind
from events.models import Block, Event
from events.transcript.marks import corrected

# A transcript with more blocks opens folded, section by section.
FOLDED_FROM = 120
_WORDS = 60
_READ = 200  # enough that a mark at the start is whole
_KINDS = dict([*TurnKind.choices, *NoteKind.choices])


@dataclass(slots=True)
class Group:
    """A heading, or None before the first one, with what stands below it."""

    heading: dict | None = None
    rows: list[dict] = field(default_factory=list)
    turns: int = 0


@dataclass(slots=True)
class Outline:
    groups: list[Group]
    blocks: int
    turns: int
    folded: bool


def outline(event: Event) -> Outline:
    """Sections, turns and notes with their first words, in one query."""
    edit = {
        type_: reverse(f"admin:events_{type_}_changelist") for type_ in BlockType.values
    }
    public = event.get_absolute_url() if event.is_public else ""
    groups = [Group()]
    for row in _rows(event):
        row["edit"] = f"{edit[row['type']]}{row['pk']}/change/"
        if public:
            row["public"] = f"{public}#{row['ref']}"
        row["words"] = first_words(row["start"])
        row["kind_label"] = _KINDS.get(row["kind"], "")
        if row["type"] == BlockType.SECTION:
            groups.append(Group(heading=row))
        else:
            groups[-1].rows.append(row)
            groups[-1].turns += row["type"] == BlockType.TURN
    if not groups[0].rows:
        del groups[0]
    turns = sum(group.turns for group in groups)
    blocks = sum(len(group.rows) + bool(group.heading) for group in groups)
    return Outline(groups, blocks, turns, folded=blocks > FOLDED_FROM)


def first_words(text: str) -> str:
    """The beginning of a text as readers see it, on one line."""
    words = " ".join(corrected(text, reveal=True).split())
    return f"{words[:_WORDS]}…" if len(words) > _WORDS else words


def _rows(event: Event) -> QuerySet:
    return (
        Block.objects.filter(event=event)
        .order_by("position", "pk")
        .values(
            "pk",
            "ref",
            "type",
            "kind",
            "level",
            "withheld_on",
            label=F("voice__label"),
            start=Substr("text", 1, _READ),
        )
    )
