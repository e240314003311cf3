import pytest

from events.domain.errors import Refused
from events.domain.publishing import (
    publish_event,
    return_to_draft,
    submit_for_review,
    withdraw_event,
)
from events.enums import Status
from events.models import Event
from tests.factories import make_event, make_turns, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


def make_talk(**fields) -> Event:
    event = make_event(**fields)
    make_turns(event, [("甲", "大家好。")])
    return event


def test_draft_goes_to_review_and_back(user):
    event = submit_for_review(make_event(), by=user)
    in_review = event.status

    event = return_to_draft(event, by=user)

    assert (in_review, event.status) == (Status.REVIEW, Status.DRAFT)


def test_published_event_has_a_first_day_that_stays(user):
    event = publish_event(make_talk(), by=user)
    first = event.published_at
    withdraw_event(event, reason="需要核对。", by=user)

    event = publish_event(event, by=user)

    assert event.status == Status.PUBLISHED
    assert event.published_at == first
    assert (event.withdrawn_at, event.withdrawal_reason) == (None, "")


def test_change_of_state_is_recorded_with_its_author_and_raises_the_version(user):
    event = make_talk()
    before = event.version

    publish_event(event, by=user)

    event = Event.objects.get(pk=event.pk)
    assert event.version == before + 1
    newest = event.history.first()
    assert (newest.status, newest.history_user) == (Status.PUBLISHED, user)


def test_withdrawal_needs_a_reason(user):
    event = publish_event(make_talk(), by=user)

    with pytest.raises(Refused, match="Write the reason"):
        withdraw_event(event, reason="  ", by=user)

    assert Event.objects.get(pk=event.pk).status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("status", "verb", "arguments"),
    [
        (Status.REVIEW, submit_for_review, {}),
        (Status.PUBLISHED, submit_for_review, {}),
        (Status.WITHDRAWN, submit_for_review, {}),
        (Status.DRAFT, return_to_draft, {}),
        (Status.PUBLISHED, return_to_draft, {}),
        (Status.PUBLISHED, publish_event, {}),
        (Status.DRAFT, withdraw_event, {"reason": "错"}),
        (Status.WITHDRAWN, withdraw_event, {"reason": "错"}),
    ],
)
def test_wrong_state_is_refused_and_nothing_changes(user, status, verb, arguments):
    event = make_talk(status=status)

    with pytest.raises(Refused):
        verb(event, by=user, **arguments)

    assert Event.objects.get(pk=event.pk).status == status


def test_event_without_title_or_turn_is_not_published(user):
    event = make_event(title="")

    with pytest.raises(Refused, match=r"no title.*no turn"):
        publish_event(event, by=user)

    assert Event.objects.get(pk=event.pk).published_at is None


def test_stale_object_does_not_publish_twice(user):
    stale = make_talk()
    publish_event(stale, by=user)

    with pytest.raises(Refused):
        publish_event(stale, by=user)


def test_publishing_raises_the_versions_of_translations(user):
    original = make_event()
    translation = make_talk(translation_of=original)

    publish_event(translation, by=user)

    assert Event.objects.get(pk=original.pk).version == original.version + 1
