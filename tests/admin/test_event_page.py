"""The event's page: what it shows, and that one save is one revision."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from events.domain.binding import read_document, store_document
from events.enums import Origin
from events.models import Event, Revision
from events.transcript.document import Contributor, Section, SourceNote, Voice
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_speaker,
    make_turns,
    publish,
)

pytestmark = pytest.mark.django_db


def page(event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def form_data(response) -> dict[str, object]:
    """What a browser would send of the page as it stands."""
    context = response.context
    data = {}
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
    return {name: value for name, value in data.items() if value != ""}


def save(client, event, **changes):
    data = form_data(client.get(page(event))) | changes
    return client.post(page(event), data)


def make_panel():
    """甲 with a person and an organization, 乙 without; one turn each."""
    event = make_event(tags=("人工智能",), held="2023?")
    make_turns(event, [Section("开场"), ("甲", "大家好。"), ("乙", "你好。")])
    link_speakers(event, "甲", make_speaker(name="林咏华", slug="lin-yonghua"))
    return event


def test_page_opens_with_every_part(client, superuser):
    event = make_panel()

    html = client.get(page(event)).content.decode()

    assert "大家好。" in html
    assert "开场" in html
    assert "林咏华" in html
    assert 'value="人工智能"' in html


def test_saving_without_a_change_makes_no_revision(client, superuser):
    event = make_panel()
    before = Event.objects.get(pk=event.pk).version
    revisions = event.revisions.count()

    response = save(client, event)

    assert response.status_code == 302
    assert event.revisions.count() == revisions
    assert Event.objects.get(pk=event.pk).version == before


def test_front_matter_voices_and_belongings_make_one_revision(client, superuser):
    event = make_panel()
    organization = make_organization(slug="zhi-yuan")
    speaker = make_speaker(slug="he-liang")
    revisions = event.revisions.count()

    response = save(
        client,
        event,
        **{
            "title": "新题目",
            "lead": "第一段。\r\n\r\n\r\n第二段。 ",
            "tag_line": "大模型、人工智能",
            "appearances-0-credit": "总工程师",
            "appearances-0-organization": organization.pk,
            "appearances-1-people": [speaker.pk],
            "contributors-TOTAL_FORMS": 1,
            "contributors-0-role": "host",
            "contributors-0-name": "某报",
            "sources-TOTAL_FORMS": 1,
            "sources-0-relation": "source",
            "sources-0-publication": "某报",
        },
    )

    assert response.status_code == 302
    document = read_document(Event.objects.get(pk=event.pk))
    assert (document.title, document.lead) == ("新题目", "第一段。\n\n第二段。")
    assert document.tags == ("人工智能", "大模型")
    assert document.voices == (
        Voice(
            "甲",
            credit="总工程师",
            organization="zhi-yuan",
            speakers=("lin-yonghua",),
        ),
        Voice("乙", speakers=("he-liang",)),
    )
    assert document.contributors == (Contributor("host", "某报"),)
    assert document.sources == (SourceNote(publication="某报"),)
    newest = Revision.objects.filter(event=event).latest("number")
    assert event.revisions.count() == revisions + 1
    assert newest.author == superuser
    assert "title: 新题目" in newest.text


def test_renamed_voice_is_the_same_appearance(client, superuser):
    event = make_panel()
    was = event.appearances.get(label="甲").pk

    save(client, event, **{"appearances-0-label": "主持人"})

    assert event.appearances.get(label="主持人").pk == was
    labels = [block.voice.label for block in event.blocks.exclude(voice=None)]
    assert labels == ["主持人", "乙"]
    assert re.search("主持人 .*：大家好。", event.revisions.latest("number").text)


def test_two_voices_swap_their_labels(client, superuser):
    event = make_panel()

    save(client, event, **{"appearances-0-label": "乙", "appearances-1-label": "甲"})

    voices = [(b.voice.label, b.text) for b in event.blocks.exclude(voice=None)]
    assert voices == [("乙", "大家好。"), ("甲", "你好。")]


def test_two_voices_with_one_label_are_refused(client, superuser):
    event = make_panel()

    response = save(client, event, **{"appearances-1-label": "甲"})

    errors = response.context["inline_admin_formsets"][0].formset.errors
    assert list(errors[1]) == ["label"]


def test_voice_that_speaks_is_not_removed(client, superuser):
    event = make_panel()

    response = save(client, event, **{"appearances-1-DELETE": "on"})

    assert response.status_code == 200
    assert "“乙” speaks 1 turn;" in str(response.context["errors"])
    assert event.appearances.count() == 2


def test_silent_voice_is_removed_and_voices_change_places(client, superuser):
    event = make_panel()
    event.appearances.create(label="丙", position=2)

    response = save(
        client,
        event,
        **{
            "appearances-2-DELETE": "on",
            "appearances-0-place": 2,
            "appearances-1-place": 1,
        },
    )

    assert response.status_code == 302
    labels = event.appearances.order_by("position").values_list("label", flat=True)
    assert list(labels) == ["乙", "甲"]


def test_contributors_change_places_while_one_goes(client, superuser):
    event = make_event()
    for position, name in enumerate("ABC"):
        event.contributors.create(role="host", name=name, position=position)

    response = save(
        client,
        event,
        **{
            "contributors-0-place": 9,
            "contributors-1-DELETE": "on",
            "contributors-TOTAL_FORMS": 4,
            "contributors-3-role": "host",
            "contributors-3-name": "D",
        },
    )

    assert response.status_code == 302
    rows = event.contributors.order_by("position").values_list("position", "name")
    assert list(rows) == [(0, "C"), (1, "A"), (2, "D")]


def test_new_event_gets_a_slug_and_a_first_revision(client, superuser):
    url = reverse("admin:events_event_add")

    data = form_data(client.get(url)) | {"title": "重庆的桥", "language": "zh-Hans"}
    response = client.post(url, data)

    event = Event.objects.get()
    assert response.status_code == 302
    assert (event.slug, event.key) == ("chong-qing-de-qiao", "chong-qing-de-qiao")
    assert event.revisions.count() == 1


def test_changed_slug_forwards(client, superuser):
    event = make_event(slug="old-name")
    before = event.version

    save(client, event, slug="new-name")

    event = Event.objects.get(pk=event.pk)
    assert (event.slug, event.key) == ("new-name", "old-name")
    assert event.forwards.get().slug == "old-name"
    assert event.version > before


def test_slug_of_another_is_refused(client, superuser):
    make_event(slug="taken")
    event = make_event()

    response = save(client, event, slug="taken")

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_view_on_site_only_when_public(client, superuser):
    event = make_panel()
    hidden = client.get(page(event)).content.decode()
    publish(event)

    public = client.get(page(event)).content.decode()

    address = event.get_absolute_url()
    assert address not in hidden
    assert re.search(rf'href="{address}" class="viewsitelink"', public)


def test_outline_links_to_turns_and_public_addresses(client, superuser):
    event = make_panel()
    publish(event)
    turn = event.blocks.get(text="大家好。")

    html = client.get(page(event)).content.decode()

    edit = reverse("admin:events_turn_change", args=[turn.pk])
    assert f'href="{edit}">大家好。</a>' in html
    assert f'href="{event.get_absolute_url()}#{turn.ref}"' in html


def test_page_of_2000_turns_holds_its_number_of_queries(
    client, superuser, django_assert_num_queries
):
    event = make_event()
    make_turns(event, [("甲乙丙丁"[i % 4], f"第{i}段") for i in range(2000)])
    for label in "甲乙丙丁":
        link_speakers(event, label, make_speaker(), make_speaker())
    event.appearances.update(organization=make_organization())
    client.get(page(event))

    with django_assert_num_queries(18):
        response = client.get(page(event))

    assert response.content.count(b'<li class="turn">') == 2000


def test_page_of_200_voices_is_saved(client, superuser):
    event = make_event()
    document = read_document(event)
    voices = tuple(Voice(f"证人{number}") for number in range(200))
    store_document(event, replace(document, voices=voices), origin=Origin.EDIT)

    response = save(client, event, **{"appearances-199-credit": "居民"})

    assert response.status_code == 302
    assert event.appearances.get(label="证人199").credit == "居民"


def test_second_editor_is_told_and_overwrites_on_purpose_only(client, superuser):
    event = make_panel()
    first, second = (form_data(client.get(page(event))) for _editor in "ab")
    client.post(page(event), first | {"title": "甲的题目"})

    told = client.post(page(event), second | {"title": "乙的题目"})

    assert Event.objects.get(pk=event.pk).title == "甲的题目"
    assert "甲的题目" in told.context["adminform"].form.non_field_errors()[1]
    assert form_data(told)["title"] == "乙的题目"
    again = client.post(page(event), form_data(told))
    assert again.status_code == 302
    assert Event.objects.get(pk=event.pk).title == "乙的题目"


def test_voice_added_meanwhile_stays(client, superuser):
    event = make_panel()
    data = form_data(client.get(page(event)))
    make_turns(event, [("丙", "我也来了。")])
    told = client.post(page(event), data | {"title": "新题目"})

    client.post(page(event), data | {"title": "新题目", "state": state_of(told)})

    event = Event.objects.get(pk=event.pk)
    labels = event.appearances.order_by("position").values_list("label", flat=True)
    assert (event.title, list(labels)) == ("新题目", ["甲", "乙", "丙"])


def state_of(response) -> str:
    return response.context["adminform"].form["state"].value()
