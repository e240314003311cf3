"""The voices of an event, edited on its page and stored through the Document."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Prefetch
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.base import TIDY
from events.admin.formsets import KnownRelationsMixin, OrderedForm, OrderedFormSet
from events.admin.widgets import KnownSelectMultiple, inner
from events.domain.problem_words import problem_part
from events.models import Appearance, AppearanceSpeaker, Speaker
from events.transcript.document import Voice
from events.transcript.validation import label_fault


class PeopleField(forms.ModelMultipleChoiceField):
    """Speakers in the order in which they were chosen."""

    def clean(self, value):
        rows = {str(row.pk): row for row in super().clean(value)}
        return [rows[pk] for pk in dict.fromkeys(map(str, value or ())) if pk in rows]

    def has_changed(self, initial, data):
        before = [str(value) for value in self.prepare_value(initial or [])]
        return before != [str(value) for value in data or []]


class AppearanceForm(OrderedForm):
    people = PeopleField(
        Speaker.objects.all(),
        label=gettext_lazy("Speakers"),
        required=False,
        widget=KnownSelectMultiple(Appearance._meta.get_field("speakers"), admin.site),
    )

    class Meta:
        help_texts = {"label": ""}  # as many times as there are voices

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            people = [link.speaker for link in self.instance.speaker_links.all()]
            self.initial["people"] = [speaker.pk for speaker in people]
            inner(self.fields["people"].widget).learn(people)

    def clean_label(self):
        label = self.cleaned_data["label"]
        fault = label_fault(label)
        if fault:
            raise forms.ValidationError(
                _("The transcript cannot be written with this label: %(fault)s.")
                % {"fault": problem_part(fault)}
            )
        return label

    def clean(self):
        super().clean()
        turns = getattr(self.instance, "turn_count", 0)
        if turns and self.cleaned_data.get(DELETION_FIELD_NAME):
            del self.cleaned_data[DELETION_FIELD_NAME]
            self.add_error(
                None,
                ngettext(
                    "“%(label)s” speaks %(turns)d turn; give it to another voice "
                    "before you remove this one.",
                    "“%(label)s” speaks %(turns)d turns; give them to another voice "
                    "before you remove this one.",
                    turns,
                )
                % {"label": self.instance.label, "turns": turns},
            )

    def voice(self) -> Voice:
        values = self.cleaned_data
        organization = values["organization"]
        return Voice(
            label=values["label"],
            role=values["role"],
            role_printed=values["role_printed"],
            credit=values["credit"],
            organization=organization.key if organization else "",
            speakers=tuple(speaker.key for speaker in values["people"]),
            shown_as=values["shown_as"],
        )

    def _get_validation_exclusions(self):
        # Two labels may be swapped; the formset sees to it that none is double.
        return super()._get_validation_exclusions() | {"label"}


class AppearanceFormSet(OrderedFormSet):
    """Writes no row: `voices` and `renamed` tell the event's page what to store."""

    def clean(self):
        super().clean()
        labels = set()
        for form in self.forms:
            label = form.cleaned_data.get("label") if form.is_valid() else None
            if self._goes(form):
                continue
            if label in labels:
                form.add_error(
                    "label",
                    _(
                        "Another voice has this label; add something to tell them apart."
                    ),
                )
            elif label:
                labels.add(label)

    def save(self, commit=True):
        kept = self.forms_in_order()
        self.new_objects = [form.instance for form in kept if not form.instance.pk]
        self.changed_objects = [
            (form.instance, form.changed_data)
            for form in kept
            if form.instance.pk and form.has_changed()
        ]
        self.deleted_objects = [
            form.instance
            for form in self.initial_forms
            if form.instance.pk and self._goes(form)
        ]
        return []

    def save_m2m(self):
        """The admin calls it; there is nothing to save."""

    def voices(self, standing: tuple[Voice, ...]) -> tuple[Voice, ...]:
        """The voices as the page has them, then those of ``standing`` that it
        does not know: somebody added them since it was opened."""
        known = {form.initial["label"] for form in self.initial_forms}
        voices = tuple(form.voice() for form in self.forms_in_order())
        known.update(voice.label for voice in voices)
        return voices + tuple(voice for voice in standing if voice.label not in known)

    def renamed(self) -> dict[str, str]:
        return {
            form.initial["label"]: form.cleaned_data["label"]
            for form in self.forms_in_order()
            if form.instance.pk and form.initial["label"] != form.cleaned_data["label"]
        }


class AppearanceInline(KnownRelationsMixin, admin.StackedInline):
    model = Appearance
    form = AppearanceForm
    formset = AppearanceFormSet
    formfield_overrides = TIDY
    autocomplete_fields = ("organization",)
    readonly_fields = ("turn_count",)
    fields = (
        ("place", "label", "role", "people", "organization"),
        ("credit", "role_printed", "shown_as", "turn_count"),
    )
    extra = 0
    verbose_name = gettext_lazy("voice")
    verbose_name_plural = gettext_lazy("Voices")

    def get_queryset(self, request):
        links = AppearanceSpeaker.objects.select_related("speaker")
        return (
            super()
            .get_queryset(request)
            .select_related("organization")
            .prefetch_related(
                Prefetch("speaker_links", links.order_by("position", "pk"))
            )
            .annotate(turn_count=Count("turns"))
            .order_by("position", "pk")
        )

    @admin.display(description=gettext_lazy("Speakers"))
    def people(self, appearance: Appearance) -> str:
        """In place of the form's field, on a page that is only read."""
        links = appearance.speaker_links.all()
        return "、".join(str(link.speaker) for link in links)

    @admin.display(description=gettext_lazy("turns"))
    def turn_count(self, appearance: Appearance) -> int:
        return getattr(appearance, "turn_count", 0)
