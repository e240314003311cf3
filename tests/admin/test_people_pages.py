"""Finding, counting and merging people, organizations and tags at the desk."""

import pytest
from django.urls import reverse

from events.models import Event, Organization, Speaker, Tag
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_speaker,
    make_tag,
    make_turns,
)

pytestmark = pytest.mark.django_db


def listed(client, model: str, **query) -> list[str]:
    response = client.get(reverse(f"admin:events_{model}_changelist"), query)
    return [str(row) for row in response.context["cl"].result_list]


def page(row) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def state_of(client, row) -> str:
    """What the form guards itself with, as the page sends it."""
    return client.get(page(row)).context["adminform"].form["state"].value()


def speaker_data(speaker, **changes) -> dict:
    return {
        "name": speaker.name,
        "slug": speaker.slug,
        "sort_key": speaker.sort_key,
        "affiliations-TOTAL_FORMS": 0,
        "affiliations-INITIAL_FORMS": 0,
    } | changes


@pytest.mark.parametrize(
    "words", ["林咏", "lyh", "lin yonghua", "YONGHUA", "小林", "Ｌｉｎ"]
)
def test_speaker_is_found_by_name_pinyin_initials_and_alias(client, superuser, words):
    make_speaker(name="林咏华", aliases=["小林"])
    make_speaker(name="贺樑")

    assert listed(client, "speaker", q=words) == ["林咏华"]


def test_speakers_are_sorted_by_turns(client, superuser):
    quiet, busy = make_speaker(name="贺樑"), make_speaker(name="林咏华")
    make_speaker(name="无人")
    event = make_event()
    make_turns(event, [("甲", "一"), ("乙", "二"), ("甲", "三")])
    link_speakers(event, "甲", busy)
    link_speakers(event, "乙", quiet)

    response = client.get(reverse("admin:events_speaker_changelist"), {"o": "-5"})

    rows = response.context["cl"].result_list
    assert [(row.name, row.event_count, row.turn_count) for row in rows] == [
        ("林咏华", 1, 2),
        ("贺樑", 1, 1),
        ("无人", 0, 0),
    ]


@pytest.mark.parametrize("words", ["桥", "引题", "lyh", "人工", "ＡＩ 桥", "乙"])
def test_event_is_found_by_title_kicker_speaker_and_tag(client, superuser, words):
    event = make_event(title="重庆的桥", kicker="引题", tags=("人工智能", "ai"))
    make_turns(event, [("乙", "二")])
    link_speakers(event, "乙", make_speaker(name="林咏华"))
    make_event(title="别的")

    assert listed(client, "event", q=words) == ["重庆的桥"]


def test_events_are_filtered(client, superuser):
    series, speaker = make_series(), make_speaker()
    event = make_event(title="中", series=series, held="2023?", tags=("桥",))
    make_turns(event, [("甲", "一")])
    link_speakers(event, "甲", speaker)
    make_event(title="不中", held="2024", status="review")

    found = [
        listed(client, "event", **{name: value})
        for name, value in {
            "status__exact": "draft",
            "year": 2023,
            "series": series.pk,
            "tag": event.tags.get().pk,
            "speaker": speaker.pk,
        }.items()
    ]

    assert found == [["中"]] * 5


def test_aliases_are_one_a_line_and_pages_of_events_change(client, superuser):
    speaker = make_speaker(name="林咏华")
    event = make_event()
    make_turns(event, [("甲", "一")])
    link_speakers(event, "甲", speaker)
    before = Event.objects.get(pk=event.pk).version

    data = speaker_data(speaker, state=state_of(client, speaker))
    client.post(page(speaker), data | {"aliases": "小林\r\n\r\nLin "})

    assert Speaker.objects.get().aliases == ["小林", "Lin"]
    assert Event.objects.get(pk=event.pk).version == before + 1


def test_new_speaker_gets_slug_and_sort_key_with_the_surname_read_right(
    client, superuser
):
    data = speaker_data(Speaker(), name="单田芳")

    client.post(reverse("admin:events_speaker_add"), data)

    speaker = Speaker.objects.get()
    assert (speaker.slug, speaker.sort_key) == ("shan-tianfang", "shan tianfang")


def test_mended_slug_forwards_and_can_go_back(client, superuser):
    speaker = make_speaker(slug="old")

    for slug in ("new", "old"):
        state = state_of(client, speaker)
        client.post(page(speaker), speaker_data(speaker, slug=slug, state=state))

    assert Speaker.objects.get().slug == "old"
    assert [forward.slug for forward in speaker.forwards.all()] == ["new"]


def test_organization_is_no_part_of_its_own_part(client, superuser):
    whole = make_organization()
    part = make_organization(parent=whole)

    data = {"name": whole.name, "slug": whole.slug, "parent": part.pk}
    response = client.post(page(whole), data | {"state": state_of(client, whole)})

    assert list(response.context["adminform"].form.errors) == ["parent"]
    assert Organization.objects.get(pk=whole.pk).parent is None


def test_merging_asks_which_one_stays(client, superuser):
    kept, merged = make_speaker(name="林咏华"), make_speaker(name="林詠華")
    url = reverse("admin:events_speaker_changelist")
    data = {"action": "merge_selected", "_selected_action": [kept.pk, merged.pk]}

    asked = client.post(url, data)
    unmerged = Speaker.objects.count()
    client.post(url, data | {"confirmed": "1", "kept": kept.pk})

    assert asked.templates[0].name == "admin/events/merge.html"
    assert unmerged == 2
    assert Speaker.objects.get().aliases == ["林詠華"]


def test_refused_merge_says_why_and_merges_nothing(client, superuser):
    rows = [make_speaker(wikidata=f"Q{number}") for number in (1, 2)]

    response = client.post(
        reverse("admin:events_speaker_changelist"),
        {
            "action": "merge_selected",
            "_selected_action": [row.pk for row in rows],
            "confirmed": "1",
            "kept": rows[0].pk,
        },
        follow=True,
    )

    assert "Wikidata" in str(next(iter(response.context["messages"])))
    assert Speaker.objects.count() == 2


def test_renaming_to_a_tag_that_exists_offers_the_merge(client, superuser):
    make_tag("AI")
    tag = make_tag("人工智能")

    response = client.post(page(tag), {"name": "ａｉ", "slug": tag.slug})

    (error,) = response.context["adminform"].form.errors["name"]
    assert "“AI”" in error
    assert Tag.objects.get(pk=tag.pk).name == "人工智能"


def test_deleting_a_tag_changes_the_pages_that_bore_it(client, superuser):
    event = make_event(tags=("桥",))
    url = reverse("admin:events_tag_delete", args=[event.tags.get().pk])

    client.post(url, {"post": "yes"})

    assert not Tag.objects.exists()
    assert Event.objects.get().version == event.version + 1


def test_every_relation_is_completed_while_typing(client, superuser):
    make_speaker(name="林咏华")

    response = client.get(
        reverse("admin:autocomplete"),
        {
            "term": "lyh",
            "app_label": "events",
            "model_name": "appearance",
            "field_name": "speakers",
        },
    )

    assert [row["text"] for row in response.json()["results"]] == ["林咏华"]


def test_no_inline_style_or_script_on_the_desk(client, superuser):
    event = make_event(tags=("桥",))
    (turn,) = make_turns(event, [("甲", "一")])
    speaker = make_speaker()
    link_speakers(event, "甲", speaker)
    pages = [
        reverse("admin:index"),
        reverse("admin:events_event_changelist"),
        page(event),
        reverse("admin:events_turn_change", args=[turn.pk]),
        reverse("admin:events_event_history", args=[event.pk]),
        page(speaker),
    ]

    for url in pages:
        html = client.get(url).content.decode()

        assert " style=" not in html, url
        assert "<style" not in html, url
        assert "<script>" not in html, url


def test_taggits_own_tags_are_not_on_the_desk(client, superuser):
    html = client.get(reverse("admin:index")).content.decode()

    assert "/taggit/" not in html
    assert reverse("admin:events_tag_changelist") in html
