"""Four times the text takes about four times as long, whatever it holds."""

from time import process_time

import pytest

from events.transcript.marks import corrected, escape, without_remarks
from events.transcript.parser import parse
from events.transcript.serializer import serialize

HEAD = "---\nvoices:\n- {label: 甲, role: audience}\n- {label: 乙}\n- {label: 甲：}\n---\n\n"
SIZE = 30_000
PATTERNS = {
    "ordinary": ("甲：我们{~~OpenAl~>OpenAI~~}*试*过\n\n（笑）\n\n乙：是的\n\n", ""),
    "one line": ("甲：", "字"),
    "opening braces": ("甲：", "{"),
    "braces before a colon": ("甲 ", "{"),
    "unclosed insertions": ("甲：", "{++"),
    "incomplete substitutions": ("甲：~~}", "{~~"),
    "withheld passages": ("甲：", "{==a==} {==b"),
    "nested withheld": ("甲：", "{=="),
    "asterisks": ("甲：", "*"),
    "emphasis": ("甲：", "*a**b***"),
    "brackets": ("甲：", "["),
    "links": ("甲：", "[](("),
    "parentheses": ("", "（"),
    "backslashes": ("甲：a\n\n", "\\"),
    "backslash lines": ("甲：a\n\n", "\\\n"),
    "blanks": ("甲：a", " "),
    "empty lines": ("甲：a", "\n"),
    "empty turns": ("", "甲：\n\n"),
    "headings": ("", "# {}{}\n"),
    "braces in a heading": ("# a}", "{a "),
    "quotes": ("甲 {", '"a'),
    "tags": ("甲 {", "tag:a "),
    "note lines": ("", ">\n"),
    "waiting questions": ("", "甲：x\n\n甲 {answer}：y\n\n"),
    "undeclared voices": ("甲：a\n\n", "丙：b\n\n"),
    "labels inside": ("甲：a\n", "甲：b\n"),
    "combining marks": ("甲：a", "\u0301\u0327"),
    "controls": ("甲：a", "\x00"),
    "keys": ("---\n", "a: b\n"),
}


def seconds(function, *arguments) -> float:
    """The shorter of two runs, in processor time."""
    runs = []
    for _ in range(2):
        start = process_time()
        function(*arguments)
        runs.append(process_time() - start)
    return min(runs)


def round_trip(text: str) -> None:
    serialize(parse(text)[0])


def read_marks(text: str) -> None:
    corrected(text)
    without_remarks(text)
    escape(text)


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("function", [round_trip, read_marks])
def test_time_grows_with_the_length(name, function):
    start, repeated = PATTERNS[name]
    repeated = repeated or start

    small, large = (
        seconds(function, HEAD + start + repeated * (size // len(repeated)))
        for size in (SIZE, 4 * SIZE)
    )

    # A quadratic step would make it sixteen; the constant is for the clock.
    assert large < 9 * small + 0.05


def test_five_megabytes_of_one_line_are_read():
    text = f"{HEAD}甲：{'字' * 1_700_000}"

    document, problems = parse(text)

    assert len(document.blocks[0].text) == 1_700_000
    assert problems == []
