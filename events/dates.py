"""Dates as editors write them: EDTF (ISO 8601-2), and how pages show them.

Read are levels 0 and 1 and, of level 2, decades and centuries in spans,
quarters and halves of a year, qualified parts and sets. Years run from 0001 to
9999. The string is what is kept; the days derived from it serve sorting and
facets, so ``?`` and ``~`` do not widen them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import struct_time

SHAPE_MESSAGE = (
    "Write a year, month or day as 2023, 2023-06 or 2023-06-16; add ? when it is "
    "uncertain, ~ when approximate; write a span as 2023-06/2023-07, a span without "
    "end as 2023/.., a decade as 198X."
)
ORDER_MESSAGE = "The span ends before it begins; write the earlier date first."
_MAX_LENGTH = 50

# The parser prints to standard output and fails with AttributeError on some
# strings that its grammar half accepts (2023-1X); only these shapes reach it.
_PART = r"[?~%]?(?:\d\d|XX)[?~%]?"
_POINT = re.compile(
    rf"[?~%]?[\dX]{{4}}[?~%]?(?:-{_PART}(?:-{_PART})?)?"
    r"(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)?)?",
    re.ASCII,
)
_ELEMENT = r"(?:[\dX]{4}|\d{4}-\d\d(?:-\d\d)?)[?~%]?"
_ELEMENTS = rf"(?:\.\.)?{_ELEMENT}(?:\.\.(?:{_ELEMENT})?)?"
_SET = re.compile(
    rf"\[{_ELEMENTS}(?:,{_ELEMENTS})*\]|\{{{_ELEMENTS}(?:,{_ELEMENTS})*\}}", re.ASCII
)


class DateError(ValueError):
    """Text that is no date; ``code`` is "shape" or "order"."""

    def __init__(self, message: str, code: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class DateSpan:
    """An EDTF string and its first and last possible day; None is open or unknown."""

    text: str
    earliest: date | None
    latest: date | None


@lru_cache(maxsize=2048)
def parse_date(text: str) -> DateSpan:
    """Read one EDTF string; blanks around it do not count.

    Winter counts as December of its year. Raises DateError, a ValueError,
    whose sentence tells an editor how to write a date.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        raise DateError(SHAPE_MESSAGE, "shape")
    start, slash, end = text.partition("/")
    if slash:
        earliest, latest = _side(start)[0], _side(end)[1]
    elif _SET.fullmatch(text):
        earliest, latest = _bounds(text)
    else:
        earliest, latest = _point(text)
    if earliest is latest is None:  # the span "../.." says nothing
        raise DateError(SHAPE_MESSAGE, "shape")
    if earliest and latest and earliest > latest:
        raise DateError(ORDER_MESSAGE, "order")
    return DateSpan(text, earliest, latest)


def _side(text: str) -> tuple[date | None, date | None]:
    return (None, None) if text in ("", "..") else _point(text)


def _point(text: str) -> tuple[date | None, date | None]:
    if not _POINT.fullmatch(text):
        raise DateError(SHAPE_MESSAGE, "shape")
    # The grammar refuses a qualifier after a season, though it moves no bound.
    return _bounds(text[:-1] if text[-1] in "?~%" else text)


def _bounds(text: str) -> tuple[date | None, date | None]:
    # Loaded on first use: the grammar takes 0.1 s to build.
    from edtf.parser.grammar import parse_edtf
    from pyparsing import ParseException

    try:
        parsed = parse_edtf(text)
        return _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (ParseException, ValueError):  # ValueError: 29 February 2023, year 0
        raise DateError(SHAPE_MESSAGE, "shape") from None


def _day(bound: struct_time | float) -> date | None:
    """Turn the parser's bound into a day; it says infinity for an open end."""
    return None if isinstance(bound, float) else date(*bound[:3])


_WORDS = {
    "zh-hans": {
        "day": "{year}年{month}月{day}日",
        "month": "{year}年{month}月",
        "year": "{year}年",
        "decade": "{century}世纪{decade}年代",
        "decade_00": "{century}世纪头十年",
        "century": "{century}世纪",
        "21": "{year}年春季",
        "22": "{year}年夏季",
        "23": "{year}年秋季",
        "24": "{year}年冬季",
        "33": "{year}年第一季度",
        "34": "{year}年第二季度",
        "35": "{year}年第三季度",
        "36": "{year}年第四季度",
        "40": "{year}年上半年",
        "41": "{year}年下半年",
        "about": "约{0}",
        "remarks": "{0}（{1}）",
        "comma": "，",
        "inferred": "据内容推断",
        "day_unknown": "日期不详",
        "month_unknown": "月份不详",
        "month_and_day_unknown": "月日不详",
        "span": "{0}至{1}",
        "from": "{0}起",
        "until": "截至{0}",
        "end_unknown": "{0}起，结束时间不详",
        "beginning_unknown": "截至{0}，开始时间不详",
        "same_year": "{month}月",
        "same_year_day": "{month}月{day}日",
        "same_month_day": "{day}日",
    },
    "en": {
        "day": "{day} {month_name} {year}",
        "month": "{month_name} {year}",
        "year": "{year}",
        "decade": "{year}s",
        "decade_00": "{year}s",
        "century": "{century}{th} century",
        "21": "spring {year}",
        "22": "summer {year}",
        "23": "autumn {year}",
        "24": "winter {year}",
        "33": "first quarter of {year}",
        "34": "second quarter of {year}",
        "35": "third quarter of {year}",
        "36": "fourth quarter of {year}",
        "40": "first half of {year}",
        "41": "second half of {year}",
        "about": "about {0}",
        "remarks": "{0} ({1})",
        "comma": ", ",
        "inferred": "inferred from the content",
        "day_unknown": "day unknown",
        "month_unknown": "month unknown",
        "month_and_day_unknown": "month and day unknown",
        "span": "{0} to {1}",
        "from": "from {0}",
        "until": "until {0}",
        "end_unknown": "from {0}, end unknown",
        "beginning_unknown": "until {0}, beginning unknown",
    },
}
_TRADITIONAL = str.maketrans("纪头约据内断详结时间开", "紀頭約據內斷詳結時間開")
_WORDS["zh-hant"] = {
    key: words.translate(_TRADITIONAL) for key, words in _WORDS["zh-hans"].items()
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHOWN = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d\dXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?P<mark>[?~%])?",
    re.ASCII,
)
_PLAIN = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?", re.ASCII)


@lru_cache(maxsize=2048)
def describe_date(text: str, language: str) -> str:
    """Write an EDTF string for readers of "zh-hans", "zh-hant" or "en".

    "2023?" is 2023年（据内容推断）. What has no form of its own here, and what is
    no date, is shown as it stands; other languages read English.
    """
    text = text.strip()
    try:
        parse_date(text)
    except DateError:
        return text
    words = _WORDS[_page_language(language)]
    start, slash, end = text.partition("/")
    if not slash or start == end:
        return _describe_point(start, words)
    if end in ("", ".."):
        return words["from" if end else "end_unknown"].format(
            _describe_point(start, words)
        )
    if start in ("", ".."):
        return words["until" if start else "beginning_unknown"].format(
            _describe_point(end, words)
        )
    return _describe_span(start, end, words)


def _page_language(language: str) -> str:
    language = language.lower().replace("_", "-")
    if language.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-hant"
    return "zh-hans" if language.split("-")[0] == "zh" else "en"


def _describe_point(text: str, words: dict[str, str]) -> str:
    found = _SHOWN.fullmatch(text)
    if not found:
        return text
    year, month, day, mark = found.group("year", "month", "day", "mark")
    form, remarks = _form(year, month, day)
    if form not in words:
        return text
    shown = words[form].format(**_numbers(year, month, day))
    if mark in ("~", "%"):
        shown = words["about"].format(shown)
    remarks += ["inferred"] if mark in ("?", "%") else []
    if not remarks:
        return shown
    return words["remarks"].format(shown, words["comma"].join(map(words.get, remarks)))


def _form(year: str, month: str | None, day: str | None) -> tuple[str, list[str]]:
    """Return which entry of the words writes this date, and remarks about it."""
    match year.count("X"), month, day:
        case 0, None, None:
            return "year", []
        case 0, "XX", None:
            return "year", ["month_unknown"]
        case 0, "XX", "XX":
            return "year", ["month_and_day_unknown"]
        case 0, str(), None:
            return ("month" if month <= "12" else month), []
        case 0, str(), "XX" if month != "XX":
            return "month", ["day_unknown"]
        case 0, str(), str() if month != "XX":
            return "day", []
        case 1, None, None:
            return ("decade_00" if year[2] == "0" else "decade"), []
        case 2, None, None:
            return "century", []
    return "", []


def _numbers(year: str, month: str | None, day: str | None) -> dict[str, object]:
    century = int(year[:2]) + 1
    ends = {1: "st", 2: "nd", 3: "rd"}
    th = "th" if century in (11, 12, 13) else ends.get(century % 10, "th")
    numbers: dict[str, object] = {
        "year": int(year.replace("X", "0")),
        "century": century,
        "decade": year[2] + "0",
        "th": th,
    }
    if month and month <= "12":
        numbers |= {"month": int(month), "month_name": _MONTHS[int(month) - 1]}
    if day and day != "XX":
        numbers["day"] = int(day)
    return numbers


def _describe_span(start: str, end: str, words: dict[str, str]) -> str:
    """Join two ends; Chinese does not repeat the year and month they share."""
    first, last = _describe_point(start, words), _describe_point(end, words)
    if "same_year" in words and _PLAIN.fullmatch(start) and _PLAIN.fullmatch(end):
        if len(start) == len(end) == 7 and start[:5] == end[:5]:
            last = words["same_year"].format(month=int(end[5:]))
        if len(start) == len(end) == 10 and start[:7] == end[:7]:
            last = words["same_month_day"].format(day=int(end[8:]))
        elif len(start) == len(end) == 10 and start[:5] == end[:5]:
            last = words["same_year_day"].format(month=int(end[5:7]), day=int(end[8:]))
    return words["span"].format(first, last)
