"""What kind a turn is and what it replies to, where the text does not say."""

import pytest

from events.transcript.document import Turn, Voice
from events.transcript.parser import parse
from events.transcript.serializer import serialize

VOICES = (
    Voice("主持", role="moderator"),
    Voice("嘉宾", role="panelist"),
    Voice("同台", role="panelist"),
    Voice("听众", role="audience"),
    Voice("另一听众", role="audience"),
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("主持：a\n\n嘉宾：b", ["speech", "speech"]),
        ("听众：a\n\n嘉宾：b\n\n同台：c", ["question", ("answer", 0), "speech"]),
        ("听众：a\n\n# 题\n\n嘉宾：b", ["question", "speech"]),
        ("听众：a\n\n（鼓掌）\n\n嘉宾：b", ["question", ("answer", 0)]),
        (
            "听众：a\n\n另一听众：b\n\n嘉宾：c",
            ["question", "question", ("answer", 0, 1)],
        ),
        ("听众：a\n\n听众：b\n\n嘉宾：c", ["question", "question", ("answer", 0, 1)]),
        (
            "听众：a\n\n主持 {speech}：请\n\n嘉宾：b",
            ["question", "speech", ("answer", 0)],
        ),
        ("听众 {speech}：a\n\n嘉宾：b", ["speech", "speech"]),
        ("主持 {question}：a\n\n嘉宾：b", ["question", "speech"]),
        ("听众：a\n\n嘉宾 {re:-}：b", ["question", "answer"]),
        (
            "听众 {#aaaaa2}：a\n\n另一听众：b\n\n嘉宾 {re:#aaaaa2}：c\n\n同台：d",
            ["question", "question", ("answer", 0), ("answer", 1)],
        ),
        (
            "嘉宾 {answer re:#aaaaa2}：先\n\n听众 {#aaaaa2}：后",
            [("answer", 1), "question"],
        ),
        ("听众：a\n\n听众 {answer}：b", ["question", "answer"]),
    ],
)
def test_inference(body, expected):
    document, problems = parse(body, voices=VOICES)

    turns = [block for block in document.blocks if isinstance(block, Turn)]
    found = [(t.kind, *t.replies_to) if t.replies_to else t.kind for t in turns]
    assert (found, problems) == (expected, [])
    assert serialize(document).split("---\n\n")[1] == f"{body}\n"
