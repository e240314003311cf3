"""Two editors' versions of one transcript, joined; nobody's words are lost.

What the merge promises:

- What only one of the two changed is as that one has it. What both changed in
  the same way is so. ``merge(b, m, b) == m``, ``merge(b, b, t) == t`` and
  ``merge(b, x, x) == x``.
- Blocks are the same where their refs are. Insertions, moves, and deletions of
  what the other left alone merge by themselves. So do changes of different
  fields of a block, of different passages of its text (with a character that
  both left alone, or in spaced scripts a word or blank, between them), and of
  different fields of the front matter, of a voice, a contributor or a source.
  Tags, people behind a voice and links of answers to questions merge as sets;
  start and end are one field.
- Where one split a turn and the other edited it, the edits go to the parts.
- All else is a conflict: two changes of the same words or the same field, a
  block that one changed and the other removed, or that both moved apart. Until
  somebody decides, the document holds theirs there, which is what is saved;
  mine is in the conflict.
- Every word that either added is in the document or in a conflict, whoever of
  the two is called mine.
- The document is valid. A join that would break a mark of correction, uncover a
  withheld passage, or make a text that no Document can hold, is a conflict.
- A link to a question that the other removed goes with it. A voice that one
  removed while the other used it stays.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from events.domain.alignment import carry_refs
from events.domain.merge_blocks import BlockMerge
from events.domain.merge_fields import Change, Choice, Conflict, Decisions, Own, Spot
from events.domain.merge_front import merge_front
from events.transcript.document import Block, Document, Turn, Voice
from events.transcript.refs import assign_refs

__all__ = ["Change", "Choice", "Conflict", "Merged", "Own", "merge", "resolve"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The joined document, what is undecided, and what came from whom.

    ``changes`` tell of the document as it is, so not of the losing side of a
    conflict.
    """

    document: Document
    conflicts: tuple[Conflict, ...]
    changes: tuple[Change, ...]
    base: Document
    mine: Document
    theirs: Document
    choices: Mapping[str, Choice]

    def count(self, by: str) -> Counter[str]:
        """How many blocks were "added", "changed", "moved", "removed" by whom.

        ``by`` is "mine", "theirs" or "both"; the front matter is counted as
        "front", by field.
        """
        seen = {
            (change.ref or change.index, change.what)
            for change in self.changes
            if change.by == by and change.what != "front"
        }
        counts = Counter(what for _block, what in seen)
        counts["front"] = sum(
            change.by == by and change.what == "front" for change in self.changes
        )
        return +counts


def merge(base: Document, mine: Document, theirs: Document) -> Merged:
    """Join what ``mine`` and ``theirs`` did to ``base``; theirs is what is saved.

    Blocks of ``mine`` and ``theirs`` that lack a ref get that of the block of
    ``base`` that they are, if they are one.
    """
    return _merge(base, mine, theirs, {})


def resolve(merged: Merged, choices: Mapping[str, Choice]) -> Merged:
    """Decide conflicts by their key: "mine", "theirs" or ``Own(value)``.

    What is not chosen stays open. Raises KeyError for a key that is no conflict
    of ``merged``, ValueError for a value that a Document cannot hold.
    """
    known = {conflict.key for conflict in merged.conflicts}
    unknown = [key for key in choices if key not in known]
    if unknown:
        raise KeyError(f"There is no conflict {', '.join(sorted(unknown))}.")
    chosen = {**merged.choices, **choices}
    return _merge(merged.base, merged.mine, merged.theirs, chosen)


def _merge(
    base: Document, mine: Document, theirs: Document, choices: Mapping[str, Choice]
) -> Merged:
    if any(not block.ref for block in base.blocks):
        taken = {b.ref for side in (mine, theirs) for b in side.blocks}
        base = assign_refs(base, taken=taken - {""})
    ours, others = (
        carry_refs(base, side) if any(not b.ref for b in side.blocks) else side
        for side in (mine, theirs)
    )
    decisions = Decisions(choices)
    front = merge_front(base, ours, others, decisions)
    blocks = BlockMerge(base, ours, others, decisions).joined()
    front["voices"] += _voices_still_used(front["voices"], blocks, others, ours, base)
    try:
        document = Document(**front, blocks=tuple(blocks.values()))
    except ValueError:
        if any(isinstance(choice, Own) for choice in choices.values()):
            raise
        # The front matter of both together is too long.
        decisions = Decisions(choices)
        document = decisions.dispute(Spot(), "document", base, mine, theirs)
        blocks = {}
    places = {id_: index for index, id_ in enumerate(blocks)}
    return Merged(
        document=document,
        conflicts=tuple(
            replace(item, index=places.get(id_)) for id_, item in decisions.conflicts
        ),
        changes=tuple(
            replace(item, index=places.get(id_)) for id_, item in decisions.changes
        ),
        base=base,
        mine=mine,
        theirs=theirs,
        choices=choices,
    )


def _voices_still_used(
    voices: tuple[Voice, ...], blocks: Mapping[Hashable, Block], *sides: Document
) -> tuple[Voice, ...]:
    """Voices of turns that stay, which somebody removed."""
    declared = {voice.label for voice in voices}
    used = dict.fromkeys(b.voice for b in blocks.values() if isinstance(b, Turn))
    known = {v.label: v for side in reversed(sides) for v in side.voices}
    missing = [label for label in used if label not in declared]
    unknown = [label for label in missing if label not in known]
    if unknown:
        raise ValueError(f"The voice {unknown[0]!r} is not declared.")
    return tuple(known[label] for label in missing)
