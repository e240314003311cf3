"""Releases: making them, and what of them the public may read today."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import assume, given
from hypothesis import strategies as st

from events.domain.binding import read_document, store_document
from events.domain.errors import Refused
from events.domain.history import Counts
from events.domain.public_words import withheld_notice
from events.domain.releases import make_release, read_release
from events.domain.revisions import restore_revision
from events.domain.versions import raise_versions
from events.domain.withholding import Today, TodaysBlock, withhold_as_today
from events.enums import Origin, Status
from events.models import Event, Revision
from events.transcript import marks
from events.transcript.document import Document, Note, Section, Turn, Voice
from events.transcript.marks import corrected
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_speaker,
    make_turns,
    make_user,
)

VOICES = (Voice("甲", role="moderator"), Voice("乙"))
HIDDEN = "{==▇▇==}"


def release_of(*blocks, voices=VOICES) -> Document:
    return Document(voices=voices, blocks=blocks)


def today_of(*blocks, shown_as=None, removed=()) -> Today:
    return Today(
        {
            block.ref: TodaysBlock(
                getattr(block, "title", "") or block.text,
                block.withheld,
                getattr(block, "voice", ""),
            )
            for block in blocks
        },
        shown_as or {"甲": "", "乙": ""},
        frozenset(removed),
    )


ONE = Turn("甲", "第一段话，谁都可以读。", ref="aaaaa2")
TWO = Turn("乙", "我的电话是一二三四五六七八。请记下。", ref="bbbbb2")
DAY = "2024-05-06"


def test_what_is_not_withheld_stays_as_it_was():
    document = release_of(ONE, replace(TWO, text="旧的说法。"))

    assert withhold_as_today(document, today_of(ONE, TWO)) == document


@pytest.mark.parametrize(
    "block",
    [TWO, Note("一张照片", ref="ccccc2"), Section("标题", ref="ddddd2")],
)
def test_a_block_withheld_today_is_withheld_in_every_release(block):
    today = today_of(ONE, replace(block, withheld=DAY))

    found = withhold_as_today(release_of(ONE, block), today)

    assert found.blocks == (ONE, replace(block, withheld=DAY))


def test_what_was_withheld_then_stays_withheld():
    then = replace(TWO, withheld="2020-01-01")

    assert withhold_as_today(release_of(then), today_of(TWO)).blocks == (then,)


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [
        # found exactly: only the passage goes
        (
            "我住在长安街九号，欢迎。",
            "我住在{==长安街九号==}，欢迎。",
            "我住在{==长安街九号==}，欢迎。",
        ),
        (
            "先说长安街，再说长安街。",
            "先说{==长安街==}。",
            "先说{==长安街==}，再说{==长安街==}。",
        ),
        ("*长安街*旁边", "{==长安街==}旁边", "*{==长安街==}*旁边"),
        ("长安街\n\n旁边", "{==长安街==}", "{==长安街==}\n\n旁边"),
        # withheld already, though the rest has changed
        ("我住在{==长安街==}。", "我们住在{==长安街==}。", "我住在{==长安街==}。"),
        # not found: the whole turn goes
        ("我住在长安大街九号。", "我住在{==长安街九号==}。", HIDDEN),
        ("我住在{~~常安街~>长安街~~}。", "我住在{==长安街==}。", HIDDEN),
        ("我住在长*安*街。", "我住在{==长安街==}。", HIDDEN),
        ("长安\n街上", "{==长安街==}上", HIDDEN),
    ],
)
def test_a_passage_withheld_today(then, now, shown):
    document = release_of(ONE, replace(TWO, text=then, tags=("住址",)))

    found = withhold_as_today(document, today_of(ONE, replace(TWO, text=now)))

    assert found.blocks[1].text == shown
    assert found.blocks[1].tags == (() if shown == HIDDEN else ("住址",))
    assert found.blocks[0] == ONE


def test_withheld_words_are_found_in_the_turn_that_they_were_split_from():
    whole = replace(TWO, text="第一句可以说。我的电话是一二三四五六七八。")
    part = Turn("乙", "我的电话是一二三四五六七八。", ref="ccccc2", withheld=DAY)
    today = today_of(ONE, replace(TWO, text="第一句可以说。"), part)

    found = withhold_as_today(release_of(ONE, whole), today)

    assert found.blocks[1].text == "第一句可以说。{==我的电话是一二三四五六七八。==}"


def test_an_earlier_wording_of_withheld_words_hides_the_turn():
    whole = replace(TWO, text="第一句可以说。我的电话就是一二三四五六七八，真的。")
    part = Turn("乙", "我的电话是一二三四五六七八。", ref="ccccc2", withheld=DAY)
    today = today_of(ONE, replace(TWO, text="第一句可以说。"), part)

    found = withhold_as_today(release_of(ONE, whole), today)

    assert found.blocks[1].text == HIDDEN


def test_a_turn_merged_into_one_that_is_withheld_is_hidden():
    gone = Turn("乙", "电话是一二三四。", ref="ccccc2")
    merged = replace(TWO, text="前面的话。电话是一二三四。", withheld=DAY)

    found = withhold_as_today(release_of(ONE, gone), today_of(ONE, merged))

    assert found.blocks == (ONE, replace(gone, text=HIDDEN))


def test_a_short_passage_is_sought_where_its_words_may_be_from():
    elsewhere = Turn("甲", "老王来了。", ref="ccccc2")
    merged_since = Turn("甲", "老王走了。", ref="ddddd2")
    today = today_of(
        replace(TWO, text="{==老王==}说话。"), replace(elsewhere, text="老王到了。")
    )

    found = withhold_as_today(
        release_of(replace(TWO, text="老王说话。"), elsewhere, merged_since), today
    )

    assert [block.text for block in found.blocks] == [
        "{==老王==}说话。",
        "老王来了。",
        "{==老王==}走了。",
    ]


def test_a_turn_that_was_withheld_when_it_was_removed_is_hidden():
    today = today_of(ONE, removed=[TWO.ref])

    found = withhold_as_today(release_of(ONE, TWO), today)

    assert found.blocks == (ONE, replace(TWO, text=HIDDEN))


def test_a_turn_that_was_removed_without_a_word_stays_in_the_release():
    document = release_of(ONE, TWO)

    assert withhold_as_today(document, today_of(ONE)) == document


@pytest.mark.parametrize(
    ("shown_as", "now", "names"),
    [
        ({"甲": "", "乙": "某女士"}, TWO, ["", "某女士"]),
        # the voice was renamed since
        ({"甲": "", "乙某": "某女士"}, replace(TWO, voice="乙某"), ["", "某女士"]),
        # the turn was given to another who was there then: no word on 乙
        ({"甲": "某先生", "乙": ""}, replace(TWO, voice="甲"), ["某先生", ""]),
    ],
)
def test_voices_bear_the_names_of_today(shown_as, now, names):
    today = today_of(ONE, now, shown_as=shown_as)

    found = withhold_as_today(release_of(ONE, TWO), today)

    assert [voice.shown_as for voice in found.voices] == names


WORDS = st.text(st.sampled_from("甲乙丙。 *"), min_size=1, max_size=8)


@given(WORDS, WORDS, WORDS, WORDS, st.booleans())
def test_no_reading_shows_what_is_withheld_today(before, words, after, edit, is_split):
    try:
        then = Turn("乙", f"{before}{words}{after}", ref="bbbbb2")
        now = Turn("乙", f"{edit}{{=={words}==}}{after}", ref="bbbbb2")
        parted = Turn("甲", f"{{=={words}==}}", ref="ccccc2")
    except ValueError:
        assume(False)
    today = (
        today_of(replace(now, text=edit + "。"), parted) if is_split else today_of(now)
    )

    (found,) = withhold_as_today(release_of(then), today).blocks

    secret = "".join(corrected(words).split())
    shown = "".join(corrected(found.text, withheld="▇").split())
    assert not secret or secret not in shown


# -- With the archive ------------------------------------------------------------


@pytest.fixture
def talk(db) -> Event:
    event = make_event(status=Status.PUBLISHED, slug="talk")
    make_turns(event, [("甲", "大家好。"), ("乙", "谢谢。"), ("甲", "再见。")])
    return event


def store(event: Event, **changes) -> Revision:
    document = replace(read_document(event), **changes)
    revision = store_document(event, document, origin=Origin.EDIT).revision
    event.refresh_from_db()
    return revision


def words_of(event: Event, number: int) -> list[str]:
    return [row["text"] for row in read_release(event, number).public.blocks]


def test_a_release_keeps_the_newest_revision_under_the_next_number(talk):
    user, version = make_user(), talk.version

    first = make_release(talk, by=user, note=" 首发 ")
    kept, *rest = read_document(talk).blocks
    store(talk, blocks=(replace(kept, text="各位好。"), *rest))
    second = make_release(talk, by=user)

    assert (first.number, first.revision.number, first.note) == (1, 1, "首发")
    assert (second.number, second.revision.number, second.note) == (2, 2, "")
    assert first.released_by == user
    assert talk.revisions.count() == 2
    assert Event.objects.get(pk=talk.pk).version == version + 3


def test_rows_changed_without_a_revision_get_one(talk):
    Event.objects.filter(pk=talk.pk).update(title="改过的题目")

    release = make_release(talk, by=None)

    assert (release.revision.number, release.revision.origin) == (2, Origin.PUBLISH)
    assert "改过的题目" in release.revision.text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_only_a_published_event_is_released(db, status):
    event = make_event(status=status)

    with pytest.raises(
        Refused, match=gettext("Only a published event is released; publish it first.")
    ):
        make_release(event, by=None)

    assert not event.releases.exists()


def test_the_same_text_is_not_released_twice(talk):
    make_release(talk, by=None)

    with pytest.raises(Refused) as refused:
        make_release(talk, by=None)

    assert str(refused.value) == gettext(
        "Nothing has changed since release %(number)d; there is nothing to keep."
    ) % {"number": 1}
    assert talk.releases.count() == 1


def test_a_release_keeps_its_words(talk):
    make_release(talk, by=None)
    store(talk, blocks=())

    assert words_of(talk, 1) == ["大家好。", "谢谢。", "再见。"]
    assert read_release(talk, 2) is None
    assert read_release(talk, 0) is None


def test_words_removed_while_withheld_stay_hidden_until_they_are_restored(talk):
    make_release(talk, by=None)
    before = talk.revisions.first()
    first, second, third = read_document(talk).blocks
    store(talk, blocks=(first, replace(second, withheld=DAY), third))
    store(talk, blocks=(first, third))

    hidden = words_of(talk, 1)[1]
    restore_revision(before, by=None)
    talk.refresh_from_db()

    assert "谢谢" not in hidden
    assert words_of(talk, 1)[1] == "谢谢。"


def test_what_was_found_is_kept_for_the_next_reader(talk, monkeypatch):
    make_release(talk, by=None)
    change = replace(read_document(talk).blocks[0], text="各位好。")
    store(talk, blocks=(change, *read_document(talk).blocks[1:]))
    make_release(talk, by=None)
    talk.refresh_from_db()
    first = read_release(talk, 2)
    monkeypatch.delattr("events.domain.history.compare")
    monkeypatch.delattr("events.domain.releases.withhold_as_today")

    again = read_release(talk, 2)

    assert again.public.blocks == first.public.blocks
    assert (again.rows, again.counts) == (first.rows, first.counts)
    with translation.override("en"), pytest.raises(NameError):
        read_release(talk, 2)
    raise_versions(Event.objects.filter(pk=talk.pk))
    talk.refresh_from_db()
    with pytest.raises(NameError):
        read_release(talk, 2)


def test_a_change_of_withholding_shows_at_once(talk):
    make_release(talk, by=None)
    first, second, third = read_document(talk).blocks
    shown = words_of(Event.objects.get(pk=talk.pk), 1)
    version = Event.objects.get(pk=talk.pk).version

    store(talk, blocks=(first, replace(second, withheld=DAY), third))
    event = Event.objects.get(pk=talk.pk)
    hidden = words_of(event, 1)
    store(talk, voices=(VOICES[0], replace(VOICES[1], shown_as="某女士")))
    renamed = read_release(Event.objects.get(pk=talk.pk), 1).public

    assert event.version > version
    assert shown[1] == "谢谢。"
    assert hidden == [
        shown[0],
        marks.escape(withheld_notice(date(2024, 5, 6))),
        shown[2],
    ]
    assert [voice.label for voice in renamed.voices.values()] == ["甲", "某女士"]


def test_changes_since_the_last_release_are_told_in_public_words(talk):
    make_release(talk, by=None)
    first, second, third = read_document(talk).blocks
    store(
        talk,
        title="新的题目",
        blocks=(
            replace(first, text="大家早。{>>查一下<<}"),
            replace(second, text="谢谢。{>>只有批注<<}"),
            replace(third, withheld=DAY),
        ),
    )
    make_release(talk, by=None)

    found = read_release(talk, 2)

    assert [(row.kind, row.what, row.ref) for row in found.rows] == [
        ("changed", "front", ""),
        ("changed", "turn", first.ref),
    ]
    assert found.rows[1].pieces == [
        *[("same", "大家"), ("old", "好"), ("new", "早"), ("same", "。")]
    ]
    assert found.counts == Counts(changed=1, front=1)
    assert found.previous.number == 1


def test_who_is_public_no_more_is_no_link(talk):
    person, place = make_speaker(), make_organization()
    link_speakers(talk, "甲", person)
    talk.appearances.filter(label="甲").update(organization=place)
    talk.contributors.create(role="host", organization=place, position=0)
    make_release(talk, by=None)
    voices = tuple(
        replace(voice, speakers=(), organization="")
        for voice in read_document(talk).voices
    )
    store(talk, voices=voices, contributors=())

    public = read_release(talk, 1).public

    first = next(iter(public.voices.values()))
    assert (first.people, first.organization) == ([], None)
    assert [(one.name, one.organization) for one in public.contributors] == [
        (place.name, None)
    ]
