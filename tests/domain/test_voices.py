from difflib import SequenceMatcher

import pytest

from events.domain.voices import Proposal, UnknownVoice, unknown_voices
from events.transcript.parser import parse
from tests.factories import make_speaker

pytestmark = pytest.mark.django_db

FRONT = "---\nvoices:\n- {label: 甲, role: moderator}\n---\n\n甲：请。\n\n"


def unknown(body: str) -> list[UnknownVoice]:
    text = FRONT + body
    return unknown_voices(text, parse(text)[1])


def test_each_name_stands_once_with_its_first_line():
    found = unknown("高鹏：一。\n\n平渊海：二。\n\n高鹏：三。\n")

    assert found == [UnknownVoice("高鹏", 8, 2, ()), UnknownVoice("平渊海", 10, 1, ())]


def test_a_name_with_attributes_is_the_name_alone():
    assert unknown("高鹏 {p:2}：一。\n") == [UnknownVoice("高鹏", 8, 1, ())]


@pytest.mark.parametrize(
    ("known", "aliases", "why"),
    [
        ("林咏华", [], "name"),
        ("Lin Yonghua", ["林咏华"], "alias"),
        ("林詠華", [], "script"),
        ("林永华", [], "pinyin"),
        ("林咏", [], "close"),
    ],
)
def test_known_persons_are_proposed_with_the_reason(known, aliases, why):
    make_speaker(slug="lin", name=known, aliases=aliases)
    make_speaker(slug="other", name="郦全民")

    (voice,) = unknown("林咏华：一。\n")

    assert voice.proposals == (Proposal("lin", known, why),)


def test_the_surest_comes_first():
    make_speaker(slug="sound", name="林永华")
    make_speaker(slug="same", name="林咏华")
    make_speaker(slug="twin", name="林詠華")

    (voice,) = unknown("林咏华：一。\n")

    assert [proposal.key for proposal in voice.proposals] == ["same", "twin", "sound"]


def test_one_query_however_many_names(django_assert_num_queries):
    text = FRONT + "\n\n".join(f"嘉宾{sign}：话。" for sign in "子丑寅卯") + "\n"
    problems = parse(text)[1]

    with django_assert_num_queries(1):
        unknown_voices(text, problems)


def test_only_the_first_names_are_looked_up():
    names = [f"嘉宾{number}" for number in range(250)]
    text = FRONT + "\n\n".join(f"{name}：话。" for name in [*names, names[0]]) + "\n"

    found = unknown_voices(text, parse(text)[1])

    assert [voice.name for voice in found] == names[:200]
    assert found[0].count == 2


def test_only_names_that_share_enough_are_compared(monkeypatch):
    for number in range(40):
        make_speaker(slug=f"other-{number}", name=f"郦全{chr(0x4E00 + number)}")
    make_speaker(slug="lin", name="林咏")
    compared = []

    class Counting(SequenceMatcher):
        def __init__(self, *arguments):
            compared.append(arguments[1:])
            super().__init__(*arguments)

    monkeypatch.setattr("events.domain.voices.SequenceMatcher", Counting)

    unknown("林咏华：一。\n")

    assert compared == [("林咏华", "林咏")]


def test_no_query_where_every_voice_is_declared(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert unknown_voices(FRONT, parse(FRONT)[1]) == []
