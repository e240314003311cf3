"""Constructors refuse what the text form cannot hold."""

import re

import pytest

from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.refs import assign_refs, is_ref, make_ref

A = (Voice("甲"),)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Turn("甲", ""), "A turn needs a text."),
        (lambda: Turn("甲", 3), "text must be a string, not int."),
        (lambda: Turn("甲", "e\u0301"), "text is not in Unicode's NFC form."),
        (lambda: Turn("甲", "a\tb"), "text contains the control character U+0009."),
        (lambda: Turn("甲", "a\rb"), "text contains the control character U+000D."),
        (lambda: Turn("甲", "a\x0bb"), "text contains the control character U+000B."),
        (lambda: Turn("甲", "a\x85b"), "text contains the control character U+0085."),
        (lambda: Turn("甲", "a\u2028"), "text contains the control character U+2028."),
        (lambda: Turn("甲", "\ufeffa"), "text contains the control character U+FEFF."),
        (lambda: Turn("甲", "\ud800"), "text contains the control character U+D800."),
        (lambda: Turn("甲", " a"), "white space at an edge"),
        (lambda: Turn("甲", "a　"), "white space at an edge"),
        (lambda: Turn("甲", "a \nb"), "white space at an edge"),
        (lambda: Turn("甲", "a\n\n\nb"), "more than one blank line, at character 2."),
        (lambda: Turn("甲", "a\n\n b"), "more than one blank line, at character 2."),
        (lambda: Turn("甲", "a", kind="talk"), "kind 'talk' is not one of speech, qu"),
        (lambda: Turn("甲", "a", ref="abcdef"), "ref 'abcdef' is not six of a-z"),
        (lambda: Turn("甲", "a", ref="ab2"), "ref 'ab2' is not six of a-z"),
        (
            lambda: Turn("甲", "a", start=-1),
            "start -1 is not between 0 and 2147483647.",
        ),
        (lambda: Turn("甲", "a", start=1.5), "start must be whole milliseconds"),
        (lambda: Turn("甲", "a", start=2, end=1), "end 1 lies before start 2."),
        (lambda: Turn("甲", "a", end=1), "end is given without a start."),
        (lambda: Turn("甲", "a", replies_to=(2, 1)), "replies_to (2, 1) is not ascend"),
        (lambda: Turn("甲", "a", replies_to=(1, 1)), "replies_to (1, 1) is not ascend"),
        (lambda: Turn("甲", "a", replies_to=(-1,)), "replies_to (-1,) is out of range"),
        (lambda: Turn("甲", "a", replies_to=[1]), "replies_to must be a tuple"),
        (lambda: Turn("甲", "a", tags=("b", "b")), "tags holds the same string twice."),
        (lambda: Turn("甲", "a", tags=("",)), "tags holds an empty string."),
        (lambda: Turn("甲", "a", language="中文"), "language '中文' is not a language"),
        (
            lambda: Turn("甲", "a", withheld="2026-02-30"),
            "withheld '2026-02-30' is not",
        ),
        (lambda: Turn("甲", "a", page="a\nb"), "page contains a line break."),
        (lambda: Note(""), "A note needs a text."),
        (lambda: Note("a", kind="aside"), "kind 'aside' is not one of stage, caption"),
        (lambda: Section(""), "A section needs a title."),
        (lambda: Section("a", 4), "level 4 is not 1, 2 or 3."),
        (lambda: Section("a\nb"), "title contains a line break."),
        (lambda: Voice(""), "a label cannot be empty"),
        (lambda: Voice("a\\b"), "a label cannot contain a backslash"),
        (lambda: Voice("a  b"), "a label cannot contain two blanks in a row"),
        (lambda: Voice("# a"), "a label cannot begin like a heading or a note"),
        (lambda: Voice(">a"), "a label cannot begin like a heading or a note"),
        (lambda: Voice("a" * 201), "a label has at most 200 characters"),
        (lambda: Voice("甲", role="boss"), "role 'boss' is not one of moderator"),
        (lambda: Contributor("host"), "A contributor needs a name, organization or"),
        (lambda: Contributor("boss", "a"), "role 'boss' is not one of host"),
        (lambda: SourceNote("book"), "relation 'book' is not one of source"),
        (lambda: Document(title=" a"), "title has white space at an edge"),
        (lambda: Document(reviewed="maybe"), "reviewed 'maybe' is not one of yes"),
        (lambda: Document(ordinal="3"), "ordinal must be a whole number, not '3'."),
        (lambda: Document(tags=["a"]), "tags must be a tuple, not list."),
        (lambda: Document(lead="字" * 30000), "The front matter is longer than 65536"),
        (lambda: Document(voices=A + A), "Two voices have the same label."),
        (lambda: Document(blocks=(Turn("甲", "a"),)), "voice '甲' is not declared."),
        (
            lambda: Document(blocks=(Note("a", ref="abc234"), Note("b", ref="abc234"))),
            "Two blocks have the same ref.",
        ),
        (
            lambda: Document(voices=A, blocks=(Turn("甲", "a", replies_to=(0,)),)),
            "Block 0 replies to itself.",
        ),
        (
            lambda: Document(voices=A, blocks=(Turn("甲", "a", replies_to=(1,)),)),
            "Block 0 replies to 1, not a turn.",
        ),
        (
            lambda: Document(
                voices=A, blocks=(Turn("甲", "a", replies_to=(1,)), Note("b"))
            ),
            "Block 0 replies to 1, not a turn.",
        ),
    ],
)
def test_constructor_refuses(make, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        make()


def test_characters_that_writing_needs_are_kept():
    text = "👩‍🏫\u200b می‌خواهم \u2067שלום\u2069 葛\U000e0100　\u00a0x\n　　诗行"

    assert Turn("甲", text).text == text


def test_refs_depend_on_words_and_their_ordinal_only():
    one, two = Turn("甲", "你好"), Turn("甲", "再见")
    short = assign_refs(Document(voices=A, blocks=(one, one, Note("注", ref="abc234"))))

    longer = assign_refs(Document(voices=A, blocks=(two, one, Section("题"), one)))

    refs = [block.ref for block in short.blocks]
    assert [longer.blocks[1].ref, longer.blocks[3].ref] == refs[:2]
    assert len(set(refs)) == 3
    assert refs[2] == "abc234"
    assert all(map(is_ref, refs))


def test_make_ref_avoids_those_taken():
    first = make_ref("seed")

    second = make_ref("seed", {first})

    assert make_ref("seed") == first
    assert second != first
    assert is_ref(second)


def test_is_ref_wants_six_with_a_digit():
    assert [is_ref(r) for r in ("p1kq3z", "abcdef", "abc23", "ABC234", "abc234\n")] == [
        *[True, False, False, False, False]
    ]
