"""What a press of a button can do about a Problem: small edits of the text.

Places are those of the text as it was read: lines and columns from 1, in code
points. The edits of one Fix do not overlap and stand in the order of the text.
"""

import re
from dataclasses import dataclass

from .document import Problem, Voice
from .emitter import flow_mapping
from .parser import FENCE
from .validation import label_fault

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


def fixes(text: str, problem: Problem) -> list[Fix]:
    """The ways out of ``problem``; [] where a person has to write."""
    make = _FIXES.get(problem.code)
    lines = text.split("\n")
    if make is None or problem.line > len(lines):
        return []
    return make(lines, problem)


def declare(lines: list[str], voice: Voice) -> Edit | None:
    """Add ``voice`` to the front matter; None where that has to be done by hand."""
    entry = f"- {flow_mapping(voice)}\n"
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None or lines[start].rstrip() != FENCE:
        return Edit(1, 1, 0, f"{FENCE}\nvoices:\n{entry}{FENCE}\n\n")
    end = next(
        (i for i in range(start + 1, len(lines)) if lines[i].rstrip() == FENCE), None
    )
    if end is None:
        return None
    front = [line.rstrip() for line in lines[start + 1 : end]]
    if not any(line.startswith("voices:") for line in front):
        return Edit(end + 1, 1, 0, f"voices:\n{entry}")
    if "voices:" not in front:
        return None  # written in one line
    last = front.index("voices:") + 1
    while last < len(front) and front[last].startswith(("-", " ")):
        last += 1
    return Edit(start + last + 2, 1, 0, entry)


def _undeclared(lines: list[str], problem: Problem) -> list[Fix]:
    found = _HEAD.match(lines[problem.line - 1], problem.column - 1)
    if not found:
        return []
    words = found[1].strip()
    options = []
    if not label_fault(words):
        for role in DECLARED_ROLES:
            if edit := declare(lines, Voice(words, role)):
                options.append(Fix("declare", (edit,), words, role))
    if near := _NEAR.search(problem.message):
        edit = Edit(problem.line, problem.column, len(found[1]), near[1])
        options.insert(0, Fix("rename", (edit,), near[1]))
    return [*options, *_text(lines, problem)]


def _text(lines: list[str], problem: Problem) -> list[Fix]:
    """Take the character literally."""
    return [Fix("text", (Edit(problem.line, problem.column, 0, "\\"),))]


def _new_turn(lines: list[str], problem: Problem) -> list[Fix]:
    return [
        Fix("new-turn", (Edit(problem.line, 1, 0, "\n"),)),
        *_text(lines, problem),
    ]


def _heading(lines: list[str], problem: Problem) -> list[Fix]:
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
