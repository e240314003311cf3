"""The forum in the text form against the printed page.

The page stands raw in the JSON fixture's source. Its columns are out of
order; the transcript has its passages in the order spoken. White space apart,
every character of the page stands in the transcript once: in the kicker, the
title, a heading, a turn, the label before it, a caption, or the printed side
of a correction. A turn's printed label is its ``as:`` where that differs from
the voice's label, so a credit is a reading of characters counted there.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from events.transcript import marks
from events.transcript.document import Document, Note, Section, SourceNote, Turn, Voice
from events.transcript.parser import parse
from events.transcript.refs import is_ref
from events.transcript.serializer import serialize

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SLUG = "zuowei-gongju-huo-pengyou-de-ai"

# The first words of each passage, in the order in which the page prints them,
# and its place in the order spoken.
PASSAGES = {
    "圆桌对话": 13,
    "人文学者对话大模型设计": 0,
    "作为工具或朋友的AI": 1,
    "刘梁剑主持：感谢": 2,
    "刘梁剑：贺樑老师": 4,
    "刘梁剑：我想问一个": 6,
    "刘梁剑：即便不想": 9,
    "据做安全过滤": 7,
    "刘梁剑：形而上": 12,
    "范式改变：": 3,
    "工具或朋友：": 5,
    "解放或焦虑：": 8,
    "郦全民：最近": 10,
    "通用人工智能：何时": 11,
    "13位听友": 14,
}

OUTLINE = [  # level, heading, turns up to the next heading
    (0, "", 1),
    (1, "范式改变：成本升降带来应用的巨变", 5),
    (1, "工具或朋友：人工智能与人类智能关系？", 1),
    (2, "人类或许只是文化进化链上的一个起点", 1),
    (2, "不可控风险：碳基文明被硅基文明所超越", 2),
    (2, "训练时会设伦理框架，但注入善良依然是挑战", 3),
    (1, "解放或焦虑：大模型带来自由还是失业？", 1),
    (2, "依据惯性，人类未必都会善用自由时间", 1),
    (2, "进入老龄社会，人类需要高效的机器人辅助", 2),
    (2, "劳动是阶段性需求，激发人的潜能是目标", 3),
    (1, "通用人工智能：何时出现，拥有自主意识？", 3),
    (1, "圆桌对话", 0),
    (2, "大模型走向更智能，尚在集体摸索中", 2),
    (2, "众筹降低开发成本，需更智慧的机制", 2),
    (2, "审美创造岗位前提：人不依赖AI判断", 2),
    (2, "为保护隐私，可部署到私有化网络中", 2),
    (2, "机器如替代人，符合“宇宙的自然选择”", 2),
]

TURNS = [  # voice, first words of each paragraph, last words
    ("刘梁剑", ("感谢林咏华总工程师",), "是跨界对话的尝试。"),
    ("刘梁剑", ("贺樑老师，您来自计",), "工主旨演讲的感想？"),
    ("贺樑", ("两点印象尤其深刻。", "第二，林工把我们这"), "由此会产生大变化。"),
    ("刘梁剑", ("使用成本降低，但是",), "国家来做这个投入？"),
    (
        "林咏华",
        ("确实是高成本。一旦", "所以，第一，产业期", "第二，如果要做出高"),
        "，现在还没有定论。",
    ),
    ("贺樑", ("我认为，大模型的投", "我相信政府会做好引"), "有组织的市场竞争。"),
    ("刘梁剑", ("我想问一个“杞人忧",), "代和消灭人类智能？"),
    (
        "郦全民",
        (
            "6月16日在巴黎举",
            "其实，人是两种进化",
            "原来，人类是文化世",
            "人工智能的主要创始",
            "也请教后面两位同行",
        ),
        "请教后面两位同行。",
    ),
    (
        "潘斌",
        ("人类常常持一种极为", "未来学家尤瓦尔·赫", "当代学界对人工智能"),
        "可控性风险的忧虑。",
    ),
    ("付长珍", ("在我看来，人工智能",), "面化，冗长又乏味。"),
    ("付长珍", ("从伦理学角度看，这", "特别想请教林工，大"), "具体的考量和举措？"),
    ("刘梁剑", ("我想这里有一种矛盾",), "不可能永远是目的。"),
    ("林咏华", ("从偏理工的脑袋来想", "用偏人文的脑袋，我"), "和人很重要的区别。"),
    ("刘梁剑", ("即便不想有偏见，但",), "出世而提前到来吗？"),
    ("潘斌", ("能出现这样自由状态", "相反，我们更需要去"), "适当而有机的协调？"),
    ("林咏华", ("短期可能会使现有职", "另外从人口结构的变"), "人完成更多的事情。"),
    ("郦全民", ("今天讨论的是生产力",), "升必将是革命性的。"),
    ("刘梁剑", ("请教付老师，为什么",), "类进化的一个标志？"),
    ("付长珍", ("当我们被解放出来获", "人工智能技术的涌现"), "使人更好地成为人。"),
    ("郦全民", ("最近，在英国一些地",), "入一个体验的时代。"),
    ("刘梁剑", ("形而上的讨论总能脑",), "键是出现自主意识。"),
    ("贺樑", ("虽然大模型当下依然",), "它会自然产生质变。"),
    (
        "林咏华",
        ("现在ChatGPT", "是否会有自主意识？", "现在看到，目前可以"),
        "是很难达到的目标。",
    ),
    ("高鹏", ("今年2月起，我们一",), "技术天花板在哪里？"),
    ("林咏华", ("从从业者的角度来看",), "比小模型更为慎重。"),
    ("平渊海", ("有没有想过发动相同",), "筹开发行业大模型？"),
    ("林咏华", ("这个设想从今年上半",), "共享的顶层设计上。"),
    ("丁洪然", ("审美是否不可能被A",), "业选择和生活方式？"),
    ("贺樑", ("人类会被动或主动地",), "，就容易索然无味。"),
    ("柴忠於", ("通过ChatGPT",), "地时如何保护隐私？"),
    ("林咏华", ("关于数据隐私，基于", "二是对于要求信息保"), "免商业信息的泄露。"),
    ("胡杨", ("机器是不是必将替代",), "替代人类的创造力？"),
    ("郦全民", ("技术发展了会出现超",), "信AI会超越人类。"),
]

PRINTED_LABELS = {
    0: "刘梁剑主持",
    23: "AI行业 Convertlab公司主管高鹏",
    25: "商业协会平渊海",
    27: "华东师大哲学系丁洪然",
    29: "通信行业柴忠於",
    31: "华理博士生胡杨",
}


def forum_text() -> str:
    return (FIXTURES / f"{SLUG}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def forum() -> Document:
    document, _ = parse(forum_text())
    return document


def raw_page() -> str:
    """The newspaper spread as the JSON fixture keeps it in the source."""
    rows = json.loads((FIXTURES / f"{SLUG}.json").read_text(encoding="utf-8"))
    [page] = [
        row["fields"]["raw_text"]
        for row in rows
        if row["model"] == "events.source" and row["fields"].get("raw_text")
    ]
    return page


def squeezed(text: str) -> str:
    return "".join(text.split())


def passages(page: str) -> list[str]:
    """The page's passages without white space, in printed order."""
    whole = squeezed(page)
    starts = [whole.index(opening) for opening in PASSAGES]
    return [
        whole[start:end]
        for start, end in zip(starts, [*starts[1:], len(whole)], strict=True)
    ]


def printed_reading(document: Document) -> str:
    """The transcript as printed, without white space; editor's notes are not."""
    words = [document.kicker, document.title]
    for block in document.blocks:
        if isinstance(block, Section):
            words.append(marks.printed(block.title))
        elif isinstance(block, Turn):
            label = block.printed_label or block.voice
            words.append(f"{label}：{marks.printed(block.text)}")
        elif block.kind != "editor":
            words.append(marks.printed(block.text))
    return squeezed("".join(words))


def turns_of(document: Document) -> list[Turn]:
    return [block for block in document.blocks if isinstance(block, Turn)]


def substitutions(text: str) -> list[tuple[str, str]]:
    def words(parts):
        return "".join(part.text for part in parts)

    return [
        (words(segment.printed), words(segment.corrected))
        for segment in marks.segments(text)
        if segment.kind == "substitution"
    ]


def of_kind(document: Document, kind: str) -> list[str]:
    return [
        segment.text
        for turn in turns_of(document)
        for segment in marks.segments(turn.text)
        if segment.kind == kind
    ]


def test_forum_parses_without_problems_and_is_canonical():
    text = forum_text()

    document, problems = parse(text)

    assert problems == []
    assert serialize(document) == text


def test_every_character_of_the_page_stands_in_the_transcript_once(forum):
    page = raw_page()

    assert Counter(printed_reading(forum)) == Counter(squeezed(page))


def test_each_passage_stands_once_and_nothing_is_left_on_either_side(forum):
    reading = printed_reading(forum)

    printed = passages(raw_page())

    assert "".join(printed) == squeezed(raw_page())
    assert [reading.count(passage) for passage in printed] == [1] * len(PASSAGES)
    order = sorted(zip(PASSAGES.values(), printed, strict=True))
    assert "".join(passage for _, passage in order) == reading


def test_page_is_kept_with_its_line_breaks_and_blanks():
    page = raw_page()

    lines = page.split("\n")

    assert lines[:4] == [" 圆桌对话", "", "大模型走向更智能，尚在", "集体摸索中"]
    assert "Universalba \n\nsicincome" in page
    assert "范式改变：\n成本升降带来  应用的巨变\n" in page
    assert len(squeezed(page)) == 5601


def test_turns_are_in_the_order_spoken_with_their_paragraphs(forum):
    turns = turns_of(forum)

    readings = [marks.corrected(turn.text).split("\n\n") for turn in turns]

    assert [
        (turn.voice, tuple(words[:9] for words in paragraphs), paragraphs[-1][-9:])
        for turn, paragraphs in zip(turns, readings, strict=True)
    ] == TURNS


def test_headings_stand_in_order_over_their_turns(forum):
    outline = [(0, "", 0)]

    for block in forum.blocks:
        if isinstance(block, Section):
            outline.append((block.level, block.title, 0))
        elif isinstance(block, Turn):
            level, title, count = outline[-1]
            outline[-1] = (level, title, count + 1)

    assert outline == OUTLINE


def test_answer_that_the_columns_cut_in_two_is_one_paragraph(forum):
    [turn] = [turn for turn in turns_of(forum) if "据做安全过滤" in turn.text]

    first, _ = turn.text.split("\n\n")

    assert turn.voice == "林咏华"
    assert "我们至少在几个环节去解决：第一，对大模型的预训练数据做安全过滤，" in first


def test_lines_are_joined_without_blanks(forum):
    blanks = [
        (turn.voice, word)
        for turn in turns_of(forum)
        for word in marks.corrected(turn.text).split(" ")[1:]
    ]

    assert [voice for voice, _ in blanks] == ["郦全民", "郦全民"]
    assert [word[:6] for _, word in blanks] == ["basic", "income"]


def test_exactly_three_faults_of_the_print_are_corrected(forum):
    found = [pair for turn in turns_of(forum) for pair in substitutions(turn.text)]

    assert found == [
        ("OpenAl", "OpenAI"),
        ("尤瓦尔 ·赫拉利", "尤瓦尔·赫拉利"),
        ("Universalba sicincome", "Universal basic income"),
    ]
    assert of_kind(forum, "insertion") == []
    assert of_kind(forum, "deletion") == []
    assert of_kind(forum, "withheld") == []


def test_doubtful_places_have_a_remark_and_keep_their_words(forum):
    words = "\n".join(turn.text for turn in turns_of(forum))

    before = [piece[-4:] for piece in words.split("{>>")[:-1]]

    assert before == [
        "，它速成",
        "学批判”",
        "变化变迁",
        "生产对象",
        "一直就有",
        "围棋一样",
    ]


def test_printed_labels_are_kept_where_they_differ(forum):
    turns = turns_of(forum)

    found = {
        i: turn.printed_label for i, turn in enumerate(turns) if turn.printed_label
    }

    assert found == PRINTED_LABELS


def test_voices_have_their_roles_persons_and_credits(forum):
    assert forum.voices == (
        Voice("刘梁剑", "moderator", speakers=("liu-liangjian",)),
        Voice("贺樑", "panelist", speakers=("he-liang",)),
        Voice("林咏华", "panelist", speakers=("lin-yonghua",)),
        Voice("郦全民", "panelist", speakers=("li-quanmin",)),
        Voice("潘斌", "panelist", speakers=("pan-bin",)),
        Voice("付长珍", "panelist", speakers=("fu-changzhen",)),
        Voice("高鹏", "audience", credit="AI行业 Convertlab公司主管"),
        Voice("平渊海", "audience", credit="商业协会"),
        Voice(
            "丁洪然",
            "audience",
            credit="华东师大哲学系",
            organization="hua-dong-shi-da-zhe-xue-xi",
        ),
        Voice("柴忠於", "audience", credit="通信行业"),
        Voice("胡杨", "audience", credit="华理博士生"),
    )


def test_printed_label_of_a_listener_is_credit_and_name(forum):
    credit = {voice.label: voice.credit for voice in forum.voices}

    asked = [turn for turn in turns_of(forum) if turn.kind == "question"]

    assert len(asked) == 5
    for turn in asked:
        assert turn.printed_label == credit[turn.voice] + turn.voice


def test_each_listener_is_answered_by_one_guest(forum):
    blocks = forum.blocks

    pairs = [
        ([blocks[index].voice for index in turn.replies_to], turn.voice)
        for turn in turns_of(forum)
        if turn.kind == "answer"
    ]

    assert pairs == [
        (["高鹏"], "林咏华"),
        (["平渊海"], "林咏华"),
        (["丁洪然"], "贺樑"),
        (["柴忠於"], "林咏华"),
        (["胡杨"], "郦全民"),
    ]
    assert Counter(turn.kind for turn in turns_of(forum)) == {
        "speech": 23,
        "question": 5,
        "answer": 5,
    }


def test_front_matter_holds_what_the_page_gives_and_no_more(forum):
    [source] = forum.sources

    assert forum.title == "作为工具或朋友的AI，如何长出善良"
    assert forum.kicker == (
        "人文学者对话大模型设计、研究者：如果通用人工智能必然来临，那么——"
    )
    assert (forum.slug, forum.held, forum.language) == (SLUG, "2023?", "zh-Hans")
    assert (forum.text_status, forum.reviewed) == ("unknown", "unknown")
    assert (forum.venue, forum.series, forum.number, forum.contributors) == (
        "",
        "",
        "",
        (),
    )
    assert source == SourceNote(note=source.note)


@pytest.mark.parametrize(
    "inference",
    [
        "作2023年",
        "听众提问印在页首，移到最后",
        "“圆桌对话”用作这一部分的标题，也可能只是版面的栏目名",
        "各从何处开始由编者判定",
        "郦全民谈UBI的一段排在板块标题之间，作第三板块的结尾",
        "13位听友现场互动，页上只印出其中五位的提问",
        "“第一，对大模型的预训练数”处断开",
        "分栏排印，各栏次序已乱",
        "排印错误三处",
    ],
)
def test_source_note_records_each_inference(forum, inference):
    [source] = forum.sources

    assert inference in source.note


def test_notes_are_the_missing_talk_and_the_caption(forum):
    notes = [(i, b.kind) for i, b in enumerate(forum.blocks) if isinstance(b, Note)]

    assert notes == [(0, "editor"), (len(forum.blocks) - 1, "caption")]
    assert "主旨演讲" in forum.blocks[0].text
    assert forum.blocks[-1].text == (
        "13位听友现场互动，其中优秀提问奖获得者与嘉宾合影。"
    )


def test_every_block_has_its_ref(forum):
    refs = [block.ref for block in forum.blocks]

    assert all(is_ref(ref) for ref in refs)
    assert len(set(refs)) == len(refs)


def test_tags_are_few_and_reused(forum):
    used = Counter(tag for turn in turns_of(forum) for tag in turn.tags)

    assert set(used) | set(forum.tags) == {
        "人工智能",
        "大模型",
        "成本",
        "开源",
        "人机关系",
        "进化",
        "科技伦理",
        "价值对齐",
        "自由与闲暇",
        "劳动与就业",
        "通用人工智能",
        "自主意识",
        "创造力",
        "隐私",
    }
    assert min(used.values()) >= 2
    assert max(len(turn.tags) for turn in turns_of(forum)) <= 3
