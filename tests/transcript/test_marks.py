"""Readings of inline markup."""

import pytest
from hypothesis import given

from events.transcript.marks import (
    Segment,
    corrected,
    escape,
    has_marks,
    printed,
    segments,
    without_remarks,
    without_withheld,
)
from events.transcript.parser import parse

from .strategies import hostile


def plain(text):
    return Segment("text", text)


@pytest.mark.parametrize(
    ("text", "as_corrected", "as_printed"),
    [
        ("没有标记", "没有标记", "没有标记"),
        ("因为{~~OpenAl~>OpenAI~~}、", "因为OpenAI、", "因为OpenAl、"),
        ("a{++b++}c", "abc", "ac"),
        ("a{--b--}c", "ac", "abc"),
        ("he {--um--} said", "he said", "he um said"),
        ("a {>>check<<} b", "a b", "a b"),
        ("a{>>check<<}", "a", "a"),
        ("一\n{>>查<<}\n二", "一\n二", "一\n二"),
        ("一\n\n{>>查<<}\n\n二", "一\n\n二", "一\n\n二"),
        ("他说{==秘密==}。", "他说▇▇。", "他说▇▇。"),
        ("他说{==秘密。\n\n后", "他说▇▇\n\n后", "他说▇▇\n\n后"),
        ("{++a {==b++} c", "a ▇▇ c", "c"),
        ("{++一{++二++}", "一{++二", ""),
        ("{++没有完", "{++没有完", "{++没有完"),
        ("{~~没有~~}", "{~~没有~~}", "{~~没有~~}"),
        ("{~~~>b~~}", "b", ""),
        ("*重*、**很重**、***都***", "重、很重、都", "重、很重、都"),
        ("**张三：**你好", "张三：你好", "张三：你好"),
        ("**a *b***", "a b", "a b"),
        ("***a* b**", "a b", "a b"),
        ("2 * 3 * 4", "2 * 3 * 4", "2 * 3 * 4"),
        ("*没有完", "*没有完", "*没有完"),
        ("****", "****", "****"),
        ("[词](https://a.example/b_(c))", "词", "词"),
        ("[词](javascript:alert(1))", *["[词](javascript:alert(1))"] * 2),
        ("<b>&amp;</b>", "<b>&amp;</b>", "<b>&amp;</b>"),
        (r"\*a\* \{++b\++} \：\（", "*a* {++b++} ：（", "*a* {++b++} ：（"),
        ("\\甲：a\\甲\n\\乙", "甲：a\\甲\n乙", "甲：a\\甲\n乙"),
        (r"C:\dir", r"C:\dir", r"C:\dir"),
    ],
)
def test_readings(text, as_corrected, as_printed):
    assert (corrected(text), printed(text)) == (as_corrected, as_printed)


def test_withheld_words_show_on_request_only():
    text = "他说{==*秘密*==}。"

    assert corrected(text, withheld="[略]") == "他说[略]。"
    assert printed(text, reveal=True) == "他说秘密。"


@given(hostile)
def test_escaped_words_read_as_they_are(text):
    assert corrected(escape(text)) == text
    assert printed(escape(text)) == text


@given(hostile)
def test_withheld_words_never_show(text):
    secret = "{==" + text.replace("\n", " ").replace("==}", "").replace("\\", "")
    shown = without_withheld(secret + "==}")

    assert shown.startswith("▇▇")
    assert "{==" not in shown


def test_escape_touches_only_what_would_be_read_as_markup():
    words = r"5*3 * {a} [b] \c C:\d \* {++x"

    assert escape(words) == r"5\*3 * {a} [b] \c C:\d \\\* \{++x"
    assert escape("[b](c)") == r"\[b](c)"


def test_segments_of_two_paragraphs():
    text = "甲{~~乙~>*丙*~~}\n{>>问<<}\n\n[**丁**](#abc234){==戊==}"

    assert segments(text) == [
        plain("甲"),
        Segment(
            "substitution",
            printed=(plain("乙"),),
            corrected=(Segment("emphasis", children=(plain("丙"),)),),
        ),
        plain("\n"),
        Segment("remark", "问"),
        Segment("break"),
        Segment(
            "link",
            children=(Segment("strong", children=(plain("丁"),)),),
            url="#abc234",
        ),
        Segment("withheld", children=(plain("戊"),)),
    ]


def test_emphasis_may_enclose_a_mark():
    assert segments("*a{++b++}*") == [
        Segment(
            "emphasis",
            children=(plain("a"), Segment("insertion", children=(plain("b"),))),
        )
    ]


def test_has_marks_sees_closed_marks_only():
    assert has_marks("*a {++b++}*")
    assert not has_marks("a {++b *c* \\{--d--}")


def test_without_remarks_keeps_other_markup():
    assert without_remarks("*a* {>>b<<} {++c++}") == "*a* {++c++}"
    assert without_remarks("a\n\n{>>b<<}\n\nc") == "a\n\nc"
    assert without_remarks("{>>b<<}") == ""
    assert without_remarks("\\{>>b<<}") == "\\{>>b<<}"


def test_without_withheld_replaces_the_words():
    assert without_withheld("a {==b *c*==} d") == "a ▇▇ d"
    assert without_withheld("a {++b {==c==}++} d{==e") == "a {++b ▇▇++} d▇▇"


@given(hostile)
def test_every_function_takes_any_text(text):
    document, _ = parse(text)

    for block in document.blocks:
        words = getattr(block, "text", getattr(block, "title", ""))
        assert "\n\n\n" not in corrected(words)
        assert without_remarks(without_remarks(words)) is not None
