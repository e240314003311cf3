"""The attributes in braces on a turn, a heading or a note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .document import NOTE_KINDS, TURN_KINDS, Block, Note, Section, Turn
from .limits import BLOCK_LIMITS, breaches, is_stored_language
from .validation import MAX_MS, is_day, is_language, is_ref

_TOKEN = re.compile(r'(?:[^\s"]++|"(?:[^"]|"")*+")++|"')
_NEEDS_QUOTES = re.compile(r'[\s{}"\\]')
_TIME = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{2})(?:\.([0-9]{1,3}))?")
_KINDS = {"turn": TURN_KINDS, "note": NOTE_KINDS, "heading": ()}
_EVERYWHERE = ("#ref", "@start-end", "lang:", "p:", "withheld")
_TURN_ONLY = ("re:", "tag:", "as:")
_EXAMPLES = {
    "@": "a time such as @12:34, @1:02:03 or @12:34-12:40.5",
    "lang": "a language tag such as lang:en or lang:zh-Hant",
    "p": "the page after the colon, in double quotes if it has blanks",
    "as": "the printed label after the colon, in double quotes if it has blanks",
    "tag": "the tag after the colon, in double quotes if it has blanks",
    "re": "re:#k7f3qa, re:#k7f3qa,#m2x9pb or re:-",
    "withheld": "withheld, or withheld: and a day such as 2026-11-24",
}


@dataclass(slots=True)
class Attributes:
    """What stood in the braces; None where the text does not say."""

    ref: str = ""
    kind: str | None = None
    start: int | None = None
    end: int | None = None
    replies: list[tuple[str, int]] | None = None  # refs with their columns
    tags: list[str] = field(default_factory=list)
    language: str = ""
    page: str = ""
    printed_label: str = ""
    withheld: str | None = None

    def common(self) -> dict:
        """The arguments that every kind of block takes."""
        return {
            "ref": self.ref,
            "start": self.start,
            "end": self.end,
            "language": self.language,
            "page": self.page,
            "withheld": self.withheld,
        }


def read_time(text: str) -> int | None:
    """Read 12:34, 1:02:03 or 1:02:03.45 as milliseconds; None if it is none."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    value = whole * 1000 + int((fraction or "0").ljust(3, "0"))
    return value if value <= MAX_MS else None


def write_time(value: int) -> str:
    """Write milliseconds in the shortest exact form that ``read_time`` reads."""
    seconds, fraction = divmod(value, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{fraction:03}".rstrip("0") if fraction else text


class _Reader:
    """Reads the tokens of one pair of braces; every fault is reported."""

    def __init__(self, block: str, report, line: int):
        self.block = block
        self.report = report
        self.line = line
        self.found = Attributes()
        self.seen: set[str] = set()

    def fault(self, code: str, column: int, word: str, **words) -> None:
        self.report(code, self.line, column, words=word, **words)

    def once(self, name: str, word: str, column: int) -> bool:
        if name in self.seen:
            self.fault("repeated-attribute", column, word)
            return False
        self.seen.add(name)
        return True

    def allowed(self) -> str:
        more = _TURN_ONLY if self.block == "turn" else ()
        return ", ".join((*_EVERYWHERE, *more, *_KINDS[self.block]))

    def word(self, word: str, column: int) -> None:
        name, colon, value = word.partition(":")
        if word.startswith("#"):
            self.ref(word, column)
        elif word.startswith("@"):
            self.times(word, column)
        elif word in TURN_KINDS or word in NOTE_KINDS:
            self.kind(word, column)
        elif word == "withheld" or (colon and name in _EXAMPLES):
            self.value(name, value, word, column)
        else:
            self.fault("unknown-attribute", column, word, allowed=self.allowed())

    def ref(self, word: str, column: int) -> None:
        if not is_ref(word[1:]):
            self.fault("bad-ref", column, word)
        elif self.once("ref", word, column):
            self.found.ref = word[1:]

    def kind(self, word: str, column: int) -> None:
        if word not in _KINDS[self.block]:
            self.misplaced(word, column)
        elif self.once("kind", word, column):
            self.found.kind = word

    def misplaced(self, word: str, column: int) -> None:
        self.fault(
            "misplaced-attribute",
            column,
            word,
            block=self.block,
            allowed=self.allowed(),
        )

    def times(self, word: str, column: int) -> None:
        first, dash, second = word[1:].replace("–", "-").partition("-")
        start = read_time(first)
        end = read_time(second) if dash else None
        if start is None or (dash and (end is None or end < start)):
            self.bad("@", word, column)
        elif self.once("@", word, column):
            self.found.start, self.found.end = start, end

    def bad(self, name: str, word: str, column: int) -> None:
        self.fault("bad-attribute", column, word, example=_EXAMPLES[name])

    def value(self, name: str, value: str, word: str, column: int) -> None:
        if f"{name}:" in _TURN_ONLY and self.block != "turn":
            self.misplaced(word, column)
            return
        if value.startswith('"'):
            quoted = len(value) > 1 and value.endswith('"')
            value = value[1:-1].replace('""', '"').strip() if quoted else ""
        elif '"' in value:
            value = ""
        if not value and word != "withheld":
            self.bad(name, word, column)
        elif name == "tag":
            self.tag(value, word, column)
        elif not self.once(name, word, column):
            return
        elif name == "re":
            self.replies(value, word, column)
        else:
            self.plain(name, value, word, column)

    def limit(self, name: str, value: str, column: int) -> None:
        """Report what is longer than the archive stores; it is kept."""
        for code, words in breaches(name, value, BLOCK_LIMITS):
            self.report(code, self.line, column, **words)

    def tag(self, value: str, word: str, column: int) -> None:
        self.limit("tag", value, column)
        if self.once(f"tag:{value}", word, column):
            self.found.tags.append(value)

    def plain(self, name: str, value: str, word: str, column: int) -> None:
        self.limit(name, value, column)
        if name == "lang" and is_language(value):
            self.found.language = value
            if not is_stored_language(value) and len(value) <= BLOCK_LIMITS["lang"]:
                self.bad(name, word, column)
        elif name == "withheld" and (not value or is_day(value)):
            self.found.withheld = value
        elif name == "p":
            self.found.page = value
        elif name == "as":
            self.found.printed_label = value
        else:
            self.bad(name, word, column)

    def replies(self, value: str, word: str, column: int) -> None:
        if value == "-":
            self.found.replies = []
            return
        targets = value.split(",")
        if all(t.startswith("#") and is_ref(t[1:]) for t in targets):
            self.found.replies = [(t[1:], column) for t in targets]
        else:
            self.bad("re", word, column)


def read_attributes(
    inside: str | None, block: str, report, line: int, column: int
) -> Attributes:
    """Read what stands between the braces of a "turn", "heading" or "note".

    ``column`` is that of the first character inside. What cannot be used is
    reported and left out.
    """
    reader = _Reader(block, report, line)
    for found in _TOKEN.finditer(inside or ""):
        reader.word(found.group(), column + found.start())
    return reader.found


def write_attributes(
    block: Block,
    *,
    ref: str = "",
    kind: str = "",
    replies: Iterable[str] | None = None,
) -> str:
    """Write a block's attributes with braces, or "" when there are none.

    ``ref`` and ``kind`` stand there when given; ``replies`` are refs, None
    where they need not be written.
    """
    words = [f"#{ref}"] if ref else []
    if kind:
        words.insert(0 if isinstance(block, Note) else 1, kind)
    if block.start is not None:
        end = "" if block.end is None else f"-{write_time(block.end)}"
        words.append(f"@{write_time(block.start)}{end}")
    if replies is not None:
        words.append("re:" + (",".join(f"#{target}" for target in replies) or "-"))
    if isinstance(block, Turn):
        words.extend(f"tag:{_quote(tag)}" for tag in block.tags)
    if block.language:
        words.append(f"lang:{block.language}")
    if block.page:
        words.append(f"p:{_quote(block.page)}")
    if isinstance(block, Turn) and block.printed_label:
        words.append(f"as:{_quote(block.printed_label)}")
    if block.withheld is not None:
        words.append(f"withheld:{block.withheld}".rstrip(":"))
    return "{" + " ".join(words) + "}" if words else ""


def note_kind(block: Note | Section) -> str:
    """The kind to write for a note: the usual one is left out."""
    return block.kind if isinstance(block, Note) and block.kind != "stage" else ""


def _quote(value: str) -> str:
    if not _NEEDS_QUOTES.search(value):
        return value
    return '"' + value.replace('"', '""') + '"'
