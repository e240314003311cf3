"""Two versions of a text, character by character."""

from difflib import SequenceMatcher

# Beyond this many characters the middle is shown as one change: the exact
# comparison takes time that grows with the square.
_MOST = 6000


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces of both texts as pairs ("same", "old" or "new", words)."""
    head = _common(old, new)
    rest_old, rest_new = old[head:], new[head:]
    tail = _common(rest_old[::-1], rest_new[::-1])
    cut_old = rest_old[: len(rest_old) - tail]
    cut_new = rest_new[: len(rest_new) - tail]
    pieces = [("same", old[:head]), *_middle(cut_old, cut_new)]
    pieces.append(("same", rest_old[len(rest_old) - tail :]))
    return [(kind, words) for kind, words in pieces if words]


def _middle(old: str, new: str) -> list[tuple[str, str]]:
    if len(old) + len(new) > _MOST:
        return [("old", old), ("new", new)]
    pieces = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, a, b, c, d in matcher.get_opcodes():
        if old[a:b] == new[c:d]:
            pieces.append(("same", old[a:b]))
        else:
            pieces += [("old", old[a:b]), ("new", new[c:d])]
    return pieces


def _common(first: str, second: str) -> int:
    """Length of the common beginning."""
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length
