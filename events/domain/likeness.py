"""How much two blocks have in common, for Chinese and for spaced scripts alike.

Words are compared as corrected and as printed, without white space, markup and
remarks. The measure is the number of neighbouring pairs of tokens that both
hold, where a token is one character of Chinese or Japanese, or one word of any
other script; the beginning and the end of a text count as tokens, so that turns
of one or two characters can be compared too.
"""

import re
from functools import cached_property
from operator import add

from events.transcript.document import Block, Section, Turn
from events.transcript.marks import corrected, printed

HAN = "\u2e80-\u2fdf\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[{HAN}]|[^\\W_{HAN}]+")
_SPACED = re.compile(f"[^\\W_{HAN}]")  # a letter of a script with spaces
_BETWEEN = re.compile(r"[\W_]+")

CLAUSE = 4  # characters from which a clause tells one text from others
SHINGLE = 6  # characters that stand together nowhere by chance
SHORT = 6  # tokens up to which a turn says little about itself


class Reading:
    """The words of one block, each form of them made when it is asked for."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.raw = block.title if isinstance(block, Section) else block.text

    @property
    def said(self) -> tuple[type, str, str]:
        """Kind of block, voice and markup: what makes two blocks the same."""
        return (type(self.block), self.voice, self.raw)

    @property
    def voice(self) -> str:
        return self.block.voice if isinstance(self.block, Turn) else ""

    @cached_property
    def text(self) -> str:
        return corrected(self.raw, reveal=True)

    @cached_property
    def words(self) -> str:
        """As corrected, without white space."""
        return "".join(self.text.split())

    @cached_property
    def printed(self) -> str:
        """As printed, without white space."""
        if "{" not in self.raw:
            return self.words
        return "".join(printed(self.raw, reveal=True).split())

    @cached_property
    def letters(self) -> str:
        """As corrected, without punctuation, in one case."""
        return _BETWEEN.sub("", self.text).casefold()

    @cached_property
    def clauses(self) -> set[str]:
        """What stands between punctuation, where it is long enough to tell."""
        pieces = _BETWEEN.split(self.words)
        return {piece for piece in pieces if len(piece) >= CLAUSE}

    @cached_property
    def shingles(self) -> set[str]:
        """Every run of ``SHINGLE`` letters."""
        return _runs(self.letters, 1)

    @cached_property
    def sample(self) -> set[str]:
        """Some of the shingles, enough to be found by."""
        return _runs(self.letters, SHINGLE // 2)

    @cached_property
    def pairs(self) -> set[str]:
        """Neighbouring tokens of both readings, joined."""
        found = _pairs(self.letters, self.text)
        if "{" in self.raw:
            text = printed(self.raw, reveal=True)
            found |= _pairs(_BETWEEN.sub("", text).casefold(), text)
        return found


def _runs(letters: str, step: int) -> set[str]:
    ends = range(SHINGLE, len(letters) + 1, step)
    return {letters[end - SHINGLE : end] for end in ends}


def _pairs(letters: str, text: str) -> set[str]:
    tokens = letters
    if _SPACED.search(letters):
        tokens = _TOKEN.findall(text.casefold())
    return set(map(add, ("\n", *tokens), (*tokens, "\n")))


def likeness(one: Reading, other: Reading, *, apart: bool = False) -> float:
    """Pairs of tokens in common, 0 where the two are not one text edited.

    Either text may hold the other, as where a turn is split or merged. ``apart``
    asks for more, since the two do not stand in the same place. Another voice or
    another kind of block counts a little against it.
    """
    shared = len(one.pairs & other.pairs)
    smaller, larger = sorted((len(one.pairs), len(other.pairs)))
    alike = 2 * shared / (smaller + larger)
    within = shared / smaller if shared >= 4 else 0.0
    if alike < (0.5 if apart else 0.3) and within < (0.7 if apart else 0.6):
        return 0.0
    return shared * kinship(one, other)


def is_edited(one: Reading, other: Reading) -> bool:
    """Tell whether one is the other with a passage changed; at once.

    True where beginning and end that both share are half of the longer text.
    """
    shorter, longer = sorted((one.words, other.words), key=len)
    start = _shared(shorter, longer)
    end = _shared(shorter[start:][::-1], longer[::-1])
    return 2 * (start + end) >= len(longer)


def _shared(shorter: str, longer: str) -> int:
    """Length of the beginning that both have; by halving."""
    low, high = 0, len(shorter)
    while low < high:
        middle = (low + high + 1) // 2
        if longer.startswith(shorter[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def kinship(one: Reading, other: Reading) -> float:
    """1 for the same voice and kind of block, else a little less."""
    if type(one.block) is not type(other.block):
        return 0.9
    return 1.0 if one.voice == other.voice else 0.95


def is_part(part: Reading, whole: Reading, first: Reading) -> bool:
    """Tell whether ``part`` holds words of ``whole`` that ``first`` has not kept."""
    of_whole = part.pairs & whole.pairs
    of_rest = of_whole - first.pairs
    enough = len(part.pairs)
    return len(of_whole) >= 0.6 * enough and len(of_rest) >= 0.3 * enough


def replaceable(one: Reading, other: Reading) -> bool:
    """Tell whether one may be the other when nothing else stands in its place.

    A heading is its place, and so is a remark of a word or two by the same
    voice; longer texts must have something in common.
    """
    if type(one.block) is not type(other.block) or one.voice != other.voice:
        return False
    if isinstance(one.block, Section):
        return True
    most = max(len(one.pairs), len(other.pairs))
    return most <= SHORT + 1 or len(one.pairs & other.pairs) >= 0.15 * most
