"""Who may change what: a contributor works on drafts only."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from events.domain.versions import events_showing
from events.enums import Status
from events.models import Event

EDIT_PUBLIC = "events.edit_public_event"
PUBLISH = "events.publish_event"


def may_change_event(user, event: Event) -> bool:
    """Whether the event's state lets this user change it and what belongs to it."""
    return event.status == Status.DRAFT or user.has_perm(EDIT_PUBLIC)


def may_change_shared(user, thing: Model) -> bool:
    """A person, organization, series or tag that occurs in drafts only is open
    to contributors; what others show is for editors."""
    if user.has_perm(EDIT_PUBLIC):
        return True
    return not events_showing(thing).exclude(status=Status.DRAFT).exists()


def lock_event(user, event: Event) -> Event:
    """The event as it stands now, locked and still open to this user."""
    current = Event.objects.select_for_update().get(pk=event.pk)
    if not may_change_event(user, current):
        raise PermissionDenied
    return current
