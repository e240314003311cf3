"""A stranger tries every address there is."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from events.domain.public_words import public_markup, withheld_notice
from events.enums import Status
from events.models import (
    Affiliation,
    Contributor,
    Event,
    Picture,
    SlugForward,
    Tag,
)
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_speaker,
    make_turns,
)
from tests.views.world import (
    DAY,
    Planted,
    addresses,
    body_of,
    everything,
    plant_event,
    plant_withheld,
    routes,
    status_of,
)

pytestmark = pytest.mark.django_db

KNOWN_ROUTES = {
    *("home", "event-list", "event-detail", "block-detail"),
    *("series-list", "series-detail", "speaker-list", "speaker-detail"),
    *("organization-list", "organization-detail", "tag-list", "tag-detail"),
    *("release-list", "release-detail"),
}


def with_languages(paths: list[str]) -> list[str]:
    """The pages in English too; files have one address."""
    pages = [path for path in paths if path.endswith("/") and "/pictures/" not in path]
    return paths + [f"/en{path}" for path in pages]


def test_every_route_is_tried():
    assert routes().keys() == {
        *KNOWN_ROUTES,
        *(f"{name}-json" for name in KNOWN_ROUTES),
        "picture",
    }


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_nothing_of_a_hidden_event_is_seen(client, status):
    planted = Planted("x")
    plant_event(status, planted)
    plant_withheld(Planted("y"))

    tried = with_languages(addresses())
    seen = {path: everything(client.get(path)) for path in tried}

    assert len(planted.words) > 40
    assert [
        (path, word)
        for path, text in seen.items()
        for word in planted.words
        if word in text and word not in path
    ] == []


@pytest.mark.parametrize(
    ("status", "answer"),
    [(Status.DRAFT, 404), (Status.REVIEW, 404), (Status.WITHDRAWN, 410)],
)
def test_addresses_of_a_hidden_event(client, status, answer):
    planted = Planted("x")
    event = plant_event(status, planted)
    hidden = [path for path in with_languages(addresses()) if "hid-x" in path]
    hidden += [
        reverse("picture", args=[picture.pk]) for picture in Picture.objects.all()
    ]

    answers = {path: status_of(client, path) for path in hidden}

    of_event = {
        path: code
        for path, code in answers.items()
        if f"/{event.slug}" in path or "hid-x-oldevent" in path or "/pictures/" in path
    }
    assert len(of_event) > 12
    assert set(of_event.values()) == {answer}
    assert {code for path, code in answers.items() if path not in of_event} == {404}


def test_a_withdrawn_event_tells_the_reason_and_the_day(client):
    event = plant_event(Status.WITHDRAWN, Planted("x"))
    day = event.withdrawn_at.astimezone().date()

    page = client.get(f"/events/{event.slug}/")
    twin = client.get(f"/events/{event.slug}.json")

    assert "公开的理由" in page.content.decode()
    assert json.loads(twin.content) == {
        "error": {
            "status": 410,
            "message": gettext("This event was withdrawn."),
            "reason": "公开的理由",
            "withdrawn": day.isoformat(),
        }
    }


def test_nothing_withheld_is_seen_in_a_public_event(client):
    planted = Planted("x")
    plant_withheld(planted)

    seen = {path: everything(client.get(path)) for path in with_languages(addresses())}
    seen |= {
        path: everything(client.get(path))
        for path in [
            "/events/public-event/?reading=printed",
            "/events/public-event/seend2/?reading=printed",
            "/events/?tag=gong-kai-biao-qian",
            "/events/?speaker=public-guest",
        ]
    }

    assert len(planted.words) > 15
    assert [
        (path, word)
        for path, text in seen.items()
        for word in planted.words
        if word in text and word not in path
    ] == []
    assert "公开的话。" in seen["/events/public-event/"]


def test_withheld_words_are_replaced_by_a_notice_with_the_day(client):
    plant_withheld(Planted("x"))
    notice, bare = withheld_notice(DAY), withheld_notice()

    page = client.get("/events/public-event/").content.decode()
    alone = client.get("/events/public-event/seenc2/").content.decode()
    speaker = client.get("/speakers/public-guest/").content.decode()
    shape = json.loads(client.get("/events/public-event.json").content)

    # Turn, note, heading, its permalink and its entry in the outline.
    assert page.count(notice) == 5
    assert page.count(f'<span class="withheld">{bare}</span>') == 1
    assert f'<p class="withheld">{notice}</p>' in alone
    assert notice in speaker
    texts = {
        block["ref"]: block.get("text", block.get("title")) for block in shape["blocks"]
    }
    assert texts == {
        "seena2": notice,
        "seenb2": "公开的话。",
        "seenc2": notice,
        "seend2": f"前文。{bare}后文正。",
        "seene2": "匿名的提问？",
        "seenf2": "回答。",
        "seeng2": notice,
    }


def test_a_renamed_voice_leads_nowhere(client):
    plant_withheld(Planted("x"))

    page = client.get("/events/public-event/").content.decode()
    shape = json.loads(client.get("/events/public-event.json").content)

    assert "某女士" in page
    assert shape["speakers"][1] == {
        "label": "某女士",
        "name": "某女士",
        "slug": "",
        "role": "audience",
        "role_printed": "",
        "credit": "",
        "organization": "",
        "organization_slug": "",
        "shown_as": "",
        "people": [],
    }
    assert client.get("/speakers/hid-x-person/").status_code == 404
    assert client.get("/organizations/hid-x-place/").status_code == 404


def test_a_turn_of_a_remark_alone_is_nowhere(client):
    event = plant_withheld(Planted("x"))
    tag = Tag.objects.get(name__contains="remarktag")

    page = client.get("/events/public-event/").content.decode()
    guest = client.get("/speakers/public-guest.json").json()
    counted = client.get("/speakers.json").json()["results"]
    listed = client.get("/tags.json").json()["results"]

    assert client.get("/events/public-event/seeni2/").status_code == 404
    assert client.get(f"/tags/{tag.slug}/").status_code == 404
    assert [row["name"] for row in listed] == ["公开标签"]
    assert "seeni2" not in {row["ref"] for row in guest["turns"]["results"]}
    readable = event.blocks.filter(voice__label="公开嘉宾", withheld_on=None)
    assert (readable.count(), counted[0]["turn_count"]) == (4, 3)
    assert 'id="seeng2"' in page
    assert 'id="seeni2"' not in page


def test_a_public_tag_does_not_tell_of_a_turn_of_a_remark_alone(client):
    event = make_event(status=Status.PUBLISHED)
    one, other = make_turns(event, [("甲", "一。"), ("甲", "{>>二<<}")])
    one.tags.add("话题")
    other.tags.add("话题")

    twin = client.get("/tags/hua-ti.json").json()
    counted = client.get("/tags.json").json()["results"]

    assert [row["ref"] for row in twin["turns"]["results"]] == [one.ref]
    assert [row["turn_count"] for row in counted] == [1]


def test_an_old_ref_of_a_remark_leads_to_the_nearest_words(client):
    plant_withheld(Planted("x"))

    answer = client.get("/events/public-event/seenz2/")
    page = client.get("/events/public-event/").content.decode()

    assert answer.status_code == 301
    assert answer["Location"] == "/events/public-event/seeng2/"
    assert client.get(answer["Location"]).status_code == 200
    assert '<span class="old-ref" id="seenz2"></span>' in page


def test_an_old_ref_without_any_words_is_not_there(client):
    event = make_event(status=Status.PUBLISHED, slug="ev")
    (remark,) = make_turns(event, [("甲", "{>>二<<}")])
    event.ref_forwards.create(ref="zzzzz2", target=remark)

    assert client.get("/events/ev/zzzzz2/").status_code == 404


def test_a_name_that_is_anothers_label_gets_a_number_in_json(client):
    person = make_speaker(name="主持", slug="chair")
    event = make_event(status=Status.PUBLISHED, slug="ev")
    make_turns(event, [("主持", "欢迎。"), ("甲", "一。"), ("乙", "二。")])
    link_speakers(event, "主持", person)
    event.appearances.exclude(label="主持").update(shown_as="主持")

    twin = client.get("/events/ev.json").json()
    turn = client.get(f"/events/ev/{event.blocks.last().ref}.json").json()

    assert [(one["label"], one["slug"]) for one in twin["speakers"]] == [
        ("主持", "chair"),
        ("主持 (2)", ""),
    ]
    assert [one["speaker"] for one in twin["blocks"]] == [
        *("主持", "主持 (2)", "主持 (2)")
    ]
    assert (turn["speaker"], turn["voice"]["people"]) == ("主持 (2)", [])


def test_a_picture_is_not_served_under_the_name_of_its_file(client):
    plant_withheld(Planted("x"))
    picture = Picture.objects.get()

    answer = client.get(f"/pictures/{picture.pk}/")
    body_of(answer)

    assert answer["Content-Disposition"] == f'inline; filename="{picture.pk}.png"'


def test_an_organization_that_is_not_public_is_no_parent(client):
    place = None
    for number in range(6):
        place = make_organization(
            name=f"第{number}层", slug=f"level-{number}", parent=place
        )
    event = make_event(status=Status.PUBLISHED)
    make_turns(event, [("甲", "一。")])
    event.appearances.update(organization=place)

    highest = client.get("/organizations/level-1/").content.decode()
    twin = client.get("/organizations/level-1.json").json()
    below = client.get("/organizations/level-2.json").json()

    assert client.get("/organizations/level-0/").status_code == 404
    assert "第0层" not in highest
    assert (twin["parent"], below["parent"]["name"]) == (None, "第1层")


def test_a_tag_only_on_withheld_turns_is_not_public(client):
    plant_withheld(Planted("x"))
    tag = Tag.objects.get(name__contains="turntag")

    assert client.get(f"/tags/{tag.slug}/").status_code == 404
    assert client.get(f"/tags/{tag.slug}.json").status_code == 404


def test_a_person_of_a_hidden_event_is_public_through_another(client):
    draft = make_event(title="草稿中的圆桌")
    shown = make_event(status=Status.PUBLISHED, title="公开的圆桌")
    person = make_speaker(name="嘉宾")
    for event in (draft, shown):
        make_turns(event, [("甲", f"{event.title}里的话。")])
        link_speakers(event, "甲", person)

    response = client.get(person.get_absolute_url())

    assert response.status_code == 200
    assert "公开的圆桌" in response.content.decode()
    assert "草稿中的圆桌" not in response.content.decode()


def test_what_is_public_elsewhere_does_not_betray_a_renamed_voice(client):
    person = make_speaker(name="嘉宾", slug="guest")
    place = make_organization(name="研究所", slug="institute")
    open_talk, shy_talk = (
        make_event(status=Status.PUBLISHED, title=title, slug=slug, held="2024")
        for title, slug in (("具名的圆桌", "open-talk"), ("匿名的圆桌", "shy-talk"))
    )
    for event in (open_talk, shy_talk):
        make_turns(event, [("甲", f"{event.title}里的话。")])
        link_speakers(event, "甲", person)
        event.appearances.update(organization=place)
    shy_talk.appearances.update(shown_as="某女士")

    seen = {
        path: everything(client.get(path))
        for path in [
            *("/speakers/guest/", "/speakers/guest.json", "/events.json?speaker=guest"),
            *("/organizations/institute/", "/organizations/institute.json"),
            "/events/?speaker=guest",
        ]
    }
    counted = client.get("/speakers.json").json()["results"]

    assert [path for path, words in seen.items() if "具名的圆桌" not in words] == []
    assert [path for path, words in seen.items() if "匿名的圆桌" in words] == []
    assert [(row["event_count"], row["turn_count"]) for row in counted] == [(1, 1)]


def test_a_public_tag_does_not_tell_of_withheld_turns(client):
    open_talk, shy_talk = (
        make_event(status=Status.PUBLISHED, title=title)
        for title in ("直言的圆桌", "收回的圆桌")
    )
    for event in (open_talk, shy_talk):
        make_turns(event, [("甲", "一。")])
        event.blocks.get().tags.add("话题")
    shy_talk.blocks.update(withheld_on=DAY)

    paths = ["/tags/hua-ti/", "/tags/hua-ti.json", "/events.json?tag=hua-ti"]
    seen = {path: everything(client.get(path)) for path in paths}

    assert [path for path, words in seen.items() if "直言的圆桌" not in words] == []
    assert [path for path, words in seen.items() if "收回的圆桌" in words] == []


def test_a_public_organization_does_not_name_people_who_are_not(client):
    place = make_organization(slug="institute")
    event = make_event(status=Status.PUBLISHED)
    make_turns(event, [("甲", "一。")])
    event.appearances.update(organization=place)
    hidden = make_speaker(name="藏着的人")
    Affiliation.objects.create(speaker=hidden, organization=place)

    page = everything(client.get("/organizations/institute/"))
    twin = client.get("/organizations/institute.json").json()
    counted = client.get("/organizations.json").json()["results"]

    assert "藏着的人" not in page
    assert twin["people"] == []
    assert [row["speaker_count"] for row in counted] == [0]


def test_a_public_person_does_not_lead_to_the_hidden(client):
    person = make_speaker(slug="guest")
    shown, draft = make_event(status=Status.PUBLISHED), make_event(title="草稿")
    for event in (shown, draft):
        make_turns(event, [("甲", "一。")])
        link_speakers(event, "甲", person)
        Contributor.objects.create(event=event, role="editor", speaker=person)
    series = make_series(slug="run")
    for event in (shown, draft):
        event.series = series
        event.save()

    for path in ("/speakers/guest/", "/speakers/guest.json", "/series/run.json"):
        assert "草稿" not in everything(client.get(path))
    assert client.get("/series.json").json()["results"][0]["event_count"] == 1


def test_old_addresses_do_not_tell_that_a_draft_exists(client):
    event = make_event()
    SlugForward.objects.create(kind="event", event=event, slug="once")

    assert client.get("/events/once/").status_code == 404


def test_publishing_shows_what_was_hidden(client):
    planted = Planted("x")
    event = plant_event(Status.DRAFT, planted)
    Event.objects.filter(pk=event.pk).update(
        status=Status.PUBLISHED, published_at=event.created_at
    )

    answers = {
        path: status_of(client, path)
        for path in addresses()
        if "old" not in path and "hided2" not in path
    }

    assert set(answers.values()) == {200}


def test_public_markup_keeps_the_place_of_a_passage_and_not_its_words():
    bare = withheld_notice()

    assert public_markup("前{==藏==}{>>话<<}后{~~误~>正~~}") == (
        f"前{{=={bare}==}}后{{~~误~>正~~}}"
    )
    assert public_markup("前{==藏到段末") == f"前{{=={bare}==}}"
    assert public_markup("{>>只有话<<}") == ""
    assert public_markup("没有记号 {") == "没有记号 {"
