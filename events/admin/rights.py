"""Who may change what: a contributor works on drafts only."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from events.domain import queries
from events.domain.versions import events_showing
from events.enums import Status
from events.models import Event, Organization, Series, Speaker, Tag

EDIT_PUBLIC = "events.edit_public_event"
PUBLISH = "events.publish_event"
_PUBLIC = {
    Series: queries.public_series,
    Speaker: queries.public_speakers,
    Organization: queries.public_organizations,
    Tag: queries.public_tags,
}


def may_change_event(user, event: Event) -> bool:
    """Whether the event's state lets this user change it and what belongs to it."""
    return event.status == Status.DRAFT or user.has_perm(EDIT_PUBLIC)


def may_change_shared(user, thing: Model) -> bool:
    """A person, organization, series or tag that occurs in drafts only is open
    to contributors; what others show is for editors.

    An organization is public without standing at an event where somebody public
    works there, or one of its parts is public.
    """
    if user.has_perm(EDIT_PUBLIC):
        return True
    if events_showing(thing).exclude(status=Status.DRAFT).exists():
        return False
    return not _PUBLIC[type(thing)]().filter(pk=thing.pk).exists()


def lock_event(user, event: Event) -> Event:
    """The event as it stands now, locked and still open to this user."""
    current = Event.objects.select_for_update().get(pk=event.pk)
    if not may_change_event(user, current):
        raise PermissionDenied
    return current
