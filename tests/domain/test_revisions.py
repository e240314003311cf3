"""Recording, restoring, naming and thinning of saved states."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.domain.binding import read_document, store_document
from events.domain.publishing import publish_event, withdraw_event
from events.domain.revisions import (
    Thinning,
    name_revision,
    plan_thinning,
    read_revision,
    record_state,
    restore_revision,
    thin_revisions,
)
from events.enums import Origin
from events.models import Draft, Event, Release, Revision
from events.transcript.serializer import serialize
from tests.factories import (
    link_speakers,
    make_event,
    make_speaker,
    make_turns,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_talk() -> Event:
    event = make_event()
    make_turns(event, [("甲", "大家好。"), ("乙", "谢谢。"), ("甲", "再见。")])
    return event


def store(event: Event, **changes) -> Revision:
    document = replace(read_document(event), **changes)
    return store_document(event, document, origin=Origin.EDIT).revision


def test_publishing_and_withdrawing_are_saved_states():
    event, user = make_talk(), make_user()

    publish_event(event, by=user)
    withdraw_event(event, reason="应发言人要求。", by=user)

    text = serialize(read_document(event))
    assert list(
        event.revisions.order_by("number").values_list(
            "number", "origin", "author", "reason", "text"
        )
    )[1:] == [
        (2, Origin.PUBLISH, user.pk, "", text),
        (3, Origin.WITHDRAW, user.pk, "应发言人要求。", text),
    ]


def test_a_long_reason_is_cut():
    revision = record_state(make_talk(), origin=Origin.WITHDRAW, reason="因" * 400)

    assert revision.reason == "因" * 299 + "…"


def test_restoring_brings_back_words_refs_and_ends_forwards():
    event = make_talk()
    first = event.revisions.get()
    before = read_revision(first)
    kept, gone, last = before.blocks
    store(event, blocks=(replace(kept, text="改过。"), last))
    forwarded = set(event.ref_forwards.values_list("ref", flat=True))

    restored = restore_revision(first, by=make_user(username="editor"))

    assert forwarded == {gone.ref}
    assert read_document(event) == before
    assert not event.ref_forwards.exists()
    newest = event.revisions.first()
    assert newest == restored.stored.revision
    assert (newest.number, newest.origin, newest.author.username) == (
        3,
        Origin.RESTORE,
        "editor",
    )
    assert (newest.added, newest.changed, newest.removed) == (1, 1, 0)


def test_what_came_after_the_restored_state_forwards():
    event = make_talk()
    first = event.revisions.get()
    (later,) = make_turns(event, [("乙", "补充一句。")])

    restore_revision(first, by=None)

    assert event.ref_forwards.get().ref == later.ref


def test_withholding_is_undone_by_restoring():
    event = make_talk()
    first = event.revisions.get()
    kept, *rest = read_document(event).blocks
    store(event, blocks=(replace(kept, withheld="2024-05-06"), *rest))

    restore_revision(first, by=None)

    assert not event.blocks.exclude(withheld_on=None).exists()


def test_restoring_the_current_state_changes_nothing():
    event = make_talk()

    restored = restore_revision(event.revisions.get(), by=None)

    assert restored.stored.revision is None
    assert event.revisions.count() == 1


def test_restoring_drops_links_to_who_is_gone():
    event = make_talk()
    person = make_speaker()
    link_speakers(event, "甲", person)
    linked = record_state(event, origin=Origin.EDIT)
    event.appearances.get(label="甲").speaker_links.all().delete()
    person.delete()
    store(event, title="另一个题目")

    restored = restore_revision(linked, by=None)

    assert restored.dropped == [("speaker", person.key)]
    assert read_document(event).voices[0].speakers == ()
    assert Event.objects.get(pk=event.pk).title == event.title


def test_a_name_is_given_and_taken_away():
    revision = make_talk().revisions.get()

    name_revision(revision, "送审稿")
    named = Revision.objects.get(pk=revision.pk).name
    name_revision(revision, "")

    assert named == "送审稿"
    assert Revision.objects.get(pk=revision.pk).name == ""


def test_a_name_is_one_short_line():
    revision = make_talk().revisions.get()

    name_revision(revision, " 两\n行 ")

    assert Revision.objects.get(pk=revision.pk).name == "两 行"
    with pytest.raises(ValidationError):
        name_revision(revision, "长" * 101)


NOW = datetime(2024, 6, 30, 12, tzinfo=timezone.get_fixed_timezone(8 * 60))


def at(event: Event, days: int, hour: int, **fields) -> Revision:
    """A revision of so many days before ``NOW``, at this hour of Shanghai."""
    revision = record_state(event, origin=fields.pop("origin", Origin.EDIT))
    day = (NOW - timedelta(days=days)).replace(hour=hour)
    Revision.objects.filter(pk=revision.pk).update(created_at=day, **fields)
    return revision


def planned() -> dict[str, list[int]]:
    """Numbers of the revisions that would go, by event."""
    numbers = dict(Revision.objects.values_list("pk", "number"))
    return {
        plan.event: [numbers[pk] for pk in plan.revisions]
        for plan in plan_thinning(days=90, now=NOW)
    }


def test_between_the_first_and_last_of_an_old_day_revisions_go():
    event = make_event()
    for days, hours in (
        (100, (0, 8, 16, 23)),
        (95, (9,)),
        (91, (9, 10, 11)),
        (10, (9,)),
    ):
        for hour in hours:
            at(event, days, hour)

    assert planned() == {event.slug: [2, 3, 7]}


def test_recent_ones_and_the_newest_stay():
    old, recent = make_event(), make_event()
    for hour in (8, 9, 10):
        at(old, 100, hour)
        at(recent, 80, hour)

    assert planned() == {old.slug: [2]}


def test_what_somebody_needs_stays():
    event, user = make_event(), make_user()
    at(event, 100, 1)
    at(event, 100, 2, name="送审稿")
    at(event, 100, 3, origin=Origin.PUBLISH)
    at(event, 100, 4, origin=Origin.WITHDRAW)
    released = at(event, 100, 5)
    Release.objects.create(event=event, number=1, revision=released)
    drafted = at(event, 100, 6)
    Draft.objects.create(event=event, editor=user, text="未存", base=drafted.number)
    plain = at(event, 100, 7)
    at(event, 100, 8)

    assert planned() == {event.slug: [plain.number]}


def test_thinning_takes_what_was_planned_and_not_named_since():
    event = make_event()
    for hour in range(1, 7):
        at(event, 100, hour)
    (plan,) = plan_thinning(days=90, now=NOW)
    Revision.objects.filter(number=3).update(name="要留")

    gone = thin_revisions(plan.revisions)

    assert plan == Thinning(event.slug, 6, plan.revisions)
    assert gone == 3
    assert sorted(event.revisions.values_list("number", flat=True)) == [1, 3, 6]


def test_planning_takes_two_queries_whatever_there_is(django_assert_num_queries):
    for _number in range(3):
        event = make_event()
        for hour in (1, 2, 3, 4):
            at(event, 100, hour)

    with django_assert_num_queries(2):
        plans = list(plan_thinning(days=90, now=NOW))

    assert len(plans) == 3
