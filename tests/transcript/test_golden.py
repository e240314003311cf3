"""Golden pairs: a text, and beside it what is read from it."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from events.transcript.parser import parse
from events.transcript.serializer import serialize

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "transcript"
TEXTS = sorted(GOLDEN.glob("*.md"))
CANONICAL = {"forum", "hearing"}


def as_json(text: str) -> dict:
    """The Document without its defaults, and the Problems, as JSON holds them."""
    document, problems = parse(text)
    fields = asdict(document)
    fields["blocks"] = [
        {"type": type(block).__name__.lower(), **asdict(block)}
        for block in document.blocks
    ]
    fields["problems"] = [
        f"{p.line}:{p.column} {p.severity} {p.code}" for p in problems
    ]
    return json.loads(json.dumps(_without_empty(fields)))


def _without_empty(value):
    if isinstance(value, dict):
        kept = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", None, [])}
    if isinstance(value, (list, tuple)):
        return [_without_empty(item) for item in value]
    return value


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_is_read_as_expected(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))

    assert as_json(path.read_text("utf-8")) == expected


@pytest.mark.parametrize("name", sorted(CANONICAL))
def test_canonical_text_is_written_unchanged(name):
    text = (GOLDEN / f"{name}.md").read_text("utf-8")

    assert serialize(parse(text)[0]) == text


def test_all_texts_are_there():
    assert {path.stem for path in TEXTS} == {*CANONICAL, "messy"}
