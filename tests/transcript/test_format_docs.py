"""The page on the text form says what the code does."""

import re
from pathlib import Path

import pytest

from events.transcript import limits
from events.transcript.attributes import write_attributes
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
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.parser import parse
from events.transcript.problems import CODES
from events.transcript.serializer import serialize

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "transcript-format.md").read_text("utf-8")
EXAMPLES = re.findall(r"```transcript\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("text", EXAMPLES)
def test_example_is_read_without_problems(text):
    document, problems = parse(text)

    assert problems == []
    assert parse(serialize(document)) == (document, [])


def test_examples_are_found():
    assert len(EXAMPLES) == 9
    assert EXAMPLES[1].startswith('---\ntitle: "Open data: a hearing"')


def test_every_code_stands_with_its_remedy():
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.*) \|$", PAGE, re.M)

    assert rows == [(n, c.severity, _shown(c.remedy)) for n, c in CODES.items()]


def _shown(remedy: str) -> str:
    """A remedy as the page shows it: what depends on the place is an ellipsis."""
    shown = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", remedy)
    return shown.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("kind", [Document, Voice, Contributor, SourceNote])
def test_every_key_is_named(kind):
    keys = set(kind.__dataclass_fields__) - {"blocks"}

    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()


@pytest.mark.parametrize(
    "allowed",
    [
        *[ROLES, CONTRIBUTOR_ROLES, TEXT_STATUSES, REVIEWED, SOURCE_RELATIONS],
        *[TURN_KINDS, NOTE_KINDS],
    ],
)
def test_every_allowed_word_is_named(allowed):
    assert [word for word in allowed if f"`{word}`" not in PAGE] == []


def test_every_limit_stands_there():
    rows = re.findall(r"^\| .* \| ((?:`\w+` \d+(?:, )?)+) \|$", PAGE, re.M)

    shown = [dict(re.findall(r"`(\w+)` (\d+)", row)) for row in rows]

    tables = (
        *(limits.EVENT_LIMITS, limits.VOICE_LIMITS, limits.CONTRIBUTOR_LIMITS),
        *(limits.SOURCE_LIMITS, limits.BLOCK_LIMITS),
    )
    assert shown == [
        {key: str(most) for key, most in table.items()} for table in tables
    ]


def test_attributes_are_written_in_the_order_of_the_page():
    turn = Turn(
        *("甲", "a"),
        start=754000,
        end=3723450,
        language="en",
        page="2",
        printed_label='"甲" 说',
        tags=("成本", "open data"),
        withheld="2026-11-24",
    )

    written = write_attributes(turn, ref="k7f3qa", kind="answer", replies=["m2x9pb"])

    assert written == (
        "{#k7f3qa answer @12:34-1:02:03.45 re:#m2x9pb tag:成本 "
        'tag:"open data" lang:en p:2 as:"""甲"" 说" withheld:2026-11-24}'
    )
    assert "`#ref kind @time re: tag: lang: p: as: withheld`" in PAGE
