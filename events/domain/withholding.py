"""Today's withholding on an older state of a transcript.

A release keeps its text, but words that are withheld today are read in none.
Words move: the passage withheld in one turn today may have stood in another
when the release was made. So each secret is looked for in every block that has
changed since; a block that still reads as it does today is as public as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from events.transcript import marks
from events.transcript.document import Block, Document, Section, Turn, Voice
from events.transcript.inline import Scanner

_BLANK = f"{{=={marks.WITHHELD}==}}"
_PASSAGE = "\uffff"  # no text may hold it
_GRAM = 4  # characters
# Shorter words occur anywhere; they are looked for only where they may be from.
LONG = 8


@dataclass(frozen=True, slots=True)
class TodaysBlock:
    """What a block says today; ``withheld`` is the ISO day, or None."""

    text: str
    withheld: str | None = None
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Words that left while withheld, or a label while it was not shown.

    ``revision`` is the number of the first one without it.
    """

    revision: int
    ref: str = ""
    text: str = ""
    label: str = ""
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """The current transcript by ref, and names for voices that are not shown.

    ``removed_withheld`` are refs of blocks that were withheld when they went,
    ``left`` is what went of blocks that may stand yet, oldest first.
    """

    blocks: dict[str, TodaysBlock]
    shown_as: dict[str, str] = field(default_factory=dict)
    removed_withheld: frozenset[str] = frozenset()
    left: Sequence[Left] = ()

    def for_revision(self, number: int) -> "Today":
        """Without what had left the transcript by the revision of this number."""
        return replace(self, left=[one for one in self.left if one.revision > number])


@dataclass(frozen=True, slots=True)
class _Secret:
    ref: str  # of the block that holds it today
    markup: str
    words: frozenset[str]  # its readings without white space


def withhold_as_today(document: Document, today: Today) -> Document:
    """The Document without what is withheld today, or was withheld in it."""
    secrets = list(_secrets(today))
    standing = {block.ref for block in document.blocks}
    changed = {
        block.ref: block
        for block in document.blocks
        if block.ref not in today.blocks or today.blocks[block.ref].text != _text(block)
    }
    gone = changed.keys() - today.blocks.keys()
    suspects = _suspects(changed, secrets, gone) if secrets else {}
    blocks = tuple(
        _withhold(block, today, secrets, suspects, standing)
        for block in document.blocks
    )
    return replace(document, blocks=blocks, voices=_voices(document, today))


def _secrets(today: Today) -> Iterator[_Secret]:
    for ref, block in today.blocks.items():
        for part in withheld_parts(block.text, block.withheld):
            if words := words_of(part):
                yield _Secret(ref, part, words)
    for left in today.left:
        if words := words_of(left.text):
            yield _Secret(left.ref, left.text, words)


def withheld_parts(text: str, withheld: str | None) -> list[str]:
    """Markup of what is withheld in a block: all of it, or passages."""
    return _passages(text) if withheld is None else [text]


def words_of(markup: str) -> frozenset[str]:
    """Both readings of withheld markup, without white space."""
    return frozenset(filter(None, _readings(markup)))


def open_words(text: str, withheld: str | None) -> str:
    """Both readings of what a block does not withhold, without white space."""
    return "" if withheld is not None else "\n".join(_readings(text, reveal=False))


def _passages(text: str) -> list[str]:
    """Markup of the withheld passages, without the marks around them."""
    if "{==" not in text:
        return []
    found = []
    for paragraph in text.split("\n\n"):
        scanner = Scanner(paragraph)
        scanner.scan()
        for kind, start, end in scanner.spans:
            if kind == "withheld":
                found.append(paragraph[start + 3 : end].removesuffix("==}"))
    return found


def _readings(text: str, *, reveal: bool = True) -> tuple[str, str]:
    """Corrected and printed words without white space."""
    return tuple(
        "".join(read(text, withheld=_PASSAGE, reveal=reveal).split())
        for read in (marks.corrected, marks.printed)
    )


def _withhold(
    block: Block,
    today: Today,
    secrets: list[_Secret],
    suspects: dict[str, dict[int, bool]],
    standing: set[str],
) -> Block:
    current = today.blocks.get(block.ref)
    if block.withheld is not None:
        return block
    if current is not None and current.withheld is not None:
        return replace(block, withheld=current.withheld)
    if current is None and block.ref in today.removed_withheld:
        return _blank(block)
    text = _text(block)
    if not secrets or (current is not None and current.text == text):
        return block
    for number, is_like in suspects.get(block.ref, {}).items():
        secret = secrets[number]
        is_own = secret.ref == block.ref
        is_near = is_own or current is None or secret.ref not in standing
        if not is_near and max(map(len, secret.words)) < LONG:
            continue
        hidden = _hide(text, secret)
        if hidden is None or (hidden == text and is_like):
            return _blank(block)
        if is_own and hidden == text and not _hides(text, secret):
            return _blank(block)
        text = hidden
    return _with_text(block, text) if text != _text(block) else block


def _hide(text: str, secret: _Secret) -> str | None:
    """Put the secret between marks wherever it stands; None if that fails."""
    if not _shows(text, secret):
        return text
    written = {secret.markup, *secret.words}
    for part in sorted(written, key=len, reverse=True):
        text = "\n\n".join(_mark(one, part) for one in text.split("\n\n"))
    return None if _shows(text, secret) else text


def _shows(text: str, secret: _Secret) -> bool:
    return any(
        words in reading
        for words in secret.words
        for reading in _readings(text, reveal=False)
    )


def _hides(text: str, secret: _Secret) -> bool:
    """Whether the text withholds these very words already."""
    held = {words for part in _passages(text) for words in _readings(part)}
    return not secret.words.isdisjoint(held)


def _mark(paragraph: str, part: str) -> str:
    """Mark each occurrence that touches no other mark."""
    if part not in paragraph:
        return paragraph
    scanner = Scanner(paragraph)
    scanner.scan()
    pieces, position = [], 0
    while (start := paragraph.find(part, position)) >= 0:
        end = start + len(part)
        free = all(end <= first or start >= last for _, first, last in scanner.spans)
        found = f"{{=={part}==}}" if free else part
        pieces += [paragraph[position:start], found]
        position = end
    return "".join([*pieces, paragraph[position:]])


def _suspects(
    blocks: dict[str, Block], secrets: list[_Secret], gone: set[str]
) -> dict[str, dict[int, bool]]:
    """By ref, which secrets a block may hold, by number, in ascending order.

    True tells that it is like an earlier wording: one of the two has half of
    the other's words. Of blocks that still stand, a few words in common are no
    sign.
    """
    places: dict[str, set[str]] = defaultdict(set)
    sizes: dict[str, int] = {}
    for ref, block in blocks.items():
        corrected, printed = _readings(_text(block), reveal=False)
        grams = _grams(corrected)
        sizes[ref] = len(grams)
        for gram in grams if printed == corrected else grams | _grams(printed):
            places[gram].add(ref)
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for number, secret in enumerate(secrets):
        grams = set().union(*map(_grams, secret.words))
        shared = Counter(ref for gram in grams for ref in places.get(gram, ()))
        if min(map(len, secret.words)) < _GRAM:  # too short for the index
            shared |= Counter(dict.fromkeys(blocks, 1))
        for ref, common in shared.items():
            enough = 1 if ref in gone else LONG - _GRAM + 1
            half = min(len(grams), sizes[ref]) / 2
            found[ref][number] = bool(grams) and common >= max(enough, half)
        if secret.ref in blocks:
            found[secret.ref].setdefault(number, False)
    return found


def _grams(words: str) -> set[str]:
    return {words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1)}


def _voices(document: Document, today: Today) -> tuple[Voice, ...]:
    """Voices under the names that today's pages give them."""
    labels = {voice.label for voice in document.voices}
    left = {one.label: one.shown_as for one in today.left if one.label}
    shown_as = left | today.shown_as
    turns = {one.ref: one.label for one in today.left if one.label}
    now: dict[str, Counter] = defaultdict(Counter)
    then: dict[str, Counter] = defaultdict(Counter)  # labels that were not shown
    for block in document.blocks:
        current = today.blocks.get(block.ref)
        if not isinstance(block, Turn):
            continue
        if current is not None and current.voice:
            now[block.voice][current.voice] += 1
        if block.ref in turns:
            then[block.voice][turns[block.ref]] += 1
    voices = []
    for voice in document.voices:
        label = voice.label
        if label not in shown_as and then[label]:
            label = then[label].most_common(1)[0][0]
        elif label not in shown_as and now[label]:
            label = now[label].most_common(1)[0][0]
            label = voice.label if label in labels else label  # another one's
        name = shown_as.get(label) or voice.shown_as
        voices.append(replace(voice, shown_as=name))
    return tuple(voices)


def _text(block: Block) -> str:
    return block.title if isinstance(block, Section) else block.text


def _with_text(block: Block, text: str) -> Block:
    if isinstance(block, Section):
        return replace(block, title=text)
    return replace(block, text=text)


def _blank(block: Block) -> Block:
    """The block with all its words withheld, since nobody knows which day."""
    if isinstance(block, Turn):
        block = replace(block, printed_label="", tags=())
    return _with_text(block, _BLANK)
