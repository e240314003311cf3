"""Every Problem, with its place and severity."""

import pytest

from events.transcript.document import Document, Note, Section, Turn, Voice
from events.transcript.marks import WITHHELD, corrected
from events.transcript.parser import parse, parse_bytes
from events.transcript.problems import CODES

VOICES = ("甲", "乙", "Chair")
CASES = [
    ("control-character", "甲：a\x00\n\n甲：b\x01", 1, 4),
    ("front-matter-open", "---\ntitle: a\n\n甲：b", 1, 1),
    ("front-matter-size", f"---\ntitle: {'字' * 22000}\n---", 2, 1),
    ("front-matter-syntax", "---\ntitle: a: b\n---", 2, 9),
    ("front-matter-reference", "---\ntitle: &a b\n---", 2, 8),
    ("front-matter-reference", "---\ntitle: !!int 3\n---", 2, 8),
    ("front-matter-reference", "---\ntitle: *a\n---", 2, 8),
    ("unknown-key", "---\ntitel: a\n---", 2, 1),
    ("unknown-key", "---\nvoices:\n- {label: 甲, rôle: host}\n---", 3, 14),
    ("duplicate-key", "---\ntitle: a\ntitle: b\n---", 3, 1),
    (
        "duplicate-key",
        "---\nvoices:\n- {label: a, speaker: b, speakers: [c]}\n---",
        3,
        36,
    ),
    ("wrong-shape", "---\njust words\n---", 2, 1),
    ("wrong-shape", "---\ntitle: [a, b]\n---", 2, 8),
    ("wrong-shape", "---\ntags: a\n---", 2, 7),
    ("wrong-shape", "---\nvoices: [甲]\n---", 2, 10),
    ("wrong-shape", "---\nvoices:\n- {role: keynote}\n---", 3, 3),
    ("wrong-shape", "---\ncontributors:\n- {role: host}\n---", 3, 3),
    ("bad-value", "---\nreviewed: maybe\n---", 2, 11),
    ("bad-value", "---\nordinal: 12b\n---", 2, 10),
    ("bad-value", "---\nlanguage: 中文\n---", 2, 11),
    ("bad-value", "---\ntags: [a, a]\n---", 2, 11),
    ("bad-value", "---\nvoices:\n- {label: 甲, role: boss}\n---", 3, 20),
    ("bad-value", "---\ncontributors:\n- {role: boss, name: a}\n---", 3, 10),
    ("bad-value", "---\nsources:\n- {relation: book}\n---", 3, 14),
    ("bad-value", "---\nlanguage: ZH-hans\n---", 2, 11),
    ("bad-value", "---\nheld: 2023-\n---", 2, 7),
    ("bad-value", "---\nheld: 去年夏天\n---", 2, 7),
    ("bad-value", "---\nrecording: 'javascript:alert(1)'\n---", 2, 12),
    ("bad-value", "---\nsources:\n- {issued: garbage}\n---", 3, 12),
    ("bad-value", "---\nsources:\n- {url: 'javascript:b'}\n---", 3, 9),
    ("too-long", f"---\ntitle: {'题' * 301}\n---", 2, 8),
    ("too-long", f"---\ntags: [a, {'签' * 101}]\n---", 2, 11),
    ("too-long", f"---\nvoices:\n- {{label: 丁, credit: {'字' * 501}}}\n---", 3, 22),
    ("too-long", f"---\nvoices:\n- {{label: 丁, speaker: {'字' * 201}}}\n---", 3, 23),
    (
        "too-long",
        f"---\ncontributors:\n- {{role: host, name: {'字' * 301}}}\n---",
        3,
        22,
    ),
    ("too-long", f"---\nsources:\n- {{page: {'1' * 51}}}\n---", 3, 10),
    ("too-long", f"甲 {{p:{'1' * 51}}}：a", 1, 4),
    ("too-long", f"甲 {{tag:{'签' * 101}}}：a", 1, 4),
    ("too-long", f"甲 {{as:{'字' * 301}}}：a", 1, 4),
    ("bad-attribute", "甲 {lang:ZH-hans}：a", 1, 4),
    ("bad-label", "---\nvoices:\n- {label: '# a'}\n---", 3, 11),
    ("duplicate-label", "---\nvoices:\n- {label: a}\n- {label: a}\n---", 4, 11),
    ("empty-heading", "甲：a\n\n#\n\n乙：b", 3, 1),
    ("heading-level", "#### a", 1, 1),
    ("heading-blank", "甲：a\n\n#题目", 3, 1),
    ("empty-turn", "甲：\n\n乙：b", 1, 1),
    ("empty-note", "甲：a\n\n> {caption}", 3, 1),
    ("no-voice", "一\n\n二", 1, 1),
    ("voice-continued", "甲：a\n\n# b\n\nc", 5, 1),
    ("undeclared-voice", "甲：a\n\n丙：b", 3, 1),
    ("undeclared-voice", "甲：a\n\n丙 {p:2}: b", 3, 1),
    ("undeclared-voice", "甲：a\n\nChiar: b", 3, 1),
    ("label-inside-paragraph", "甲：a\n乙：b", 2, 1),
    ("unknown-attribute", "甲 {p:2 ruby}：a", 1, 8),
    ("unknown-attribute", "# a {b}", 1, 6),
    ("misplaced-attribute", "# a {tag:b}", 1, 6),
    ("misplaced-attribute", "> {question} a", 1, 4),
    ("repeated-attribute", "甲 {p:2 p:3}：a", 1, 8),
    ("repeated-attribute", "甲 {tag:b tag:b}：a", 1, 10),
    ("bad-attribute", "甲 {@12:60}：a", 1, 4),
    ("bad-attribute", "甲 {@2:00-1:00}：a", 1, 4),
    ("bad-attribute", "甲 {lang:中文}：a", 1, 4),
    ("bad-attribute", '甲 {as:""}：a', 1, 4),
    ("bad-attribute", "甲 {withheld:2026-13-01}：a", 1, 4),
    ("bad-attribute", "甲 {re:abc234}：a", 1, 4),
    ("bad-ref", "甲 {#abcdef}：a", 1, 4),
    ("duplicate-ref", "甲 {#abc234}：a\n\n乙 {#abc234}：b", 3, 1),
    ("unknown-ref", "甲 {re:#abc234}：a", 1, 4),
    ("self-reply", "甲 {#abc234 re:#abc234}：a", 1, 12),
    ("reply-to-no-turn", "# t {#abc234}\n\n甲 {re:#abc234}：a", 3, 4),
    ("unclosed-mark", "甲：a\nb {++c", 2, 3),
    ("unclosed-mark", "甲：a {--b\n\nc--}", 1, 5),
    ("incomplete-substitution", "甲：{~~a~~}", 1, 3),
    ("nested-mark", "甲：{++a {--b--} c++}", 1, 8),
    ("unclosed-withheld", "甲：{==a\n\nb", 1, 3),
    ("unclosed-withheld", "甲：a==}", 1, 4),
    ("unclosed-withheld", "甲：{++{==a==}++}", 1, 6),
    ("bad-link", "甲：[a](javascript:b)", 1, 3),
]


MANY = "".join(f"- {{label: 名{number}}}\n" for number in range(2500))
CASES.append(("front-matter-size", f"---\nvoices:\n{MANY}---\n\n甲：一。", 1, 1))


@pytest.mark.parametrize(("code", "text", "line", "column"), CASES)
def test_problem_is_found_in_its_place(code, text, line, column):
    _, problems = parse(text, voices=VOICES)

    found = [(p.code, p.severity, p.line, p.column) for p in problems]
    assert found == [(code, CODES[code].severity, line, column)]
    assert problems[0].message.endswith(".")


def test_a_problem_names_the_key_and_what_to_do():
    text = f"---\ntitle: {'题' * 400}\nrecording: 'javascript:alert(1)'\n---"

    document, problems = parse(text)

    assert [problem.message for problem in problems] == [
        "What stands under the key “title” has 400 characters. "
        "Shorten it to at most 300 characters.",
        "“javascript:alert(1)” cannot stand under the key “recording”. "
        "Write an address that begins with https:// or http://.",
    ]
    assert (len(document.title), document.recording) == (400, "javascript:alert(1)")


def test_withheld_passages_inside_each_other_are_not_followed():
    document, problems = parse("甲：" + "{==" * 5000 + "秘密", voices=VOICES)

    assert corrected(document.blocks[0].text) == WITHHELD
    assert {problem.code for problem in problems} == {"unclosed-withheld"}


def test_more_voices_than_front_matter_holds_are_a_problem():
    voices = [f"名{number}" for number in range(5000)]

    document, problems = parse("名1：一。", voices=voices)

    assert document.voices == ()
    assert problems[0].code == "front-matter-size"


def test_deep_nesting_is_not_followed():
    _, problems = parse("---\ntags: [" + "[" * 60000 + "\n---\n\n# a")

    assert [p.code for p in problems] == ["wrong-shape", "front-matter-syntax"]


def test_every_code_has_a_case():
    assert {code for code, *_ in CASES} | {"not-utf8"} == set(CODES)


def test_bytes_that_are_not_utf8_give_one_problem():
    document, problems = parse_bytes("甲：a\n".encode() + b"\xff")

    assert document == Document()
    assert [(p.code, p.severity, p.line, p.column) for p in problems] == [
        ("not-utf8", "error", 2, 1)
    ]


def test_bytes_with_byte_order_mark_are_read():
    assert parse_bytes(b"\xef\xbb\xbf# a\r\n") == (
        Document(blocks=(Section("a"),)),
        [],
    )


@pytest.mark.parametrize(
    "text",
    [
        "甲：时间是 10:30。\n\n10:30 开始",
        "甲：a\n\nhttps://a.example/",
        "甲：a\n\n“谁？”他问：",
        "甲：a\n\n他说，好的：第一",
        "甲：a\n\n第一个问题：成本",
        "甲：a\n\n我想说的是：成本",
        "甲：a\n\nthe point is this: go",
        "甲：a\n\nWhat I really want to tell you: go",
        "甲：a\n\n\\丙：b",
        "甲：a\n\n#1 号",
        "甲：2 * 3，[注]（见下），{x}",
    ],
)
def test_ordinary_text_raises_no_alarm(text):
    assert parse(text, voices=VOICES)[1] == []


def test_undeclared_voice_names_the_nearest_label():
    voices = [Voice("刘梁剑"), Voice("林咏华")]

    _, problems = parse("刘梁剑：a\n\n林永华：b\n\nZed: c", voices=voices)

    assert [problem.message for problem in problems] == [
        "“林永华” looks like a voice but is not declared, so it is text. "
        "Declare it in voices, write “林咏华” if that is meant, "
        "or put a backslash before it.",
        "“Zed” looks like a voice but is not declared, so it is text. "
        "Declare it in voices, or put a backslash before it.",
    ]


def test_faulty_voice_still_speaks():
    text = "---\nvoices:\n- {label: 甲, role: boss}\n- 乙\n---\n\n甲：a\n\n乙：b"

    document, problems = parse(text)

    assert [p.code for p in problems] == ["bad-value", "wrong-shape"]
    assert document.blocks == (Turn("甲", "a"), Turn("乙", "b"))
    assert "moderator, keynote, speaker" in problems[0].message


def test_voice_goes_on_after_a_note():
    document, problems = parse("甲：a\n\n（笑）\n\nb", voices=["甲"])

    assert document.blocks == (Turn("甲", "a"), Note("（笑）"), Turn("甲", "b"))
    assert problems == []


def test_text_on_the_lines_after_a_label_belongs_to_it():
    document, _ = parse("甲：\n一\n二\n\n三\n# 题\n> 注\n续", voices=["甲"])

    assert document.blocks == (
        Turn("甲", "一\n二\n\n三"),
        Section("题"),
        Note("注"),
        Turn("甲", "续"),
    )


def test_voices_from_outside_follow_those_of_the_front_matter():
    text = "---\nvoices:\n- {label: 乙, role: keynote}\n---\n"

    document, _ = parse(text, voices=["甲", Voice("乙", role="panelist")])

    assert document.voices == (Voice("乙", role="keynote"), Voice("甲"))


def test_line_breaks_of_all_kinds_are_line_feeds():
    document, _ = parse("甲：a\r\nb\rc\x0bd\x85e\u2028f\x0cg\u2029h\ti", voices=["甲"])

    assert document.blocks == (Turn("甲", "a\nb\nc\nd\ne\nf\n\ng\n\nh i"),)
