"""Refs: the short stable names that addresses of blocks are made of."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import replace
from hashlib import blake2b

from .document import Block, Document, Note, Section
from .validation import is_ref

__all__ = ["assign_refs", "is_ref", "make_ref"]

_ALPHABET = "abcdefghijklmnopqrstuvwxyz23456789"


def make_ref(seed: str, taken: Container[str] = ()) -> str:
    """Return the first ref derived from ``seed`` that is not ``taken``.

    Six of a-z and 2-9, at least one of them a digit, so that no ref is a word.
    """
    attempt = 0
    while True:
        data = f"{attempt}\n{seed}".encode()
        number = int.from_bytes(blake2b(data, digest_size=8).digest(), "big")
        letters = []
        for _ in range(6):
            number, letter = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[letter])
        ref = "".join(letters)
        if is_ref(ref) and ref not in taken:
            return ref
        attempt += 1


def assign_refs(document: Document, *, taken: Iterable[str] = ()) -> Document:
    """Return ``document`` with a ref on every block; those it has are kept.

    ``taken`` are refs that no block may be given. A new ref is derived from the block's words and, among blocks with the same
    words, from its ordinal; blocks elsewhere do not change it.
    """
    used = {*taken, *(block.ref for block in document.blocks if block.ref)}
    seen: Counter[str] = Counter()
    blocks = []
    for block in document.blocks:
        content = _content(block)
        seen[content] += 1
        if not block.ref:
            ref = make_ref(f"{seen[content]}\n{content}", used)
            used.add(ref)
            block = replace(block, ref=ref)
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _content(block: Block) -> str:
    if isinstance(block, Section):
        return f"section\n{block.title}"
    if isinstance(block, Note):
        return f"note\n{block.text}"
    return f"turn\n{block.voice}\n{block.text}"
