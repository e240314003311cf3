"""Problems of a text, in the language of the page.

The text form knows no Django, so its Problems are English: a sentence of
`events.transcript.problems` with words put in. Here the sentence is known again
by its code, and put together from the translation.
"""

import re
from dataclasses import replace
from functools import lru_cache
from string import Formatter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from events.transcript.document import Problem
from events.transcript.problems import CODES

# What the readers of front matter, attributes and labels put into a sentence.
# Keys, tokens and a person's own words are none of it: they stay as they are.
PARTS = (
    gettext_noop("heading"),
    gettext_noop("turn"),
    "note",
    gettext_noop("keys with values"),
    gettext_noop("one text"),
    gettext_noop("a list"),
    gettext_noop("a mapping here"),
    gettext_noop("a label here"),
    gettext_noop("a role and a name here"),
    gettext_noop("one “key: value” on each line"),
    gettext_noop("“{name}: text”, in double quotes"),
    gettext_noop("a line “{line}” for each voice"),
    gettext_noop("a line “{line}” for each contributor"),
    gettext_noop("a line “{line}” for each source"),
    gettext_noop("one of {allowed}"),
    gettext_noop("each of them once"),
    gettext_noop("a name, or remove the comma"),
    gettext_noop("a tag such as zh-Hans, zh-Hant or en"),
    gettext_noop("a whole number such as 12"),
    gettext_noop("a date such as 2023, 2023-06-16, 2023? or 2023-06/2023-07"),
    gettext_noop("an address that begins with https:// or http://"),
    gettext_noop("a time such as @12:34, @1:02:03 or @12:34-12:40.5"),
    gettext_noop("a language tag such as lang:en or lang:zh-Hant"),
    gettext_noop("the page after the colon, in double quotes if it has blanks"),
    gettext_noop(
        "the printed label after the colon, in double quotes if it has blanks"
    ),
    gettext_noop("the tag after the colon, in double quotes if it has blanks"),
    gettext_noop("re:#k7f3qa, re:#k7f3qa,#m2x9pb or re:-"),
    gettext_noop("withheld, or withheld: and a day such as 2026-11-24"),
    gettext_noop(", write “{near}” if that is meant"),
    gettext_noop("brackets inside brackets inside brackets"),
    gettext_noop("it contains a character that cannot be read"),
    gettext_noop("a label cannot be empty"),
    gettext_noop("a label has at most {count} characters"),
    gettext_noop("a label stands on one line"),
    gettext_noop("a label cannot contain a backslash"),
    gettext_noop("a label cannot contain two blanks in a row"),
    gettext_noop("a label cannot begin like a heading or a note"),
)
_OWN_WORDS = {"words", "key", "label"}


def translated(problem: Problem) -> Problem:
    """The same Problem for a person's eyes; `fixes` reads the English one."""
    return replace(problem, message=_sentence(problem))


def _sentence(problem: Problem) -> str:
    """Its message in the active language; English where it is not known again."""
    kind = CODES.get(problem.code)
    found = kind and _pattern(f"{kind.message} {kind.remedy}").fullmatch(
        problem.message
    )
    if not found:
        return problem.message
    words = {
        name: text if name in _OWN_WORDS else problem_part(text)
        for name, text in found.groupdict().items()
    }
    if problem.code == "front-matter-syntax":
        words["words"] = problem_part(words["words"])
    return _("%(found)s %(remedy)s") % {
        "found": _(kind.message).format(**words),
        "remedy": _(kind.remedy).format(**words),
    }


def problem_part(text: str) -> str:
    """Translate what a reader of the text form puts into a sentence."""
    for part in PARTS:
        if found := _pattern(part).fullmatch(text):
            return _translated(part).format(**found.groupdict())
    return text


def _translated(part: str) -> str:
    return pgettext("block", "note") if part == "note" else _(part)


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern:
    """What a template has become once its places are filled."""
    pieces, known = [], set()
    for words, name, _form, _conversion in Formatter().parse(template):
        pieces.append(re.escape(words))
        if name:
            pieces.append(f"(?P={name})" if name in known else f"(?P<{name}>.*?)")
            known.add(name)
    return re.compile("".join(pieces), re.DOTALL)
