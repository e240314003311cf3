"""Forms of a single turn, heading or note, guarded against a second editor."""

import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelectMultiple,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.fields import (
    LineField,
    ParagraphsField,
    TagLineField,
    TimeField,
    merge_tag_names,
)
from events.admin.outline import first_words
from events.domain.comparison import compare
from events.domain.problem_words import translated
from events.enums import NoteKind, TurnKind
from events.models import Appearance, Block, Event, Note, Section, Turn, TurnTag
from events.transcript import document
from events.transcript.marks import report_faults
from events.transcript.problems import Report


@dataclass(frozen=True, slots=True)
class State:
    """What one block says, so that two editors' versions can be compared."""

    text: str
    kind: str
    level: int | None
    voice: str
    start: int | None
    end: int | None
    language: str
    page: str
    printed_label: str
    withheld: str | None
    replies: tuple[str, ...]
    tags: tuple[str, ...]

    def digest(self) -> str:
        values = [getattr(self, name) for name in self.__dataclass_fields__]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def read_state(pk: int) -> State:
    row = Block.objects.select_related("voice").get(pk=pk)
    replies = row.replies_to.order_by("position", "pk").values_list("ref", flat=True)
    tags = TurnTag.objects.filter(content_object=pk).order_by("pk")
    return State(
        text=row.text,
        kind=row.kind,
        level=row.level,
        voice=row.voice.label if row.voice else "",
        start=row.start_ms,
        end=row.end_ms,
        language=row.language,
        page=row.page,
        printed_label=row.printed_label,
        withheld=row.withheld_on.isoformat() if row.withheld_on else None,
        replies=tuple(replies),
        tags=tuple(tags.values_list("tag__name", flat=True)),
    )


class BlockForm(forms.ModelForm):
    """What every kind of block has; ``block_values`` are for its dataclass.

    ``theirs`` and ``comparison`` are set where somebody else has saved the
    block since this form was opened.
    """

    text = ParagraphsField(
        label=gettext_lazy("Text"),
        widget=AdminTextareaWidget(attrs={"rows": 18, "class": "transcript-text"}),
    )
    start = TimeField(label=gettext_lazy("Start"))
    end = TimeField(label=gettext_lazy("End"))
    withheld = forms.BooleanField(
        label=gettext_lazy("Withheld"),
        required=False,
        help_text=gettext_lazy("The words are left out of everything public."),
    )
    state = forms.CharField(widget=forms.HiddenInput, required=False)

    theirs: State | None = None
    comparison: list[tuple[str, str]] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.opened = read_state(self.instance.pk)
        self.initial |= {
            "start": self.opened.start,
            "end": self.opened.end,
            "withheld": self.opened.withheld is not None,
            "state": self.opened.digest(),
        }
        if self.opened.withheld:
            self.fields["withheld"].help_text = _("Withheld since %(day)s.") % {
                "day": self.opened.withheld
            }

    def clean_text(self):
        text = self.cleaned_data["text"]
        report, line, paragraphs = Report(), 1, []
        for paragraph in text.split("\n\n"):
            paragraphs.append((line, 1, paragraph))
            line += paragraph.count("\n") + 2
        report_faults(paragraphs, report)
        faults = [
            _("Line %(line)d: %(message)s") % {"line": p.line, "message": p.message}
            for p in map(translated, report.sorted())
        ]
        if faults:
            raise forms.ValidationError(faults)
        return text

    def clean(self):
        super().clean()
        self._compare_with_others()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if end is not None and (start is None or end < start):
            self.add_error("end", _("The end lies before the start."))
        if not self.errors:
            try:
                self.build()
            except ValueError as error:
                self.add_error("text", str(error))

    def _compare_with_others(self) -> None:
        """Hold what is saved against what this form was opened with.

        The event is locked from here to the end of the request, so nobody saves
        in between. The form that comes back knows both versions; saving it
        again overwrites the other one on purpose.
        """
        Event.objects.select_for_update().get(pk=self.instance.event_id)
        current = read_state(self.instance.pk)
        if self.data.get(self.add_prefix("state")) == current.digest():
            return
        self.theirs = current
        self.comparison = compare(current.text, self.cleaned_data.get("text", ""))
        self.data = self.data.copy()
        self.data[self.add_prefix("state")] = current.digest()
        raise forms.ValidationError(
            _(
                "Somebody has saved this while you were editing. Your words are in the "
                "form, theirs above it. Save again to replace theirs with yours."
            ),
            code="changed-by-others",
        )

    def common_values(self) -> dict:
        values = self.cleaned_data
        return {
            "start": values["start"],
            "end": values["end"],
            "language": values["language"],
            "page": values["page"],
            "withheld": (self.opened.withheld or "") if values["withheld"] else None,
        }

    def block_values(self) -> dict:
        raise NotImplementedError

    def replies(self) -> tuple[str, ...] | None:
        return None

    def build(self) -> document.Block:
        """The dataclass; raises ValueError for what the text form cannot hold."""
        raise NotImplementedError


class SectionForm(BlockForm):
    text = LineField(
        label=gettext_lazy("Title"),
        widget=AdminTextInputWidget(attrs={"class": "transcript-text vTextField"}),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        coerce=int,
        choices=[
            (1, gettext_lazy("1 – panel")),
            (2, gettext_lazy("2 – subheading")),
            (3, "3"),
        ],
    )

    class Meta:
        model = Section
        fields = ("level", "text", "language", "page")

    def block_values(self) -> dict:
        values = self.cleaned_data
        return {
            "title": values["text"],
            "level": values["level"],
            **self.common_values(),
        }

    def build(self) -> document.Section:
        return document.Section(**self.block_values())


class NoteForm(BlockForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NoteKind)

    class Meta:
        model = Note
        fields = ("kind", "text", "language", "page")

    def block_values(self) -> dict:
        values = self.cleaned_data
        return {
            "text": values["text"],
            "kind": values["kind"],
            **self.common_values(),
        }

    def build(self) -> document.Note:
        return document.Note(**self.block_values())


class RepliesWidget(AutocompleteSelectMultiple):
    """Asks for turns of one event only."""

    event = None

    def get_url(self):
        return reverse("admin:events_turn_replies", args=[self.event])


class RepliesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, turn: Turn) -> str:
        return turn_label(turn)


def turn_label(turn: Block) -> str:
    return f"#{turn.ref} {turn.voice}: {first_words(turn.text[:200])}"


class TurnForm(BlockForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=TurnKind)
    answers = RepliesField(
        Turn.objects.none(),
        label=gettext_lazy("Answers"),
        required=False,
        widget=RepliesWidget(Block._meta.get_field("replies_to"), admin.site),
        help_text=gettext_lazy("The turns of this event that this one answers."),
    )
    tag_line = TagLineField()

    class Meta:
        model = Turn
        fields = ("kind", "voice", "text", "language", "page", "printed_label")
        field_classes = {"printed_label": LineField, "page": LineField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        event = self.instance.event_id
        if "voice" in self.fields:  # not on a page that is only read
            self.fields["voice"].queryset = Appearance.objects.filter(event=event)
            self.fields["voice"].empty_label = None
        answers = self.fields["answers"]
        answers.widget.event = event
        answers.queryset = (
            Turn.objects.filter(event=event)
            .exclude(pk=self.instance.pk)
            .select_related("voice")
            .order_by("position", "pk")
        )
        replies = self.instance.replies_to.order_by("position", "pk")
        self.initial["answers"] = list(replies.values_list("pk", flat=True))
        self.initial["tag_line"] = list(self.opened.tags)

    def replies(self) -> tuple[str, ...]:
        return tuple(turn.ref for turn in self.cleaned_data["answers"])

    def block_values(self) -> dict:
        values = self.cleaned_data
        return {
            "voice": values["voice"].label,
            "text": values["text"],
            "kind": values["kind"],
            "printed_label": values["printed_label"],
            "tags": merge_tag_names(self.opened.tags, values["tag_line"]),
            **self.common_values(),
        }

    def build(self) -> document.Turn:
        return document.Turn(**self.block_values())
