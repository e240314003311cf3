"""Releases as the public reads them."""

import json
import re
from dataclasses import replace

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from events.domain.addresses import change_slug
from events.domain.binding import read_document, store_document
from events.domain.public_words import withheld_notice
from events.domain.publishing import withdraw_event
from events.domain.releases import make_release
from events.enums import Origin, Status
from events.models import Event
from events.transcript.document import Document, Section, Turn, Voice
from tests.factories import (
    make_event,
    make_organization,
    make_speaker,
    make_turns,
    make_user,
)
from tests.views.world import store

pytestmark = pytest.mark.django_db

DOCUMENT = Document(
    title="人与机器",
    tags=("话题",),
    voices=(Voice("甲", role="moderator"), Voice("乙", credit="读者")),
    blocks=(
        Section("开场", ref="aaaaa2"),
        Turn("甲", "大家好。", ref="bbbbb2"),
        Turn("乙", "请{~~间~>问~~}一句？{>>核对<<}", kind="question", ref="ccccc2"),
    ),
)


@pytest.fixture
def talk() -> Event:
    """Released as it is above, then once more with other words."""
    event = make_event(status=Status.PUBLISHED, slug="talk")
    store(event, DOCUMENT)
    make_release(event, by=None, note="首发。\n\n第二段。")
    change(event, 1, text="大家早。")
    make_release(event, by=None)
    return event


def change(event: Event, place: int, **values) -> None:
    document = read_document(event)
    blocks = list(document.blocks)
    blocks[place] = replace(blocks[place], **values)
    store(event, replace(document, blocks=tuple(blocks)))


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_each_release_keeps_its_words(client, talk):
    change(talk, 1, text="大家晚上好。")

    first = page_of(client, "/events/talk/releases/1/")
    second = page_of(client, "/events/talk/releases/2/")
    current = page_of(client, "/events/talk/")

    assert "<p>大家好。</p>" in first
    assert "<p>大家早。</p>" in second
    assert "<p>大家晚上好。</p>" in current
    assert "核对" not in first + second
    assert "<ins>问</ins>" in first


def test_the_banner_tells_what_one_reads(client, talk):
    first = page_of(client, "/events/talk/releases/1/")
    second = page_of(client, "/events/talk/releases/2/")

    assert '<a href="/events/talk/">' in first
    assert '<a href="/events/talk/releases/2/">' in first
    assert '<a href="/events/talk/releases/3/">' not in second
    assert "<p>首发。</p>" in first
    year = timezone.localtime().year
    assert re.search(rf"<strong>[^<]*<time[^>]*>{year}", first)
    for number, page in enumerate((first, second), start=1):
        canonical = f"http://127.0.0.1:8000/events/talk/releases/{number}/"
        assert f'<link rel="canonical" href="{canonical}">' in page


def test_what_changed_since_the_last_release_is_shown(client, talk):
    first = page_of(client, "/events/talk/releases/1/")
    second = page_of(client, "/events/talk/releases/2/")

    assert "release-changes" not in first
    assert "大家<del>好</del><ins>早</ins>。" in second
    assert second.count('<article class="change ') == 1


def test_a_change_that_readers_do_not_see_is_none(client, talk):
    change(talk, 2, text="请{~~间~>问~~}一句？{>>核对过了<<}")
    make_release(talk, by=None)

    page = page_of(client, "/events/talk/releases/3/")

    assert gettext("Nothing that readers see has changed.") in page
    assert "核对" not in page


def test_the_printed_reading_stays_at_its_address(client, talk):
    page = page_of(client, "/events/talk/releases/1/?reading=printed")

    assert "<del>间</del>" in page
    assert '<a href="/events/talk/releases/1/">' in page


def test_words_withheld_later_are_in_no_release(client, talk):
    change(talk, 1, withheld="2024-05-06")
    change(talk, 2, text="请{==问一句==}？")

    for path in ("releases/1/", "releases/2/", "releases/1.json", "releases/2.json"):
        text = page_of(client, f"/events/talk/{path}")
        for words in ("大家好", "大家早", "一句"):
            assert words not in text, path
        assert withheld_notice() in text


def test_a_voice_hidden_later_is_hidden_in_every_release(client, talk):
    document = read_document(talk)
    voices = (document.voices[0], replace(document.voices[1], shown_as="某女士"))
    store(talk, replace(document, voices=voices))

    for path in ("releases/1/", "releases/2/", "releases/1.json", "releases/2.json"):
        text = page_of(client, f"/events/talk/{path}")
        assert "乙" not in text, path
        assert "读者" not in text, path
        assert "某女士" in text, path


def test_a_tag_that_is_gone_is_no_link(client, talk):
    store(talk, replace(read_document(talk), tags=()))

    page = page_of(client, "/events/talk/releases/1/")

    assert '<span class="tag">话题</span>' in page


def test_list_of_releases(client, talk):
    page = page_of(client, "/events/talk/releases/")

    links = re.findall(r'href="(/events/talk/releases/\d+/)"', page)
    assert links == ["/events/talk/releases/2/", "/events/talk/releases/1/"]
    assert "首发。" in page


def test_an_event_without_releases_says_so(client):
    make_event(status=Status.PUBLISHED, slug="talk")

    assert gettext("There is no release yet.") in page_of(
        client, "/events/talk/releases/"
    )
    assert "/releases/" not in page_of(client, "/events/talk/")


def test_the_event_names_its_latest_release(client, talk):
    page = page_of(client, "/events/talk/")

    assert '<p class="event__release"><a href="/events/talk/releases/2/">' in page


def test_the_twin_of_the_event_leads_to_its_latest_release(client, talk):
    make_event(status=Status.PUBLISHED, slug="new")

    assert client.get("/events/talk.json").json()["release"] == {
        "number": 2,
        "url": "http://127.0.0.1:8000/events/talk/releases/2/",
    }
    assert client.get("/events/new.json").json()["release"] is None


def test_twins(client, talk):
    listed = json.loads(client.get("/events/talk/releases.json").content)
    shape = json.loads(client.get("/events/talk/releases/2.json").content)

    site = "http://127.0.0.1:8000"
    assert (listed["count"], listed["next"]) == (2, None)
    assert listed["event"]["slug"] == "talk"
    assert [(one["number"], one["url"], one["note"]) for one in listed["results"]] == [
        (2, f"{site}/events/talk/releases/2/", ""),
        (1, f"{site}/events/talk/releases/1/", "首发。\n\n第二段。"),
    ]
    assert [block.get("text", block.get("title")) for block in shape["blocks"]] == [
        "开场",
        "大家早。",
        "请问一句？",
    ]
    released = shape["release"].pop("released")
    assert released == listed["results"][0]["released"]
    assert shape["release"] == {
        "number": 2,
        "note": "",
        "url": f"{site}/events/talk/releases/2/",
        "latest": True,
        "previous": f"{site}/events/talk/releases/1/",
        "changes": {"added": 0, "changed": 1, "removed": 0, "moved": 0, "front": 0},
    }


@pytest.mark.parametrize("number", ["0", "3", "9" * 30])
def test_a_release_that_is_not_there(client, talk, number):
    assert client.get(f"/events/talk/releases/{number}/").status_code == 404
    twin = client.get(f"/events/talk/releases/{number}.json")
    assert twin.status_code == 404
    assert json.loads(twin.content)["error"]["status"] == 404


PATHS = ["releases/", "releases/1/", "releases.json", "releases/1.json"]


@pytest.mark.parametrize("path", PATHS)
def test_an_old_slug_forwards(client, talk, path):
    change_slug(talk, "new-talk")

    for prefix in ("", "/en") if path.endswith("/") else ("",):
        response = client.get(f"{prefix}/events/talk/{path}")

        assert response.status_code == 301
        assert response["Location"] == f"{prefix}/events/new-talk/{path}"


@pytest.mark.parametrize("path", PATHS)
def test_releases_go_with_their_event(client, talk, path):
    withdraw_event(talk, reason="应主办方要求。", by=make_user())

    response = client.get(f"/events/talk/{path}")

    assert response.status_code == 410
    assert "应主办方要求。" in response.content.decode()
    assert "大家" not in response.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_releases_of_a_draft_are_not_there(client, path):
    event = make_event(slug="talk")
    stored = store_document(event, DOCUMENT, origin=Origin.EDIT)
    event.releases.create(number=1, revision=stored.revision)

    assert client.get(f"/events/talk/{path}").status_code == 404


def test_queries_do_not_grow(client, talk, django_assert_num_queries):
    place, person = make_organization(), make_speaker()
    document = read_document(talk)
    voice = replace(document.voices[0], speakers=(person.key,), organization=place.key)
    store(talk, replace(document, voices=(voice, document.voices[1])))
    make_turns(talk, [("甲", f"第{number}段。") for number in range(50)])
    make_release(talk, by=None)
    make_turns(talk, [("甲", "最后一段。")])
    make_release(talk, by=None)

    for path, number in [
        ("/events/talk/releases/", 3),
        ("/events/talk/releases.json", 3),
        ("/events/talk/releases/1/", 7),
        ("/events/talk/releases/4/", 16),
        ("/events/talk/releases/4.json", 7),  # what was found is kept
    ]:
        with django_assert_num_queries(number):
            assert client.get(path).status_code == 200
