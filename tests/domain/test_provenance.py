"""Which passages of a source are in a transcript, and which are not."""

import json
import random
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from time import process_time
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from events.domain.provenance import Place, Placed, Repeat, Span, trace
from events.transcript import marks
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    Turn,
    Voice,
)
from events.transcript.parser import parse
from tests.transcript.strategies import documents

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FORUM = "zuowei-gongju-huo-pengyou-de-ai"
TOUR = "how-an-archive-corrects-itself"
BLANK = "\u00ad\u200b\u2060\ufeff"  # and white space


def shipped(slug: str) -> tuple[str, Document]:
    """A shipped fixture: the raw text of its source, and its transcript."""
    rows = json.loads((FIXTURES / f"{slug}.json").read_text("utf-8"))
    [raw] = [
        row["fields"]["raw_text"]
        for row in rows
        if row["model"] == "events.source" and row["fields"].get("raw_text")
    ]
    document, _ = parse((FIXTURES / f"{slug}.md").read_text("utf-8"))
    return raw, document


RAW, DOCUMENT = shipped(FORUM)
PLAIN = [  # turns and notes as printed is as written
    index
    for index, block in enumerate(DOCUMENT.blocks)
    if not isinstance(block, Section) and "{" not in block.text and index
]


def ink(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c not in BLANK)


PAGE = ink(RAW)


def with_text(document: Document, index: int, text: str) -> Document:
    blocks = list(document.blocks)
    blocks[index] = replace(blocks[index], text=text)
    return replace(document, blocks=tuple(blocks))


def with_blocks(document: Document, blocks) -> Document:
    """The document with other blocks, none of which answers another."""
    free = (
        replace(block, replies_to=()) if isinstance(block, Turn) else block
        for block in blocks
    )
    return replace(document, blocks=tuple(free))


def talk(*blocks, voices=("甲", "乙"), **fields) -> Document:
    declared = tuple(v if isinstance(v, Voice) else Voice(v) for v in voices)
    return Document(voices=declared, blocks=blocks, **fields)


def words(raw: str, spans) -> list[str]:
    return [raw[span.start : span.end] for span in spans]


def reading(document: Document, place: Place) -> str:
    """The words of a place, found without the code under test."""
    if place.block is None:
        if not place.owner:
            return getattr(document, place.part)[place.start : place.end]
        owners = chain(document.voices, document.contributors)
        [owner] = [
            o
            for o in owners
            if place.owner == (o.label if isinstance(o, Voice) else o.role)
        ]
        return getattr(owner, place.part)[place.start : place.end]
    block = document.blocks[place.block]
    whole = {
        "label": lambda: f"{block.voice}：",
        "as": lambda: f"{block.printed_label}：",
        "heading": lambda: marks.printed(block.title, reveal=True),
        "text": lambda: marks.printed(block.text, reveal=True),
    }[place.part]()
    return whole[place.start : place.end]


# The first forum


def test_whole_page_of_the_forum_is_placed_and_nothing_is_added():
    coverage = trace(RAW, DOCUMENT)

    assert coverage.share == 1.0
    assert coverage.characters == len(ink(RAW)) == 5601
    assert coverage.missing == ()
    assert coverage.added == ()
    assert coverage.repeated == ()
    assert coverage.editorial == (
        Place("text", 0, len(DOCUMENT.blocks[0].text), 0, "t4gve2"),
    )


def test_each_passage_of_the_forum_stands_where_it_says():
    coverage = trace(RAW, DOCUMENT)

    there = [ink(reading(DOCUMENT, placed.place)) for placed in coverage.placed]

    assert there == [ink(passage) for passage in words(RAW, coverage.placed)]


def test_places_are_named_by_block_and_part():
    coverage = trace(RAW, DOCUMENT)

    found = {
        ink(RAW[placed.start : placed.end]): placed.place for placed in coverage.placed
    }

    assert found["圆桌对话"] == Place("heading", 0, 4, 34, "t32ssu")
    assert found["AI行业Convertlab公司主管高鹏："] == Place("as", 0, 22, 36, "azdw6u")
    assert found["作为工具或朋友的AI，如何长出善良"] == Place("title", 0, 17)
    assert found["13位听友现场互动，其中优秀提问奖获得者与嘉宾合影。"].part == "text"
    parts = {place.part for place in found.values()}
    assert parts == {"kicker", "title", "heading", "as", "label", "text"}


def test_answer_broken_off_is_rejoined():
    index = next(
        i
        for i, block in enumerate(DOCUMENT.blocks)
        if isinstance(block, Turn) and "预训练数据做安全过滤" in block.text
    )

    passages = [
        ink(RAW[placed.start : placed.end])
        for placed in trace(RAW, DOCUMENT).placed
        if placed.place.block == index and placed.place.part == "text"
    ]

    assert [(passage[:4], passage[-4:]) for passage in passages] == [
        ("从偏理工", "预训练数"),
        ("据做安全", "的区别。"),
    ]


@pytest.mark.parametrize(
    "sentence", ["这种担忧", "两字。", "也请教后面", "费用由谁出？"]
)
def test_sentence_taken_out_is_missing_exactly(sentence):
    index = next(i for i in PLAIN if sentence in DOCUMENT.blocks[i].text)
    text = DOCUMENT.blocks[index].text
    start = text.index(sentence)
    end = min(text.find(sign, start) % (len(text) + 1) for sign in "。？") + 1
    shorter = "\n\n".join(
        filter(None, (p.strip() for p in (text[:start] + text[end:]).split("\n\n")))
    )

    coverage = trace(RAW, with_text(DOCUMENT, index, shorter))

    assert [ink(gone) for gone in words(RAW, coverage.missing)] == [text[start:end]]
    assert coverage.added == ()
    assert coverage.missing_characters == end - start
    assert coverage.share == 1 - (end - start) / 5601


@settings(max_examples=40)
@given(st.sampled_from(PLAIN), st.integers(0, 10**6), st.integers(4, 120))
def test_any_run_taken_out_is_missing_and_nothing_else(index, at, length):
    text = DOCUMENT.blocks[index].text
    at %= len(text)
    gone = ink(text[at : at + length])
    try:
        document = with_text(DOCUMENT, index, text[:at] + text[at + length :])
    except ValueError:  # an edge of white space, or nothing left
        assume(False)
    assume(len(gone) >= 4 and gone in PAGE)  # not where two columns are joined

    coverage = trace(RAW, document)

    [missing] = coverage.missing
    kept = ink(RAW[: missing.start]) + ink(RAW[missing.end :])
    # Where the words around a gap are alike, several gaps leave the same rest.
    assert kept in [
        PAGE[:k] + PAGE[k + len(gone) :]
        for k in range(len(PAGE))
        if PAGE.startswith(gone, k)
    ]
    assert coverage.added == ()


def test_words_of_a_lost_sentence_stand_elsewhere_and_it_is_missing_still():
    document = talk(Turn("甲", "我们相信职业社会有很强的调整能力，由此出发。"))
    raw = (
        "甲：我们相信职业社会有很强的调整能力，由此出发。\n"
        "我们相信职业社会有很强的调整能力，一向如此。"
    )

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == [
        "我们相信职业社会有很强的调整能力，一向如此。"
    ]
    assert coverage.added == ()
    assert coverage.repeated == (Repeat(25, 42, Place("text", 0, 17, 0), missing=True),)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_order_of_blocks_does_not_matter(chance):
    blocks = list(DOCUMENT.blocks)
    chance.shuffle(blocks)

    coverage = trace(RAW, with_blocks(DOCUMENT, blocks))

    assert coverage.share == 1.0
    assert coverage.added == ()


@pytest.mark.parametrize("seed", [44, 126, 140, 182])
def test_turns_that_begin_alike_keep_their_own_beginnings(seed):
    """Orders in which a passage would reach into the next turn but one."""
    blocks = random.Random(seed).sample(DOCUMENT.blocks, len(DOCUMENT.blocks))

    coverage = trace(RAW, with_blocks(DOCUMENT, blocks))

    assert (coverage.share, coverage.added) == (1.0, ())


@settings(max_examples=40)
@given(st.sampled_from(PLAIN), st.integers(0, 10**6), st.sampled_from("的人，Ａx"))
def test_character_changed_is_missing_and_added_there(index, at, other):
    text = DOCUMENT.blocks[index].text
    at %= len(text)
    assume(not text[at].isspace() and text[at] != other)

    coverage = trace(
        RAW, with_text(DOCUMENT, index, text[:at] + other + text[at + 1 :])
    )

    assert words(RAW, coverage.missing) == [text[at]]
    ref = DOCUMENT.blocks[index].ref
    assert coverage.added == (Place("text", at, at + 1, index, ref),)


def test_sentence_put_in_is_added():
    index = PLAIN[3]
    text = DOCUMENT.blocks[index].text
    at = text.index("。") + 1
    sentence = "这一句报上没有，是后来添上去的。"

    coverage = trace(RAW, with_text(DOCUMENT, index, text[:at] + sentence + text[at:]))

    ref = DOCUMENT.blocks[index].ref
    assert coverage.added == (Place("text", at, at + len(sentence), index, ref),)
    assert coverage.share == 1.0


def test_turn_twice_in_the_transcript_is_added_once_and_named_as_a_repeat():
    turn = next(
        block
        for block in DOCUMENT.blocks
        if isinstance(block, Turn) and block.text.startswith("今天讨论的是生产力")
    )
    reading = marks.printed(turn.text)

    coverage = trace(
        RAW, with_blocks(DOCUMENT, [*DOCUMENT.blocks, replace(turn, ref="")])
    )

    assert coverage.share == 1.0
    assert [ink(RAW[r.start : r.end]) for r in coverage.repeated] == [reading]
    [added] = coverage.added
    assert (added.start, added.end) == (0, len(reading))
    assert coverage.repeated[0].place == added


# Marks and parts


def test_printed_side_of_corrections_is_compared():
    document = talk(
        Turn(
            "甲",
            "因为{~~OpenAl~>OpenAI~~}没有开源{>>待核<<}，{++大概++}所以{--所以--}如此。",
        )
    )
    raw = "甲：因为OpenAl没有开源，所以所以如此。"

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


def test_correction_without_a_mark_is_missing_and_added():
    document = talk(Turn("甲", "因为OpenAI没有开源，所以如此。"))
    raw = "甲：因为OpenAl没有\n开源，所以如此。"

    coverage = trace(raw, document)

    assert coverage.missing == (Span(9, 10),)
    assert coverage.added == (Place("text", 7, 8, 0),)


def test_two_characters_exchanged_are_a_difference():
    document = talk(Turn("甲", "从发明文字算起已有几千年了，类人也是文化进化的主体。"))
    raw = "甲：从发明文字算起已有几千年了，人类也是文化进化的主体。"

    coverage = trace(raw, document)

    assert coverage.missing_characters == 1
    assert len(coverage.added) == 1


def test_withheld_words_are_placed():
    document = talk(
        Turn("甲", "来信的人住在{==隔壁第二家==}，只求略去一句。"),
        Turn("乙", "这一句我至今还能背出来。", withheld="2026-11-24"),
    )
    raw = "甲：来信的人住在隔壁第二家，只求略去一句。乙：这一句我至今还能背出来。"

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


def test_remark_alone_in_a_paragraph_and_emphasis_leave_no_trace():
    document = talk(
        Turn("甲", "第一*点*很要紧。\n\n{>>此处待核<<}\n\n第二点也很要紧。")
    )
    raw = "甲：第一点很要紧。第二点也很要紧。"

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


@pytest.mark.parametrize("width", ["Ａ", "“", "，"])
def test_width_and_quotes_are_compared_as_printed(width):
    narrow = {"Ａ": "A", "“": '"', "，": ","}[width]
    document = talk(Turn("甲", f"这里说的是{narrow}一类的事情。"))
    raw = f"甲：这里说的是{width}一类的事情。"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == [width]
    assert coverage.added == (Place("text", 5, 6, 0),)


def test_decomposed_source_is_the_same_text():
    text = "Le café d’à côté reste ouvert après minuit, paraît-il."
    raw = normalize("NFD", f"甲：{text}")

    coverage = trace(raw, talk(Turn("甲", text)))

    assert coverage.share == 1.0
    assert [(p.start, p.end) for p in coverage.placed] == [(0, 2), (2, len(raw))]


@pytest.mark.parametrize("colon", ["：", ":", ": ", "\n", "　"])
def test_colon_after_a_label_may_differ_or_lack(colon):
    document = talk(
        Turn("甲乙", "大家晚上好，欢迎各位来到阅览室。"),
        Turn("Chair", "Thank you all for coming tonight: sit down."),
        voices=["甲乙", "Chair"],
    )
    raw = (
        f"Chair{colon}Thank you all for coming tonight: sit down.\n"
        f"甲乙{colon}大家晚上好，欢迎各位来到阅览室。\n"
    )

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


def test_colons_in_the_words_are_compared_by_width():
    document = talk(Turn("甲", "他只说了三个字: 不知道。"))
    raw = "甲：他只说了三个字：不知道。"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["："]


def test_credit_glued_to_the_name_is_placed():
    document = talk(
        Turn("高鹏", "请问技术天花板在哪里？"),
        voices=[Voice("高鹏", "audience", credit="AI行业 公司主管")],
    )
    raw = "AI行业 公司主管高\n鹏：请问技术天花板在哪里？"

    coverage = trace(raw, document)

    assert coverage.placed == (
        Placed(0, 9, Place("credit", 0, 9, owner="高鹏")),
        Placed(9, 13, Place("label", 0, 3, 0)),
        Placed(13, 24, Place("text", 0, 11, 0)),
    )


def test_credit_that_the_printed_label_holds_is_no_place_of_its_own():
    document = talk(
        Turn("丁", "审美是否不可能被替代？", printed_label="师大哲学系丁"),
        voices=[Voice("丁", "audience", credit="师大哲学系")],
    )
    raw = "师大哲学系丁：审美是否不可能被替代？\n师大哲学系"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["师大哲学系"]


def test_front_matter_and_contributors_are_places():
    document = talk(
        Turn("甲", "大家晚上好。"),
        kicker="阅览室第四次夜谈",
        title="档案如何改正自己",
        number="第12期",
        contributors=(Contributor("transcriber", "某某编辑"),),
    )
    raw = "第12期\n档案如何\n改正自己\n阅览室第四次夜谈\n甲：大家晚上好。\n某某编辑"

    coverage = trace(raw, document)

    assert [
        (raw[p.start : p.end], p.place.part, p.place.owner) for p in coverage.placed
    ] == [
        ("第12期", "number", ""),
        ("档案如何\n改正自己", "title", ""),
        ("阅览室第四次夜谈", "kicker", ""),
        ("甲：", "label", ""),
        ("大家晚上好。", "text", ""),
        ("某某编辑", "name", "transcriber"),
    ]


def test_summary_takes_no_words_of_a_lost_sentence():
    document = talk(
        Turn("甲", "其余的话都还在这里。"),
        summary="谈人工智能与人类智能的关系，以及成本。",
    )
    raw = "甲：其余的话都还在这里。人工智能与人类智能的关系很难说。"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["人工智能与人类智能的关系很难说。"]


def test_editors_note_is_apart_unless_it_is_printed():
    note = "编者按：对话之前另有一场演讲，此处从略，文字从对话开始。"
    document = talk(Note(note, "editor"), Turn("甲", "大家晚上好，欢迎各位。"))

    without = trace("甲：大家晚上好，欢迎各位。", document)
    printed = trace(f"甲：大家晚上好，欢迎各位。\n{note}", document)

    assert without.editorial == (Place("text", 0, len(note), 0),)
    assert without.added == ()
    assert (printed.share, printed.editorial) == (1.0, ())


def test_stage_directions_and_captions_count_as_text():
    document = talk(
        Turn("甲", "今晚就谈到这里为止。"), Note("（众笑）"), Note("合影。", "caption")
    )

    coverage = trace("甲：今晚就谈到这里为止。", document)

    assert coverage.added == (Place("text", 0, 4, 1), Place("text", 0, 3, 2))
    assert trace("甲：今晚就谈到这里为止。\n（众笑）\n合影。", document).added == ()


def test_short_heading_set_apart_is_placed_by_its_line():
    turns = (
        Turn("甲", "最近在英国一些地方正在进行实验。"),
        Turn("乙", "那很好，很有意思。"),
    )
    document = talk(turns[0], Section("结语"), turns[1])
    raw = "甲：最近在英国一些地方正在进行实验。乙：那很好，很有意思。\n\n结语\n"

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


def test_short_passage_is_not_placed_at_random():
    document = talk(Turn("甲", "我以为并非如此，是的。后来才知道的确是这样。"))
    raw = "乙：这个问题谁都答不上来，是的。\n也许要再等十年。"

    coverage = trace(raw, document)

    assert coverage.placed == ()
    assert coverage.share == 0.0


def test_moved_sentence_of_a_few_words_is_found():
    moved = "谢谢大家今晚到场。"
    document = talk(
        Turn("甲", f"先说几句开场的话，{moved}然后进入第一个话题，谈谈成本。"),
        Turn("乙", "第二个话题是善良，这件事要慢慢谈，今天只能起个头。"),
    )
    raw = (
        "甲：先说几句开场的话，然后进入第一个话题，谈谈成本。\n"
        f"乙：第二个话题是善良，这件事要慢慢谈，{moved}掌声雷动。今天只能起个头。"
    )

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["掌声雷动。"]
    assert coverage.added == ()


@pytest.mark.parametrize(
    "moved", ["谢谢大家今晚到场。", "谢谢大家今晚都能够到场，请坐。"]
)
def test_sentence_that_occurs_twice_is_found_twice(moved):
    document = talk(
        Turn("甲", f"先说几句开场的话，{moved}然后进入第一个话题，谈谈成本。{moved}"),
        Turn("乙", "第二个话题是善良，这件事要慢慢谈，今天只能起个头。"),
    )
    raw = (
        "甲：先说几句开场的话，然后进入第一个话题，谈谈成本。\n"
        f"乙：第二个话题{moved}笑声。是善良，这件事要慢慢谈，{moved}掌声。今天只能起个头。"
    )

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["笑声。", "掌声。"]
    assert coverage.added == ()


def test_of_a_line_printed_thrice_the_transcript_has_two():
    line = "校样要读三遍，先读字，再读句，最后读给门外的人听。"
    document = talk(Turn("甲", f"{line}\n\n{line}"))
    raw = f"{line}\n{line}\n{line}\n"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == [line]
    assert [repeat.missing for repeat in coverage.repeated] == [True]
    assert coverage.added == ()


def test_lines_that_repeat_are_placed_as_often_as_both_have_them():
    line = "校样要读三遍，先读字。"
    document = talk(*[Turn("甲", line * 5)] * 30)
    raw = f"{line}\n" * 200

    coverage = trace(raw, document)

    assert coverage.characters == 200 * len(line)
    assert coverage.missing_characters == 50 * len(line)
    assert coverage.added == ()


def test_neighbours_decide_which_of_two_like_passages_is_meant():
    same = "知之为知之，不知为不知，是知也，这句话很老。"
    document = talk(
        Turn("甲", f"我想先引用一句大家都熟悉的老话：{same}档案馆不妨也这样说。"),
        Turn("乙", f"后来编者又抄了一遍：{same}其实不必。"),
    )
    raw = f"甲：我想先引用一句大家都熟悉的老話:{same[:-1]}!档案馆不妨也这样说。"

    coverage = trace(raw, document)

    assert {placed.place.block for placed in coverage.placed} == {0}
    assert words(raw, coverage.missing) == ["話:", "!"]


def test_short_turn_goes_to_its_own_place_among_like_ones():
    document = talk(
        Turn("甲", "这个问题请两位先后来回答，时间不限。"),
        Turn("乙", "是的，我以为校样要读三遍才算数，一遍也少不得。"),
        Turn("甲", "那么校对的人手够不够，要不要再请一位？"),
        Turn("乙", "是的。"),
    )
    raw = (
        "甲：这个问题请两位先后来回答，时间不限。乙：是的。\n"
        "甲：那么校对的人手够不够，要不要再请一位？"
        "乙：是的，我以为校样要读三遍才算数，一遍也少不得。"
    )

    coverage = trace(raw, document)

    assert (coverage.share, coverage.added) == (1.0, ())


def test_two_misprints_that_match_each_other_are_no_pair():
    document = talk(
        Turn("甲", "他说这时候一个开放的问题，谁也没有答案。"),
        Turn("乙", "那不是只有三个人在场，后来才多起来。"),
    )
    raw = (
        "甲：他说这不是一个开放的问题，谁也没有答案。\n"
        "乙：那时候只有三个人在场，后来才多起来。"
    )

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["不是", "时候"]
    assert len(coverage.added) == 2


def test_word_inside_a_line_is_no_heading():
    document = talk(
        Turn("甲", "他只说了三个字，便坐下了。"),
        Section("不"),
        Turn("乙", "真的如此吗？"),
    )
    raw = "甲：他只说了不三个字，便坐下了。乙：真的如此吗？"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["不"]
    assert coverage.added == (Place("heading", 0, 1, 1),)


def test_single_character_is_not_picked_from_a_longer_gap():
    document = talk(
        Turn("甲", "第一件事要先说清楚，后来又补上了一大段新的话是吧，到此为止。")
    )
    raw = "甲：第一件事要先说清楚，是否，到此为止。"

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["是否"]


def test_letters_weigh_less_than_ideographs():
    document = talk(
        Turn("Chair", "Nothing here was known to the people of the town before."),
        voices=["Chair"],
    )
    raw = "A reader asked what the people of that place had in mind."

    coverage = trace(raw, document)

    assert coverage.placed == ()


def test_editors_note_printed_in_two_columns_is_placed():
    halves = (
        "编者按：对话之前另有一场主旨演讲，",
        "此处从略，文字从四场对话开始的地方起。",
    )
    document = talk(
        Note("".join(halves), "editor"), Turn("甲", "大家晚上好，欢迎各位。")
    )
    raw = f"{halves[1]}\n甲：大家晚上好，欢迎各位。\n{halves[0]}"

    coverage = trace(raw, document)

    assert (coverage.share, coverage.editorial) == (1.0, ())


def test_decomposed_hangul_is_the_same_text():
    text = "기록은 스스로를 바로잡는다."
    raw = normalize("NFD", f"甲：{text}")

    coverage = trace(raw, talk(Turn("甲", text)))

    assert coverage.share == 1.0
    assert coverage.placed[-1].end == len(raw)


def test_hyphen_at_a_line_end_is_like_white_space():
    document = talk(
        Turn("Chair", "The transcriber wrote that well-known sentence down."),
        voices=["Chair"],
    )
    raw = "Chair: The tran-\nscriber wrote that well-\nknown sen-\n tence down-."

    coverage = trace(raw, document)

    assert words(raw, coverage.missing) == ["-"]
    assert coverage.missing[0].start == raw.index("-.")
    assert coverage.added == ()


def test_partial_source_leaves_most_of_the_transcript_added():
    raw, document = shipped(TOUR)

    coverage = trace(raw, document)

    statement = next(i for i, b in enumerate(document.blocks) if b.ref == "2omn4a")
    claimed = [  # (block, part) of all that is not in the leaflet
        (index, part)
        for index, block in enumerate(document.blocks)
        if index != statement and getattr(block, "kind", "") != "editor"
        for part in (
            ["heading"]
            if isinstance(block, Section)
            else ["as", "text"]
            if getattr(block, "printed_label", "")
            else ["text"]
        )
    ]
    assert coverage.share == 1.0
    assert {placed.place.block for placed in coverage.placed} == {statement}
    assert [(place.block, place.part) for place in coverage.added] == claimed


def test_nothing_to_compare():
    assert trace("", talk()).share == 1.0
    assert trace(" \n\ufeff", talk()).characters == 0
    assert trace("甲", talk()).missing == (Span(0, 1),)


# Any text

WORDS = [chr(0x4E00 + 7 * k) for k in range(900)]


@st.composite
def conversations(draw) -> Document:
    """Turns and headings, with sentences that occur several times.

    The words are as various as those of a language: hypothesis draws a seed,
    for it would draw one word over and over, where no order can be told.
    """
    chance = random.Random(draw(st.integers(0, 2**32)))

    def sentence() -> str:
        return "".join(chance.choices(WORDS, k=chance.randint(3, 30))) + "。"

    stock = [sentence() for _ in range(4)]
    blocks = []
    for _ in range(draw(st.integers(1, 20))):
        if chance.random() < 0.2:
            blocks.append(Section(sentence()))
            continue
        sentences = [
            chance.choice(stock) if chance.random() < 0.15 else sentence()
            for _ in range(chance.randint(1, 6))
        ]
        blocks.append(Turn(chance.choice(["甲", "乙"]), "".join(sentences)))
    return talk(*blocks, title=sentence(), kicker=sentence())


def printed(document: Document) -> str:
    pieces = [document.kicker, document.title, document.subtitle, document.lead]
    for index, block in enumerate(document.blocks):
        if isinstance(block, Note) and block.kind == "editor":
            continue
        parts = ["as", "label"] if isinstance(block, Turn) else []
        if isinstance(block, Turn):
            parts = ["as" if block.printed_label else "label", "text"]
        else:
            parts = ["heading" if isinstance(block, Section) else "text"]
        pieces.extend(reading(document, Place(p, 0, 10**9, index)) for p in parts)
    return "\n\n".join(pieces)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(conversations(), st.integers(0, 2**32))
def test_columns_cut_anywhere_and_shuffled_are_all_placed(document, seed):
    chance = random.Random(seed)
    rest = ink(printed(document))
    columns = []
    while rest:
        height = chance.randint(15, 150)
        if len(rest) - height < 15:
            height = len(rest)
        width = chance.randint(3, 20)
        column, rest = rest[:height], rest[height:]
        lines = [column[k : k + width] for k in range(0, height, width)]
        columns.append(chance.choice(["\n", "\n\n", " \n　"]).join(lines))
    chance.shuffle(columns)

    coverage = trace("\n".join(columns), document)

    assert coverage.share == 1.0
    assert coverage.added == ()


def check_account(raw: str, document: Document) -> None:
    """Each character is in one passage or blank; each place holds one passage."""
    coverage = trace(raw, document)

    passages = sorted([(p.start, p.end) for p in (*coverage.placed, *coverage.missing)])
    covered = "".join(ink(raw[start:end]) for start, end in passages)
    assert all(a[1] <= b[0] for a, b in pairwise(passages))
    assert covered == ink(raw)
    taken = sorted(
        (str(place.block), place.owner, place.part, place.start, place.end)
        for place in (placed.place for placed in coverage.placed)
        if place.part not in ("name", "publication")  # owners may be alike
    )
    for one, other in pairwise(taken):
        assert one[:3] != other[:3] or one[4] <= other[3]
    missing = sum(len(ink(raw[m.start : m.end])) for m in coverage.missing)
    assert (coverage.share == 1.0) == (missing == 0)


@settings(max_examples=150)
@given(documents(), st.text(max_size=60), st.randoms(use_true_random=False))
def test_every_character_is_placed_or_missing_once(document, foreign, chance):
    pieces = printed(document).split("\n")
    chance.shuffle(pieces)
    raw = "\n".join([*pieces[: len(pieces) // 2], foreign, *pieces[len(pieces) // 2 :]])
    raw = "".join(c for c in raw if c.isprintable() or c.isspace() or c in BLANK)

    check_account(raw, document)


@given(
    st.text(alphabet="eo\u0301\u0338\u0327각\u1100\u1161\u11a8\u0958\u0915\u093c \n")
)
def test_every_character_is_counted_once_in_any_normal_form(raw):
    text = "각é o\u0338 \u0915\u093c e"

    check_account(raw, talk(Turn("甲", text)))


# Time

SENTENCE = "这是同一句话，说了又说。"
SIZE = 25_000


def hostile(name: str, size: int) -> tuple[str, Document]:
    chance = random.Random(1)
    letters = [chr(0x4E00 + k) for k in range(2000)]
    turns = size // 200
    if name == "one character":
        return "字" * size, talk(*[Turn("甲", "字" * 200)] * turns)
    if name == "one sentence":
        raw = SENTENCE * (size // len(SENTENCE))
        return raw, talk(*[Turn("甲", SENTENCE * 16)] * turns)
    text = "".join(chance.choices(letters, k=size))
    if name == "nothing in common":
        other = "".join(chance.choices(letters, k=size))
        return other, talk(*[Turn("甲", other[k::turns]) for k in range(turns)])
    if name == "every tenth character wrong":
        wrong = [chance.choice(letters) if chance.random() < 0.1 else c for c in text]
        return "".join(wrong), talk(Turn("甲", text))
    return text, talk(*[Turn("甲", text[k : k + 200]) for k in range(0, size, 200)])


@pytest.mark.parametrize(
    "name",
    [
        "one character",
        "one sentence",
        "nothing in common",
        "every tenth character wrong",
        "no labels",
    ],
)
def test_time_grows_with_the_length(name):
    spent = []
    for size in (SIZE, 4 * SIZE):
        raw, document = hostile(name, size)
        runs = []
        for _ in range(2):
            start = process_time()
            trace(raw, document)
            runs.append(process_time() - start)
        spent.append(min(runs))

    small, large = spent
    # A quadratic step would make it sixteen; the constant is for the clock.
    assert large < 9 * small + 0.05
