"""Names in a transcript that no voice covers, and who they may be."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from events.models import Speaker
from events.pinyin import fold, sort_key
from events.transcript.document import Problem

# From this share of equal characters a name counts as close.
_CLOSE = 0.5
_MOST_PROPOSALS = 5
# With more the page would be slow and nobody would read them.
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A known person; ``why`` is "name", "alias", "script", "pinyin" or "close"."""

    key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class UnknownVoice:
    name: str
    line: int  # of its first turn
    count: int
    proposals: tuple[Proposal, ...]


def unknown_voices(text: str, problems: Iterable[Problem]) -> list[UnknownVoice]:
    """Each undeclared name once, with the persons it may mean; one query.

    Of the names, the first two hundred.
    """
    lines = text.split("\n")
    found: dict[str, list[int]] = {}
    for problem in problems:
        if problem.code == "undeclared-voice":
            name = _name_at(lines, problem)
            if name in found or len(found) < _MOST_NAMES:
                found.setdefault(name, []).append(problem.line)
    if not found:
        return []
    people = _People()
    for row in Speaker.objects.values_list("key", "name", "aliases", "sort_key"):
        people.add(*row)
    return [
        UnknownVoice(name, places[0], len(places), tuple(people.proposals(name)))
        for name, places in found.items()
    ]


def _name_at(lines: list[str], problem: Problem) -> str:
    rest = lines[problem.line - 1][problem.column - 1 :]
    ends = [place for sign in "：:{" if (place := rest.find(sign)) > 0]
    return rest[: min(ends, default=len(rest))].strip()


@dataclass(slots=True)
class _Person:
    key: str
    name: str
    sound: str
    folded: list[str]  # the name, then the aliases
    plain: set[str]  # the same in simplified characters
    shortest: int


class _People:
    """All known persons, prepared once for many names."""

    def __init__(self):
        self.rows: list[_Person] = []
        self.bearers: dict[str, set[int]] = {}  # a character -> who bears it

    def add(self, key: str, name: str, aliases: list[str], sound: str) -> None:
        folded = [fold(name), *map(fold, aliases)]
        plain = set(map(simplified, folded))
        for sign in set("".join(folded)):
            self.bearers.setdefault(sign, set()).add(len(self.rows))
        shortest = min(map(len, folded))
        sound = sound.replace(" ", "")
        self.rows.append(_Person(key, name, sound, folded, plain, shortest))

    def proposals(self, name: str) -> list[Proposal]:
        """Known persons, the surest first."""
        wanted = fold(name)
        plain = simplified(wanted)
        sound = sort_key(name).replace(" ", "")
        shared = Counter()
        for sign, count in Counter(wanted).items():
            for place in self.bearers.get(sign, ()):
                shared[place] += count
        ranked = []
        for place, person in enumerate(self.rows):
            if wanted == person.folded[0]:
                ranked.append((0, place, "name"))
            elif wanted in person.folded:
                ranked.append((1, place, "alias"))
            elif plain in person.plain:
                ranked.append((2, place, "script"))
            elif sound == person.sound:
                ranked.append((3, place, "pinyin"))
            # No name is closer than the characters that it shares allow.
            elif 2 * shared[place] > _CLOSE * (len(wanted) + person.shortest):
                likeness = _likeness(wanted, person.folded)
                if likeness > _CLOSE:
                    ranked.append((4 - likeness / 2, place, "close"))
        ranked.sort(key=lambda item: item[0])
        return [
            Proposal(self.rows[place].key, self.rows[place].name, why)
            for _rank, place, why in ranked[:_MOST_PROPOSALS]
        ]


def _likeness(wanted: str, names: list[str]) -> float:
    """The share of equal characters; 0 where a quick look says that it is low."""
    likeness = 0.0
    for name in names:
        matcher = SequenceMatcher(None, wanted, name)
        if matcher.quick_ratio() > _CLOSE:
            likeness = max(likeness, matcher.ratio())
    return likeness


def simplified(text: str) -> str:
    """Chinese characters in their simplified forms, one for one."""
    return _converter().convert(text)


@cache
def _converter():
    # Loads its tables; only a transcript with unknown voices needs them.
    from opencc import OpenCC

    return OpenCC("t2s")
