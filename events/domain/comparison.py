"""Two versions of a text, character by character."""

import re
from itertools import groupby
from operator import itemgetter

from diff_match_patch import diff_match_patch

# What belongs to the character before it: marks that combine, the selectors
# that tell the forms of a rare character apart, skin colours, joined pictures.
_JOINED = "\u0300-\u036f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINED += "\U0001f3fb-\U0001f3ff"
_BELONGS = re.compile(f"[{_JOINED}\u200d]")
_CHARACTER = re.compile(f".[{_JOINED}]*(?:\u200d.[{_JOINED}]*)*", re.DOTALL)
_NEAR = 200  # characters
_STAND_INS = 0xF0000  # from here on, planes that hold no characters of their own
_KINDS = {-1: "old", 0: "same", 1: "new"}

Pieces = list[tuple[str, str]]


class _Comparer(diff_match_patch):
    """The library's, without what takes minutes where words repeat."""

    def diff_halfMatch(self, text1, text2):
        return None

    def diff_cleanupSemanticLossless(self, diffs):
        """Move a change to a better place, but not further than ``_NEAR``."""
        diffs[:] = [
            (sign, part)
            for sign, words in diffs
            for part in (_ends(words) if sign == self.DIFF_EQUAL else (words,))
            if part
        ]
        super().diff_cleanupSemanticLossless(diffs)

    def diff_commonOverlap(self, text1, text2):
        return super().diff_commonOverlap(text1[-_NEAR:], text2[:_NEAR])


def _ends(words: str) -> tuple[str, ...]:
    if len(words) <= 2 * _NEAR:
        return (words,)
    return words[:_NEAR], words[_NEAR:-_NEAR], words[-_NEAR:]


def compare(old: str, new: str, *, seconds: float = 0.5) -> Pieces:
    """Pieces of both texts as pairs ("same", "old" or "new", words).

    The old pieces of a change stand before the new ones. Changes that lie so
    close together that they are one to a reader are shown as one. After
    ``seconds`` what is not compared yet is shown as one change.
    """
    if old == new:
        return [("same", old)] if old else []
    letters: dict[str, str] = {}
    if _BELONGS.search(old) or _BELONGS.search(new):
        old, new = (_stand_in(text, letters) for text in (old, new))
    comparer = _Comparer()
    comparer.Diff_Timeout = max(seconds, 0.001)  # 0 would mean for ever
    found = comparer.diff_main(old, new)
    comparer.diff_cleanupSemantic(found)
    whole = {stand_in: character for character, stand_in in letters.items()}
    pieces: Pieces = []
    for sign, parts in groupby(found, key=itemgetter(0)):
        words = "".join(part for _sign, part in parts)
        if whole:
            words = "".join(whole.get(one, one) for one in words)
        pieces.append((_KINDS[sign], words))
    return pieces


def _stand_in(text: str, letters: dict[str, str]) -> str:
    """One code point for each character that is written with several."""
    return "".join(
        character
        if len(character) == 1
        else letters.setdefault(character, chr(_STAND_INS + len(letters)))
        for character in _CHARACTER.findall(text)
    )
