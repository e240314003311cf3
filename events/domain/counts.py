"""How often things occur in public, as columns beside the rows of a list."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.domain.queries import speaker_is_public
from events.enums import Status
from events.models import (
    Affiliation,
    AppearanceSpeaker,
    Event,
    EventTag,
    Organization,
    Series,
    Speaker,
    Tag,
    TurnTag,
)


def count_series(series: QuerySet[Series]) -> QuerySet[Series]:
    """Add ``event_count``."""
    return series.annotate(event_count=_count(_events_in(series="pk"), "series"))


def count_speakers(speakers: QuerySet[Speaker]) -> QuerySet[Speaker]:
    """Add ``event_count`` and ``turn_count`` of what the public sees."""
    links = AppearanceSpeaker.objects.filter(
        speaker=OuterRef("pk"),
        appearance__shown_as="",
        appearance__event__status=Status.PUBLISHED,
    )
    return speakers.annotate(
        event_count=_count(links, "speaker", "appearance__event"),
        turn_count=_count(
            links.filter(
                appearance__turns__isnull=False,
                appearance__turns__withheld_on=None,
                appearance__turns__is_shown=True,
            ),
            "speaker",
            "appearance__turns",
        ),
    )


def count_organizations(rows: QuerySet[Organization]) -> QuerySet[Organization]:
    """Add ``speaker_count`` of those who are or were there."""
    return rows.annotate(
        speaker_count=_count(
            Affiliation.objects.filter(
                speaker_is_public("speaker"), organization=OuterRef("pk")
            ),
            "organization",
            "speaker",
        ),
    )


def count_tags(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    """Add ``event_count`` of tagged events and ``turn_count`` of tagged turns."""
    return tags.annotate(
        event_count=_count(
            EventTag.objects.filter(
                tag=OuterRef("pk"), content_object__status=Status.PUBLISHED
            ),
            "tag",
        ),
        turn_count=_count(
            TurnTag.objects.filter(
                tag=OuterRef("pk"),
                content_object__withheld_on=None,
                content_object__is_shown=True,
                content_object__event__status=Status.PUBLISHED,
            ),
            "tag",
        ),
    )


def _events_in(**outer: str) -> QuerySet[Event]:
    return Event.objects.filter(
        status=Status.PUBLISHED,
        **{name: OuterRef(column) for name, column in outer.items()},
    )


def _count(rows: QuerySet, by: str, what: str = "pk") -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)
