"""What the archive writes down by itself: to read, not to change."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.admin.base import ReadOnlyAdmin
from events.admin.filters import autocomplete_filter
from events.models import RefForward, Revision, SlugForward


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = (
        "event",
        "number",
        "created_at",
        "author",
        "origin",
        "reason",
        "added",
        "changed",
        "removed",
    )
    list_display_links = ("number",)
    list_select_related = ("event", "author")
    list_filter = (
        "origin",
        autocomplete_filter(
            _("event"), "event", Revision._meta.get_field("event"), "event"
        ),
    )
    search_fields = ("event__title", "author__username", "reason")
    ordering = ("-created_at", "-pk")
    fields = (
        ("event", "number"),
        ("created_at", "author", "origin", "reason"),
        ("added", "changed", "removed"),
        "whole_text",
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.defer("text") if is_list else rows

    @admin.display(description=_("text"))
    def whole_text(self, revision: Revision) -> str:
        return format_html('<pre class="transcript">{}</pre>', revision.text)


@admin.register(SlugForward)
class SlugForwardAdmin(ReadOnlyAdmin):
    list_display = ("slug", "kind", "leads_to")
    list_filter = ("kind",)
    list_select_related = ("series", "event", "speaker", "organization", "tag")
    search_fields = ("slug",)
    fields = ("kind", "slug", "leads_to")

    @admin.display(description=_("leads to"))
    def leads_to(self, forward: SlugForward) -> str:
        return str(forward.target)


@admin.register(RefForward)
class RefForwardAdmin(ReadOnlyAdmin):
    list_display = ("ref", "event", "target", "removed_on")
    list_select_related = ("event", "target")
    list_filter = (
        autocomplete_filter(
            _("event"), "event", RefForward._meta.get_field("event"), "event"
        ),
    )
    search_fields = ("ref", "event__title")
    ordering = ("-event_id", "ref")
    fields = ("event", "ref", "target", "removed_on")
