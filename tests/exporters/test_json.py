"""JSON out and in again."""

import json

from hypothesis import given
from hypothesis import strategies as st

from events.exporters.json import write
from events.importers.json import read
from events.transcript.characters import clean, tidy
from events.transcript.document import (
    CONTRIBUTOR_ROLES,
    NOTE_KINDS,
    REVIEWED,
    ROLES,
    SOURCE_RELATIONS,
    TEXT_STATUSES,
    TURN_KINDS,
    Contributor,
    Document,
    Note,
    Problem,
    Section,
    SourceNote,
    Turn,
    Voice,
)

PIECES = [
    *(
        "圆桌",
        "高鹏：",
        "Q & A",
        "\U00020bb7",
        "👩‍🚀",
        "שלום",
        "\\",
        "*",
        "**",
        "[a](/b)",
    ),
    *(
        "{~~OpenAl~>OpenAI~~}",
        "{++加++}",
        "{--减--}",
        "{>>话<<}",
        "{==隐==}",
        "{",
        "==",
    ),
    *(" ", "\n", "\n\n", "：", "#", "<b>", '"', "é"),
]


def fit(text: str) -> str:
    return tidy(clean(text)[0])


texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map(
    lambda pieces: fit("".join(pieces))
)
lines = texts.map(lambda text: fit(text.replace("\n", " ")))
words = texts.filter(bool)
slugs = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
refs = st.from_regex(r"[a-z]{5}[2-9]", fullmatch=True)
names = st.lists(lines.filter(bool), max_size=3, unique=True).map(tuple)


@st.composite
def blocks(draw, labels: list[str]) -> tuple:
    count = draw(st.integers(0, 5))
    kinds = draw(
        st.lists(
            st.sampled_from(
                ["turn", "turn", "section", "note"] if labels else ["note"]
            ),
            min_size=count,
            max_size=count,
        )
    )
    used = draw(st.lists(refs, min_size=count, max_size=count, unique=True))
    turns = [place for place, kind in enumerate(kinds) if kind == "turn"]
    return tuple(
        draw(block(kind, place, labels, turns, used[place]))
        for place, kind in enumerate(kinds)
    )


@st.composite
def block(draw, kind: str, place: int, labels: list, turns: list, ref: str):
    start = draw(st.none() | st.integers(0, 1000))
    common = {
        "ref": draw(st.sampled_from(["", ref])),
        "start": start,
        "end": None if start is None else draw(st.none() | st.just(start + 5)),
        "language": draw(st.sampled_from(["", "en", "zh-Hant"])),
        "page": draw(lines),
        "withheld": draw(st.sampled_from([None, "", "2024-02-29"])),
    }
    if kind == "section":
        title = draw(lines.filter(bool))
        return Section(title, level=draw(st.integers(1, 3)), **common)
    if kind == "note":
        return Note(draw(words), kind=draw(st.sampled_from(NOTE_KINDS)), **common)
    others = [other for other in turns if other != place]
    replies = draw(st.sets(st.sampled_from(others))) if others else ()
    return Turn(
        draw(st.sampled_from(labels)),
        draw(words),
        kind=draw(st.sampled_from(TURN_KINDS)),
        replies_to=tuple(sorted(replies)),
        printed_label=draw(lines),
        tags=draw(names),
        **common,
    )


@st.composite
def documents(draw) -> Document:
    voices = tuple(
        Voice(
            label,
            role=draw(st.sampled_from(ROLES)),
            role_printed=draw(texts),
            credit=draw(texts),
            organization=draw(st.sampled_from(["", "ecnu"])),
            speakers=draw(st.lists(slugs, max_size=2, unique=True).map(tuple)),
            shown_as=draw(st.sampled_from(["", "某女士"])),
        )
        for label in draw(st.sampled_from([[], ["甲"], ["甲", "甲乙"]]))
    )
    contributor = st.builds(
        Contributor,
        role=st.sampled_from(CONTRIBUTOR_ROLES),
        name=words,
        organization=st.just("ecnu"),
        speaker=st.just("jia"),
    )
    source = st.builds(
        SourceNote,
        relation=st.sampled_from(SOURCE_RELATIONS),
        publication=texts,
        issued=lines,
        page=texts,
        url=lines,
        rights=texts,
        note=texts,
    )
    return Document(
        **{name: draw(texts) for name in ("title", "kicker", "subtitle", "lead")},
        **{name: draw(texts) for name in ("summary", "rights")},
        **{name: draw(lines) for name in ("slug", "series", "number", "held")},
        **{name: draw(lines) for name in ("venue", "recording")},
        ordinal=draw(st.none() | st.integers(-3, 300)),
        language=draw(st.sampled_from(["", "en", "zh-Hans"])),
        text_status=draw(st.sampled_from(TEXT_STATUSES)),
        reviewed=draw(st.sampled_from(REVIEWED)),
        tags=draw(names),
        contributors=draw(st.lists(contributor, max_size=2).map(tuple)),
        voices=voices,
        sources=draw(st.lists(source, max_size=2).map(tuple)),
        blocks=draw(blocks([voice.label for voice in voices])),
    )


@given(documents())
def test_reading_returns_the_document_written(document):
    assert read(write(document)) == (document, [])


def test_shape_of_a_whole_event():
    document = Document(
        title="人与机器",
        slug="ren-yu-ji-qi",
        series="philosophy",
        held="2023?",
        tags=("人工智能",),
        voices=(
            Voice("甲", role="panelist", organization="ecnu", speakers=("jia",)),
            Voice("乙", role="audience", credit="读者"),
        ),
        sources=(SourceNote(publication="一份报纸", note="年份据内容推断。"),),
        blocks=(
            Section("开场", ref="aaaaa2"),
            Turn("乙", "什么是{~~OpenAl~>OpenAI~~}？", kind="question", ref="bbbbb2"),
            Turn(
                "甲",
                "一。\n\n二。",
                kind="answer",
                ref="ccccc2",
                replies_to=(1,),
                tags=("大模型",),
                start=1000,
                end=2000,
            ),
            Note("鼓掌", ref="ddddd2"),
        ),
    )

    shape = json.loads(write(document, problems=[], site_url="https://example.org"))

    event = "https://example.org/events/ren-yu-ji-qi/"
    plain = {
        "start": None,
        "end": None,
        "language": "",
        "page": "",
        "withheld": None,
    }
    assert shape == {
        "slug": "ren-yu-ji-qi",
        "title": "人与机器",
        "kicker": "",
        "subtitle": "",
        "lead": "",
        "held": "2023?",
        "venue": "",
        "language": "zh-Hans",
        "series": "philosophy",
        "number": "",
        "ordinal": None,
        "tags": ["人工智能"],
        "summary": "",
        "rights": "",
        "text_status": "unknown",
        "reviewed": "unknown",
        "recording": "",
        "url": event,
        "contributors": [],
        "speakers": [
            {
                "label": "甲",
                "name": "甲",
                "slug": "jia",
                "role": "panelist",
                "role_printed": "",
                "credit": "",
                "organization": "ecnu",
                "organization_slug": "ecnu",
                "shown_as": "",
                "people": [{"name": "", "slug": "jia"}],
            },
            {
                "label": "乙",
                "name": "乙",
                "slug": "",
                "role": "audience",
                "role_printed": "",
                "credit": "读者",
                "organization": "",
                "organization_slug": "",
                "shown_as": "",
                "people": [],
            },
        ],
        "blocks": [
            {
                "type": "section",
                "level": 1,
                "title": "开场",
                "ref": "aaaaa2",
                "url": f"{event}aaaaa2/",
                **plain,
            },
            {
                "type": "turn",
                "ref": "bbbbb2",
                "kind": "question",
                "speaker": "乙",
                "printed_label": "",
                "text": "什么是OpenAI？",
                "printed": "什么是OpenAl？",
                "markup": "什么是{~~OpenAl~>OpenAI~~}？",
                "replies_to": [],
                "tags": [],
                "url": f"{event}bbbbb2/",
                **plain,
            },
            {
                "type": "turn",
                "ref": "ccccc2",
                "kind": "answer",
                "speaker": "甲",
                "printed_label": "",
                "text": "一。\n\n二。",
                "replies_to": ["bbbbb2"],
                "tags": ["大模型"],
                "url": f"{event}ccccc2/",
                **plain,
                "start": 1000,
                "end": 2000,
            },
            {
                "type": "note",
                "kind": "stage",
                "ref": "ddddd2",
                "text": "鼓掌",
                "url": f"{event}ddddd2/",
                **plain,
            },
        ],
        "sources": [
            {
                "relation": "source",
                "publication": "一份报纸",
                "issued": "",
                "page": "",
                "url": "",
                "rights": "",
                "note": "年份据内容推断。",
            }
        ],
        "problems": [],
    }


def test_chinese_is_written_as_chinese():
    assert "人与机器" in write(Document(title="人与机器")).decode()


def test_problems_are_written_beside_the_document():
    problem = Problem(3, 1, "warning", "no-voice", "Begin with a label.")

    shape = json.loads(write(Document(), problems=[problem]))

    assert shape["problems"] == [
        {
            "line": 3,
            "column": 1,
            "severity": "warning",
            "code": "no-voice",
            "message": "Begin with a label.",
        }
    ]


def test_both_readings_without_markup_become_marks():
    shape = {
        "speakers": [{"label": "甲", "role": "speaker"}],
        "blocks": [
            {
                "type": "turn",
                "speaker": "甲",
                "kind": "speech",
                "text": "没有OpenAI。\n\n*二*。",
                "printed": "没有OpenAl。\n\n*二*。",
            }
        ],
    }

    document, problems = read(json.dumps(shape).encode())

    assert problems == []
    assert document.blocks == (Turn("甲", "没有OpenA{~~l~>I~~}。\n\n\\*二\\*。"),)


def codes(data: bytes) -> list[str]:
    return [problem.code for problem in read(data)[1]]


def test_what_is_no_event_is_a_problem():
    assert codes(b"\xff") == ["not-utf8"]
    assert codes(b"[") == ["not-json"]
    assert codes(b"[" * 100_000) == ["not-json"]
    assert codes(b"[]") == ["wrong-shape"]
    assert codes(b'{"blocks": {}}') == ["wrong-shape"]
    assert codes(b'{"blocks": [1]}') == ["wrong-shape"]
    assert codes(b'{"blocks": [{"type": "poem"}]}') == ["wrong-shape"]
    assert codes(b'{"title": 5}') == ["wrong-shape"]
    assert codes(b'{"ordinal": "x"}') == ["wrong-shape"]
    assert codes(b'{"text_status": "poem"}') == ["bad-value"]
    assert codes(b'{"speakers": [{"label": ""}]}') == ["bad-value"]


def test_faulty_blocks_are_left_out_and_named():
    turn = {"type": "turn", "speaker": "甲", "kind": "speech", "text": "话"}
    shape = {
        "speakers": [{"label": "甲", "role": "speaker"}],
        "blocks": [
            turn | {"ref": "aaaaa2"},
            turn | {"speaker": "乙"},
            turn | {"ref": "aaaaa2"},
            turn | {"text": ""},
            turn | {"replies_to": ["aaaaa2", "bbbbb2", 5, 1]},
        ],
    }

    document, problems = read(json.dumps(shape).encode())

    assert document.blocks == (
        Turn("甲", "话", ref="aaaaa2"),
        Turn("甲", "话", replies_to=(0,)),
    )
    assert [problem.message for problem in problems] == [
        "blocks[3]: A turn needs a text. Change it.",
        "blocks[1]: “乙” is no speaker. Add it to speakers.",
        "blocks[2]: the ref “aaaaa2” stands twice. Remove one.",
        "blocks[4].replies_to: no other turn is “bbbbb2”. Write the ref of a turn.",
        "blocks[4].replies_to: no other turn is “5”. Write the ref of a turn.",
        "blocks[4].replies_to: no other turn is “1”. Write the ref of a turn.",
    ]
