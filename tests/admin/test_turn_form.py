"""A single turn in its own form, and two editors at once."""

from datetime import date

import pytest
from django.urls import reverse

from events.models import Block, Event
from events.transcript.document import Note, Section, Turn
from tests.factories import make_event, make_turns, publish

pytestmark = pytest.mark.django_db


def page(block) -> str:
    return reverse(f"admin:events_{block.type}_change", args=[block.pk])


def opened(client, block) -> dict[str, object]:
    """What a browser would send of the form as it stands."""
    return data_of(client.get(page(block)))


def data_of(response) -> dict[str, object]:
    data = {
        bound.html_name: bound.value() for bound in response.context["adminform"].form
    }
    return {name: value for name, value in data.items() if value not in (None, False)}


def make_exchange():
    event = make_event()
    blocks = [
        Section("开场"),
        Turn("甲", "一个问题？", kind="question"),
        Turn("乙", "一个回答。", kind="answer", replies_to=(1,), tags=("成本",)),
        Note("掌声"),
    ]
    return event, make_turns(event, blocks)


def test_saving_as_opened_makes_no_revision(client, superuser):
    event, (_heading, _question, answer, _note) = make_exchange()

    response = client.post(page(answer), opened(client, answer))

    assert response.status_code == 302
    assert event.revisions.count() == 1


def test_every_field_of_a_turn_is_stored_in_one_revision(client, superuser):
    event, (_heading, question, answer, _note) = make_exchange()

    response = client.post(
        page(answer),
        opened(client, answer)
        | {
            "text": "改过的{~~会答~>回答~~}。\r\n\r\n第二段。",
            "kind": "speech",
            "voice": question.voice_id,
            "answers": [],
            "tag_line": "芯片，成本",
            "start": "1:02:03.5",
            "end": "1:02:04",
            "language": "en",
            "page": "2",
            "printed_label": "甲主持",
            "withheld": "on",
        },
    )

    assert response.status_code == 302
    row = Block.objects.get(pk=answer.pk)
    assert row.text == "改过的{~~会答~>回答~~}。\n\n第二段。"
    assert (row.kind, row.voice.label, row.printed_label) == ("speech", "甲", "甲主持")
    assert (row.start_ms, row.end_ms) == (3_723_500, 3_724_000)
    assert (row.language, row.page) == ("en", "2")
    assert row.withheld_on is not None
    assert list(row.replies_to.all()) == []
    assert sorted(tag.name for tag in row.tags.all()) == ["成本", "芯片"]
    assert event.revisions.count() == 2
    assert event.revisions.latest("number").author == superuser


def test_day_of_withholding_is_kept_and_can_be_lifted(client, superuser):
    _event, (_heading, question, _answer, _note) = make_exchange()
    Block.objects.filter(pk=question.pk).update(withheld_on=date(2024, 5, 6))

    client.post(page(question), opened(client, question) | {"page": "3"})
    kept = Block.objects.get(pk=question.pk).withheld_on
    data = opened(client, question)
    del data["withheld"]
    client.post(page(question), data)

    assert kept == date(2024, 5, 6)
    assert Block.objects.get(pk=question.pk).withheld_on is None


def test_second_editor_sees_both_texts_and_loses_nothing(client, superuser):
    _event, (_heading, question, _answer, _note) = make_exchange()
    first, second = opened(client, question), opened(client, question)
    client.post(page(question), first | {"text": "甲编辑的问题？"})

    response = client.post(page(question), second | {"text": "乙编辑的问题？"})

    html = response.content.decode()
    assert response.status_code == 200
    assert Block.objects.get(pk=question.pk).text == "甲编辑的问题？"
    assert '<pre class="transcript" id="theirs">甲编辑的问题？</pre>' in html
    assert data_of(response)["text"] == "乙编辑的问题？"
    assert "<del>甲</del><ins>乙</ins>编辑的问题？" in html


def test_saving_again_on_purpose_overwrites(client, superuser):
    event, (_heading, question, _answer, _note) = make_exchange()
    first, second = opened(client, question), opened(client, question)
    client.post(page(question), first | {"text": "甲编辑的问题？"})
    again = client.post(page(question), second | {"text": "乙编辑的问题？"})

    response = client.post(page(question), data_of(again))

    assert response.status_code == 302
    assert Block.objects.get(pk=question.pk).text == "乙编辑的问题？"
    assert "甲编辑的问题？" in event.revisions.get(number=2).text


def test_third_change_between_is_not_overwritten_unseen(client, superuser):
    _event, (_heading, question, _answer, _note) = make_exchange()
    first, second = opened(client, question), opened(client, question)
    client.post(page(question), first | {"text": "一？"})
    again = client.post(page(question), second | {"text": "二？"})
    client.post(page(question), opened(client, question) | {"text": "三？"})

    response = client.post(page(question), data_of(again))

    assert response.status_code == 200
    assert Block.objects.get(pk=question.pk).text == "三？"


def test_words_for_a_removed_turn_are_handed_back(client, superuser):
    _event, (_heading, _question, answer, _note) = make_exchange()
    data, url = opened(client, answer), page(answer)
    Block.objects.filter(pk=answer.pk).delete()

    response = client.post(url, data | {"text": "我的话。"})

    assert response.status_code == 409
    assert "我的话。" in response.content.decode()


def test_unclosed_mark_is_an_error_that_says_where(client, superuser):
    _event, (_heading, question, _answer, _note) = make_exchange()

    response = client.post(
        page(question), opened(client, question) | {"text": "好。\n\n这是{~~错的。"}
    )

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["text"]
    assert "{~~错的" in errors["text"][0]
    assert "3" in errors["text"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "soon"),
        ("end", "0:01"),
        ("language", "Chinese"),
        ("text", " \r\n "),
        ("kind", "stage"),
    ],
)
def test_wrong_value_is_refused_at_its_field(client, superuser, field, value):
    _event, (_heading, question, _answer, _note) = make_exchange()

    response = client.post(page(question), opened(client, question) | {field: value})

    assert list(response.context["adminform"].form.errors) == [field]


def test_voice_and_answers_of_another_event_are_refused(client, superuser):
    _event, (_heading, question, _answer, _note) = make_exchange()
    _other, (_heading, stranger, _answer, _note) = make_exchange()

    response = client.post(
        page(question),
        opened(client, question)
        | {"voice": stranger.voice_id, "answers": [stranger.pk]},
    )

    assert sorted(response.context["adminform"].form.errors) == ["answers", "voice"]


def test_answers_are_suggested_from_the_same_event(client, superuser):
    event, (_heading, question, _answer, _note) = make_exchange()
    make_exchange()
    url = reverse("admin:events_turn_replies", args=[event.pk])

    found = client.get(url, {"term": "问题"}).json()

    assert found == {
        "results": [
            {"id": str(question.pk), "text": f"#{question.ref} 甲: 一个问题？"}
        ],
        "pagination": {"more": False},
    }


def test_heading_and_note_have_forms_too(client, superuser):
    event, (heading, _question, _answer, note) = make_exchange()

    client.post(page(heading), opened(client, heading) | {"text": "序", "level": 2})
    client.post(page(note), opened(client, note) | {"text": "笑声", "kind": "editor"})

    rows = event.blocks.exclude(type="turn").order_by("position")
    assert list(rows.values_list("text", "level", "kind")) == [
        ("序", 2, ""),
        ("笑声", None, "editor"),
    ]


def test_address_on_site_only_when_public(client, superuser):
    event, (_heading, question, _answer, _note) = make_exchange()
    hidden = client.get(page(question)).content.decode()
    publish(event)

    public = client.get(page(question)).content.decode()

    address = Block.objects.get(pk=question.pk).get_absolute_url()
    assert address not in hidden
    assert f'href="{address}" class="viewsitelink"' in public


def test_a_turn_is_searched_across_events(client, superuser):
    event, _rows = make_exchange()
    Event.objects.filter(pk=event.pk).update(title="圆桌甲")
    make_exchange()
    url = reverse("admin:events_turn_changelist")

    found = client.get(url, {"q": "回答 圆桌甲"}).context["cl"].result_list

    assert [turn.text for turn in found] == ["一个回答。"]


def test_saving_a_turn_leaves_no_empty_entry_in_the_event_s_history(client, superuser):
    event, (_heading, question, _answer, _note) = make_exchange()
    entries = event.history.count()

    client.post(page(question), opened(client, question) | {"text": "改？"})

    assert event.history.count() == entries
