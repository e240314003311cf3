import subprocess
import sys
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events import dates
from events.dates import DateError, DateSpan, describe_date, parse_date

SPANS = {
    "2023": ("2023-01-01", "2023-12-31"),
    "2023-06": ("2023-06-01", "2023-06-30"),
    "2023-06-16": ("2023-06-16", "2023-06-16"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "0001/9999": ("0001-01-01", "9999-12-31"),
    "2023?": ("2023-01-01", "2023-12-31"),
    "2023-06~": ("2023-06-01", "2023-06-30"),
    "2023-06-16%": ("2023-06-16", "2023-06-16"),
    "198X": ("1980-01-01", "1989-12-31"),
    "19XX": ("1900-01-01", "1999-12-31"),
    "198X?": ("1980-01-01", "1989-12-31"),
    "2023-XX": ("2023-01-01", "2023-12-31"),
    "2023-02-XX": ("2023-02-01", "2023-02-28"),
    "2023-XX-XX": ("2023-01-01", "2023-12-31"),
    "2023-06/2023-07": ("2023-06-01", "2023-07-31"),
    "2023?/2024~": ("2023-01-01", "2024-12-31"),
    "198X/2001-06": ("1980-01-01", "2001-06-30"),
    "2023-XX/2024": ("2023-01-01", "2024-12-31"),
    "2023/..": ("2023-01-01", None),
    "../2023": (None, "2023-12-31"),
    "2023/": ("2023-01-01", None),
    "/2023": (None, "2023-12-31"),
    "198X/..": ("1980-01-01", None),
    "2023-21": ("2023-03-01", "2023-05-31"),
    "2023-24?": ("2023-12-01", "2023-12-31"),
    "2023-22/2024-21": ("2023-06-01", "2024-05-31"),
    "2023-34": ("2023-04-01", "2023-06-30"),
    "2023-40/2023-41": ("2023-01-01", "2023-12-31"),
    "2023-?06": ("2023-06-01", "2023-06-30"),
    "[2021,2023-06]": ("2021-01-01", "2023-06-30"),
    "{2020..2022,2024}": ("2020-01-01", "2024-12-31"),
    "[..2023]": (None, "2023-12-31"),
    "2023-06-16T10:00:00+08:00": ("2023-06-16", "2023-06-16"),
}


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "bounds"), SPANS.items())
def test_date_has_its_first_and_last_day(text, bounds):
    span = parse_date(f" {text} ")

    assert span == DateSpan(text, day(bounds[0]), day(bounds[1]))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "2023年", "1980s", "198x", "２０２３", "23", "2023-6", "2023/06"),
        *("2023-13", "2023-02-29", "2023-04-31", "2023-06-1X", "2023-1X", "20231"),
        *("0000", "-0001", "Y12345", "Y-17000", "Y1E5", "2023S2", "XXXX", "0XXX"),
        *("../..", "/", "..", "2023/2024/2025", "[2023", "[]", "{2023-1X,2024}"),
        *("2023??", "?", "june 2023", "2023-06-16T25:00:00", "\x00", "[0000,2023]"),
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(DateError) as refusal:
        parse_date(text)

    assert str(refusal.value) == dates.SHAPE_MESSAGE
    assert refusal.value.code == "shape"


@pytest.mark.parametrize("text", ["2024/2023", "2023-07/2023-06"])
def test_span_that_ends_first_is_refused(text):
    with pytest.raises(DateError) as refusal:
        parse_date(text)

    assert str(refusal.value) == dates.ORDER_MESSAGE
    assert refusal.value.code == "order"


def test_length_is_limited_to_fifty():
    fifty = "[" + ",".join(["2023"] * 5 + ["2023?"] * 4) + "]"
    longer = "[" + ",".join(["2023"] * 4 + ["2023?"] * 5) + "]"

    assert parse_date(fifty) == DateSpan(fifty, date(2023, 1, 1), date(2023, 12, 31))
    with pytest.raises(DateError):
        parse_date(longer)


@given(
    st.one_of(
        st.text(),
        st.text("0123456789X?~%/.-,[]{}TZ:+", max_size=50),
        st.from_regex(dates._POINT, fullmatch=True),
        st.from_regex(dates._SET, fullmatch=True),
    )
)
@example("2023-1X")
@example("[2023-1X,2024]")
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        span = parse_date(text)
    except ValueError:
        span = None

    assert span is None or span.earliest or span.latest
    assert span is not None or describe_date(text, "en") == text.strip()


DESCRIPTIONS = [
    ("", "", "", ""),
    ("2023", "2023年", "2023年", "2023"),
    ("2023-06", "2023年6月", "2023年6月", "June 2023"),
    ("2023-06-16", "2023年6月16日", "2023年6月16日", "16 June 2023"),
    (
        "2023?",
        "2023年（据内容推断）",
        "2023年（據內容推斷）",
        "2023 (inferred from the content)",
    ),
    ("2023~", "约2023年", "約2023年", "about 2023"),
    (
        "2023-06%",
        "约2023年6月（据内容推断）",
        "約2023年6月（據內容推斷）",
        "about June 2023 (inferred from the content)",
    ),
    ("198X", "20世纪80年代", "20世紀80年代", "1980s"),
    ("200X", "21世纪头十年", "21世紀頭十年", "2000s"),
    ("20XX", "21世纪", "21世紀", "21st century"),
    ("10XX", "11世纪", "11世紀", "11th century"),
    ("2023-XX", "2023年（月份不详）", "2023年（月份不詳）", "2023 (month unknown)"),
    (
        "2023-06-XX?",
        "2023年6月（日期不详，据内容推断）",
        "2023年6月（日期不詳，據內容推斷）",
        "June 2023 (day unknown, inferred from the content)",
    ),
    (
        "2023-XX-XX",
        "2023年（月日不详）",
        "2023年（月日不詳）",
        "2023 (month and day unknown)",
    ),
    ("2023-21", "2023年春季", "2023年春季", "spring 2023"),
    ("2023-24~", "约2023年冬季", "約2023年冬季", "about winter 2023"),
    ("2023-33", "2023年第一季度", "2023年第一季度", "first quarter of 2023"),
    ("2023-41", "2023年下半年", "2023年下半年", "second half of 2023"),
    ("2022/2023", "2022年至2023年", "2022年至2023年", "2022 to 2023"),
    ("2023/2023", "2023年", "2023年", "2023"),
    ("2023-06/2023-07", "2023年6月至7月", "2023年6月至7月", "June 2023 to July 2023"),
    (
        "2023-06-16/2023-06-18",
        "2023年6月16日至18日",
        "2023年6月16日至18日",
        "16 June 2023 to 18 June 2023",
    ),
    (
        "2023-06-30/2023-07-02",
        "2023年6月30日至7月2日",
        "2023年6月30日至7月2日",
        "30 June 2023 to 2 July 2023",
    ),
    (
        "2022-12/2023-01",
        "2022年12月至2023年1月",
        "2022年12月至2023年1月",
        "December 2022 to January 2023",
    ),
    ("2023-21/2023-23", *["2023年春季至2023年秋季"] * 2, "spring 2023 to autumn 2023"),
    ("2022/2023~", "2022年至约2023年", "2022年至約2023年", "2022 to about 2023"),
    ("2023/..", "2023年起", "2023年起", "from 2023"),
    ("../2023", "截至2023年", "截至2023年", "until 2023"),
    (
        "2023/",
        "2023年起，结束时间不详",
        "2023年起，結束時間不詳",
        "from 2023, end unknown",
    ),
    (
        "/2023",
        "截至2023年，开始时间不详",
        "截至2023年，開始時間不詳",
        "until 2023, beginning unknown",
    ),
    *[(text, text, text, text) for text in ("[2021,2023]", "2023-?06", "1XXX")],
    *[(text, text, text, text) for text in ("2023-38", "2023-XX-16", "June 2023")],
]


@pytest.mark.parametrize(("text", "simplified", "traditional", "english"), DESCRIPTIONS)
def test_date_is_written_for_readers(text, simplified, traditional, english):
    shown = [describe_date(text, tag) for tag in ("zh-hans", "zh-hant", "en")]

    assert shown == [simplified, traditional, english]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh-Hans", "20世纪"),
        ("zh", "20世纪"),
        ("zh-TW", "20世紀"),
        ("zh_Hant_HK", "20世紀"),
        ("en-gb", "20th century"),
        ("fr", "20th century"),
        ("", "20th century"),
    ],
)
def test_page_language_is_recognized(language, shown):
    assert describe_date("19XX", language) == shown


def test_strange_dates_print_nothing(capsys):
    for text in ("2023-1X", "2023-XX/2024", "[2023-1X,2024]", "20XX-1X-01"):
        describe_date(text, "en")

    assert capsys.readouterr() == ("", "")


def test_grammar_is_not_built_with_the_module():
    code = "import sys, events.dates; sys.exit('edtf' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
