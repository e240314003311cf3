"""What a press of a button can do about a Problem: small edits of the text.

Places are those of the text as it was read: lines and columns from 1, in code
points. The edits of one Fix do not overlap and stand in the order of the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Problem, Voice
from .emitter import flow_mapping
from .parser import FENCE
from .validation import MAX_FRONT_MATTER, label_fault

# Roles offered for a voice that is not declared, the likeliest first.
DECLARED_ROLES = ("audience", "panelist", "moderator")

_HEAD = re.compile(r"(.{1,200}?)\s*(?:\{[^{}\n]*\}\s*)?[：:]")
_NEAR = re.compile(r"write “([^”]+)”")
_HASHES = re.compile(r"#{1,3}")


@dataclass(frozen=True, slots=True)
class Edit:
    """At a place, ``delete`` code points go and ``insert`` comes."""

    line: int
    column: int
    delete: int
    insert: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way out: ``name`` says which, ``words`` and ``role`` with what."""

    name: str  # "declare", "rename", "text", "new-turn" or "heading"
    edits: tuple[Edit, ...]
    words: str = ""
    role: str = ""


def fixes(text: str | Sequence[str], problem: Problem) -> list[Fix]:
    """The ways out of ``problem``; [] where a person has to write.

    Who asks about many Problems of one text splits it into lines beforehand.
    """
    make = _FIXES.get(problem.code)
    lines = text.split("\n") if isinstance(text, str) else text
    if make is None or problem.line > len(lines):
        return []
    return make(lines, problem)


def _entry(place: tuple[int, str, str], voice: Voice) -> Edit:
    """Add ``voice`` to the front matter."""
    line, before, after = place
    return Edit(line, 1, 0, f"{before}- {flow_mapping(voice)}\n{after}")


def _place(lines: Sequence[str]) -> tuple[int, str, str] | None:
    """The line for a new voice's entry, and what to write before and after it.

    None where a person has to do it.
    Looks only as far as a front matter may reach, since it is asked often.
    """
    head = lines[:MAX_FRONT_MATTER]
    start = next((i for i, line in enumerate(head) if line.strip()), None)
    if start is None and len(lines) > len(head):
        return None
    if start is None or lines[start].rstrip() != FENCE:
        return 1, f"{FENCE}\nvoices:\n", f"{FENCE}\n\n"
    end = next(
        (i for i in range(start + 1, len(head)) if lines[i].rstrip() == FENCE), None
    )
    if end is None:
        return None
    front = [line.rstrip() for line in lines[start + 1 : end]]
    if not any(line.startswith("voices:") for line in front):
        return end + 1, "voices:\n", ""
    if "voices:" not in front:
        return None  # written in one line
    last = front.index("voices:") + 1
    while last < len(front) and front[last].startswith(("-", " ")):
        last += 1
    return start + last + 2, "", ""


def _undeclared(lines: Sequence[str], problem: Problem) -> list[Fix]:
    found = _HEAD.match(lines[problem.line - 1], problem.column - 1)
    if not found:
        return []
    words = found[1].strip()
    options = []
    if not label_fault(words) and (place := _place(lines)):
        for role in DECLARED_ROLES:
            edit = _entry(place, Voice(words, role))
            options.append(Fix("declare", (edit,), words, role))
    if near := _NEAR.search(problem.message):
        edit = Edit(problem.line, problem.column, len(found[1]), near[1])
        options.insert(0, Fix("rename", (edit,), near[1]))
    return [*options, *_text(lines, problem)]


def _text(lines: Sequence[str], problem: Problem) -> list[Fix]:
    """Take the character literally."""
    return [Fix("text", (Edit(problem.line, problem.column, 0, "\\"),))]


def _new_turn(lines: Sequence[str], problem: Problem) -> list[Fix]:
    return [
        Fix("new-turn", (Edit(problem.line, 1, 0, "\n"),)),
        *_text(lines, problem),
    ]


def _heading(lines: Sequence[str], problem: Problem) -> list[Fix]:
    found = _HASHES.match(lines[problem.line - 1], problem.column - 1)
    if not found:
        return []
    after = Edit(problem.line, problem.column + len(found[0]), 0, " ")
    return [Fix("heading", (after,)), *_text(lines, problem)]


_FIXES = {
    "undeclared-voice": _undeclared,
    "label-inside-paragraph": _new_turn,
    "heading-blank": _heading,
    "unclosed-mark": _text,
    "unclosed-withheld": _text,
    "bad-link": _text,
}
