"""Which events show a thing, and that their pages have changed."""

from django.db.models import F, Model, Q, QuerySet

from events.models import Event, Organization, Series, Speaker, Tag


def events_showing(thing: Model) -> QuerySet[Event]:
    """Events on whose pages a series, speaker, organization or tag stands."""
    if isinstance(thing, Series):
        return Event.objects.filter(series=thing)
    if isinstance(thing, Speaker):
        shown = Q(appearances__speakers=thing) | Q(contributors__speaker=thing)
    elif isinstance(thing, Organization):
        shown = Q(appearances__organization=thing) | Q(contributors__organization=thing)
    elif isinstance(thing, Tag):
        shown = Q(event_tags__tag=thing) | Q(blocks__turn_tags__tag=thing)
    else:
        raise TypeError(f"{type(thing).__name__} has no place on an event's page.")
    # Two columns of keys instead of one join that multiplies rows.
    found = Event.objects.order_by().filter(shown).values("pk")
    return Event.objects.filter(pk__in=found)


def raise_versions(events: QuerySet[Event]) -> int:
    """Raise the version of each event by one, in one UPDATE; return how many."""
    keys = events.order_by().values("pk")
    return Event.objects.filter(pk__in=keys).update(version=F("version") + 1)
