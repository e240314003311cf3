import pytest

from events.transcript.fixes import Fix, fixes
from events.transcript.parser import parse

FRONT = """---
language: zh-Hans
voices:
- {label: 甲, role: moderator}
---

"""


def apply(text: str, fix: Fix) -> str:
    lines = text.split("\n")
    for edit in reversed(fix.edits):
        row = lines[edit.line - 1]
        start = edit.column - 1
        lines[edit.line - 1] = row[:start] + edit.insert + row[start + edit.delete :]
    return "\n".join(lines)


def ways_out(text: str, code: str) -> dict[tuple[str, str], str]:
    """The text after each way out of the one Problem of this code."""
    (problem,) = [p for p in parse(text)[1] if p.code == code]
    return {(fix.name, fix.role): apply(text, fix) for fix in fixes(text, problem)}


def codes(text: str) -> list[str]:
    return [problem.code for problem in parse(text)[1]]


def test_an_undeclared_voice_is_declared_or_taken_as_text():
    text = FRONT + "甲：请。\n\n高鹏：今年2月起……\n"

    after = ways_out(text, "undeclared-voice")

    assert list(after) == [
        ("declare", "audience"),
        ("declare", "panelist"),
        ("declare", "moderator"),
        ("text", ""),
    ]
    declared, problems = parse(after["declare", "audience"])
    assert problems == []
    assert [(v.label, v.role) for v in declared.voices] == [
        ("甲", "moderator"),
        ("高鹏", "audience"),
    ]
    assert [block.voice for block in declared.blocks] == ["甲", "高鹏"]
    as_text, problems = parse(after["text", ""])
    assert problems == []
    assert len(as_text.blocks) == 1


def test_a_slip_of_a_known_label_can_be_mended():
    text = FRONT.replace("甲", "林咏华") + "林咏华：请。\n\n林永华：好。\n"

    after = ways_out(text, "undeclared-voice")

    assert codes(after["rename", ""]) == []
    assert "林永华" not in after["rename", ""]


@pytest.mark.parametrize(
    "front", ["", "---\ntitle: 圆桌\n---\n\n", "---\nvoices:\n---\n\n"]
)
def test_a_front_matter_without_voices_gets_them(front):
    text = front + "高鹏：今年2月起……\n"

    after = ways_out(text, "undeclared-voice")["declare", "audience"]

    document, problems = parse(after)
    assert problems == []
    assert [voice.label for voice in document.voices] == ["高鹏"]


def test_voices_written_in_one_line_are_left_to_a_person():
    text = (
        "---\nvoices: [{label: 甲, role: moderator}]\n---\n\n甲：请。\n\n高鹏：好。\n"
    )

    assert list(ways_out(text, "undeclared-voice")) == [("text", "")]


def test_a_label_with_signs_of_yaml_is_quoted():
    text = FRONT + "甲：请。\n\nA, {b}: c\n"
    problems = [p for p in parse(text)[1] if p.code == "undeclared-voice"]

    for problem in problems:
        for fix in fixes(text, problem):
            assert "bad-value" not in codes(apply(text, fix))


def test_a_label_inside_a_paragraph_begins_a_turn():
    text = FRONT + "甲：请。\n甲：再请。\n"

    after = ways_out(text, "label-inside-paragraph")

    assert [len(parse(text)[0].blocks) for text in after.values()] == [2, 1]
    assert [codes(text) for text in after.values()] == [[], []]


def test_number_signs_become_a_heading():
    text = FRONT + "甲：请。\n\n#标题\n"

    after = ways_out(text, "heading-blank")

    assert parse(after["heading", ""])[0].blocks[1].title == "标题"
    assert codes(after["text", ""]) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("这{--里", "unclosed-mark"),
        ("这{==里", "unclosed-withheld"),
        ("[这里](javascript:x)", "bad-link"),
    ],
)
def test_a_stray_mark_is_taken_as_text(words, code):
    text = f"{FRONT}甲：{words}\n"

    after = ways_out(text, code)

    assert codes(after["text", ""]) == []


def test_what_only_a_person_can_mend_has_no_way_out():
    text = FRONT.replace("moderator", "king") + "甲：请。\n"

    assert ways_out(text, "bad-value") == {}
