"""What readers may ask of a list, read from the address."""

from django import forms
from django.db.models import Q, QuerySet

from events.domain import queries
from events.models import Event


class EventFilterForm(forms.Form):
    year = forms.IntegerField(required=False, min_value=1, max_value=9999)
    series = forms.CharField(required=False, max_length=100)
    tag = forms.CharField(required=False, max_length=100)
    speaker = forms.CharField(required=False, max_length=100)

    def filter(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Events that fit every value; none if a value cannot be read."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["year"]:
            events = events.filter(
                Q(held_earliest__year__lte=asked["year"])
                & Q(held_latest__year__gte=asked["year"])
            )
        if asked["series"]:
            events = events.filter(series__slug=asked["series"])
        if asked["tag"]:
            tags = queries.public_tags().filter(slug=asked["tag"])
            events = queries.with_tags(events, tags)
        if asked["speaker"]:
            speakers = queries.public_speakers().filter(slug=asked["speaker"])
            events = queries.with_speakers(events, speakers)
        return events


class LetterForm(forms.Form):
    """One letter of a list by sort key; "other" is what has no Latin letter."""

    letter = forms.RegexField("^(?:[a-z]|other)$", required=False)

    def filter(self, rows: QuerySet) -> QuerySet:
        if not self.is_valid():
            return rows.none()
        letter = self.cleaned_data["letter"]
        if letter == "other":
            return rows.exclude(sort_key__iregex="^[a-z]")
        return rows.filter(sort_key__istartswith=letter) if letter else rows
