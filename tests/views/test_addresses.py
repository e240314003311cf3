"""Old slugs and refs, and what became of removed words."""

from datetime import date

import pytest

from events.domain.addresses import change_slug
from events.enums import Status
from events.models import SlugForward
from events.transcript.document import Section
from tests.factories import (
    make_event,
    make_organization,
    make_series,
    make_speaker,
    make_tag,
    make_turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(
        status=Status.PUBLISHED,
        slug="new-talk",
        series=make_series(slug="new-series"),
        tags=("新标签",),
    )
    make_turns(event, [Section("开场"), ("甲", "第一段。"), ("甲", "第二段。")])
    place = make_organization(slug="new-place")
    person = make_speaker(slug="new-person")
    voice = event.appearances.get()
    voice.organization = place
    voice.save()
    voice.speaker_links.create(speaker=person)
    rows = {
        "event": event,
        "series": event.series,
        "organization": place,
        "speaker": person,
        "tag": event.tags.get(),
    }
    for kind, row in rows.items():
        SlugForward.objects.create(kind=kind, slug=f"old-{kind}", **{kind: row})
    return event


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/events/old-event/", "/events/new-talk/"),
        ("/events/old-event.json", "/events/new-talk.json"),
        (
            "/en/events/old-event/?reading=printed",
            "/en/events/new-talk/?reading=printed",
        ),
        ("/series/old-series/", "/series/new-series/"),
        ("/series/old-series.json?page=2", "/series/new-series.json?page=2"),
        ("/speakers/old-speaker/", "/speakers/new-person/"),
        ("/speakers/old-speaker.json", "/speakers/new-person.json"),
        ("/organizations/old-organization/", "/organizations/new-place/"),
        ("/organizations/old-organization.json", "/organizations/new-place.json"),
        ("/tags/old-tag/", "/tags/xin-biao-qian/"),
        ("/en/tags/old-tag/", "/en/tags/xin-biao-qian/"),
        ("/tags/old-tag.json", "/tags/xin-biao-qian.json"),
    ],
)
def test_an_old_slug_forwards_for_ever(client, event, old, new):
    response = client.get(old)

    assert (response.status_code, response["Location"]) == (301, new)
    assert client.get(new).status_code == 200


def test_a_turn_under_an_old_slug_forwards_with_its_ref(client, event):
    ref = event.blocks.last().ref

    response = client.get(f"/en/events/old-event/{ref}/")

    assert response.status_code == 301
    assert response["Location"] == f"/en/events/new-talk/{ref}/"


def test_words_that_moved_are_found_under_the_old_ref(client, event):
    first, second = event.blocks.filter(type="turn")
    event.ref_forwards.create(ref="older2", target=first)
    event.ref_forwards.create(ref="older3", target=second)

    page = client.get("/events/new-talk/").content.decode()

    for old, row in (("older2", first), ("older3", second)):
        for path, new in (
            (f"/events/new-talk/{old}/", f"/events/new-talk/{row.ref}/"),
            (f"/events/new-talk/{old}.json", f"/events/new-talk/{row.ref}.json"),
        ):
            response = client.get(path)
            assert (response.status_code, response["Location"]) == (301, new)
        anchor = f'<span class="old-ref" id="{old}"></span>'
        assert f'{anchor}<article class="turn" id="{row.ref}">' in page


def test_removed_words_are_told_with_the_day_and_the_place(client, event):
    target = event.blocks.last()
    event.ref_forwards.create(ref="older2", target=target, removed_on=date(2024, 3, 4))

    response = client.get("/events/new-talk/older2/")
    twin = client.get("/events/new-talk/older2.json")

    page = response.content.decode()
    assert response.status_code == 410
    assert '<time datetime="2024-03-04">2024年3月4日</time>' in page
    assert f'href="/events/new-talk/#{target.ref}"' in page
    assert twin.status_code == 410
    assert twin.json()["error"]["removed"] == "2024-03-04"
    assert f'id="older2"></span><article class="turn" id="{target.ref}">' in (
        client.get("/events/new-talk/").content.decode()
    )


def test_removed_words_of_an_emptied_transcript_lead_to_the_event(client, event):
    event.ref_forwards.create(ref="older2", removed_on=date(2024, 3, 4))

    response = client.get("/events/new-talk/older2/")

    assert response.status_code == 410
    assert '<a href="/events/new-talk/" lang="zh-Hans">' in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/events/none/", "/events/none.json", "/events/new-talk/zzzzz9/"),
        *("/events/new-talk/zzzzz9.json", "/events/new-talk/zzzzzz/"),
        *("/series/none/", "/speakers/none/", "/organizations/none/", "/tags/none/"),
        *("/speakers/none.json", "/pictures/999/", "/en/events.json"),
    ],
)
def test_what_never_was_is_not_found(client, event, path):
    assert client.get(path).status_code == 404


def test_json_tells_what_is_wrong_in_json(client, event):
    response = client.get("/speakers/none.json")

    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response.json()["error"]["status"] == 404


def test_an_old_slug_of_one_kind_means_nothing_for_another(client, event):
    make_tag("别的", slug="old-event-tag")

    assert client.get("/speakers/old-event/").status_code == 404


def test_renaming_leaves_a_forward(client, event):
    change_slug(event, "newest-talk")

    response = client.get("/events/new-talk/")

    assert response["Location"] == "/events/newest-talk/"
