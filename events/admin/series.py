"""Series."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.admin.base import SharedAdmin, count_of
from events.domain.queries import public_series
from events.models import Event, Series


@admin.register(Series)
class SeriesAdmin(SharedAdmin):
    list_display = ("title", "event_count", "slug")
    search_fields = ("title", "slug", "description")
    fieldsets = (
        (None, {"fields": ("title", "description", "url")}),
        (_("Address"), {"fields": ("slug",)}),
    )

    def annotate(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(event_count=count_of(Event.objects, "series"))

    def public_rows(self) -> QuerySet:
        return public_series()

    @admin.display(description=_("events"), ordering="event_count")
    def event_count(self, series: Series) -> int:
        return series.event_count
