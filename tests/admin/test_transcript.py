"""The transcript's page: as a plain form, and what the script asks."""

import json
from dataclasses import replace
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from events.admin.rights import lock_event
from events.domain import drafts
from events.domain.binding import read_document, store_document
from events.domain.saving import editable_text
from events.enums import Origin, Status
from events.models import Draft, Event, RefForward, Revision, Speaker
from events.transcript.document import Turn
from events.transcript.parser import parse
from tests.factories import (
    make_document,
    make_event,
    make_source,
    make_speaker,
    make_superuser,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    event = make_event(title="一场圆桌")
    store_document(event, make_document(9), origin=Origin.EDIT)
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def editor(client):
    user = make_superuser(display_name="编辑")
    client.force_login(user)
    return user


def page(event, name="") -> str:
    suffix = f"_{name}" if name else ""
    with override("en"):
        return reverse(f"admin:events_event_transcript{suffix}", args=[event.pk])


def save(client, event, text, base=None, action="save", **data):
    base = editable_text(event)[1] if base is None else base
    data = {"text": text, "base": base, "action": action, **data}
    return client.post(page(event), data, follow=True)


def ask(client, event, name, **body):
    return client.post(
        page(event, name), json.dumps(body), content_type="application/json"
    )


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_page_shows_the_text_without_refs(client, editor, event):
    response = client.get(page(event))

    text = response.context["text"]
    assert parse(text)[1] == []
    assert "{#" not in text
    assert "甲：第1段话。" in text
    assert f'name="base" value="{Revision.objects.get().number}"' in (
        response.content.decode()
    )


def test_a_save_writes_one_revision_and_keeps_refs(client, editor, event):
    text, _base = editable_text(event)
    refs = [block.ref for block in read_document(event).blocks]

    response = save(
        client, event, text.replace("第2段话", "第2段话，改过"), reason="校对"
    )

    assert told(response) == ["Saved: 1 changed, 0 new, 0 removed."]
    assert [block.ref for block in read_document(event).blocks] == refs
    revision = event.revisions.first()
    assert (revision.author, revision.reason, revision.changed) == (editor, "校对", 1)


def test_an_unchanged_text_writes_nothing(client, editor, event):
    response = save(client, event, editable_text(event)[0])

    assert told(response) == ["Nothing differs from what was saved."]
    assert event.revisions.count() == 1


def test_windows_line_ends_are_no_change(client, editor, event):
    text = editable_text(event)[0].replace("\n", "\r\n")

    response = save(client, event, text)

    assert told(response) == ["Nothing differs from what was saved."]


def test_a_text_with_errors_is_handed_back_whole(client, editor, event):
    text = editable_text(event)[0].replace("moderator", "king")

    response = save(client, event, text)

    assert told(response) == ["Nothing is saved yet: mend the errors first."]
    assert response.context["text"] == text
    assert "king" in response.content.decode()
    assert event.revisions.count() == 1
    assert drafts.find_draft(event, editor).text == text


def test_removing_a_third_asks_first_and_says_where_links_lead(client, editor, event):
    lines = editable_text(event)[0].split("\n\n")
    text = "\n\n".join([*lines[:6], lines[9]])

    response = save(client, event, text)

    assert event.revisions.count() == 1
    assert len(response.context["plan"].removals) == 3
    assert "第7段话。" in response.content.decode()

    response = save(client, event, text, action="save_anyway")

    assert told(response) == ["Saved: 0 changed, 0 new, 3 removed."]
    assert RefForward.objects.filter(event=event).count() == 3


def test_going_on_editing_gives_the_text_back(client, editor, event):
    response = save(client, event, "half a text", action="edit")

    assert response.context["text"] == "half a text"
    assert event.revisions.count() == 1


def test_refs_written_to_link_two_turns_leave_theirs_to_the_words(
    client, editor, event
):
    """As the page does: it hides refs, and a link needs them at both ends."""
    refs = [block.ref for block in read_document(event).blocks]
    text = editable_text(event)[0]
    text = text.replace("甲：第1段话", "甲 {#fresh2}：第1段话")
    text = text.replace("乙：第2段话", "乙 {#fresh3 answer re:#fresh2}：第2段话")
    text += "\n甲 {#fresh4}：新的一段。\n"

    save(client, event, text)

    blocks = read_document(event).blocks
    assert [block.ref for block in blocks] == [*refs, "fresh4"]
    assert blocks[1].replies_to == (0,)
    assert RefForward.objects.count() == 0


def test_an_unknown_person_is_created_in_the_same_save(client, editor, event):
    text = editable_text(event)[0]
    text = text.replace("role: panelist}", "role: panelist, speaker: xin-ren}")

    response = save(client, event, text)

    assert "Created: speaker xin-ren." in told(response)[0]
    assert Speaker.objects.get(key="xin-ren").name == "乙"
    assert read_document(event).voices[1].speakers == ("xin-ren",)


def test_a_person_is_not_created_by_a_save_that_asks(client, editor, event):
    text = editable_text(event)[0]
    head = text.split("\n\n")[0]
    head = head.replace("role: panelist}", "role: panelist, speaker: xin-ren}")

    save(client, event, head + "\n")

    assert Speaker.objects.count() == 0


def test_a_save_that_came_between_is_merged(client, editor, event):
    text, base = editable_text(event)
    document = read_document(event)
    other = make_user(display_name="同事")
    blocks = (replace(document.blocks[0], text="开场白。"), *document.blocks[1:])
    store_document(
        event, replace(document, blocks=blocks), origin=Origin.EDIT, author=other
    )

    response = save(client, event, text.replace("第9段话", "最后一段"), base)

    assert "Merged with what 同事 saved meanwhile." in told(response)[0]
    texts = [block.text for block in read_document(event).blocks]
    assert (texts[0], texts[8]) == ("开场白。", "最后一段。")


def test_the_same_words_changed_twice_ask_and_both_are_kept(client, editor, event):
    text, base = editable_text(event)
    document = read_document(event)
    other = make_user(display_name="同事")
    blocks = (replace(document.blocks[0], text="他的开场。"), *document.blocks[1:])
    store_document(
        event, replace(document, blocks=blocks), origin=Origin.EDIT, author=other
    )
    mine = text.replace("第1段话。", "我的开场。")

    response = save(client, event, mine, base)

    html = response.content.decode()
    assert "他的开场。" in html
    assert "我的开场。" in html
    assert read_document(event).blocks[0].text == "他的开场。"
    assert drafts.find_draft(event, editor).text == mine
    (conflict,) = response.context["conflicts"]

    seen = response.context["seen"]
    key = conflict["key"]
    response = save(client, event, mine, base, seen=seen, **{f"choice-{key}": "mine"})

    assert read_document(event).blocks[0].text == "我的开场。"
    assert drafts.find_draft(event, editor) is None


def test_a_conflict_is_joined_by_hand(client, editor, event):
    text, base = editable_text(event)
    document = read_document(event)
    blocks = (replace(document.blocks[0], text="他的开场。"), *document.blocks[1:])
    store_document(event, replace(document, blocks=blocks), origin=Origin.EDIT)
    mine = text.replace("第1段话。", "我的开场。")
    response = save(client, event, mine, base)
    (conflict,) = response.context["conflicts"]
    key, seen = conflict["key"], response.context["seen"]

    own = {f"choice-{key}": "own", f"own-{key}": "我们的开场。"}
    save(client, event, mine, base, seen=seen, **own)

    assert read_document(event).blocks[0].text == "我们的开场。"


def test_a_decision_about_words_not_shown_does_not_count(client, editor, event):
    text, base = editable_text(event)
    document = read_document(event)
    blocks = (replace(document.blocks[0], text="他的开场。"), *document.blocks[1:])
    store_document(event, replace(document, blocks=blocks), origin=Origin.EDIT)
    mine = text.replace("第1段话。", "我的开场。")
    response = save(client, event, mine, base)
    key = response.context["conflicts"][0]["key"]
    seen = response.context["seen"]
    blocks = (replace(document.blocks[0], text="又改的开场。"), *document.blocks[1:])
    store_document(event, replace(document, blocks=blocks), origin=Origin.EDIT)

    response = save(client, event, mine, base, seen=seen, **{f"choice-{key}": "mine"})

    assert response.context["conflicts"][0]["theirs"] == "又改的开场。"
    assert read_document(event).blocks[0].text == "又改的开场。"


def test_a_text_begun_before_there_was_one_does_not_overwrite(client, editor):
    event = make_event()
    store_document(event, make_document(2), origin=Origin.EDIT)
    mine = "---\ntitle: x\nvoices:\n- {label: 丙}\n---\n\n丙：我也写了。\n"

    save(client, event, mine, base=0)

    words = [block.text for block in read_document(event).blocks]
    assert "第1段话。" in words


def test_a_draft_is_offered_restored_and_discarded(client, editor, event):
    drafts.keep_draft(event, editor, text="没写完的", base=1)

    assert client.get(page(event)).context["draft"]["text"] == "没写完的"
    restored = client.post(page(event), {"action": "restore_draft"})
    assert restored.context["text"] == "没写完的"
    client.post(page(event), {"action": "discard_draft"})
    assert client.get(page(event)).context["draft"] is None


def test_opening_the_page_takes_the_same_queries_for_a_long_text(
    client, editor, django_assert_num_queries
):
    event = make_event()
    store_document(event, make_document(300), origin=Origin.EDIT)
    client.get(page(event))

    with django_assert_num_queries(23):
        client.get(page(event))


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite reads one state anyway"
)
def test_text_and_revision_are_of_one_state(event):
    """Else a save between the two reads would be merged with itself."""
    with CaptureQueriesContext(connection) as queries:
        editable_text(event)

    assert "FOR UPDATE" in queries[1]["sql"], [query["sql"] for query in queries]


# -- what the script asks ------------------------------------------------------


def test_preview_gives_blocks_html_and_problems(client, editor, event):
    text = editable_text(event)[0] + "\n丙：谁？\n"

    shape = ask(client, event, "preview", text=text, known=[], serial=7).json()

    assert shape["serial"] == 7
    assert len(shape["blocks"]) == 9
    first = shape["blocks"][0]
    lines = text.split("\n")
    assert lines[first["line"] - 1] == "甲：第1段话。"
    assert (first["type"], first["voice"], first["start"]) == (
        "turn",
        "甲",
        "第1段话。",
    )
    assert "第1段话。" in shape["html"][first["hash"]]
    (problem,) = shape["problems"]
    assert problem["code"] == "undeclared-voice"
    assert [fix["label"] for fix in problem["fixes"]] == [
        "Declare 丙 as Audience",
        "Declare 丙 as Panelist",
        "Declare 丙 as Moderator",
        "This is text",
    ]
    assert [voice["name"] for voice in shape["unknown"]] == ["丙"]


def test_preview_sends_only_what_the_page_lacks(client, editor, event):
    text = editable_text(event)[0]
    known = [
        b["hash"] for b in ask(client, event, "preview", text=text).json()["blocks"]
    ]

    changed = text.replace("第5段话", "改过的第5段")
    shape = ask(client, event, "preview", text=changed, known=known).json()

    assert len(shape["html"]) == 1
    assert "改过的第5段" in next(iter(shape["html"].values()))


def test_preview_shows_hostile_text_as_text(client, editor, event):
    text = editable_text(event)[0] + "\n甲：<script>alert(1)</script>\n"

    html = "".join(ask(client, event, "preview", text=text).json()["html"].values())

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_preview_proposes_a_known_person(client, editor, event):
    make_speaker(slug="lin", name="林詠華")
    text = editable_text(event)[0] + "\n林咏华：好。\n"

    (voice,) = ask(client, event, "preview", text=text).json()["unknown"]

    assert voice["proposals"] == [
        {"key": "lin", "name": "林詠華", "why": "simplified or traditional twin"}
    ]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"text": 3}', '{"text": "x", "known": 3}']
)
def test_preview_of_nonsense_is_refused_with_a_sentence(client, editor, event, body):
    response = client.post(
        page(event, "preview"), body, content_type="application/json"
    )

    assert response.status_code == 400
    assert response.json() == {"error": "Send the text and the list of known hashes."}


HOSTILE = {
    "script": "甲：<script>alert(1)</script><img src=x onerror=alert(1)>",
    "bidi": "甲：\u202eabc\u2066def",
    "zero width": "甲：a\u200bb\u200dc\ufeffd",
    "null": "甲：a\0b",
    "unclosed": "甲：{~~a{==b{>>c",
    "one long line": "甲：" + "啊" * 1_000_000,
    "braces": "甲 " + "{" * 50_000,
    "yaml": "---\na: &a [*a]\n---\n\n甲：x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_renders_harmless_or_is_refused(client, editor, event, name):
    text = HOSTILE[name]

    shape = ask(client, event, "preview", text=text)
    saved = save(client, event, text)

    assert shape.status_code == 200
    assert saved.status_code == 200
    html = "".join(shape.json()["html"].values()) + saved.content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_a_text_beyond_the_limit_is_refused_with_a_sentence(client, editor, event):
    text = "a" * 3_000_001

    assert ask(client, event, "draft", text=text, base=1).status_code == 413
    response = save(client, event, text)
    assert told(response) == [
        "The text is longer than 3,000,000 characters; divide the event."
    ]


def test_a_draft_is_kept_by_the_script_and_discarded(client, editor, event):
    saved = ask(client, event, "draft", text="写到一半", base=1).json()

    assert saved["saved_at"] == Draft.objects.get().updated_at.isoformat()
    assert drafts.find_draft(event, editor).text == "写到一半"
    assert ask(client, event, "draft", discard=True).json() == {}
    assert drafts.find_draft(event, editor) is None


def test_ping_tells_who_is_there_and_what_is_newest(client, editor, event):
    other = make_user(display_name="同事")
    drafts.mark_present(event, other)
    revision = event.revisions.first()

    shape = ask(client, event, "ping", base=1).json()

    assert shape == {
        "others": ["同事"],
        "newest": revision.number,
        "by": "",
        "at": revision.created_at.isoformat(),
    }


def test_source_tells_what_is_not_placed(client, editor, event):
    source = make_source(event, raw_text="甲：第1段话。\n这一句漏了，没有排进来。\n")
    text = editable_text(event)[0]

    shape = ask(client, event, "source", text=text, source=source.pk).json()

    assert shape["share"] < 1
    assert shape["missing"] == [{"text": "这一句漏了，没有排进来。", "line": 2}]
    assert '<mark class="missing">这一句漏了，没有排进来。</mark>' in shape["html"]
    assert shape["sentence"].endswith("1 passage is not.")
    assert any("第9段话" in passage["text"] for passage in shape["added"])


def test_source_placed_whole_says_so(client, editor, event):
    source = make_source(event, raw_text="甲：第1段\n话。\n乙：第2段话。")

    shape = ask(
        client, event, "source", text=editable_text(event)[0], source=source.pk
    ).json()

    assert shape["share"] == 1.0
    assert shape["sentence"] == "100 % of the printed text is in this transcript."


def test_the_source_of_another_event_is_not_shown(client, editor, event):
    other = make_source(make_event(), raw_text="秘密")

    response = ask(client, event, "source", text="x", source=other.pk)

    assert response.status_code == 400
    assert "秘密" not in response.content.decode()


def test_people_are_found_by_pinyin_and_initials(client, editor, event):
    make_speaker(slug="lin-yonghua", name="林咏华")
    make_speaker(slug="other", name="潘斌")

    for word in ("lyh", "linyong", "咏华"):
        found = client.get(page(event, "people"), {"q": word}).json()["results"]
        assert [row["key"] for row in found] == ["lin-yonghua"]


# -- rights ---------------------------------------------------------------------

NAMES = ["", "preview", "draft", "ping", "source", "people"]


def knock(client, event, name) -> int:
    if name in ("", "people"):
        return client.get(page(event, name)).status_code
    source = event.sources.first() or make_source(event, raw_text="原文")
    body = {"text": "甲：话。", "base": 1, "source": source.pk}
    return ask(client, event, name, **body).status_code


@pytest.mark.parametrize("name", NAMES)
def test_who_may_open_the_editor(client, event, name):
    def as_(*groups, status=Status.DRAFT):
        client.logout()
        if groups != (None,):
            client.force_login(make_user(*groups))
        fields = {"status": status}
        if status == Status.PUBLISHED:
            fields["published_at"] = event.created_at
        Event.objects.filter(pk=event.pk).update(**fields)
        return knock(client, event, name)

    assert as_(None) == 302
    assert as_() == 403
    assert as_("Contributor") == 200
    assert as_("Contributor", status=Status.REVIEW) == 403
    assert as_("Contributor", status=Status.PUBLISHED) == 403
    assert as_("Editor", status=Status.PUBLISHED) == 200
    assert as_("Publisher", status=Status.PUBLISHED) == 200


def test_a_contributor_whose_event_was_published_meanwhile_saves_nothing(client, event):
    client.force_login(make_user("Contributor"))
    text, base = editable_text(event)
    Event.objects.filter(pk=event.pk).update(
        status=Status.PUBLISHED, published_at=event.created_at
    )

    response = save(client, event, text.replace("第2段话", "改过"), base)

    assert response.status_code == 403
    assert event.revisions.count() == 1


@pytest.mark.parametrize("name", ["preview", "draft", "ping", "source"])
def test_the_script_must_send_its_token(event, name):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_superuser())

    assert ask(client, event, name, text="x", base=1).status_code == 403


def test_a_turn_tag_and_reply_typed_in_the_text_is_stored(client, editor, event):
    text = editable_text(event)[0].replace("乙：第2段话。", "乙 {tag:成本}：第2段话。")

    save(client, event, text)

    block = read_document(event).blocks[1]
    assert isinstance(block, Turn)
    assert block.tags == ("成本",)


def test_more_than_a_request_may_hold_is_refused_with_a_sentence(
    client, editor, event, settings
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post(page(event), {"text": "a" * 2000, "base": 1})

    assert response.status_code == 400
    assert "nothing was stored" in response.content.decode()
    assert event.revisions.count() == 1


FRONT = (
    "---\ntitle: 一场圆桌\n{front}\nvoices:\n- {{label: 甲, role: moderator}}\n---\n\n"
)
FAULTY = {
    "half a date": FRONT.format(front="held: 2023-") + "甲：一。\n",
    "no date": FRONT.format(front="held: 去年夏天") + "甲：一。\n",
    "long": FRONT.format(front=f"venue: {'馆' * 400}") + "甲：一。\n",
    "script": FRONT.format(front="recording: 'javascript:alert(1)'") + "甲：一。\n",
    "braces": FRONT.format(front="held: 2023") + "甲：" + "{==" * 1000 + "\n",
    "many voices": "---\ntitle: 题\nvoices:\n"
    + "".join(f"- {{label: 名{number}}}\n" for number in range(2500))
    + "---\n\n名1：一。\n",
}


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_text_is_shown_refused_and_kept(client, editor, event, name):
    text = FAULTY[name]

    shape = ask(client, event, "preview", text=text)
    saved = save(client, event, text)

    assert shape.status_code == 200
    assert "error" in {problem["severity"] for problem in shape.json()["problems"]}
    assert told(saved) == ["Nothing is saved yet: mend the errors first."]
    assert saved.context["text"] == text
    assert drafts.find_draft(event, editor).text == text
    assert event.revisions.count() == 1


def test_the_draft_is_kept_before_the_save_is_tried(client, editor, event, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("events.admin.transcript.save_text", fail)

    with pytest.raises(OSError, match="no room"):
        save(client, event, "甲：写了很久。")

    assert drafts.find_draft(event, editor).text == "甲：写了很久。"


def test_what_no_database_holds_is_replaced_in_a_draft(client, editor, event):
    text = '"a\\u0000b\\ud83d"'
    for base in (10**24, 1):
        client.post(
            page(event, "draft"),
            f'{{"text": {text}, "base": {base}}}',
            content_type="application/json",
        )

    draft = drafts.find_draft(event, editor)
    assert (draft.text, draft.base) == ("a\ufffdb\ufffd", 1)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("preview", '{"text": "丙\\ud83d：a", "known": [], "serial": "\\ud83d"}'),
        ("preview", '{"text": "a", "known": [], "serial": 1e400}'),
        ("draft", '{"text": "a", "base": 1000000000000000000000000}'),
    ],
)
def test_numbers_and_signs_beyond_all_limits_are_answered(
    client, editor, event, name, body
):
    response = client.post(page(event, name), body, content_type="application/json")

    assert response.status_code == 200


@pytest.mark.parametrize("source", ["1e400", "9" * 25])
def test_no_such_source_is_told(client, editor, event, source):
    body = f'{{"text": "a", "source": {source}}}'

    response = client.post(page(event, "source"), body, content_type="application/json")

    assert response.status_code == 400


# A number beyond all counts as the newest; what is no number as the beginning.
@pytest.mark.parametrize("base", ["9" * 25, "9" * 5000, "1e400"])
def test_a_base_beyond_all_limits_loses_nothing(client, editor, event, base):
    text = editable_text(event)[0].replace("第2段话", "第2段话，改过")

    response = save(client, event, text, base=base)

    assert response.status_code == 200
    assert event.revisions.count() == 2
    assert "第2段话，改过。" in [block.text for block in read_document(event).blocks]


def test_a_reason_and_a_search_may_hold_any_sign(client, editor, event):
    text = editable_text(event)[0].replace("第2段话", "第2段话，改过")

    save(client, event, text, reason="校\0对")
    found = client.get(page(event, "people"), {"q": "a\0"})

    assert event.revisions.first().reason == "校\ufffd对"
    assert found.json() == {"results": []}


@pytest.mark.parametrize("number", ["0", "-1", "9" * 20, "9" * 5000, "x"])
def test_turns_to_reply_to_are_paged_whatever_is_asked(client, editor, event, number):
    with override("en"):
        address = reverse("admin:events_turn_replies", args=[event.pk])

    response = client.get(address, {"page": number, "term": "段"})

    assert len(response.json()["results"]) == 9
    assert response.json()["pagination"] == {"more": False}


@pytest.mark.parametrize("meanwhile", [False, True])
def test_words_for_an_event_closed_meanwhile_are_handed_back(
    client, event, meanwhile, monkeypatch
):
    contributor = make_user("Contributor")
    client.force_login(contributor)
    text, base = editable_text(event)
    text = text.replace("第2段话", "写了很久")

    def submit(*args):
        Event.objects.filter(pk=event.pk).update(status=Status.REVIEW)
        return lock_event(*args)

    if meanwhile:
        monkeypatch.setattr("events.admin.transcript.lock_event", submit)
    else:
        Event.objects.filter(pk=event.pk).update(status=Status.REVIEW)
    response = save(client, event, text, base)

    assert response.status_code == 403
    assert response.context["text"] == text
    assert "写了很久" in response.content.decode()
    assert drafts.find_draft(event, contributor).text == text
    assert event.revisions.count() == 1


def test_the_preview_of_very_many_unknown_voices_is_quick(client, editor, event):
    for number in range(200):
        make_speaker(slug=f"speaker-{number}", name=f"人物{number}号")
    text = "\n\n".join(f"听友{number}：话。" for number in range(30_000))
    start = process_time()

    shape = ask(client, event, "preview", text=text).json()

    # Without a limit it took a minute; the rest is reading the text.
    assert process_time() - start < 15
    assert shape["problem_count"] == 30_001
    assert (len(shape["problems"]), len(shape["unknown"])) == (500, 200)
