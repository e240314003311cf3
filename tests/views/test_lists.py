"""Lists: filters, letters, pages, emptiness, and how many queries they take."""

import re

import pytest
from django.utils.translation import gettext

from events.enums import Status
from events.models import Affiliation
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_speaker,
    make_turns,
)

pytestmark = pytest.mark.django_db


def make_talk(number: int, **fields):
    """A published event with a series, a speaker at a place, and tags of its own."""
    event = make_event(
        status=Status.PUBLISHED,
        title=f"圆桌{number}",
        slug=f"talk-{number}",
        series=make_series(slug=f"run-{number}"),
        tags=(f"主题{number}",),
        **fields,
    )
    make_turns(event, [("甲", "一。"), ("乙", "二。"), ("甲", "三。")])
    person = make_speaker(slug=f"person-{number}", name=f"人物{number}")
    link_speakers(event, "甲", person)
    place = make_organization(slug=f"place-{number}")
    Affiliation.objects.create(speaker=person, organization=place)
    event.blocks.first().tags.add("共同的话题")
    return event


def titles(response) -> list[str]:
    return re.findall(r'class="card__title"[^>]*><a [^>]*>([^<]*)<', text(response))


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 4),
        ("/index.json", 1),
        ("/events/", 7),
        ("/events.json", 2),
        ("/events/?tag=gong-tong-de-hua-ti", 7),
        ("/events/?speaker=person-0", 7),
        ("/series/", 2),
        ("/series.json", 2),
        ("/series/run-0/", 4),
        ("/speakers/", 3),
        ("/speakers.json", 2),
        ("/speakers/person-0/", 6),
        ("/speakers/person-0.json", 5),
        ("/organizations/", 3),
        ("/organizations.json", 2),
        ("/organizations/place-0/", 4),
        ("/tags/", 2),
        ("/tags.json", 2),
        ("/tags/gong-tong-de-hua-ti/", 4),
        ("/tags/gong-tong-de-hua-ti.json", 4),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    client, django_assert_num_queries, rows, path, queries
):
    for number in range(rows):
        make_talk(number, held=f"202{number}")

    with django_assert_num_queries(queries):
        response = client.get(path)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/events/", "/series/", "/speakers/", "/organizations/", "/tags/"],
)
def test_an_empty_archive_says_so(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert '<p class="empty">' in text(response)


def test_events_by_year_series_tag_and_speaker(client):
    make_talk(1, held="2021-05-06")
    make_talk(2, held="2022/2023")

    found = {
        query: titles(client.get(f"/events/?{query}"))
        for query in [
            *("year=2021", "year=2022", "year=2023", "year=1999"),
            *("series=run-1", "tag=zhu-ti-2", "tag=gong-tong-de-hua-ti"),
            *("speaker=person-1", "speaker=person-1&year=2022", "series=&tag="),
        ]
    }

    assert found == {
        "year=2021": ["圆桌1"],
        "year=2022": ["圆桌2"],
        "year=2023": ["圆桌2"],
        "year=1999": [],
        "series=run-1": ["圆桌1"],
        "tag=zhu-ti-2": ["圆桌2"],
        "tag=gong-tong-de-hua-ti": ["圆桌2", "圆桌1"],
        "speaker=person-1": ["圆桌1"],
        "speaker=person-1&year=2022": [],
        "series=&tag=": ["圆桌2", "圆桌1"],
    }


@pytest.mark.parametrize(
    "query",
    [
        *("year=abc", "year=-5", "year=99999999999999999999", "year=%00"),
        *("series=none", "tag=%F0%9F%98%80", "speaker=%00", "tag=" + "x" * 500),
    ],
)
def test_a_filter_that_nothing_fits_shows_the_way_out(client, query):
    make_talk(1, held="2021")

    response = client.get(f"/events/?{query}")

    assert response.status_code == 200
    assert gettext("No event fits.") in text(response)
    assert f'<a href="/events/">{gettext("Show all events")}</a>' in text(response)
    assert client.get(f"/events.json?{query}").json()["results"] == []


def test_events_are_listed_newest_first_and_undated_ones_last(client):
    for slug, held in (("a", "2020"), ("b", ""), ("c", "2022-01"), ("d", "2021")):
        make_event(status=Status.PUBLISHED, title=slug, slug=slug, held=held)

    assert titles(client.get("/events/")) == ["c", "d", "a", "b"]


def test_events_of_a_series_go_by_their_number(client):
    series = make_series(slug="run")
    for ordinal, held in ((2, "2020"), (10, "2019"), (None, "2024")):
        make_event(
            status=Status.PUBLISHED,
            title=f"第{ordinal}期",
            series=series,
            ordinal=ordinal,
            held=held,
        )

    assert titles(client.get("/series/run/")) == ["第10期", "第2期", "第None期"]


def test_long_lists_come_in_pages(client):
    for number in range(45):
        make_event(status=Status.PUBLISHED, title=f"{number}", held="2021")

    first, last = client.get("/events/?year=2021"), client.get("/events/?page=99")

    assert (len(titles(first)), len(titles(last))) == (20, 5)
    assert 'rel="next" href="?year=2021&amp;page=2"' in text(first)
    assert 'rel="prev"' not in text(first)
    assert 'rel="prev" href="?page=2"' in text(last)
    assert len(titles(client.get("/events/?page=x"))) == 20


def test_speakers_stand_under_their_pinyin_letters(client):
    event = make_event(status=Status.PUBLISHED)
    make_turns(event, [("甲", "一。")])
    people = [
        make_speaker(name="林咏华"),
        make_speaker(name="贺樑"),
        make_speaker(name="Ada Lovelace"),
        make_speaker(name="柳三"),
        make_speaker(name="07号", sort_key="07"),
    ]
    link_speakers(event, "甲", *people)

    page = text(client.get("/speakers/"))

    assert re.findall(r'class="letter__title">(.)<', page) == ["#", "A", "H", "L"]
    assert re.findall(r'href="\?letter=(\w+)"', page) == ["a", "h", "l", "other"]
    assert names(client.get("/speakers/?letter=l")) == ["林咏华", "柳三"]
    assert names(client.get("/speakers/?letter=other")) == ["07号"]
    assert names(client.get("/speakers/?letter=z")) == []
    assert names(client.get("/speakers/?letter=%00")) == []


def names(response) -> list[str]:
    return re.findall(r'<li><a href="/speakers/[^"]+">([^<]+)</a>', text(response))


def test_turns_of_a_speaker_are_grouped_by_event(client):
    person = make_speaker(name="甲某", slug="jia")
    for title, held in (("早年的", "2001"), ("近年的", "2021")):
        event = make_event(status=Status.PUBLISHED, title=title, held=held)
        make_turns(
            event, [("甲", f"{title}一。"), ("乙", "别人的。"), ("甲", f"{title}二。")]
        )
        link_speakers(event, "甲", person)

    page = text(client.get("/speakers/jia/"))

    shown = re.findall(
        r'turns__event"[^>]*><a [^>]*>([^<]+)<|__words"[^>]*>([^<]+)<', page
    )
    assert [heading or words for heading, words in shown] == [
        *("近年的", "近年的一。", "近年的二。"),
        *("早年的", "早年的一。", "早年的二。"),
    ]


def test_counts_leave_out_what_is_hidden(client):
    shown, hidden = make_talk(1), make_event(tags=("共同的话题",))
    make_turns(hidden, [("甲", "藏。")])
    link_speakers(hidden, "甲", shown.appearances.get(label="甲").speakers.get())
    hidden.blocks.first().tags.add("共同的话题")
    turn = shown.blocks.last()
    turn.tags.add("共同的话题")
    turn.withheld_on = "2024-01-02"
    turn.save()

    speaker = client.get("/speakers.json").json()["results"][0]
    tags = client.get("/tags.json").json()["results"]

    assert (speaker["event_count"], speaker["turn_count"]) == (1, 1)
    assert [(tag["name"], tag["event_count"], tag["turn_count"]) for tag in tags] == [
        ("共同的话题", 0, 1),
        ("主题1", 1, 0),
    ]
