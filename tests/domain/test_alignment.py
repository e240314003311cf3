"""Refs stay with their words: the rules, golden cases, and random edits."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.domain.alignment import Heir, align, carry_refs, name_blocks
from events.transcript.document import Document, Note, Section, Turn, Voice
from events.transcript.parser import parse
from events.transcript.refs import assign_refs
from tests.domain.edits import EDITS, single_edits, start, text_of, without_refs

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "alignment"
CASES = sorted(GOLDEN.glob("*.txt"))
SENTENCES = [
    *("是的。", "对。", "谢谢。", "Yes.", "I see."),
    "成本大幅降低，各行各业都用得上了。",
    "基础设施是不是应该由国家来投入？",
    "我们从源头开始规范，减少后续使用者的顾虑。",
    "第二，微调训练的数据也要做这样的处理；",
    "这是一个开放的问题。",
    "技术的进步不一定必然带来自由人状态。",
    "人类总是很聪明地找到更多更美好的事物。",
    "A sign should be like the join in a mended cup.",
    "We keep the page, with its faults.",
    "Then I ask where the fault lives, in the press or in the ear.",
    "Whoever disagrees knows whom to disagree with.",
    "A dead link says that we were careless!",
]
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map("".join)
turns = st.builds(Turn, st.sampled_from(["甲", "乙", "Chair"]), texts)
blocks = st.one_of(
    turns,
    turns,
    turns,
    st.builds(Section, texts, st.integers(1, 3)),
    st.builds(Note, texts),
)
transcripts = st.lists(blocks, min_size=1, max_size=14).map(
    lambda made: (
        assign_refs(
            Document(
                voices=(Voice("甲"), Voice("乙"), Voice("Chair")), blocks=tuple(made)
            )
        ).blocks
    )
)
edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), max_size=5)


def edit(old, steps):
    edited = start(old)
    for one, seed in steps:
        one(edited, Random(seed))
    return edited


def turn(text, voice="甲", ref=""):
    return Turn(voice, text, ref=ref)


# Golden cases: what it shows, the text before and after, what is expected.


def read_case(path: Path):
    """Text before and after, and the expected fate of every block.

    Expected lines are, in the order of the new blocks, the ref of the old one
    or "new"; then "ref -> ref moved" or "ref -> ref removed".
    """
    head, *parts = path.read_text("utf-8").split("=== ")
    texts = dict(part.split("\n", 1) for part in parts)
    label, _, names = texts["voices"].strip().partition(": ")
    assert label == "voices"
    voices = "".join(f"- {{label: {name}}}\n" for name in names.split(", "))
    documents = []
    for name in ("before", "after"):
        document, problems = parse(f"---\nvoices:\n{voices}---\n\n{texts[name]}")
        assert problems == []
        documents.append(document)
    return head, *documents, texts["expected"].split("\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path):
    head, before, after, expected = read_case(path)

    found = align(before.blocks, after.blocks)

    fates = [
        before.blocks[found.pairs[now]].ref if now in found.pairs else "new"
        for now in range(len(after.blocks))
    ]
    names = {now: fate for now, fate in enumerate(fates) if fate != "new"}
    for was, heir in found.heirs.items():
        target = names.get(heir.index, f"new block {heir.index}")
        how = "moved" if heir.moved else "removed"
        fates.append(f"{before.blocks[was].ref} -> {target} {how}")
    assert head.strip().endswith(".")
    assert fates == list(filter(None, expected))


def test_golden_cases_are_there():
    assert len(CASES) >= 15
    assert "heading-retyped" in [path.stem for path in CASES]


# Rules, one by one.


def test_ref_on_both_sides_decides_whatever_the_words():
    old = [
        turn("第一段话说完了。", ref="aaaaa2"),
        turn("第二段话也说完了。", ref="bbbbb2"),
    ]
    new = [turn("完全不同的内容。", ref="bbbbb2"), turn("别的话。", ref="aaaaa2")]

    found = align(old, new)

    assert (found.pairs, found.heirs) == ({0: 1, 1: 0}, {})


def test_ref_of_no_old_block_is_none_of_them():
    old = [turn("第一段话说完了。", ref="aaaaa2")]
    new = [turn("第一段话说完了。", ref="ccccc2")]

    found = align(old, new)

    assert (found.pairs, found.heirs) == ({}, {0: Heir(0, True)})
    assert name_blocks(old, new, found) == tuple(new)


def test_ref_pasted_with_its_block_stays_where_the_block_stood():
    old = [
        turn("开场。", ref="aaaaa2"),
        turn("成本大幅降低。", ref="bbbbb2"),
        turn("结束。", ref="ccccc2"),
    ]
    copy = turn("成本大幅降低。", ref="bbbbb2")
    new = [copy, old[0], replace(copy, ref=""), old[2]]

    found = align(old, new)

    assert found.pairs == {1: 0, 2: 1, 3: 2}
    assert [block.ref for block in name_blocks(old, new, found)] == [
        "",
        "aaaaa2",
        "bbbbb2",
        "ccccc2",
    ]


def test_ref_typed_onto_other_words_yields_to_the_words():
    old = [
        turn("开场白很短。", ref="aaaaa2"),
        turn("成本大幅降低，人人可用。", ref="bbbbb2"),
    ]
    new = [
        old[0],
        turn("我想补充另外一件事情。", ref="bbbbb2"),
        turn("成本大幅降低了，人人可用。"),
    ]

    found = align(old, new)

    assert found.pairs == {0: 0, 2: 1}


def test_ref_given_twice_counts_once():
    old = [turn("成本大幅降低。", ref="aaaaa2")]
    new = [turn("成本大幅降低。", ref="aaaaa2"), turn("另一句。", ref="aaaaa2")]

    found = align(old, new)

    assert found.pairs == {0: 0}
    assert [block.ref for block in name_blocks(old, new, found)] == ["aaaaa2", ""]


def test_short_turns_stay_with_their_neighbours():
    old = [
        *(turn("第一个问题是成本，谁来出钱？"), turn("是的。", "乙")),
        *(turn("第二个问题是开源，谁来维护？"), turn("是的。", "乙")),
        *(turn("第三个问题是隐私，谁来保护？"), turn("是的。", "乙")),
    ]
    new = [
        turn("第一个问题是费用，谁来出钱？"),
        *(turn("第二个问题是公开，谁来维护？"), turn("是的。", "乙")),
        *(turn("第三个问题是秘密，谁来保护？"), turn("是的。", "乙")),
    ]

    found = align(old, new)

    assert found.pairs == {0: 0, 1: 2, 2: 3, 3: 4, 4: 5}
    assert found.heirs == {1: Heir(0, False)}


def test_words_are_counted_once_where_they_were_already():
    """What the heir said before is no sign that the removed words went there."""
    old = [
        turn("谢谢大家，今天就到这里。"),
        turn("我们明天再谈。"),
        turn("谢谢大家，今天就到这里。"),
    ]
    new = [replace(old[0], voice="乙"), turn("我们后天再谈。")]

    found = align(old, new)

    assert found.heirs == {2: Heir(1, False)}


def test_removed_first_block_leads_to_the_one_after_it():
    old = [turn("开场白就这么一句。"), turn("我们先谈成本问题。")]

    found = align(old, old[1:])

    assert found.heirs == {0: Heir(0, False)}


def test_nothing_left_is_no_heir():
    found = align([turn("开场白就这么一句。")], [])

    assert (found.pairs, found.heirs) == ({}, {0: Heir(None, False)})


def test_carry_refs_names_what_is_the_same():
    before = assign_refs(
        Document(
            voices=(Voice("甲"),), blocks=(turn("第一段话说完了。"), turn("第二段话。"))
        )
    )
    after = replace(before, blocks=(turn("插入的一段。"), *without_refs(before.blocks)))

    named = carry_refs(before, after)

    assert [b.ref for b in named.blocks] == ["", *(b.ref for b in before.blocks)]


# Random edits of random transcripts.


@given(transcripts, edits)
def test_every_old_block_is_one_new_block_or_has_an_heir(old, steps):
    new = without_refs(edit(old, steps).blocks)

    found = align(old, new)

    paired = list(found.pairs.values())
    assert len(set(paired)) == len(paired)
    assert sorted([*paired, *found.heirs]) == list(range(len(old)))
    assert all(0 <= heir.index < len(new) for heir in found.heirs.values() if new)


@given(transcripts)
def test_what_nobody_edited_stays_itself(old):
    found = align(old, without_refs(old))

    assert found.pairs == {index: index for index in range(len(old))}


@given(transcripts, edits)
def test_untouched_turns_keep_their_refs_always(old, steps):
    edited = edit(old, steps)
    new = without_refs(edited.blocks)
    times = Counter(map(text_of, old)), Counter(map(text_of, new))
    untouched = {
        now: was
        for now, was in edited.expected.items()
        if was not in edited.touched and {c[text_of(new[now])] for c in times} == {1}
    }

    found = align(old, new)

    assert {now: found.pairs.get(now) for now in untouched} == untouched


@given(transcripts, edits)
def test_shown_refs_are_followed(old, steps):
    edited = edit(old, steps)
    new = edited.blocks
    known = {block.ref for block in new if block.ref}
    expected = {
        now: was for now, was in edited.expected.items() if new[now].ref in known
    }

    found = align(
        old, [replace(b, ref=b.ref or f"zz{i:03}9") for i, b in enumerate(new)]
    )

    assert found.pairs == expected


# Three thousand single edits of the two forums, the same each time.


@pytest.fixture(scope="module")
def tallies():
    """Counts by fate, over the touched, the untouched and the removed."""
    touched, untouched, gone, copies = Counter(), Counter(), Counter(), 0
    for old, name, edited in single_edits(3_120):
        found = align(old, without_refs(edited.blocks))
        for now, was in edited.expected.items():
            got = found.pairs.get(now)
            if was in edited.touched:
                touched[got == was] += 1
            else:
                same = (
                    got is not None and replace(old[got], ref=old[was].ref) == old[was]
                )
                untouched[same] += 1
        for was, heir in edited.gone.items():
            place = found.heirs.get(was)
            right = place is not None and place.moved == (heir is not None)
            if right and heir is not None:
                right = found.pairs.get(place.index) == heir
            gone[right] += 1
        if name == "duplicate":
            copies += len(found.pairs) - len(old)
    return touched, untouched, gone, copies


def test_untouched_turns_of_single_edits_keep_their_refs(tallies):
    assert tallies[1][True] > 100_000
    assert tallies[1][False] == 0


def test_touched_turns_of_single_edits_keep_their_refs(tallies):
    kept, lost = tallies[0][True], tallies[0][False]

    assert kept > 1_500
    assert kept / (kept + lost) >= 0.99


def test_refs_of_merged_and_removed_turns_lead_to_the_right_place(tallies):
    right, wrong = tallies[2][True], tallies[2][False]

    assert right > 400
    assert right / (right + wrong) >= 0.99


# Time: what a save may take, and what nobody should be able to make it take.


def long_forum(seed: int = 0) -> list[Turn]:
    """Two thousand turns of about two hundred characters, all different."""
    rng = Random(seed)
    words = [chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(3_000)]
    return [
        turn(
            "，".join("".join(rng.choices(words, k=13)) for _ in range(14)),
            "甲乙丙"[i % 3],
        )
        for i in range(2_000)
    ]


def seconds(old, new) -> float:
    """The least of three runs, in time of this process alone."""
    times = []
    for _ in range(3):
        begin = process_time()
        align(old, new)
        times.append(process_time() - begin)
    return min(times)


def test_long_transcript_with_one_edit_aligns_at_once():
    old = long_forum()
    new = [*old[:7], turn(f"改{old[7].text}"), *old[8:]]

    assert seconds(old, new) < 0.1


def test_long_transcript_edited_throughout_aligns_quickly():
    old = long_forum()
    rng = Random(1)
    new = []
    for block in old:
        at = rng.randrange(len(block.text) - 2)
        new.append(replace(block, text=f"{block.text[:at]}改动{block.text[at + 2 :]}"))

    assert seconds(old, new) < 0.5
    assert align(old, new).pairs == {index: index for index in range(len(old))}


def hostile():
    forum = long_forum()
    rng = Random(2)
    nods = [turn(rng.choice(["对。", "是的。", "嗯。"])) for _ in range(2_000)]
    shuffled = [replace(block, text=f"改{block.text}") for block in forum]
    rng.shuffle(shuffled)
    return {
        "equal short turns": ([turn("对。")] * 2_000, [turn("对。")] * 1_990),
        "short turns shuffled": (nods, rng.sample(nods, len(nods))),
        "one character": ([turn("在" * 200)] * 2_000, [turn("在" * 201)] * 2_000),
        "shuffled and edited": (forum, shuffled),
        "replaced": (forum, long_forum(9)),
        "made one": (forum, [turn("\n\n".join(block.text for block in forum))]),
        "long turns": ([turn("在我看来" * 50_000)], [turn("在他看来" * 50_000)]),
    }


@pytest.mark.parametrize("case", hostile().items(), ids=lambda case: case[0])
def test_hostile_input_takes_no_longer_than_its_length_allows(case):
    _name, (old, new) = case

    begin = process_time()
    align(old, new)

    assert process_time() - begin < 4  # two on an idle machine
