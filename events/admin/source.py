"""Sources across all events, and the forms of uploaded files."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.admin.base import RecordedAdmin
from events.admin.fields import RawTextField
from events.admin.filters import autocomplete_filter
from events.admin.formsets import KnownRelationsForm, OrderedForm
from events.admin.guard import GuardedForm, GuardedMixin
from events.admin.reverting import RevertingMixin
from events.admin.rights import lock_event, may_change_event
from events.admin.uploads import PICTURES, UploadMixin
from events.domain.binding import read_document
from events.domain.editing import record_changes
from events.models import Event, Picture, Source

_RAW_HELP = _("The source’s own text, untouched. Only editors see it.")


class SourceForm(GuardedForm, UploadMixin, KnownRelationsForm):
    raw_text = RawTextField(label=_("Raw text"), help_text=_RAW_HELP)

    def lock(self) -> Source | None:
        """By its event, as all do who write what belongs to one."""
        Event.objects.select_for_update().filter(pk=self.instance.event_id).first()
        return Source.objects.filter(pk=self.instance.pk).first()


class OrderedSourceForm(UploadMixin, OrderedForm):
    raw_text = RawTextField(label=_("Raw text"), help_text=_RAW_HELP)


class OrderedPictureForm(UploadMixin, OrderedForm):
    suffixes = PICTURES


@admin.register(Source)
class SourceAdmin(GuardedMixin, RevertingMixin, RecordedAdmin):
    """To find and mend sources; they come and go on the page of their event."""

    form = SourceForm
    list_display = ("__str__", "event", "relation", "issued", "page", "has_raw_text")
    list_select_related = ("event",)
    list_filter = (
        "relation",
        autocomplete_filter(
            _("event"), "event", Source._meta.get_field("event"), "event"
        ),
    )
    search_fields = ("publication", "url", "note", "event__title", "issued")
    ordering = ("-event_id", "position")
    readonly_fields = ("event",)
    fields = (
        "event",
        "relation",
        ("publication", "issued", "page"),
        "url",
        "rights",
        "note",
        "file",
        "raw_text",
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("event")
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.defer("raw_text", "rights") if is_list else rows

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or may_change_event(request.user, obj.event)
        )

    def save_model(self, request, obj, form, change):
        event = lock_event(request.user, obj.event)
        before = read_document(event)
        super().save_model(request, obj, form, change)
        record_changes(event, since=before, author=request.user)

    @admin.display(description=_("raw text"), boolean=True)
    def has_raw_text(self, source: Source) -> bool:
        return source.has_raw_text

    def annotate(self, queryset):
        return queryset.annotate(has_raw_text=~Q(raw_text=""))


@admin.register(Picture)
class PictureAdmin(RecordedAdmin):
    """To find pictures; they are edited on the page of their event."""

    list_display = ("__str__", "event", "photographer")
    list_select_related = ("event",)
    search_fields = ("caption", "alternative_text", "photographer", "event__title")
    ordering = ("-event_id", "position")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
