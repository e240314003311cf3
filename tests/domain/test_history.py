"""Two states of a transcript: rows, counts, and what is kept and restored."""

import time
from dataclasses import replace

import pytest

from events.domain.history import Counts, Field, Row, compare, count, stretches
from events.transcript.document import Document, Note, Section, Turn, Voice
from events.transcript.marks import corrected

VOICES = (Voice("甲", role="moderator"), Voice("乙"))
BLOCKS = (
    Section("开场", ref="aaaaa2"),
    Turn("甲", "大家好。", ref="bbbbb2"),
    Turn("乙", "谢谢。", ref="ccccc2"),
    Note("掌声", ref="ddddd2"),
    Turn("甲", "再见。", ref="eeeee2"),
)
BASE = Document(title="圆桌", voices=VOICES, blocks=BLOCKS)


def with_blocks(*blocks, **front) -> Document:
    return replace(BASE, blocks=blocks, **front)


def shown(rows: list[Row]) -> list[tuple]:
    return [(row.kind, row.ref, row.moved) for row in rows if row.is_block]


def changes_of(before: Document, after: Document) -> dict[str, tuple]:
    """Kind, fields and pieces of each block that differs, by its ref."""
    return {
        row.ref: (
            row.kind,
            [(field.name, field.old, field.new) for field in row.fields],
            row.pieces if row.changes_text else None,
        )
        for row in compare(before, after)
        if row.kind != "same"
    }


def test_equal_documents_differ_in_nothing():
    rows = compare(BASE, BASE)

    assert rows == [
        Row(
            "same",
            what,
            block.ref,
            block,
            places=(place, place),
            pieces=[("same", words)],
        )
        for place, (what, block, words) in enumerate(
            zip(
                ("section", "turn", "turn", "note", "turn"),
                BLOCKS,
                ("开场", "大家好。", "谢谢。", "掌声", "再见。"),
                strict=True,
            ),
            start=1,
        )
    ]
    assert not count(rows).any


def test_rows_stand_in_the_new_order_and_removed_ones_where_they_stood():
    a, b, c, d, e = BLOCKS
    new = Turn("乙", "我也来说。", ref="fffff2")

    rows = compare(BASE, with_blocks(a, e, b, new, d))

    assert shown(rows) == [
        ("same", "aaaaa2", False),
        ("moved", "eeeee2", True),
        ("same", "bbbbb2", False),
        ("removed", "ccccc2", False),
        ("added", "fffff2", False),
        ("same", "ddddd2", False),
    ]
    assert rows[1].places == (5, 2)
    assert rows[3] == Row(
        "removed", "turn", "ccccc2", c, places=(3, None), pieces=[("old", "谢谢。")]
    )
    assert rows[4].pieces == [("new", "我也来说。")]
    assert count(rows) == Counts(added=1, removed=1, moved=1)


def test_what_stood_first_and_is_gone_comes_first():
    assert shown(compare(BASE, with_blocks(*BLOCKS[2:])))[:2] == [
        ("removed", "aaaaa2", False),
        ("removed", "bbbbb2", False),
    ]


def test_a_block_can_be_moved_and_changed():
    a, b, c, d, e = BLOCKS

    rows = compare(BASE, with_blocks(a, c, d, e, replace(b, text="大家早。")))

    assert shown(rows)[-1] == ("changed", "bbbbb2", True)
    assert rows[-1].pieces == [
        *[("same", "大家"), ("old", "好"), ("new", "早"), ("same", "。")]
    ]
    assert count(rows) == Counts(changed=1, moved=1)


def test_every_value_of_a_turn_is_named():
    turn = Turn(
        "乙",
        "大家好。",
        kind="question",
        ref="bbbbb2",
        replies_to=(4,),
        start=1500,
        end=61000,
        language="en",
        page="3",
        printed_label="乙某",
        tags=("成本", "开源"),
        withheld="2024-05-06",
    )

    found = changes_of(BASE, with_blocks(BLOCKS[0], turn, *BLOCKS[2:]))

    assert found == {
        "bbbbb2": (
            "changed",
            [
                ("voice", "甲", "乙"),
                ("kind", "speech", "question"),
                ("language", "", "en"),
                ("page", "", "3"),
                ("printed_label", "", "乙某"),
                ("tags", "", "成本、开源"),
                ("withheld", "", "2024-05-06"),
                ("start", "", "0:01.5"),
                ("end", "", "1:01"),
                ("replies_to", "", "#eeeee2"),
            ],
            None,
        )
    }


def test_headings_notes_and_other_types():
    a, b, c, d, _e = BLOCKS
    after = with_blocks(
        replace(a, title="开场白", level=2),
        b,
        c,
        replace(d, kind="caption"),
        Note("再见。", kind="editor", ref="eeeee2"),
    )

    assert changes_of(BASE, after) == {
        "aaaaa2": (
            "changed",
            [("level", "1", "2")],
            [("same", "开场"), ("new", "白")],
        ),
        "ddddd2": ("changed", [("kind", "stage", "caption")], None),
        "eeeee2": (
            "changed",
            [
                ("type", "turn", "note"),
                ("voice", "甲", ""),
                ("kind", "speech", "editor"),
            ],
            None,
        ),
    }


def test_links_are_compared_by_ref_and_not_by_place():
    question = Turn("甲", "为什么？", kind="question", ref="qqqqq2")
    before = with_blocks(
        question, Turn("乙", "因为。", kind="answer", ref="rrrrr2", replies_to=(0,))
    )
    after = with_blocks(
        BLOCKS[0],
        question,
        Turn("乙", "因为。", kind="answer", ref="rrrrr2", replies_to=(1,)),
    )

    assert changes_of(before, after) == {"aaaaa2": ("added", [], [("new", "开场")])}


def test_withholding_and_showing_again_is_named():
    a, b, *rest = BLOCKS
    passage = with_blocks(a, replace(b, text="大家{==好==}。"), *rest)
    whole = with_blocks(a, replace(b, withheld="2024-05-06"), *rest)

    assert changes_of(BASE, passage)["bbbbb2"][1] == [("passages", "", "1")]
    assert changes_of(BASE, whole)["bbbbb2"][1] == [("withheld", "", "2024-05-06")]
    assert changes_of(whole, BASE)["bbbbb2"][1] == [("withheld", "2024-05-06", "")]


def test_front_matter_and_voices_come_first():
    after = replace(
        BASE,
        title="圆桌会",
        tags=("成本",),
        voices=(replace(VOICES[0], credit="主持人"), VOICES[1], Voice("丙")),
    )

    rows = compare(BASE, after)

    assert [(row.kind, row.what) for row in rows[:4]] == [
        ("changed", "front"),
        ("changed", "voice"),
        ("added", "voice"),
        ("same", "section"),
    ]
    assert rows[0].fields == (
        Field("title", "圆桌", "圆桌会", [("same", "圆桌"), ("new", "会")]),
        Field("tags", "", "成本", [("new", "成本")]),
    )
    assert [(one.name, one.new) for one in rows[1].fields] == [("credit", "主持人")]
    assert count(rows) == Counts(front=3)


def test_order_of_voices_is_front_matter():
    (row, *rest) = compare(BASE, replace(BASE, voices=VOICES[::-1]))

    assert [(one.name, one.old, one.new) for one in row.fields] == [
        ("voices", "甲、乙", "乙、甲")
    ]
    assert {one.kind for one in rest} == {"same"}


def test_a_renamed_voice_changes_no_turn():
    after = replace(
        BASE,
        voices=(VOICES[0], Voice("乙某")),
        blocks=tuple(
            replace(block, voice="乙某")
            if getattr(block, "voice", "") == "乙"
            else block
            for block in BLOCKS
        ),
    )

    rows = compare(BASE, after)

    assert [(row.kind, row.what) for row in rows if row.kind != "same"] == [
        ("changed", "voice")
    ]
    assert [(one.name, one.old, one.new) for one in rows[0].fields] == [
        ("label", "乙", "乙某")
    ]


def test_words_can_be_compared_instead_of_markup():
    after = with_blocks(
        BLOCKS[0], replace(BLOCKS[1], text="大家好{>>真的？<<}。"), *BLOCKS[2:]
    )

    rows = compare(BASE, after, words=corrected)

    assert {row.kind for row in rows} == {"same"}


def test_unchanged_stretches_fold():
    a, b, c, d, e = BLOCKS
    rows = compare(BASE, with_blocks(a, b, replace(c, text="多谢。"), d, e))

    folded = [(is_same, [row.ref for row in run]) for is_same, run in stretches(rows)]

    assert folded == [
        (True, ["aaaaa2", "bbbbb2"]),
        (False, ["ccccc2"]),
        (True, ["ddddd2", "eeeee2"]),
    ]


def long_document(n_turns: int = 2000) -> Document:
    return Document(
        voices=VOICES,
        blocks=tuple(
            Turn(
                "甲乙"[at % 2], f"第{at}段，" + "各位同行说的话。" * 25, ref=f"r{at:05}"
            )
            for at in range(n_turns)
        ),
    )


def test_two_thousand_turns_with_few_changes_take_a_moment():
    before = long_document()
    blocks = list(before.blocks)
    blocks[5] = replace(blocks[5], text=blocks[5].text.replace("各", "诸", 1))
    blocks.insert(900, blocks.pop(100))
    del blocks[1500]
    after = replace(before, blocks=tuple(blocks))
    start = time.monotonic()

    rows = compare(before, after)

    assert time.monotonic() - start < 2  # 0.04 s on an idle machine
    assert count(rows) == Counts(changed=1, removed=1, moved=1)


@pytest.mark.parametrize("seconds", [0.2])
def test_what_takes_too_long_shows_as_one_change(seconds):
    before = long_document()
    after = replace(
        before,
        blocks=tuple(replace(one, text=one.text[::-1]) for one in before.blocks),
    )
    start = time.monotonic()

    rows = compare(before, after, seconds=seconds)

    assert time.monotonic() - start < 3
    assert rows[-1].pieces == [
        ("old", before.blocks[-1].text),
        ("new", after.blocks[-1].text),
    ]
