import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exporters.inline import is_safe_address, to_html

NOTICE = "应发言人要求略去"
A = 'rel="nofollow noopener"'
WITHHELD = f'<span class="withheld">{NOTICE}</span>'


def html(text, **options):
    return to_html(text, withheld_notice=NOTICE, **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("善良的AI", "<p>善良的AI</p>"),
        ("一\n二\n\n三", "<p>一<br>二</p>\n<p>三</p>"),
        ("一\n\n\n\n二", "<p>一</p>\n<p>二</p>"),
        ("*甲* **乙**", "<p><em>甲</em> <strong>乙</strong></p>"),
        ("**张三：**你好", "<p><strong>张三：</strong>你好</p>"),
        (r"\*甲\*", "<p>*甲*</p>"),
        ("{", "<p>{</p>"),
        (
            "*一\n二* [页](/events/)",
            f'<p><em>一<br>二</em> <a href="/events/" {A}>页</a></p>',
        ),
        (
            "[**x**](https://example.org/?a=1&b=2#c)",
            f'<p><a href="https://example.org/?a=1&amp;b=2#c" {A}>'
            "<strong>x</strong></a></p>",
        ),
        (
            "[信](mailto:a@example.org)",
            f'<p><a href="mailto:a@example.org" {A}>信</a></p>',
        ),
    ],
)
def test_markup_becomes_html(text, expected):
    assert html(text) == expected


EMENDATIONS = [
    (
        "因为{~~OpenAl~>OpenAI~~}没有",
        '<p>因为<span class="emendation"><ins>OpenAI</ins><del hidden>OpenAl</del>'
        "</span>没有</p>",
        '<p>因为<span class="emendation"><ins hidden>OpenAI</ins><del>OpenAl</del>'
        "</span>没有</p>",
    ),
    (
        "甲{++乙++}",
        '<p>甲<span class="emendation"><ins>乙</ins></span></p>',
        '<p>甲<span class="emendation"><ins hidden>乙</ins></span></p>',
    ),
    (
        "甲\n\n{--乙--}",
        '<p>甲</p>\n<p hidden><span class="emendation"><del hidden>乙</del></span></p>',
        '<p>甲</p>\n<p><span class="emendation"><del>乙</del></span></p>',
    ),
    (
        "{~~<b>~>*a & b*~~}",
        '<p><span class="emendation"><ins><em>a &amp; b</em></ins>'
        "<del hidden>&lt;b&gt;</del></span></p>",
        '<p><span class="emendation"><ins hidden><em>a &amp; b</em></ins>'
        "<del>&lt;b&gt;</del></span></p>",
    ),
]


@pytest.mark.parametrize(("text", "corrected", "printed"), EMENDATIONS)
def test_correction_keeps_both_readings(text, corrected, printed):
    assert html(text) == corrected
    assert html(text, reading="printed") == printed


def test_unknown_reading_is_refused():
    with pytest.raises(KeyError):
        html("甲", reading="spoken")


@pytest.mark.parametrize("reading", ["corrected", "printed"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲{==密语==}乙", f"<p>甲{WITHHELD}乙</p>"),
        ("甲{==密语", f"<p>甲{WITHHELD}</p>"),
        ("*甲{==密语==}*", f"<p><em>甲{WITHHELD}</em></p>"),
        ("[甲{==密语==}](/a)", f'<p><a href="/a" {A}>甲{WITHHELD}</a></p>'),
        ("[甲](/a?{==密语==})", "<p>甲</p>"),
        ("{==密{~~语~>密语~~}==}", f"<p>{WITHHELD}</p>"),
    ],
)
def test_withheld_words_are_never_written(text, expected, reading):
    assert html(text, reading=reading) == expected


def test_withheld_words_in_a_correction_are_never_written():
    assert "密语" not in html("{~~{==密语==}~>{==密语==}~~}")


def test_withheld_notice_is_escaped_once():
    shown = to_html("{==x==}", withheld_notice="A & <B>")

    assert shown == '<p><span class="withheld">A &amp; &lt;B&gt;</span></p>'


@pytest.mark.parametrize(
    ("text", "hidden", "shown"),
    [
        ("甲{>>查 <i><<}乙", "甲乙", '甲<span class="remark">查 &lt;i&gt;</span>乙'),
        ("甲\n{>>查<<}\n乙", "甲<br>乙", '甲<br><span class="remark">查</span><br>乙'),
        ("{>>查<<}\n乙", "乙", '<span class="remark">查</span><br>乙'),
        ("甲\n{>>查<<}", "甲", '甲<br><span class="remark">查</span>'),
    ],
)
def test_remarks_are_shown_only_when_asked_for(text, hidden, shown):
    assert html(text) == f"<p>{hidden}</p>"
    assert html(text, show_remarks=True) == f"<p>{shown}</p>"


def test_paragraph_of_remarks_leaves_nothing():
    assert html("甲\n\n{>>查<<} {>>再查<<}\n\n乙") == "<p>甲</p>\n<p>乙</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "*<script>alert(1)</script>*",
        "{++<img src=x onerror=alert(1)>++}",
        "{>><svg/onload=alert(1)><<}",
        "{==<b>==}",
        "[<img src=x onerror=alert(1)>](https://example.org)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert`1`)",
        "[x](java\tscript:alert`1`)",
        "[x](java&#115;cript:alert`1`)",
        "[x](&#x6A;avascript:alert`1`)",
        "[x](\u200bjavascript:alert`1`)",
        "[x](\u202ejavascript:alert`1`)",
        r"[x](\javascript:alert`1`)",
        "[x](vbscript:x) [x](data:text/html,<b>) [x](file:///etc/passwd)",
        "[x](//example.net) [x](/\\example.net) [x](https://user@example.net)",
        '[x](https://example.org/"onmouseover="alert`1`)',
        "[x](https://example.org/'onmouseover='alert`1`)",
        '[x](/a"><script>alert`1`</script>)',
        "[x](https://example.org/<script>)",
        "&lt;script&gt; &amp;amp;",
        "*a **b* c** {~~*x~>y*~~} {++{--z--}++}",
        "\u202e甲 [乙\u202e](https://example.org/\u202e)",
    ],
)
def test_hostile_text_stays_text(text):
    for reading in ("corrected", "printed"):
        check_safe(html(text, reading=reading, show_remarks=True))


@given(st.text("ab\\*[](){}~>+-=<\"'&\n:/#jхttps甲", max_size=60))
def test_any_text_becomes_balanced_and_safe(text):
    check_safe(html(text))
    check_safe(html(text, reading="printed", show_remarks=True))


def check_safe(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []


class Reader(HTMLParser):
    """Fails on any element, attribute or address that is not ours."""

    allowed = {
        *{("p", ()), ("p", ("hidden",)), ("br", ()), ("em", ()), ("strong", ())},
        *{("ins", ()), ("ins", ("hidden",)), ("del", ()), ("del", ("hidden",))},
        *{("span", ("class",)), ("a", ("href", "rel"))},
    }

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert (tag, tuple(name for name, _ in attrs)) in self.allowed
        for name, value in attrs:
            assert name != "href" or re.match(
                r"https?://[^@\s]+$|mailto:|/(?!/)|#|\?", value, re.I
            )
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_unsafe_link_is_shown_as_text():
    assert html("[x](//example.net/a)") == "<p>[x](//example.net/a)</p>"


def test_text_is_escaped_exactly_once():
    assert html("&lt; & \"'") == "<p>&amp;lt; &amp; \"'</p>"
    assert html("*&lt;* &") == "<p><em>&amp;lt;</em> &amp;</p>"


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.org", "HTTP://example.org:8000/a@b?c#d", "/a", "#k7f3qa"),
        *("?q=a:b", "./a", "../a", "mailto:a@example.org", "https://例子.中国/页"),
    ],
)
def test_safe_address(url):
    assert is_safe_address(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "//example.org", "https://", "https:///a", "https:example.org", "a:b"),
        *("javascript:alert(1)", "mailto:", "https://u@example.org", "/\\example.org"),
        *("\x01https://example.org", " /a", "https://example.org/\u202e", "a.html"),
    ],
)
def test_unsafe_address(url):
    assert not is_safe_address(url)
