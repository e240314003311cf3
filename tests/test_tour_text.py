"""The second forum is a tour: it uses every feature of the text form."""

from pathlib import Path

import pytest

from events.transcript import marks
from events.transcript.document import (
    NOTE_KINDS,
    TURN_KINDS,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.parser import parse
from events.transcript.serializer import serialize

TOUR = (
    Path(__file__).resolve().parent.parent
    / "fixtures"
    / "how-an-archive-corrects-itself.md"
)


@pytest.fixture(scope="module")
def text() -> str:
    return TOUR.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tour(text) -> Document:
    document, _ = parse(text)
    return document


def turns_of(document: Document) -> list[Turn]:
    return [block for block in document.blocks if isinstance(block, Turn)]


def segment_kinds(document: Document) -> set[str]:
    return {
        segment.kind
        for turn in turns_of(document)
        for segment in marks.segments(turn.text)
    }


def fields_used(rows: tuple) -> set[str]:
    return {
        name
        for row in rows
        for name in row.__dataclass_fields__
        if getattr(row, name) not in ("", (), None)
    }


def test_tour_parses_without_problems_and_is_canonical(text):
    document, problems = parse(text)

    assert problems == []
    assert serialize(document) == text


def test_tour_uses_every_key_of_the_front_matter(tour):
    assert fields_used((tour,)) == set(Document.__dataclass_fields__)
    assert fields_used(tour.voices) == set(Voice.__dataclass_fields__)
    assert fields_used(tour.sources) == set(SourceNote.__dataclass_fields__)
    assert fields_used(tour.contributors) == {
        "role",
        "name",
        "organization",
        "speaker",
    }
    assert {source.relation for source in tour.sources} == {
        "source",
        "recording",
        "related",
    }
    assert [voice.speakers for voice in tour.voices if len(voice.speakers) > 1] == [
        ("archivist", "printer")
    ]
    assert [(v.label, v.shown_as) for v in tour.voices if v.shown_as] == [
        ("The donor’s niece", "A relative")
    ]


def test_tour_uses_every_kind_of_block(tour):
    blocks = tour.blocks

    assert {b.level for b in blocks if isinstance(b, Section)} == {1, 2, 3}
    assert {b.kind for b in blocks if isinstance(b, Note)} == set(NOTE_KINDS)
    assert {b.kind for b in blocks if isinstance(b, Turn)} == set(TURN_KINDS)
    assert fields_used(tuple(turns_of(tour))) == set(Turn.__dataclass_fields__)
    assert [b.title for b in blocks if isinstance(b, Section) and b.start] == [
        "What counts as a mistake",
        "Addresses that live",
        "Words taken back",
        "Questions from the floor",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "\n\n(Laughter.)\n\n",
        " answer @1:20 re:#dsk4mt ",
        " @0:04-0:22}",
        ' as:"The Chair, rising"}',
        ' tag:"words taken back"',
        " lang:zh-Hans}",
        " p:2}",
        " re:-}",
        " re:#wnd4qa,#sch7kb ",
        " speech}: The visitor",
        " withheld:2024-12-02}",
        "What is wrong\\: the words",
        "\nread it aloud to the boy with the broom;\n",
    ],
)
def test_tour_shows_how_it_is_written(text, piece):
    assert text.count(piece) >= 1


def test_tour_uses_every_mark_and_inline_form(tour):
    assert segment_kinds(tour) == {
        "text",
        "break",
        "emphasis",
        "strong",
        "link",
        "insertion",
        "deletion",
        "substitution",
        "remark",
        "withheld",
    }


def test_statement_reads_as_said_and_as_printed_in_the_leaflet(tour):
    [statement] = [turn for turn in turns_of(tour) if turn.page == "2"]

    _, printed = marks.printed(statement.text).split("\n\n")
    _, corrected = marks.corrected(statement.text).split("\n\n")

    assert printed.startswith("We do write over the page. ")
    assert corrected.startswith("We do not write over the page. ")
    assert "with a sign at the place, as shown overleaf. Anyone" in printed
    assert "with a sign at the place. Anyone" in corrected


def test_answers_are_merged_given_to_one_and_given_to_nobody(tour):
    blocks, turns = tour.blocks, turns_of(tour)
    first = [turn.voice for turn in turns].index("A reader by the window")

    round_of_two = [
        (turn.voice, turn.kind, [blocks[index].voice for index in turn.replies_to])
        for turn in turns[first : first + 5]
    ]

    assert round_of_two == [
        ("A reader by the window", "question", []),
        ("A teacher", "question", []),
        ("Chair", "answer", []),
        ("Printer", "answer", ["A reader by the window"]),
        ("Archivist", "answer", ["A reader by the window", "A teacher"]),
    ]


def test_longest_label_wins(tour):
    voices = [turn.voice for turn in turns_of(tour)]

    assert voices.count("A reader") == 2
    assert voices.count("A reader by the window") == 1
    assert voices.count("Archivist and Printer") == 1


def test_voices_are_offices_and_each_of_them_speaks(tour):
    spoken = {turn.voice for turn in turns_of(tour)}

    assert spoken == {voice.label for voice in tour.voices}
    assert len(turns_of(tour)) == 47
