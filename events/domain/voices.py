"""Names in a transcript that no voice covers, and who they may be."""

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
    """Each undeclared name once, with the persons it may mean; one query."""
    lines = text.split("\n")
    found: dict[str, list[int]] = {}
    for problem in problems:
        if problem.code == "undeclared-voice":
            name = _name_at(lines, problem)
            found.setdefault(name, []).append(problem.line)
    if not found:
        return []
    people = list(Speaker.objects.values_list("key", "name", "aliases", "sort_key"))
    return [
        UnknownVoice(name, places[0], len(places), tuple(_proposals(name, people)))
        for name, places in found.items()
    ]


def _name_at(lines: list[str], problem: Problem) -> str:
    rest = lines[problem.line - 1][problem.column - 1 :]
    ends = [place for sign in "：:{" if (place := rest.find(sign)) > 0]
    return rest[: min(ends, default=len(rest))].strip()


def _proposals(name: str, people: list[tuple]) -> list[Proposal]:
    """Known persons, the surest first."""
    wanted = fold(name)
    plain = simplified(wanted)
    sound = sort_key(name).replace(" ", "")
    ranked = []
    for key, known, aliases, known_sound in people:
        names = [fold(known), *map(fold, aliases)]
        if wanted == names[0]:
            ranked.append((0, Proposal(key, known, "name")))
        elif wanted in names:
            ranked.append((1, Proposal(key, known, "alias")))
        elif plain in map(simplified, names):
            ranked.append((2, Proposal(key, known, "script")))
        elif sound == known_sound.replace(" ", ""):
            ranked.append((3, Proposal(key, known, "pinyin")))
        else:
            likeness = max(SequenceMatcher(None, wanted, n).ratio() for n in names)
            if likeness > _CLOSE:
                ranked.append((4 - likeness / 2, Proposal(key, known, "close")))
    ranked.sort(key=lambda item: item[0])
    return [proposal for _rank, proposal in ranked[:_MOST_PROPOSALS]]


def simplified(text: str) -> str:
    """Chinese characters in their simplified forms, one for one."""
    return _converter().convert(text)


@cache
def _converter():
    # Loads its tables; only a transcript with unknown voices needs them.
    from opencc import OpenCC

    return OpenCC("t2s")
