"""Random edits of a transcript that know what became of each block.

An edit is done to a list of ``Kept``: blocks with the index of the old block
that each should turn out to be. What has no place in the list any more is in
``gone``, with the old index of the block that took its words, or None.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from events.transcript.characters import tidy
from events.transcript.document import Block, Document, Note, Section, Turn
from events.transcript.marks import corrected
from events.transcript.parser import parse

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FORUMS = ("zuowei-gongju-huo-pengyou-de-ai.md", "how-an-archive-corrects-itself.md")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_SENTENCE = re.compile(r"(?<=[。！？；.!?;])\s*(?=\S)")


@dataclass(slots=True)
class Kept:
    block: Block
    was: int | None  # None for what is new


@dataclass(slots=True)
class Edited:
    """A transcript while it is edited; ``touched`` are old indices."""

    items: list[Kept]
    gone: dict[int, int | None] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    @property
    def blocks(self) -> list[Block]:
        return [item.block for item in self.items]

    @property
    def expected(self) -> dict[int, int]:
        return {
            now: item.was for now, item in enumerate(self.items) if item.was is not None
        }


def forum(name: str) -> Document:
    """A shipped forum without links between turns, which edits would shift."""
    document, _problems = parse((FIXTURES / name).read_text("utf-8"))
    return bare(document)


def bare(document: Document) -> Document:
    return replace(
        document,
        blocks=tuple(
            replace(block, replies_to=()) if isinstance(block, Turn) else block
            for block in document.blocks
        ),
    )


def chatty(document: Document, interjections: tuple[str, ...]) -> Document:
    """The forum with short turns, the same ones again and again, in between."""
    labels = [voice.label for voice in document.voices]
    blocks: list[Block] = []
    for index, block in enumerate(document.blocks):
        blocks.append(block)
        if isinstance(block, Turn) and index % 3 != 1:
            other = labels[(labels.index(block.voice) + 1) % len(labels)]
            blocks.append(Turn(other, interjections[index % len(interjections)]))
    return replace(document, blocks=tuple(blocks))


def without_refs(blocks) -> list[Block]:
    return [replace(block, ref="") for block in blocks]


def single_edits(count: int):
    """Old blocks, the name of one random edit, and what it made of them.

    The same ``count`` edits each time, of both forums and of both with many
    short turns in between.
    """
    forums = [forum(name) for name in FORUMS]
    forums.append(chatty(forums[0], ("是的。", "对。", "嗯。", "好的，谢谢。")))
    forums.append(chatty(forums[1], ("Yes.", "Quite.", "I see.", "Yes, of course.")))
    for seed in range(count):
        blocks = forums[seed % len(forums)].blocks
        edit = EDITS[seed // len(forums) % len(EDITS)]
        edited = start(blocks)
        edit(edited, Random(seed))
        yield blocks, edit.__name__, edited


def start(blocks) -> Edited:
    return Edited([Kept(block, index) for index, block in enumerate(blocks)])


def text_of(block: Block) -> str:
    return block.title if isinstance(block, Section) else block.text


def with_text(block: Block, text: str) -> Block:
    if isinstance(block, Section):
        return replace(block, title=tidy(text.replace("\n", " ")))
    return replace(block, text=tidy(text))


def _turns(edited: Edited, shortest: int = 1) -> list[int]:
    return [
        place
        for place, item in enumerate(edited.items)
        if isinstance(item.block, Turn) and len(item.block.text) >= shortest
    ]


def _change(edited: Edited, place: int, block: Block) -> None:
    item = edited.items[place]
    if item.was is not None:
        edited.touched.add(item.was)
    item.block = block


def edit_words(edited: Edited, rng: Random) -> None:
    """Take out up to twenty characters, put in up to twenty others."""
    place = rng.randrange(len(edited.items))
    block = edited.items[place].block
    text = text_of(block)
    at = rng.randrange(len(text))
    length = rng.randint(0, min(20, len(text) // 3))
    other = text_of(rng.choice(edited.items).block)
    begin = rng.randrange(len(other))
    new = other[begin : begin + rng.randint(1, max(1, min(20, len(text) // 2)))]
    changed = tidy(text[:at] + new + text[at + length :])
    if changed:
        _change(edited, place, with_text(block, changed))


def edit_sentences(edited: Edited, rng: Random) -> None:
    """Take out one sentence of several, or put in one of another turn."""
    places = _turns(edited, 60)
    if not places:
        return
    place = rng.choice(places)
    block = edited.items[place].block
    pieces = _SENTENCE.split(block.text)
    if len(pieces) > 3 and rng.random() < 0.5:
        del pieces[rng.randrange(len(pieces))]
    else:
        others = _SENTENCE.split(text_of(rng.choice(edited.items).block))
        pieces.insert(rng.randint(0, len(pieces)), rng.choice(others))
    _change(edited, place, with_text(block, "".join(pieces)))


def mark(edited: Edited, rng: Random) -> None:
    """Correct a few characters of the print with a mark."""
    places = [i for i in _turns(edited, 8) if "{" not in edited.items[i].block.text]
    if not places:
        return
    place = rng.choice(places)
    block = edited.items[place].block
    words = re.search(r"\w{2,6}", block.text[rng.randrange(len(block.text)) :])
    if words is not None:
        marked = f"{{~~{words[0]}~>{words[0][::-1]}~~}}"
        text = block.text.replace(words[0], marked, 1)
        _change(edited, place, with_text(block, text))


def split(edited: Edited, rng: Random) -> None:
    """Make two turns of one, at a sentence; the other by the same voice or not."""
    cuts = {place: _cuts(edited.items[place].block.text) for place in _turns(edited)}
    places = [place for place in cuts if cuts[place]]
    if not places:
        return
    place = rng.choice(places)
    item = edited.items[place]
    cut = rng.choice(cuts[place])
    first = with_text(item.block, item.block.text[: cut.start()])
    rest = with_text(item.block, item.block.text[cut.end() :])
    if rng.random() < 0.3:
        rest = replace(rest, voice=edited.items[rng.choice(_turns(edited))].block.voice)
    words = _length(item.block)
    _change(edited, place, first)
    if _length(first) * 10 < words:
        edited.items.insert(place, Kept(replace(first, ref=""), None))
        item.block = replace(rest, ref=item.block.ref)
    else:
        edited.items.insert(place + 1, Kept(replace(rest, ref=""), None))


def _cuts(text: str) -> list[re.Match]:
    """Ends of sentences outside marks, with words on both sides."""
    return [
        cut
        for cut in _SENTENCE.finditer(text)
        if text.count("{", 0, cut.start()) == text.count("}", 0, cut.start())
        and _WORD.search(text, cut.end())
    ]


def _length(block: Block) -> int:
    """Chinese characters, and words of other scripts."""
    return len(_WORD.findall(corrected(text_of(block), reveal=True)))


def merge(edited: Edited, rng: Random) -> None:
    """Make one turn of two or three that stand together."""
    count = rng.choice((2, 2, 3))
    turns = set(_turns(edited))
    runs = [
        place
        for place in turns
        if all(place + step in turns for step in range(count))
        and all(edited.items[place + step].was is not None for step in range(count))
    ]
    if not runs:
        return
    place = rng.choice(sorted(runs))
    items = edited.items[place : place + count]
    longest = max(items, key=lambda item: _length(item.block))
    text = rng.choice(("\n\n", "")).join(item.block.text for item in items)
    for item in items:
        edited.touched.add(item.was)
        if item is not longest:
            _remove(edited, item.was, longest.was)
    longest.block = with_text(replace(longest.block, voice=items[0].block.voice), text)
    edited.items[place : place + count] = [longest]


def _remove(edited: Edited, was: int | None, heir: int | None) -> None:
    if was is None:
        return
    edited.gone[was] = heir
    for other, its_heir in edited.gone.items():
        if its_heir == was:
            edited.gone[other] = heir


def move(edited: Edited, rng: Random) -> None:
    """Move one to four blocks elsewhere."""
    count = min(rng.randint(1, 4), len(edited.items))
    place = rng.randrange(len(edited.items) - count + 1)
    moving = edited.items[place : place + count]
    del edited.items[place : place + count]
    target = rng.randint(0, len(edited.items))
    edited.items[target:target] = moving


def delete(edited: Edited, rng: Random) -> None:
    if len(edited.items) < 2:
        return
    item = edited.items.pop(rng.randrange(len(edited.items)))
    _remove(edited, item.was, None)


def reattribute(edited: Edited, rng: Random) -> None:
    places = _turns(edited)
    if not places:
        return
    voices = sorted({edited.items[place].block.voice for place in places})
    place = rng.choice(places)
    block = edited.items[place].block
    _change(edited, place, replace(block, voice=rng.choice(voices)))


def duplicate(edited: Edited, rng: Random) -> None:
    """Paste a copy of a block somewhere; side by side, the second is the copy."""
    place = rng.randrange(len(edited.items))
    block = replace(edited.items[place].block, ref="")
    target = rng.randint(0, len(edited.items))
    while target < len(edited.items) and _says(edited.items[target].block, block):
        target += 1
    edited.items.insert(target, Kept(block, None))


def _says(one: Block, other: Block) -> bool:
    return replace(one, ref="") == replace(other, ref="")


def insert(edited: Edited, rng: Random) -> None:
    """Type a turn that nobody has said yet."""
    places = _turns(edited)
    if not places:
        return
    voice = edited.items[rng.choice(places)].block.voice
    words = "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(rng.randint(2, 90)))
    block = Turn(voice, f"{words}。")
    edited.items.insert(rng.randint(0, len(edited.items)), Kept(block, None))


def change_type(edited: Edited, rng: Random) -> None:
    """A heading becomes a note, a note a heading, a turn a note."""
    place = rng.randrange(len(edited.items))
    block = edited.items[place].block
    text = text_of(block)
    if isinstance(block, Note) and "\n" not in text:
        _change(edited, place, Section(text, 2, ref=block.ref))
    else:
        _change(edited, place, Note(text, "editor", ref=block.ref))


def retitle(edited: Edited, rng: Random) -> None:
    """Give a heading another level and some other words."""
    places = [i for i, it in enumerate(edited.items) if isinstance(it.block, Section)]
    if not places:
        return
    place = rng.choice(places)
    block = edited.items[place].block
    half = block.title[: len(block.title) // 2].strip()
    title = rng.choice((block.title, half or block.title, f"新编：{block.title}"))
    _change(edited, place, replace(block, title=title, level=rng.randint(1, 3)))


EDITS = (
    edit_words,
    edit_words,
    edit_sentences,
    mark,
    split,
    merge,
    move,
    delete,
    reattribute,
    duplicate,
    insert,
    change_type,
    retitle,
)
