from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.domain.binding import UnknownKeys, read_document, store_document
from events.enums import Origin
from events.models import Block, RefForward, Revision, Tag
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.parser import parse
from events.transcript.serializer import serialize
from tests.factories import (
    make_document,
    make_event,
    make_organization,
    make_series,
    make_speaker,
)

pytestmark = pytest.mark.django_db


def store(event, document):
    return store_document(event, document, origin=Origin.EDIT)


def full_document() -> Document:
    """Everything that a Document can hold, in rows' own spelling."""
    return Document(
        title="一场圆桌",
        slug="full",
        kicker="引题",
        subtitle="副题",
        lead="导语",
        series="lectures",
        number="第12期",
        ordinal=12,
        held="2023?",
        venue="礼堂",
        language="zh-Hans",
        summary="摘要",
        rights="保留所有权利",
        text_status="edited",
        reviewed="no",
        recording="https://example.org/a.mp3",
        tags=("人工智能", "AI"),
        contributors=(
            Contributor("host", "某系", organization="dept"),
            Contributor("reporter", speaker="jia"),
        ),
        voices=(
            Voice("甲", "moderator", "主持人", "教授", "dept", ("jia",)),
            Voice("甲、乙", "panelist", speakers=("yi", "jia")),
            Voice("丙", "audience", credit="听众", shown_as="某女士"),
        ),
        sources=(SourceNote("source", "报纸", "2023-06-16", "3", note="推断"),),
        blocks=(
            Section("范式", 1, "aaaaa2", page="2"),
            Turn("甲", "你好。\n\n第二段𠮷😀", "speech", "aaaaa3", tags=("AI", "成本")),
            Note("（笑）", "stage", "aaaaa4"),
            Turn("丙", "为什么？", "question", "aaaaa5", start=1000, end=2000),
            Turn(
                "甲、乙",
                "{~~因位~>因为~~}如此",
                "answer",
                "aaaaa6",
                replies_to=(1, 3),
                language="en",
                printed_label="甲乙",
                withheld="2024-05-01",
            ),
        ),
    )


@pytest.fixture
def full_event():
    make_series(slug="lectures")
    make_organization(slug="dept")
    make_speaker(slug="jia")
    make_speaker(slug="yi")
    return make_event(slug="full")


def test_store_and_read_give_the_same_document(full_event):
    store(full_event, full_document())

    assert read_document(full_event) == full_document()


def test_store_writes_a_revision_that_parses_to_the_same_document(full_event):
    stored = store(full_event, full_document())

    text = Revision.objects.get().text
    assert parse(text) == (full_document(), [])
    assert (stored.added, stored.changed, stored.removed) == (5, 0, 0)


def test_store_of_the_same_document_changes_nothing(full_event):
    store(full_event, full_document())
    full_event.refresh_from_db()
    version = full_event.version

    stored = store(full_event, full_document())

    full_event.refresh_from_db()
    assert stored.revision is None
    assert full_event.version == version
    assert Revision.objects.count() == 1


def test_store_raises_the_version_with_each_change(full_event):
    first = store(full_event, full_document()).event.version

    second = store(full_event, replace(full_document(), venue="")).event.version

    assert second == first + 1


def test_store_writes_only_the_rows_that_differ(full_event):
    store(full_event, full_document())
    rows = {row.ref: row for row in Block.objects.all()}
    document = full_document()
    changed = replace(document.blocks[1], text="改了。")
    blocks = (document.blocks[0], changed, *document.blocks[2:])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        stored = store(full_event, replace(document, blocks=blocks))

    written = [q["sql"] for q in queries if 'INTO "events_block"' in q["sql"]]
    assert len(written) == 1
    assert "改了。" in written[0]
    assert "范式" not in written[0]
    assert stored.changed == 1
    assert {row.ref: row.pk for row in Block.objects.all()} == {
        ref: row.pk for ref, row in rows.items()
    }


def test_blocks_without_refs_keep_those_of_equal_words(full_event):
    store(full_event, full_document())
    document = full_document()
    bare = tuple(replace(block, ref="") for block in document.blocks)

    stored = store(full_event, replace(document, blocks=bare))

    assert stored.document == document
    assert stored.revision is None


def test_an_edited_block_without_ref_keeps_its_ref():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    blocks = [replace(block, ref="") for block in before.blocks]
    blocks[1] = replace(blocks[1], text=blocks[1].text + "补充一句。")

    stored = store(event, replace(before, blocks=tuple(blocks)))

    assert [b.ref for b in stored.document.blocks] == [b.ref for b in before.blocks]
    assert stored.changed == 1


def test_positions_stay_when_a_block_is_put_between():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    positions = dict(Block.objects.values_list("ref", "position"))
    first, *rest = before.blocks

    store(event, replace(before, blocks=(first, Note("（停顿）"), *rest)))

    after = dict(Block.objects.order_by("position").values_list("ref", "position"))
    assert {ref: after[ref] for ref in positions} == positions
    assert next(iter(after)) == first.ref
    assert len(after) == 4


def test_moving_a_block_writes_one_row():
    event = make_event()
    store(event, make_document(5))
    before = read_document(event)
    positions = dict(Block.objects.values_list("ref", "position"))
    *rest, last = before.blocks

    store(event, replace(before, blocks=(last, *rest)))

    after = dict(Block.objects.values_list("ref", "position"))
    assert [ref for ref in after if after[ref] != positions[ref]] == [last.ref]
    assert [b.ref for b in read_document(event).blocks] == [
        block.ref for block in (last, *rest)
    ]


def test_a_removed_ref_forwards_to_the_place_where_it_stood():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    first, gone, last = before.blocks

    store(event, replace(before, blocks=(first, last)))

    forward = RefForward.objects.get(ref=gone.ref)
    assert forward.target.ref == first.ref
    assert forward.removed_on is not None


def test_a_merged_ref_forwards_to_the_turn_that_took_its_words():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    first, gone, last = before.blocks
    merged = replace(last, text=f"{gone.text}\n\n{last.text}")

    store(event, replace(before, blocks=(first, merged)))

    forward = RefForward.objects.get(ref=gone.ref)
    assert forward.target.ref == last.ref
    assert forward.removed_on is None


def test_a_forward_moves_on_when_its_target_goes():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    first, second, third = before.blocks
    merged = replace(second, text=f"{second.text}\n\n{third.text}")
    store(event, replace(before, blocks=(first, merged)))

    store(event, replace(before, blocks=(first,)))

    forwards = {f.ref: f.target.ref for f in RefForward.objects.all()}
    assert forwards == {second.ref: first.ref, third.ref: first.ref}


def test_a_transcript_emptied_leaves_forwards_with_their_day():
    event = make_event()
    store(event, make_document(2))

    store(event, replace(read_document(event), blocks=()))

    rows = list(RefForward.objects.values_list("target", "removed_on"))
    assert len(rows) == 2
    assert all(target is None and day is not None for target, day in rows)


def test_a_ref_that_returns_is_no_forward_any_more():
    event = make_event()
    store(event, make_document(3))
    before = read_document(event)
    store(event, replace(before, blocks=before.blocks[:2]))

    store(event, before)

    assert RefForward.objects.count() == 0
    assert read_document(event) == before


def test_a_new_ref_is_never_one_that_forwards():
    event = make_event()
    store(event, make_document(1))
    before = read_document(event)
    store(event, replace(before, blocks=()))
    again = replace(before.blocks[0], ref="")

    stored = store(event, replace(before, blocks=(again,)))

    assert stored.document.blocks[0].ref != before.blocks[0].ref


def test_withholding_without_a_day_takes_today(time_today):
    event = make_event()
    document = make_document(1)
    hidden = replace(document.blocks[0], withheld="")

    store(event, replace(document, blocks=(hidden,)))

    assert read_document(event).blocks[0].withheld == time_today


@pytest.fixture
def time_today():
    from django.utils import timezone

    return timezone.localdate().isoformat()


def test_tags_are_one_vocabulary_whatever_case_and_width():
    Tag.objects.create(name="AI")
    event = make_event()

    stored = store(event, make_document(1, tags=("ＡＩ", "ai", "成本")))

    assert stored.document.tags == ("AI", "成本")
    assert Tag.objects.count() == 2


def test_a_text_without_a_title_leaves_the_events():
    event = make_event(title="一场圆桌")

    store(event, make_document(1, title=""))

    assert read_document(event).title == "一场圆桌"


def test_unknown_keys_are_named_and_nothing_is_stored():
    event = make_event()
    voices = (Voice("甲", speakers=("nobody",)),)
    document = Document(title="改名", series="nowhere", voices=voices)

    with pytest.raises(UnknownKeys) as caught:
        store(event, document)

    assert caught.value.missing == [("series", "nowhere"), ("speaker", "nobody")]
    event.refresh_from_db()
    assert event.title != "改名"


def test_a_voice_no_longer_declared_is_removed():
    event = make_event()
    store(event, make_document(2))
    before = read_document(event)
    turns = tuple(replace(block, voice="甲", ref="") for block in before.blocks)

    store(event, replace(before, voices=before.voices[:1], blocks=turns))

    assert [a.label for a in event.appearances.all()] == ["甲"]


@pytest.mark.parametrize("turns", [20, 60])
def test_storing_takes_the_same_statements_for_more_turns(turns):
    """Within one batch; SQLite's batch of blocks is some eighty rows."""
    event = make_event()

    with CaptureQueriesContext(connection) as queries:
        store(event, make_document(turns))

    assert len(queries) == 21


def test_reading_takes_the_same_queries_for_more_turns(django_assert_num_queries):
    event = make_event()
    store(event, make_document(200))

    with django_assert_num_queries(10):
        read_document(event)


def test_a_document_of_every_script_comes_back(full_event):
    text = "مرحبا «نقاش» 𠮷𠮷 👩‍👩‍👧 e\u0301".replace("e\u0301", "é")
    document = replace(
        full_document(), blocks=(Turn("甲", text, "speech", "aaaaa3", language="ar"),)
    )

    store(full_event, document)

    assert read_document(full_event) == document
    assert parse(serialize(document))[0] == document
