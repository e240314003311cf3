"""Finding a source of 200,000 characters in its transcript, and hostile pairs.

Processor time of this process, which other work on the machine changes little.
"""

import random
from collections.abc import Iterator
from statistics import median
from time import process_time

from events.domain.provenance import trace
from events.transcript.document import Document, Turn, Voice

SIZE = 200_000
ROUNDS = 3
LETTERS = [chr(0x4E00 + number) for number in range(2500)]
FREQUENCY = [1 / (rank + 5) for rank in range(2500)]
SENTENCE = "这是同一句话，说了又说。"


def text(chance: random.Random, size: int) -> str:
    """Ideographs as often as in a language, the first ones most often."""
    return "".join(chance.choices(LETTERS, FREQUENCY, k=size))


def talk(words: list[str]) -> Document:
    voices = tuple(Voice(f"嘉宾{number}") for number in range(6))
    turns = (Turn(f"嘉宾{number % 6}", each) for number, each in enumerate(words))
    return Document(title="长谈", voices=voices, blocks=tuple(turns))


def page(chance: random.Random, document: Document) -> str:
    """The transcript in narrow lines; its columns of 40 lines are out of order."""
    words = "".join(f"{turn.voice}：{turn.text}" for turn in document.blocks)
    lines = [words[start : start + 17] for start in range(0, len(words), 17)]
    columns = [
        "\n\n".join(lines[start : start + 40]) for start in range(0, len(lines), 40)
    ]
    chance.shuffle(columns)
    return "\n".join([document.title, *columns])


def pairs() -> Iterator[tuple[str, str, Document]]:
    """What is compared: its name, the raw source, the transcript."""
    chance = random.Random(1)
    turns = [f"{text(chance, 195)}。" for _ in range(SIZE // 200)]
    document = talk(turns)
    raw = page(chance, document)
    wrong = (chance.choice(LETTERS) if chance.random() < 0.01 else c for c in raw)
    yield "columns out of order", raw, document
    yield "half of the turns are missing", raw, talk(turns[::2])
    yield "one character in a hundred wrong", "".join(wrong), document
    yield "hostile: nothing in common", text(chance, SIZE), document
    same = talk(["字" * 200] * (SIZE // 200))
    yield "hostile: one character", "字" * SIZE, same
    same = talk([SENTENCE * 16] * (SIZE // 192))
    yield "hostile: one sentence", SENTENCE * (SIZE // len(SENTENCE)), same


def main() -> list[tuple[str, str, str]]:
    rows = []
    for name, raw, document in pairs():
        spent = []
        for _ in range(ROUNDS):
            start = process_time()
            coverage = trace(raw, document)
            spent.append(process_time() - start)
        how = (
            f"{coverage.characters:,} characters, {coverage.share:.1%} placed; "
            f"processor time, median of {ROUNDS}"
        )
        rows.append((f"provenance, {name}", f"{median(spent):.2f} s", how))
    return rows


if __name__ == "__main__":
    for row in main():
        print("{:<50}{:>9}  {}".format(*row).rstrip())
