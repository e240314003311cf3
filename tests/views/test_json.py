"""The JSON twins, compared whole."""

import pytest
from django.conf import settings

from events.enums import Status
from events.models import Affiliation, Contributor, Event
from events.transcript.document import (
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from tests.factories import (
    make_event,
    make_organization,
    make_series,
    make_speaker,
)
from tests.views.world import store

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL
TALK = f"{SITE}/events/talk/"


@pytest.fixture
def event() -> Event:
    series = make_series(slug="evenings", title="夜谈", description="每月一次。")
    parent = make_organization(slug="university", name="大学")
    place = make_organization(slug="institute", name="研究所", parent=parent)
    person = make_speaker(
        slug="jia", name="甲某", aliases=["甲先生"], biography="学者。"
    )
    Affiliation.objects.create(
        speaker=person, organization=place, title="研究员", since="2020", note="据发言"
    )
    event = make_event(status=Status.PUBLISHED, slug="talk", title="…")
    store(
        event,
        Document(
            title="人与机器",
            kicker="引题",
            series=series.key,
            number="第4期",
            ordinal=4,
            held="2023?",
            tags=("人工智能",),
            voices=(
                Voice(
                    "甲",
                    role="panelist",
                    credit="研究所",
                    organization=place.key,
                    speakers=(person.key,),
                ),
                Voice("听众", role="audience"),
            ),
            sources=(SourceNote(publication="一份报纸"),),
            blocks=(
                Section("开场", ref="aaaaa2"),
                Turn(
                    "听众",
                    "什么是{~~OpenAl~>OpenAI~~}？",
                    kind="question",
                    ref="bbbbb2",
                ),
                Turn(
                    "甲",
                    "一。\n\n二。",
                    kind="answer",
                    ref="ccccc2",
                    replies_to=(1,),
                    tags=("大模型",),
                    start=1000,
                    end=2000,
                    printed_label="甲某",
                ),
                Note("鼓掌", ref="ddddd2"),
            ),
        ),
    )
    Contributor.objects.create(event=event, role="host", organization=place)
    return event


IN_LISTS = {
    "slug": "talk",
    "title": "人与机器",
    "kicker": "引题",
    "subtitle": "",
    "held": "2023?",
    "language": "zh-Hans",
    "series": "evenings",
    "number": "第4期",
    "url": TALK,
}
PLAIN = {"start": None, "end": None, "language": "", "page": "", "withheld": None}
VOICE = {
    "label": "甲",
    "name": "甲某",
    "slug": "jia",
    "role": "panelist",
    "role_printed": "",
    "credit": "研究所",
    "organization": "研究所",
    "organization_slug": "institute",
    "shown_as": "",
    "people": [{"name": "甲某", "slug": "jia"}],
}
LISTENER = {
    "label": "听众",
    "name": "听众",
    "slug": "",
    "role": "audience",
    "role_printed": "",
    "credit": "",
    "organization": "",
    "organization_slug": "",
    "shown_as": "",
    "people": [],
}
QUESTION = {
    "type": "turn",
    "ref": "bbbbb2",
    "kind": "question",
    "speaker": "听众",
    "printed_label": "",
    "text": "什么是OpenAI？",
    "printed": "什么是OpenAl？",
    "replies_to": [],
    "tags": [],
    "url": f"{TALK}bbbbb2/",
    **PLAIN,
}
ANSWER = {
    "type": "turn",
    "ref": "ccccc2",
    "kind": "answer",
    "speaker": "甲",
    "printed_label": "甲某",
    "text": "一。\n\n二。",
    "replies_to": ["bbbbb2"],
    "tags": ["大模型"],
    "url": f"{TALK}ccccc2/",
    **PLAIN,
    "start": 1000,
    "end": 2000,
}
LISTED_ANSWER = {
    "ref": "ccccc2",
    "event": "talk",
    "event_title": "人与机器",
    "speaker": "甲",
    "kind": "answer",
    "text": "一。\n\n二。",
    "withheld": None,
    "url": f"{TALK}ccccc2/",
}
INSTITUTE = {
    "slug": "institute",
    "name": "研究所",
    "url": f"{SITE}/organizations/institute/",
}
UNIVERSITY = {
    "slug": "university",
    "name": "大学",
    "url": f"{SITE}/organizations/university/",
}
POST = {"title": "研究员", "since": "2020", "until": "", "note": "据发言"}


def alone(*rows: dict) -> dict:
    """A list that fits on one page."""
    return {
        "count": len(rows),
        "next": None,
        "previous": None,
        "results": list(rows),
    }


def test_event(client, event):
    assert client.get("/events/talk.json").json() == {
        "slug": "talk",
        "title": "人与机器",
        "kicker": "引题",
        "subtitle": "",
        "lead": "",
        "held": "2023?",
        "venue": "",
        "language": "zh-Hans",
        "series": "evenings",
        "number": "第4期",
        "ordinal": 4,
        "tags": ["人工智能"],
        "summary": "",
        "rights": "",
        "text_status": "unknown",
        "reviewed": "unknown",
        "recording": "",
        "url": TALK,
        "contributors": [
            {
                "role": "host",
                "name": "研究所",
                "organization": "institute",
                "speaker": "",
            }
        ],
        "speakers": [VOICE, LISTENER],
        "blocks": [
            {
                "type": "section",
                "level": 1,
                "title": "开场",
                "ref": "aaaaa2",
                "url": f"{TALK}aaaaa2/",
                **PLAIN,
            },
            QUESTION,
            ANSWER,
            {
                "type": "note",
                "kind": "stage",
                "ref": "ddddd2",
                "text": "鼓掌",
                "url": f"{TALK}ddddd2/",
                **PLAIN,
            },
        ],
        "sources": [
            {
                "relation": "source",
                "publication": "一份报纸",
                "issued": "",
                "page": "",
                "url": "",
                "rights": "",
                "note": "",
            }
        ],
        "pictures": [],
        "translations": [],
        "release": None,
    }


def test_one_turn(client, event):
    assert client.get("/events/talk/ccccc2.json").json() == {
        "event": IN_LISTS,
        **ANSWER,
        "voice": VOICE,
        "answered_by": [],
        "heading": f"{TALK}aaaaa2/",
        "previous": f"{TALK}bbbbb2/",
        "next": f"{TALK}ddddd2/",
    }


def test_a_question_names_its_answers(client, event):
    shape = client.get("/events/talk/bbbbb2.json").json()

    assert shape == {
        "event": IN_LISTS,
        **QUESTION,
        "voice": LISTENER,
        "answered_by": ["ccccc2"],
        "heading": f"{TALK}aaaaa2/",
        "previous": f"{TALK}aaaaa2/",
        "next": f"{TALK}ccccc2/",
    }


def test_one_heading(client, event):
    assert client.get("/events/talk/aaaaa2.json").json() == {
        "event": IN_LISTS,
        "type": "section",
        "level": 1,
        "title": "开场",
        "ref": "aaaaa2",
        "url": f"{TALK}aaaaa2/",
        **PLAIN,
        "voice": None,
        "answered_by": [],
        "heading": None,
        "previous": None,
        "next": f"{TALK}bbbbb2/",
    }


def test_lists(client, event):
    assert client.get("/index.json").json() == {"results": [IN_LISTS]}
    assert client.get("/events.json").json() == alone(IN_LISTS)
    assert client.get("/series.json").json() == alone(
        {
            "slug": "evenings",
            "title": "夜谈",
            "event_count": 1,
            "url": f"{SITE}/series/evenings/",
        }
    )
    assert client.get("/speakers.json").json() == alone(
        {
            "slug": "jia",
            "name": "甲某",
            "sort_key": "jia mou",
            "event_count": 1,
            "turn_count": 1,
            "url": f"{SITE}/speakers/jia/",
        }
    )
    assert client.get("/organizations.json").json() == alone(
        {**UNIVERSITY, "sort_key": "da xue", "speaker_count": 0},
        {**INSTITUTE, "sort_key": "yan jiusuo", "speaker_count": 1},
    )
    assert client.get("/tags.json").json() == alone(
        {
            "slug": "da-mo-xing",
            "name": "大模型",
            "event_count": 0,
            "turn_count": 1,
            "url": f"{SITE}/tags/da-mo-xing/",
        },
        {
            "slug": "ren-gong-zhi-neng",
            "name": "人工智能",
            "event_count": 1,
            "turn_count": 0,
            "url": f"{SITE}/tags/ren-gong-zhi-neng/",
        },
    )


def test_series(client, event):
    assert client.get("/series/evenings.json").json() == {
        "slug": "evenings",
        "title": "夜谈",
        "description": "每月一次。",
        "homepage": "",
        "url": f"{SITE}/series/evenings/",
        "events": alone(IN_LISTS),
    }


def test_speaker(client, event):
    assert client.get("/speakers/jia.json").json() == {
        "slug": "jia",
        "name": "甲某",
        "aliases": ["甲先生"],
        "sort_key": "jia mou",
        "biography": "学者。",
        "identifiers": {},
        "url": f"{SITE}/speakers/jia/",
        "affiliations": [{"organization": INSTITUTE, **POST}],
        "appearances": [
            {
                "event": IN_LISTS,
                "label": "甲",
                "role": "panelist",
                "role_printed": "",
                "credit": "研究所",
                "organization": INSTITUTE,
            }
        ],
        "turns": alone(LISTED_ANSWER),
    }


def test_organization(client, event):
    assert client.get("/organizations/institute.json").json() == {
        "slug": "institute",
        "name": "研究所",
        "aliases": [],
        "sort_key": "yan jiusuo",
        "description": "",
        "homepage": "",
        "identifiers": {},
        "url": f"{SITE}/organizations/institute/",
        "parent": UNIVERSITY,
        "parts": [],
        "people": [
            {
                "speaker": {
                    "slug": "jia",
                    "name": "甲某",
                    "url": f"{SITE}/speakers/jia/",
                },
                **POST,
            }
        ],
        "events": alone(IN_LISTS),
    }


def test_the_parent_of_an_organization_lists_it(client, event):
    shape = client.get("/organizations/university.json").json()

    assert (shape["parent"], shape["parts"]) == (None, [INSTITUTE])


def test_tag(client, event):
    assert client.get("/tags/da-mo-xing.json").json() == {
        "slug": "da-mo-xing",
        "name": "大模型",
        "url": f"{SITE}/tags/da-mo-xing/",
        "events": [],
        "turns": alone(LISTED_ANSWER),
    }
    assert client.get("/tags/ren-gong-zhi-neng.json").json()["events"] == [IN_LISTS]


def test_chinese_is_sent_as_chinese(client, event):
    response = client.get("/events/talk.json")

    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert "人与机器".encode() in response.content


def test_pages_of_a_list_lead_to_each_other(client):
    for number in range(41):
        make_event(status=Status.PUBLISHED, title=f"圆桌{number}")

    second = client.get("/events.json?page=2&year=").json()

    assert (second["count"], len(second["results"])) == (41, 20)
    assert second["next"] == f"{SITE}/events.json?page=3&year="
    assert second["previous"] == f"{SITE}/events.json?page=1&year="


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/events/", "/series/", "/speakers/", "/organizations/", "/tags/"),
        *("/events/talk/", "/events/talk/bbbbb2/", "/series/evenings/"),
        *("/speakers/jia/", "/organizations/institute/", "/tags/da-mo-xing/"),
    ],
)
def test_every_page_leads_to_its_twin(client, event, path):
    twin = "/index.json" if path == "/" else path.removesuffix("/") + ".json"

    for language in ("", "/en"):
        page = client.get(language + path).content.decode()
        link = f'<link rel="alternate" type="application/json" href="{twin}">'
        assert page.count(link) == 1
        assert page.count(f'<a href="{twin}" type="application/json">') == 1
    assert client.get(twin).status_code == 200


def test_translations_and_pictures_of_an_event(client, event):
    english = make_event(
        status=Status.PUBLISHED, slug="talk-en", title="People", language="en"
    )
    draft = make_event(slug="talk-fr", title="Gens", language="fr")
    for other in (english, draft):
        other.translation_of = event
        other.save()
    picture = event.pictures.create(
        file="pictures/table.png", caption="长桌", alternative_text="一张桌子"
    )

    shape = client.get("/events/talk.json").json()
    back = client.get("/events/talk-en.json").json()

    assert shape["translations"] == [
        {"title": "People", "language": "en", "url": f"{SITE}/events/talk-en/"}
    ]
    assert back["translations"] == [
        {"title": "人与机器", "language": "zh-Hans", "url": TALK}
    ]
    assert shape["pictures"] == [
        {
            "url": f"{SITE}/pictures/{picture.pk}/",
            "caption": "长桌",
            "alternative_text": "一张桌子",
            "photographer": "",
            "rights": "",
        }
    ]


def test_texts_as_forms_send_them_do_no_harm(client, event):
    event.summary = event.rights = "一。  \r\n\r\n\r\n二。\r\n三。"
    event.save()
    event.sources.update(note="注。\r\n\r\n \r\n注。", rights="\r\n")
    event.appearances.filter(label="听众").update(shown_as="> 某\\  女士")

    shape = client.get("/events/talk.json").json()

    assert shape["summary"] == shape["rights"] == "一。\n\n二。\n三。"
    assert shape["sources"][0]["note"] == "注。\n\n注。"
    assert shape["sources"][0]["rights"] == ""
    assert shape["speakers"][1]["label"] == "某 女士"
    assert shape["blocks"][1]["speaker"] == "某 女士"
    assert client.get("/events/talk/bbbbb2.json").json()["speaker"] == "某 女士"
