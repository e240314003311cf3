"""Aligning and merging 2,000 turns of 200 characters, and how often refs stay."""

from collections import Counter
from dataclasses import replace
from random import Random
from statistics import median
from time import process_time

from events.domain.alignment import align
from events.domain.merging import merge
from events.transcript.document import Document, Turn, Voice
from events.transcript.refs import assign_refs
from tests.domain.edits import single_edits, without_refs

TURNS = 2000
ROUNDS = 3
EDITS = 3120


def forum(seed: int = 0) -> list[Turn]:
    """Turns of fourteen clauses, no two alike, by three voices."""
    rng = Random(seed)
    words = [chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(3000)]
    clauses = ("".join(rng.choices(words, k=13)) for _ in iter(int, 1))
    return [
        Turn("甲乙丙"[i % 3], "，".join(next(clauses) for _ in range(14)))
        for i in range(TURNS)
    ]


def edited(turns: list[Turn], seed: int = 1) -> list[Turn]:
    """Two characters of every turn replaced."""
    rng = Random(seed)
    new = []
    for turn in turns:
        at = rng.randrange(len(turn.text) - 2)
        text = f"{turn.text[:at]}改动{turn.text[at + 2 :]}"
        new.append(replace(turn, text=text))
    return new


def with_one_edit(turns: list[Turn], place: int) -> list[Turn]:
    changed = replace(turns[place], text=f"改{turns[place].text}")
    return [*turns[:place], changed, *turns[place + 1 :]]


def inputs() -> dict[str, tuple[list[Turn], list[Turn]]]:
    """Old and new turns by what was done to them."""
    turns = forum()
    rng = Random(2)
    nods = [Turn("甲", rng.choice(["对。", "是的。", "嗯。"])) for _ in range(TURNS)]
    together = [
        replace(one, text=f"{one.text}\n\n{other.text}")
        for one, other in zip(turns[::2], turns[1::2], strict=True)
    ]
    return {
        "one turn edited": (turns, with_one_edit(turns, 7)),
        "every turn edited": (turns, edited(turns)),
        "every turn edited, all shuffled": (turns, rng.sample(edited(turns), TURNS)),
        "turns merged by twos": (turns, together),
        "turns split in two": (together, turns),
        "hostile: equal short turns": ([Turn("甲", "对。")] * TURNS, nods),
        "hostile: short turns shuffled": (nods, rng.sample(nods, TURNS)),
        "hostile: all replaced": (turns, forum(9)),
    }


def timed(work, *arguments) -> float:
    """Median seconds of some runs, of this process alone."""
    times = []
    for _round in range(ROUNDS):
        start = process_time()
        work(*arguments)
        times.append(process_time() - start)
    return median(times)


def kept_refs() -> tuple[int, int]:
    """Touched turns that keep their ref, and all, over single edits."""
    fates: Counter[bool] = Counter()
    for old, _name, edit in single_edits(EDITS):
        pairs = align(old, without_refs(edit.blocks)).pairs
        for now, was in edit.expected.items():
            if was in edit.touched:
                fates[pairs.get(now) == was] += 1
    return fates[True], fates.total()


def versions() -> tuple[Document, Document, Document]:
    """A base, and two that each edited three turns of it."""
    voices = tuple(map(Voice, "甲乙丙"))
    base = assign_refs(Document(voices=voices, blocks=tuple(forum())))

    def edit(*places: int) -> Document:
        turns = list(base.blocks)
        for place in places:
            turns = with_one_edit(turns, place)
        return replace(base, blocks=tuple(turns))

    return base, edit(3, 500, 900), edit(4, 500, 1900)


def main() -> list[tuple[str, str, str]]:
    how = f"CPU time, median of {ROUNDS} runs, {TURNS} turns of 200 characters, refs hidden"
    rows = [
        (f"align, {what}", f"{1000 * timed(align, old, new):.0f} ms", how)
        for what, (old, new) in inputs().items()
    ]
    kept, touched = kept_refs()
    share = f"{100 * kept / touched:.2f} %"
    rows.append(
        ("refs kept by edited turns", share, f"{touched} turns, {EDITS} single edits")
    )
    seconds = timed(merge, *versions())
    rows.append(("merge, three turns edited by each", f"{1000 * seconds:.0f} ms", how))
    return rows
