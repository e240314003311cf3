"""Two versions of one base: what merges, what does not, and that nothing is lost."""

import re
from dataclasses import replace
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.domain.merge_text import Joined, join_texts
from events.domain.merging import Change, Conflict, Own, merge, resolve
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.refs import assign_refs
from tests.domain.edits import (
    EDITS,
    FORUMS,
    forum,
    start,
    text_of,
    with_text,
    without_refs,
)
from tests.domain.test_alignment import transcripts
from tests.transcript.strategies import documents

VOICES = (Voice("甲"), Voice("乙"), Voice("Chair"))
BASE = Document(
    title="一场圆桌",
    voices=VOICES,
    blocks=(
        Section("范式改变", 1, "aaaaa2"),
        Turn("甲", "成本大幅降低，各行各业都用得上了。", ref="bbbbb2"),
        Turn("乙", "基础设施应该由国家来投入。", ref="ccccc2"),
        Note("（笑）", ref="ddddd2"),
        Turn("甲", "这是一个开放的问题。", ref="eeeee2", tags=("成本",)),
    ),
)


def change(document=BASE, /, **blocks):
    """The document with blocks changed: ref=a dict of values, None removes."""
    made = []
    for block in document.blocks:
        values = blocks.get(block.ref, {})
        if values is not None:
            made.append(replace(block, **values))
    return replace(document, blocks=tuple(made))


def insert(document, after, *blocks):
    made = []
    for block in document.blocks:
        made.append(block)
        if block.ref == after:
            made += blocks
    return replace(document, blocks=tuple(made))


def order(document, *refs):
    found = {block.ref: block for block in document.blocks}
    return replace(document, blocks=tuple(found[ref] for ref in refs))


def block(document, ref):
    return next(b for b in document.blocks if b.ref == ref)


# What merges by itself.


def test_edits_of_different_turns_merge_and_are_reported():
    mine = change(bbbbb2={"text": "成本降到了地板上。"})
    theirs = change(ccccc2={"text": "应该由市场来投入。"})

    merged = merge(BASE, mine, theirs)

    assert merged.document == change(mine, ccccc2={"text": "应该由市场来投入。"})
    assert merged.conflicts == ()
    assert set(merged.changes) == {
        Change("mine", "changed", "text", "bbbbb2", 1),
        Change("theirs", "changed", "text", "ccccc2", 2),
    }
    assert (merged.count("mine"), merged.count("theirs")) == (
        {"changed": 1},
        {"changed": 1},
    )


def test_edits_of_different_passages_of_one_turn_merge():
    mine = change(bbbbb2={"text": "费用大幅降低，各行各业都用得上了。"})
    theirs = change(bbbbb2={"text": "成本大幅降低，各行各业都能用了。"})

    merged = merge(BASE, mine, theirs)

    assert block(merged.document, "bbbbb2").text == "费用大幅降低，各行各业都能用了。"
    assert merged.conflicts == ()


def test_changes_of_different_fields_of_one_block_merge():
    mine = change(eeeee2={"voice": "乙", "start": 1000})
    theirs = change(eeeee2={"text": "这是开放的问题。", "kind": "answer", "page": "2"})

    merged = merge(BASE, mine, theirs)

    values = {"voice": "乙", "start": 1000}
    assert merged.document == change(theirs, eeeee2=values)
    assert merged.conflicts == ()


def test_tags_merge_as_sets():
    mine = change(eeeee2={"tags": ("开源",)})
    theirs = change(eeeee2={"tags": ("隐私", "成本")})

    merged = merge(BASE, mine, theirs)

    assert block(merged.document, "eeeee2").tags == ("隐私", "开源")


def test_insertions_at_different_places_merge():
    mine = insert(BASE, "bbbbb2", Turn("乙", "我也这样看。"))
    theirs = insert(BASE, "eeeee2", Note("（掌声）", ref="fffff2"))

    merged = merge(BASE, mine, theirs)

    assert merged.document == insert(mine, "eeeee2", Note("（掌声）", ref="fffff2"))
    assert set(merged.changes) == {
        Change("mine", "added", "", "", 2),
        Change("theirs", "added", "", "fffff2", 6),
    }


def test_insertions_at_one_place_both_stay():
    mine = insert(BASE, "bbbbb2", Turn("乙", "我也这样看。"))
    theirs = insert(BASE, "bbbbb2", Turn("乙", "我不这样看。", ref="fffff2"))

    merged = merge(BASE, mine, theirs)

    assert merged.document == insert(theirs, "fffff2", Turn("乙", "我也这样看。"))


def test_the_same_insertion_by_both_is_one():
    """As when a save was stored, but its answer did not come back."""
    mine = insert(BASE, "bbbbb2", Turn("乙", "我也这样看。"))
    theirs = insert(BASE, "bbbbb2", Turn("乙", "我也这样看。", ref="fffff2"))

    merged = merge(BASE, mine, theirs)

    assert merged.document == theirs
    assert merged.changes == (Change("both", "added", "", "fffff2", 2),)


def test_a_new_ref_that_both_gave_to_other_words_goes_with_theirs():
    mine = insert(BASE, "bbbbb2", Turn("乙", "我也这样看。", ref="fffff2"))
    theirs = insert(BASE, "eeeee2", Turn("乙", "我不这样看。", ref="fffff2"))

    merged = merge(BASE, mine, theirs)

    assert merged.document == insert(theirs, "bbbbb2", Turn("乙", "我也这样看。"))


def test_a_move_and_an_edit_of_the_same_turn_merge():
    mine = order(BASE, "aaaaa2", "ccccc2", "ddddd2", "eeeee2", "bbbbb2")
    theirs = change(bbbbb2={"text": "成本降低了。"})

    merged = merge(BASE, mine, theirs)

    assert merged.document == change(mine, bbbbb2={"text": "成本降低了。"})
    assert Change("mine", "moved", "", "bbbbb2", 4) in merged.changes


def test_moves_of_different_turns_merge():
    mine = order(BASE, "bbbbb2", "aaaaa2", "ccccc2", "ddddd2", "eeeee2")
    theirs = order(BASE, "aaaaa2", "bbbbb2", "ddddd2", "eeeee2", "ccccc2")

    merged = merge(BASE, mine, theirs)

    assert merged.document == order(
        BASE, "bbbbb2", "aaaaa2", "ddddd2", "eeeee2", "ccccc2"
    )


def test_removal_of_what_the_other_left_alone_merges():
    mine = change(ddddd2=None)
    theirs = change(bbbbb2={"text": "成本降低了。"}, eeeee2=None)

    merged = merge(BASE, mine, theirs)

    assert merged.document == change(theirs, ddddd2=None)
    assert Change("mine", "removed", "", "ddddd2", None) in merged.changes
    assert Change("theirs", "removed", "", "eeeee2", None) in merged.changes


def test_a_block_made_a_note_takes_the_others_words():
    mine = replace(
        BASE,
        blocks=tuple(
            Note(b.text, "editor", ref=b.ref) if b.ref == "ccccc2" else b
            for b in BASE.blocks
        ),
    )
    theirs = change(ccccc2={"text": "基础设施应该由大家来投入。"})

    merged = merge(BASE, mine, theirs)

    assert merged.document == change(
        mine, ccccc2={"text": "基础设施应该由大家来投入。"}
    )
    assert merged.conflicts == ()


def test_answers_follow_their_questions_to_their_new_places():
    base = change(eeeee2={"kind": "answer", "replies_to": (2,)})
    mine = insert(BASE, "aaaaa2", Turn("乙", "请先说说成本。"))
    mine = change(mine, eeeee2={"kind": "answer", "replies_to": (3,)})
    theirs = change(base, ddddd2=None)
    theirs = insert(theirs, "eeeee2", Turn("Chair", "谢谢。", ref="fffff2"))

    merged = merge(base, mine, theirs)

    assert [b.ref for b in merged.document.blocks] == [
        *("aaaaa2", "", "bbbbb2", "ccccc2", "eeeee2", "fffff2")
    ]
    assert merged.document.blocks[4].replies_to == (3,)


def test_link_to_a_removed_question_goes_with_it():
    mine = change(eeeee2={"kind": "answer", "replies_to": (2,)})
    theirs = change(ccccc2=None)

    merged = merge(BASE, mine, theirs)

    assert block(merged.document, "eeeee2").replies_to == ()
    assert merged.conflicts == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_a_turn_split_by_one_and_edited_by_the_other_merges(swapped):
    text = "第一，产业期待开源。\n\n第二，关键在于持续迭代，费用由谁出还没有定论。"
    base = change(bbbbb2={"text": text})
    first, second = text.split("\n\n")
    split = change(base, bbbbb2={"text": first})
    split = insert(split, "bbbbb2", Turn("乙", second))
    edited = change(base, bbbbb2={"text": text.replace("费用", "成本")})
    sides = (edited, split) if swapped else (split, edited)

    merged = merge(base, *sides)

    assert merged.conflicts == ()
    assert [text_of(b) for b in merged.document.blocks[1:3]] == [
        first,
        second.replace("费用", "成本"),
    ]
    assert refless(merged.document).blocks[2].voice == "乙"


def test_front_matter_merges_field_by_field():
    source = SourceNote(publication="一份报纸", page="2", note="推断")
    host = Contributor("host", "哲学系")
    base = replace(BASE, lead="三位学者谈成本。", sources=(source,))
    mine = replace(
        base,
        venue="礼堂",
        tags=("成本",),
        lead="四位学者谈成本。",
        voices=(Voice("甲", "moderator"), *VOICES[1:], Voice("丙")),
        sources=(replace(source, page="2–3"),),
        contributors=(host,),
    )
    theirs = replace(
        base,
        held="2023?",
        tags=("开源",),
        lead="三位学者谈成本与开源。",
        voices=(Voice("甲", credit="教授"), *VOICES[1:], Voice("丁")),
        sources=(replace(source, note=""), SourceNote(publication="录音")),
    )

    merged = merge(base, mine, theirs)

    assert merged.conflicts == ()
    assert merged.document == replace(
        base,
        venue="礼堂",
        held="2023?",
        tags=("开源", "成本"),
        lead="四位学者谈成本与开源。",
        voices=(
            Voice("甲", "moderator", credit="教授"),
            *VOICES[1:],
            *(Voice("丁"), Voice("丙")),
        ),
        sources=(
            replace(source, page="2–3", note=""),
            SourceNote(publication="录音"),
        ),
        contributors=(host,),
    )
    assert merged.count("mine")["front"] == 7


def test_a_voice_that_one_removed_and_the_other_used_stays():
    mine = replace(BASE, voices=VOICES[:2])
    theirs = insert(BASE, "eeeee2", Turn("Chair", "谢谢。", ref="fffff2"))

    merged = merge(BASE, mine, theirs)

    assert merged.document == theirs


def test_withholding_by_both_takes_the_day_that_is_known():
    mine = change(ccccc2={"withheld": ""})
    theirs = change(ccccc2={"withheld": "2024-05-01"})

    merged = merge(BASE, mine, theirs)

    assert (merged.document, merged.conflicts) == (theirs, ())


# What does not merge.


def test_the_same_words_changed_in_two_ways_are_a_conflict():
    mine = change(bbbbb2={"text": "成本大大降低，各行各业都用得上了。甲版。"})
    theirs = change(bbbbb2={"text": "成本略微降低，各行各业都用得上了。"})

    merged = merge(BASE, mine, theirs)

    text = "成本{}降低，各行各业都用得上了。{}".format
    assert merged.conflicts == (
        Conflict(
            *("bbbbb2/text", "bbbbb2", "text", BASE.blocks[1].text),
            *(text("大大", "甲版。"), text("略微", "甲版。"), 1),
        ),
    )
    assert block(merged.document, "bbbbb2").text == text("略微", "甲版。")


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("mine", "成本大大降低，各行各业都用得上了。"),
        ("theirs", "成本略微降低，各行各业都用得上了。"),
        (Own("成本降低，幅度不一。"), "成本降低，幅度不一。"),
    ],
)
def test_a_conflict_is_resolved_by_either_or_by_hand(choice, text):
    mine = change(bbbbb2={"text": "成本大大降低，各行各业都用得上了。"})
    theirs = change(bbbbb2={"text": "成本略微降低，各行各业都用得上了。", "page": "2"})
    merged = merge(BASE, mine, theirs)

    decided = resolve(merged, {"bbbbb2/text": choice})

    assert decided.conflicts == ()
    assert decided.document == change(theirs, bbbbb2={"text": text})


def test_conflicts_may_be_resolved_one_after_the_other():
    mine = change(replace(BASE, title="甲题"), bbbbb2={"voice": "乙"})
    theirs = change(replace(BASE, title="乙题"), bbbbb2={"voice": "Chair"})
    merged = merge(BASE, mine, theirs)

    half = resolve(merged, {"title": "mine"})
    whole = resolve(half, {"bbbbb2/voice": "mine"})

    assert [c.key for c in merged.conflicts] == ["title", "bbbbb2/voice"]
    assert [c.key for c in half.conflicts] == ["bbbbb2/voice"]
    assert (whole.document, whole.conflicts) == (mine, ())


def test_only_conflicts_can_be_chosen():
    merged = merge(BASE, BASE, BASE)

    with pytest.raises(KeyError, match="no conflict bbbbb2/text"):
        resolve(merged, {"bbbbb2/text": "mine"})


def test_a_text_that_no_document_can_hold_is_refused():
    mine = change(bbbbb2={"text": "甲。"})
    theirs = change(bbbbb2={"text": "乙。"})
    merged = merge(BASE, mine, theirs)

    with pytest.raises(ValueError, match="white space at an edge"):
        resolve(merged, {"bbbbb2/text": Own("改了。 ")})


@pytest.mark.parametrize("who", ["mine", "theirs"])
def test_removing_and_changing_one_block_is_a_conflict(who):
    removed = change(ccccc2=None)
    changed = change(ccccc2={"text": "应该由市场来投入。"})
    sides = (removed, changed) if who == "mine" else (changed, removed)

    merged = merge(BASE, *sides)

    (conflict,) = merged.conflicts
    assert (conflict.key, conflict.base) == ("ccccc2/block", BASE.blocks[2].text)
    assert {conflict.mine, conflict.theirs} == {None, "应该由市场来投入。"}
    assert merged.document == sides[1]
    assert resolve(merged, {"ccccc2/block": "mine"}).document == sides[0]
    own = resolve(merged, {"ccccc2/block": Own("由大家来投入。")})
    assert own.document == change(ccccc2={"text": "由大家来投入。"})
    assert resolve(merged, {"ccccc2/block": Own(None)}).document == removed


def test_moving_one_block_apart_is_a_conflict():
    mine = order(BASE, "ccccc2", "aaaaa2", "bbbbb2", "ddddd2", "eeeee2")
    theirs = order(BASE, "aaaaa2", "bbbbb2", "ddddd2", "eeeee2", "ccccc2")

    merged = merge(BASE, mine, theirs)

    assert merged.conflicts == (
        Conflict("ccccc2/place", "ccccc2", "place", "bbbbb2", None, "eeeee2", 4),
    )
    assert merged.document == theirs
    assert resolve(merged, {"ccccc2/place": "mine"}).document == mine


def test_one_block_made_two_kinds_of_block_is_a_conflict():
    def with_block(made):
        blocks = (*BASE.blocks[:2], made, *BASE.blocks[3:])
        return replace(BASE, blocks=blocks)

    mine = with_block(Note(BASE.blocks[2].text, "editor", ref="ccccc2"))
    theirs = with_block(Section("基础设施应该由国家来投入。", 2, ref="ccccc2"))

    merged = merge(BASE, mine, theirs)

    assert [c.key for c in merged.conflicts] == ["ccccc2/type"]
    assert merged.document == theirs
    assert resolve(merged, {"ccccc2/type": "mine"}).document == mine


def test_times_that_fit_each_alone_are_one_field():
    base = change(ccccc2={"start": 1000, "end": 2000})
    mine = change(base, ccccc2={"start": 1900})
    theirs = change(base, ccccc2={"end": 1500})

    merged = merge(base, mine, theirs)

    assert [(c.key, c.mine) for c in merged.conflicts] == [
        ("ccccc2/time", (1900, 2000))
    ]


def test_title_of_one_and_line_break_of_the_other_are_a_conflict():
    """A heading holds one line; joined, neither would be lost but the block."""
    mine = replace(
        BASE,
        blocks=tuple(
            Section(b.text, 2, ref=b.ref) if b.ref == "ccccc2" else b
            for b in BASE.blocks
        ),
    )
    theirs = change(ccccc2={"text": "基础设施应该由国家来投入。\n\n第二段。"})

    merged = merge(BASE, mine, theirs)

    assert [(c.key, c.theirs) for c in merged.conflicts] == [
        ("ccccc2/block", "基础设施应该由国家来投入。\n\n第二段。")
    ]
    assert merged.document == theirs


def test_front_matter_that_is_too_long_together_is_one_conflict():
    mine = replace(BASE, summary="一" * 15_000)
    theirs = replace(BASE, rights="二" * 15_000)

    merged = merge(BASE, mine, theirs)

    assert [(c.key, c.mine) for c in merged.conflicts] == [("document", mine)]
    assert merged.document == theirs
    assert resolve(merged, {"document": "mine"}).document == mine


@pytest.mark.parametrize(
    ("mine", "theirs", "key", "value"),
    [
        ({"language": "en"}, {"language": "fr"}, "bbbbb2/language", "no tag"),
        ({"voice": "乙"}, {"voice": "Chair"}, "bbbbb2/voice", "戊"),
        ({"start": 1}, {"start": 2}, "bbbbb2/time", (5, 1)),
    ],
)
def test_a_value_that_no_document_can_hold_is_refused(mine, theirs, key, value):
    merged = merge(BASE, change(bbbbb2=mine), change(bbbbb2=theirs))

    with pytest.raises(ValueError, match=r"no tag|戊|before"):
        resolve(merged, {key: Own(value)})


# Passages.


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "joined"),
    [
        ("甲乙丙", "子乙丙", "甲乙丑", "子乙丑"),
        ("a b c", "x b c", "a b y", "x b y"),
        ("甲乙丙", "子乙丙", "子乙丑", "子乙丑"),
        ("甲乙丙丁戊", "甲子丙丑戊", "甲子丙丁戊", "甲子丙丑戊"),
        ("甲𠮷乙", "子𠮷乙", "甲𠮷丑", "子𠮷丑"),
        ("一。\n\n二。", "子。\n\n二。", "一。\n\n二。\n\n丑", "子。\n\n二。\n\n丑"),
        ("今因位雨", "今{~~因位~>因为~~}雨", "丑今因位雨", "丑今{~~因位~>因为~~}雨"),
    ],
)
def test_passages_apart_join(base, mine, theirs, joined):
    assert join_texts(base, mine, theirs) == Joined(joined, joined)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("甲乙", "子乙", "甲丑"),
        ("甲乙", "甲乙子", "甲乙丑"),
        ("因位下雨", "{~~因位~>因为~~}下雨", "因为下雨"),
        (
            "他说{~~因位~>因为~~}。",
            "他说{~~因位~>因为~~}呢。",
            "他说{~~因位~>由于~~}。",
        ),
        # An open mark withholds the paragraph's rest, which theirs went on with.
        ("住在城里。很好。", "住在{==城里。很好。", "住在城里。很好。他说。"),
        ("甲。乙丙丁。", "甲。", "甲。乙丙子丁。"),
    ],
)
def test_passages_that_touch_stay_two(base, mine, theirs):
    joined = join_texts(base, mine, theirs)

    assert joined == Joined(mine, theirs)


def test_a_sentence_rewritten_by_both_is_not_shuffled_together():
    base = "我们认为这是一个开放的问题。"
    mine = "在我看来，问题的答案是开放的。"
    theirs = "这个问题的确还没有人能够回答。"

    joined = join_texts(base, mine, theirs)

    assert (joined.mine, joined.theirs) == (mine, theirs)


# Random edits by both.

steps = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), max_size=4)


def edited(document, chosen):
    state = start(document.blocks)
    for one, seed in chosen:
        one(state, Random(seed))
    return replace(document, blocks=tuple(state.blocks))


def refless(document):
    return replace(document, blocks=tuple(without_refs(document.blocks)))


bases = transcripts.map(lambda blocks: Document(voices=VOICES, blocks=blocks))


@given(bases, steps)
def test_what_one_alone_did_is_taken_whole(base, chosen):
    side = edited(base, chosen)
    other = replace(base, venue="礼堂")
    expected = refless(replace(side, venue="礼堂"))

    for merged in (
        merge(base, side, other),
        merge(base, other, side),
        merge(base, replace(side, venue="礼堂"), side),
    ):
        assert refless(merged.document) == expected
        assert merged.conflicts == ()


@settings(max_examples=50)  # making them takes longest
@given(documents(), documents())
def test_any_two_documents_follow_the_three_laws(base, side):
    side = assign_refs(side)
    base = assign_refs(base)

    assert merge(base, side, base).document == side
    assert merge(base, base, side).document == side
    assert merge(base, side, side).document == side


@settings(max_examples=50)
@given(documents(), documents(), documents())
def test_any_three_documents_merge_to_a_valid_one(base, mine, theirs):
    merged = merge(base, mine, theirs)

    chosen = resolve(merged, {conflict.key: "mine" for conflict in merged.conflicts})

    assert isinstance(merged.document, Document)
    assert chosen.conflicts == ()


def mark_words(document, rng, name):
    """Put three words of one's own into texts, and add a turn of one's own."""
    words = [f"{name}{number}言" for number in range(4)]
    blocks = list(document.blocks)
    for word in words[:3] if blocks else ():
        place = rng.randrange(len(blocks))
        text = text_of(blocks[place])
        at = rng.randrange(len(text))
        kept = rng.randint(at, min(len(text), at + 4))
        blocks[place] = with_text(blocks[place], f"{text[:at]}{word}{text[kept:]}")
    blocks.insert(rng.randint(0, len(blocks)), Turn("甲", words[3]))
    held = "\n".join(map(text_of, blocks))
    made = replace(document, blocks=tuple(blocks))
    return made, {word for word in words if word in held}


@given(bases, steps, steps, st.integers(0, 2**32))
def test_no_word_that_either_added_is_lost(base, mine, theirs, seed):
    rng = Random(seed)
    mine, my_words = mark_words(edited(base, mine), rng, "子")
    theirs, their_words = mark_words(edited(base, theirs), rng, "丑")

    for merged in (merge(base, mine, theirs), merge(base, theirs, mine)):
        held = " ".join(
            [
                *map(text_of, merged.document.blocks),
                *(str(side) for c in merged.conflicts for side in (c.mine, c.theirs)),
            ]
        )
        found = set(re.findall("[子丑][0-3]言", held))
        assert my_words | their_words <= found


@given(bases, steps, steps)
def test_it_does_not_matter_who_is_called_mine(base, mine, theirs):
    mine, theirs = edited(base, mine), edited(base, theirs)

    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    turned = {(c.key, c.theirs, c.mine) for c in other.conflicts}
    assert {(c.key, c.mine, c.theirs) for c in one.conflicts} == turned
    if not one.conflicts:
        texts = [
            sorted(map(text_of, merged.document.blocks)) for merged in (one, other)
        ]
        assert texts[0] == texts[1]


def test_two_hours_of_editing_of_a_forum_conflict_seldom():
    base = assign_refs(forum(FORUMS[0]))
    conflicts = 0

    for seed in range(60):
        rng = Random(seed)
        mine, theirs = (
            edited(base, [(rng.choice(EDITS), rng.random()) for _ in range(4)])
            for _side in range(2)
        )
        conflicts += bool(merge(base, mine, theirs).conflicts)

    assert conflicts < 15


def test_long_transcripts_merge_quickly():
    turns = tuple(
        Turn("甲乙"[i % 2], f"第{i}段，{'在我看来人工智能也在塑造人类' * 14}。")
        for i in range(2_000)
    )
    base = assign_refs(Document(voices=VOICES, blocks=turns))
    refs = [turn.ref for turn in base.blocks]
    mine = change(base, **{ref: {"text": "改了。"} for ref in refs[10:13]})
    mine = insert(mine, refs[1000], Turn("甲", "加的一段。"))
    theirs = change(base, **{ref: {"text": "也改了。"} for ref in refs[500:503]})
    times = []

    for _run in range(3):
        begin = process_time()
        merged = merge(base, mine, theirs)
        times.append(process_time() - begin)

    assert (len(merged.changes), merged.conflicts) == (7, ())
    assert min(times) < 0.5
