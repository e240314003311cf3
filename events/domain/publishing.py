"""From draft to public and out of it again; every change of an event's state."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.domain.errors import Refused
from events.domain.revisions import record_state
from events.domain.versions import raise_versions
from events.enums import BlockType, Origin, Status
from events.models import Event


@transaction.atomic
def submit_for_review(event: Event, *, by) -> Event:
    """Hand a draft over to the editors."""
    event = _in_state(event, {Status.DRAFT}, _("Only a draft is submitted for review."))
    event.status = Status.REVIEW
    return _save(event, by)


@transaction.atomic
def return_to_draft(event: Event, *, by) -> Event:
    """Give an event in review back to those who write it."""
    event = _in_state(
        event, {Status.REVIEW}, _("Only an event in review returns to draft.")
    )
    event.status = Status.DRAFT
    return _save(event, by)


@transaction.atomic
def publish_event(event: Event, *, by) -> Event:
    """Make an event public, a withdrawn one again; the first day is kept."""
    event = _in_state(
        event,
        {Status.DRAFT, Status.REVIEW, Status.WITHDRAWN},
        _("It is published already."),
    )
    faults = publishing_faults(event)
    if faults:
        raise Refused(" ".join(faults))
    event.status = Status.PUBLISHED
    event.published_at = event.published_at or timezone.now()
    event.withdrawn_at, event.withdrawal_reason = None, ""
    record_state(event, origin=Origin.PUBLISH, author=by)
    return _save(event, by)


@transaction.atomic
def withdraw_event(event: Event, *, reason: str, by) -> Event:
    """Take a published event off its address, which then tells the reason."""
    event = _in_state(
        event, {Status.PUBLISHED}, _("Only a published event is withdrawn.")
    )
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write the reason; readers see it in place of the event."))
    event.status = Status.WITHDRAWN
    event.withdrawn_at, event.withdrawal_reason = timezone.now(), reason
    record_state(event, origin=Origin.WITHDRAW, author=by, reason=reason)
    return _save(event, by)


def publishing_faults(event: Event) -> list[str]:
    """What keeps the event from being published, one sentence each."""
    faults = []
    if not event.title.strip():
        faults.append(_("It has no title; write one."))
    if not event.blocks.filter(type=BlockType.TURN).exists():
        faults.append(_("Its transcript has no turn; enter the transcript first."))
    return faults


def _in_state(event: Event, states: set[Status], sentence: str) -> Event:
    """The event as it stands now, locked."""
    current = Event.objects.select_for_update().get(pk=event.pk)
    if current.status not in states:
        raise Refused(sentence)
    return current


def _save(event: Event, by) -> Event:
    event.version += 1
    event._history_user = by
    event.save()
    # Their pages link to a translation, or to the original, once it is public.
    raise_versions(
        Event.objects.filter(Q(translation_of=event) | Q(translations=event))
    )
    return event
