"""The Chinese words of the interface: those that are settled, and their form."""

import re
from string import Formatter

import polib
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.translation import gettext, ngettext, override, pgettext

from events.domain.problem_words import translated
from events.enums import ContributorRole, Role, TextStatus
from events.transcript.document import Problem
from events.transcript.parser import parse
from tests.conftest import BASE_DIR

CATALOGUE = polib.pofile(
    str(BASE_DIR / "events" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
)
SENTENCES = [
    (entry.msgid, entry.msgstr or entry.msgstr_plural[0]) for entry in CATALOGUE
]
# In pairs: a letter beside a Chinese character needs no blank between them.
BLANK = re.compile(r"[\u4e00-\u9fff] +[\w%{]|[\w})] +[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!()][\u4e00-\u9fff]")
# The Python or JavaScript that fills a message knows it by its places.
PLACE = re.compile(r"%\(\w+\)[sd]|\$|%%")


@pytest.fixture
def chinese():
    with override_settings(LOCALE_PATHS=settings.LOCALE_PATHS[1:]), override("zh-hans"):
        yield


def test_settled_terms_are_used(chinese):
    assert [str(label) for label in Role.labels] == [
        *("主持", "主讲", "发言", "与谈", "点评", "致辞", "翻译", "采访", "听众"),
    ]
    assert [str(label) for label in ContributorRole.labels] == [
        *("主办", "承办", "协办", "支持", "指导", "整理", "记者", "摄影", "责编"),
    ]
    assert [str(label) for label in TextStatus.labels] == [
        *("逐字稿", "整理稿", "摘编", "不详"),
    ]
    assert gettext("Left out at the speaker’s request") == "应发言人要求略去"


def test_one_english_word_has_two_chinese_ones(chinese):
    assert [gettext("Speaker"), pgettext("role", "Speaker")] == ["人物", "发言"]
    assert [gettext("title"), pgettext("affiliation", "title")] == ["标题", "职务"]
    assert [gettext("Edited"), pgettext("text status", "Edited")] == ["编辑", "整理稿"]


def test_number_has_one_form(chinese):
    counted = [ngettext("%(number)s event", "%(number)s events", n) for n in (1, 2)]

    assert counted == ["%(number)s场活动"] * 2


@pytest.mark.parametrize(("said", "chinese_words"), SENTENCES)
def test_sentence_keeps_places_and_house_form(said, chinese_words):
    assert sorted(PLACE.findall(chinese_words)) == sorted(PLACE.findall(said))
    if "{" in said:
        assert _fields(chinese_words) == _fields(said)
    assert BLANK.findall(chinese_words) == []
    assert HALF_WIDTH.findall(chinese_words) == []
    assert said.endswith((".", "?", "!")) <= chinese_words.endswith(tuple("。？！"))


def _fields(words: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(words) if name)


FAULTY = """\
---
title: [a]
language: chinese
ordinal: x
tags: one
mood: gay
text_status: neat
voices:
- {label: 甲, role: moderator}
- {label: 甲, role: moderator}
- {role: panelist}
- {label: "> 乙"}
contributors:
- {role: host}
---

没有人说。

#

甲：

甲印：你好。

甲 {#k7f3qa kind p: @99}：一。
甲：二。

甲 {#k7f3qa caption re:#zzzzz9 lang:en lang:en}：{++没有结束

> {tag:a}

甲：{~~只有原刊~~} {++外{--内--}++} [链接](javascript:1) {== 一

#标题
"""
# Keys, values and tokens of the text form, which are written so in any language.
SENTENCE = re.compile(r"(?<![“\w])[A-Z]?[a-z]+(?: [a-z]+){2,}")


def test_problems_are_told_in_chinese(chinese):
    _document, problems = parse(FAULTY)

    told = [translated(problem) for problem in problems]

    assert len({problem.code for problem in problems}) > 20
    assert [one.message for one in told if SENTENCE.search(one.message)] == []
    assert [one.message[-1] for one in told] == ["。"] * len(told)


def test_problem_keeps_the_words_it_is_about(chinese):
    text = "---\nvoices:\n- {label: 甲乙丙}\n---\n\n甲乙内：你好。\n"
    _document, problems = parse(text)

    assert [translated(problem).message for problem in problems] == [
        "“甲乙内”像是发言人，但未登记，按正文处理。请在voices中登记；若指“甲乙丙”，请改为该"
        "称呼，或在前面加反斜杠。",
        "“甲乙内：你好。”之前没有发言人，已作为注处理。请在段首写已登记的称呼和冒号，或写>号。",
    ]


def test_problem_that_is_not_known_stays_as_it_is(chinese):
    problem = Problem(1, 1, "error", "not-json", "The file is not JSON.")

    assert translated(problem) == problem


def test_problems_are_english_on_english_pages():
    _document, problems = parse(FAULTY)

    with override("en"):
        told = [translated(problem) for problem in problems]

    assert told == problems
