"""Events: the list, and the page where everything of one event is edited."""

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.appearance import AppearanceFormSet, AppearanceInline
from events.admin.base import (
    TIDY,
    AddressForm,
    RecordedAdmin,
    count_of,
    save_with_address,
)
from events.admin.fields import TagLineField, merge_tag_names
from events.admin.filters import YearFilter, autocomplete_filter
from events.admin.formsets import KnownRelationsMixin, OrderedForm, OrderedFormSet
from events.admin.guard import GuardedForm, GuardedMixin
from events.admin.outline import outline
from events.admin.releases import ReleasesMixin
from events.admin.rights import lock_event, may_change_event
from events.admin.source import OrderedPictureForm, OrderedSourceForm
from events.admin.transcript import TranscriptMixin
from events.admin.transitions import TransitionsMixin
from events.domain.binding import read_document
from events.domain.editing import record_changes, rename_voices
from events.domain.reading import FRONT_MATTER
from events.enums import BlockType
from events.models import (
    Appearance,
    AppearanceSpeaker,
    Block,
    Contributor,
    Event,
    EventTag,
    Picture,
    Source,
)
from events.models.tag import join_tags
from events.pinyin import fold
from events.transcript.document import Document

# Columns that the form does not hold and that a save must not turn back.
_OWN_COLUMNS = (
    "key",
    "status",
    "published_at",
    "withdrawn_at",
    "withdrawal_reason",
    "version",
    "loaded_digest",
)


class EventForm(GuardedForm, AddressForm):
    tag_line = TagLineField()
    parts = (
        (Appearance, "event"),
        (AppearanceSpeaker, "appearance__event"),
        (Contributor, "event"),
        (EventTag, "content_object"),
        (Picture, "event"),
        (Source, "event"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["tag_line"] = []
        if self.instance.pk:
            tags = EventTag.objects.filter(content_object=self.instance).order_by("pk")
            self.initial["tag_line"] = list(tags.values_list("tag__name", flat=True))

    def own_columns(self) -> tuple[str, ...]:
        """Without what other pages change: the state, the version."""
        return (*FRONT_MATTER, "slug", "series", "translation_of")

    def clean_translation_of(self):
        original = self.cleaned_data["translation_of"]
        if original and original.pk == self.instance.pk:
            raise forms.ValidationError(
                _("An event is no translation of itself; choose another.")
            )
        return original


class BelongingInline(KnownRelationsMixin, admin.StackedInline):
    """Rows that belong to an event and are as open as it is."""

    formset = OrderedFormSet
    form = OrderedForm
    formfield_overrides = TIDY
    extra = 0

    @admin.display(description=gettext_lazy("Order"))
    def place(self, row) -> int:
        """In place of the form's field, on a page that is only read."""
        return row.position + 1

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and _is_open(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_open(request, obj)


def _is_open(request, event: Event | None) -> bool:
    return event is None or may_change_event(request.user, event)


class VoiceInline(BelongingInline, AppearanceInline):
    form = AppearanceInline.form
    formset = AppearanceFormSet


class ContributorInline(BelongingInline):
    model = Contributor
    autocomplete_fields = ("organization", "speaker")
    fields = (("place", "role", "name"), ("organization", "speaker"))

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("organization", "speaker").order_by("position")


class SourceInline(BelongingInline):
    model = Source
    form = OrderedSourceForm
    fields = (
        ("place", "relation", "publication", "issued", "page"),
        "url",
        "rights",
        "note",
        "file",
        "raw_text",
    )


class PictureInline(BelongingInline):
    model = Picture
    form = OrderedPictureForm
    fields = (
        ("place", "file"),
        "caption",
        "alternative_text",
        ("photographer", "rights"),
    )


@admin.register(Event)
class EventAdmin(
    GuardedMixin, ReleasesMixin, TranscriptMixin, TransitionsMixin, RecordedAdmin
):
    form = EventForm
    change_form_template = "admin/events/event/change_form.html"
    save_on_top = True
    inlines = (VoiceInline, ContributorInline, SourceInline, PictureInline)
    list_display = (
        "title",
        "status",
        "series",
        "held",
        "turn_count",
        "updated_at",
    )
    list_select_related = ("series",)
    list_filter = (
        "status",
        YearFilter,
        autocomplete_filter(
            gettext_lazy("series"),
            "series",
            Event._meta.get_field("series"),
            "series",
        ),
        autocomplete_filter(
            gettext_lazy("tag"),
            "tag",
            EventTag._meta.get_field("tag"),
            "event_tags__tag",
        ),
        autocomplete_filter(
            gettext_lazy("speaker"),
            "speaker",
            AppearanceSpeaker._meta.get_field("speaker"),
            "appearances__speakers",
        ),
    )
    search_fields = ("title", "kicker", "subtitle", "slug")
    search_help_text = gettext_lazy("Title, kicker, speaker or tag")
    autocomplete_fields = ("series", "translation_of")
    readonly_fields = ("key", "published_at", "withdrawn_at", "withdrawal_reason")
    fieldsets = (
        (
            None,
            {"fields": ("title", "kicker", "subtitle", "lead", "tag_line")},
        ),
        (
            gettext_lazy("Occasion"),
            {"fields": (("series", "number", "ordinal"), ("held", "venue"))},
        ),
        (
            gettext_lazy("Text"),
            {
                "fields": (
                    ("language", "translation_of"),
                    ("text_status", "reviewed"),
                    "summary",
                    "recording",
                    "rights",
                )
            },
        ),
        (
            gettext_lazy("Address and state"),
            {
                "fields": (
                    ("slug", "key"),
                    ("published_at", "withdrawn_at"),
                    "withdrawal_reason",
                )
            },
        ),
    )

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        return found if obj else found[:-1]  # a new event has no address or state

    def annotate(self, queryset: QuerySet) -> QuerySet:
        turns = Block.objects.filter(type=BlockType.TURN)
        return queryset.annotate(turn_count=count_of(turns, "event"))

    def get_search_results(self, request, queryset, search_term):
        """Every word somewhere: in the titles, a speaker's names or a tag."""
        for word in fold(search_term).split():
            found = Q(pk__in=_appearing(word)) | Q(pk__in=_tagged(word))
            for field in self.search_fields:
                found |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or (not obj.was_published and _is_open(request, obj))
        )

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def get_view_on_site_url(self, obj=None):
        if obj is None or not obj.is_public:
            return None
        return super().get_view_on_site_url(obj)

    def get_deleted_objects(self, objs, request):
        """A summary instead of every turn; what was published stays."""
        events = list(objs)
        keys = [event.pk for event in events]
        turns = Block.objects.filter(event__in=keys, type=BlockType.TURN).count()
        protected = [str(event) for event in events if event.was_published]
        translations = Event.objects.filter(translation_of__in=keys)
        protected += map(str, translations.exclude(pk__in=keys))
        lacking = {
            self.opts.verbose_name
            for event in events
            if not event.was_published
            and not self.has_delete_permission(request, event)
        }
        counts = {
            self.opts.verbose_name_plural: len(events),
            Block._meta.verbose_name_plural: turns,
        }
        return [str(event) for event in events], counts, lacking, protected

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        event = kwargs.get("obj")
        if change and event:
            context["outline"] = outline(event)
            context["may_release"] = self.may_release(request, event)
            context["transitions"] = self.transitions_for(request, event)
        return super().render_change_form(request, context, add, change, **kwargs)

    def save_model(self, request, obj, form, change):
        """Write what the Document does not hold; `save_related` makes the revision."""
        obj._history_user = request.user
        form.before = Document()
        if change:
            current = lock_event(request.user, obj)
            form.before = read_document(current)
            for name in _OWN_COLUMNS:
                setattr(obj, name, getattr(current, name))
            obj.skip_history_when_saving = True
        save_with_address(obj, form)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        event = form.instance
        voices = None
        if request.user.has_perm("events.change_appearance"):
            found = (f for f in formsets if isinstance(f, AppearanceFormSet))
            voices = next(found, None)
        if voices is not None:
            rename_voices(event, voices.renamed())
        stored = record_changes(
            event,
            since=form.before,
            author=request.user,
            voices=voices and voices.voices(form.before.voices),
            tags=merge_tag_names(form.before.tags, form.cleaned_data["tag_line"]),
        )
        changed = form.has_changed() or any(f.has_changed() for f in formsets)
        if changed and stored.revision is None:
            # Shown on the page, but no part of the Document: slug, pictures, files.
            stored.event.version += 1
            stored.event.save()

    @admin.display(description=gettext_lazy("Tags"))
    def tag_line(self, event: Event) -> str:
        """In place of the form's field, on a page that is only read."""
        return join_tags(event.tags.all())

    @admin.display(description=gettext_lazy("turns"), ordering="turn_count")
    def turn_count(self, event: Event) -> int:
        return event.turn_count


def _appearing(word: str) -> QuerySet:
    voices = Appearance.objects.filter(
        Q(label__icontains=word) | Q(speakers__search_terms__icontains=word)
    )
    return voices.values("event")


def _tagged(word: str) -> QuerySet:
    return EventTag.objects.filter(tag__folded__contains=word).values("content_object")
