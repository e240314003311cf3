import pytest
from django.core.exceptions import ObjectDoesNotExist

from events.domain.addresses import change_slug, check_slug, free_slug, resolve
from events.domain.errors import Refused
from events.models import Event, Organization, SlugForward, Speaker, Tag
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_speaker,
    make_tag,
    make_turns,
)

pytestmark = pytest.mark.django_db


def test_old_slug_leads_to_the_row_and_the_key_stays():
    event = make_event(slug="first")

    change_slug(event, "second")
    change_slug(event, "third")

    assert resolve("event", "third") == (event, False)
    assert resolve("event", "second") == (event, True)
    assert resolve("event", "first") == (event, True)
    assert Event.objects.get(pk=event.pk).key == "first"


def test_unknown_address_does_not_exist():
    with pytest.raises(ObjectDoesNotExist):
        resolve("event", "nothing")


def test_row_goes_back_to_its_own_old_slug():
    event = make_event(slug="first")
    change_slug(event, "second")

    change_slug(event, "first")

    assert resolve("event", "first") == (event, False)
    assert resolve("event", "second") == (event, True)
    assert list(SlugForward.objects.values_list("slug", flat=True)) == ["second"]


@pytest.mark.parametrize("slug", ["born", "now", "between"])
def test_slug_key_and_old_slug_of_another_are_refused(slug):
    other = make_event(slug="born")
    change_slug(other, "between")
    change_slug(other, "now")
    event = make_event(slug="mine")

    with pytest.raises(Refused, match=slug):
        change_slug(event, slug)

    assert Event.objects.get(pk=event.pk).slug == "mine"


def test_same_slug_of_another_kind_is_free():
    make_speaker(slug="ai")

    check_slug(Organization, "ai")


@pytest.mark.parametrize("slug", ["Two Words", "重庆", "a--b", "", "x" * 101])
def test_slug_of_a_wrong_shape_is_refused(slug):
    with pytest.raises(Refused):
        change_slug(make_event(), slug)


def test_free_slug_passes_over_slugs_keys_and_old_slugs():
    event = make_event(slug="chong-qing")
    change_slug(event, "chong-qing-2")
    change_slug(event, "chong-qing-3")

    assert free_slug(Event, "重庆") == "chong-qing-4"


def test_free_slug_reads_a_surname_as_a_surname():
    assert free_slug(Speaker, "单田芳", name=True) == "shan-tianfang"


def test_tag_moves_too():
    tag = make_tag("成本")

    change_slug(tag, "costs")

    assert resolve("tag", "cheng-ben") == (tag, True)
    assert Tag.objects.get().slug == "costs"


def test_new_slug_raises_the_versions_of_the_events_that_show_it():
    event, other = make_event(), make_event()
    make_turns(event, [("甲", "好。")])
    speaker = make_speaker()
    link_speakers(event, "甲", speaker)
    before = Event.objects.get(pk=event.pk).version

    change_slug(speaker, "new")

    assert Event.objects.get(pk=event.pk).version == before + 1
    assert Event.objects.get(pk=other.pk).version == other.version


def test_versions_rise_in_one_update(django_assert_num_queries):
    from events.domain.versions import events_showing, raise_versions

    organization = make_organization()
    for _number in range(3):
        event = make_event()
        event.appearances.create(label="甲", organization=organization)
        event.contributors.create(role="host", organization=organization)

    with django_assert_num_queries(1):
        raised = raise_versions(events_showing(organization))

    assert raised == 3
    assert set(Event.objects.values_list("version", flat=True)) == {2}
