"""Speakers, organizations, and who works where."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from events.admin.base import TIDY, SharedAdmin, SharedForm, count_of
from events.admin.fields import LinesField
from events.admin.formsets import KnownRelationsForm, KnownRelationsMixin
from events.admin.merging import MergingMixin
from events.admin.rights import may_change_shared
from events.domain.people import is_part_of, merge_organizations, merge_speakers
from events.domain.queries import public_organizations, public_speakers
from events.models import (
    Affiliation,
    Appearance,
    AppearanceSpeaker,
    Organization,
    Speaker,
)

_ALIASES_HELP = _("One name a line: earlier names, other scripts, pen names.")


class NamedForm(SharedForm):
    aliases = LinesField(label=_("Other names"), help_text=_ALIASES_HELP)


class SpeakerForm(NamedForm):
    parts = ((Affiliation, "speaker"),)


class OrganizationForm(NamedForm):
    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and is_part_of(parent, self.instance):
            raise forms.ValidationError(
                _(
                    "“%(parent)s” is itself a part of this organization; choose another."
                ),
                params={"parent": parent},
            )
        return parent


class AffiliationInline(KnownRelationsMixin, admin.TabularInline):
    model = Affiliation
    form = KnownRelationsForm
    formfield_overrides = TIDY
    autocomplete_fields = ("organization",)
    fields = ("organization", "title", "since", "until", "note")
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organization")

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and _open(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _open(request, obj)


def _open(request, obj) -> bool:
    return obj is None or may_change_shared(request.user, obj)


class NamedAdmin(MergingMixin, SharedAdmin):
    """What speakers and organizations have in common."""

    search_fields = ("search_terms", "slug")
    actions = ("merge_selected",)

    @admin.display(description=_("other names"))
    def other_names(self, row) -> str:
        return "、".join(row.aliases)

    @admin.display(description=_("events"), ordering="event_count")
    def event_count(self, row) -> int:
        return row.event_count

    @admin.display(description=_("appearances"))
    def appearance_list(self, row) -> str:
        """Where the row appears; every event, as the desk sees them."""
        appearances = row.appearances.select_related("event").order_by("-event_id")
        return (
            format_html_join(
                "",
                '<div><a href="../../../event/{}/change/">{}</a> {} {}</div>',
                (
                    (voice.event_id, voice.event, voice.label, voice.credit)
                    for voice in appearances[:200]
                ),
            )
            or "–"
        )


@admin.register(Speaker)
class SpeakerAdmin(NamedAdmin):
    form = SpeakerForm
    inlines = (AffiliationInline,)
    list_display = ("name", "sort_key", "other_names", "event_count", "turn_count")
    readonly_fields = ("appearance_list",)
    fieldsets = (
        (None, {"fields": ("name", "aliases", "biography")}),
        (_("Sorting and address"), {"fields": ("sort_key", "slug")}),
        (
            _("Identifiers"),
            {
                "classes": ("collapse",),
                "fields": ("orcid", "wikidata", "isni", "viaf"),
            },
        ),
        (_("Appearances"), {"fields": ("appearance_list",)}),
    )
    merge = staticmethod(merge_speakers)
    merge_explanation = _(
        "Appearances, affiliations and contributions go to the person who stays; the "
        "other names become aliases, and their addresses lead there. What the person "
        "who stays lacks is filled in; a second biography stays in the history only."
    )

    def annotate(self, queryset: QuerySet) -> QuerySet:
        links = AppearanceSpeaker.objects
        return queryset.annotate(
            event_count=count_of(links, "speaker", "appearance__event"),
            turn_count=count_of(links, "speaker", "appearance__turns"),
        )

    def public_rows(self) -> QuerySet:
        return public_speakers()

    @admin.display(description=_("turns"), ordering="turn_count")
    def turn_count(self, speaker: Speaker) -> int:
        return speaker.turn_count


@admin.register(Organization)
class OrganizationAdmin(NamedAdmin):
    form = OrganizationForm
    list_display = ("name", "other_names", "parent", "event_count", "people_count")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    readonly_fields = ("appearance_list",)
    fieldsets = (
        (None, {"fields": ("name", "aliases", "parent", "description", "url")}),
        (_("Sorting and address"), {"fields": ("sort_key", "slug")}),
        (
            _("Identifiers"),
            {"classes": ("collapse",), "fields": ("ror", "wikidata")},
        ),
        (_("Appearances"), {"fields": ("appearance_list",)}),
    )
    merge = staticmethod(merge_organizations)
    merge_explanation = _(
        "Appearances, affiliations, contributions and parts go to the organization "
        "that stays; the other names become aliases, and their addresses lead there."
    )

    def annotate(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(
            event_count=count_of(Appearance.objects, "organization", "event"),
            people_count=count_of(Affiliation.objects, "organization", "speaker"),
        )

    def public_rows(self) -> QuerySet:
        return public_organizations()

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, organization: Organization) -> int:
        return organization.people_count
