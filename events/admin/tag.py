"""The vocabulary."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.admin.base import SharedAdmin, SharedForm, count_of
from events.admin.merging import MergingMixin
from events.domain.queries import public_tags
from events.domain.vocabulary import merge_tags
from events.models import EventTag, Tag, TurnTag
from events.pinyin import fold


class TagForm(SharedForm):
    def clean_name(self):
        name = self.cleaned_data["name"]
        twin = Tag.objects.by_folded([fold(name)]).get(fold(name))
        if twin and twin.pk != self.instance.pk:
            raise forms.ValidationError(
                _(
                    "The tag “%(name)s” exists. To make one of the two, choose both in "
                    "the list of tags and use the action that merges them."
                ),
                params={"name": twin},
            )
        return name


@admin.register(Tag)
class TagAdmin(MergingMixin, SharedAdmin):
    form = TagForm
    list_display = ("name", "event_count", "turn_count", "slug")
    search_fields = ("folded", "slug")
    fields = ("name", "slug")
    actions = ("merge_selected",)
    merge = staticmethod(merge_tags)
    merge_explanation = _(
        "The tag that stays is put wherever one of the others stands, and their "
        "addresses lead to it."
    )

    def annotate(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(
            event_count=count_of(EventTag.objects, "tag"),
            turn_count=count_of(TurnTag.objects, "tag"),
        )

    def public_rows(self) -> QuerySet:
        return public_tags()

    @admin.display(description=_("events"), ordering="event_count")
    def event_count(self, tag: Tag) -> int:
        return tag.event_count

    @admin.display(description=_("turns"), ordering="turn_count")
    def turn_count(self, tag: Tag) -> int:
        return tag.turn_count
