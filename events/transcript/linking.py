"""Drafts of blocks -> blocks: unique refs, replies by index, kinds inferred."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import marks
from .attributes import Attributes
from .document import Block, Note, Section, Turn, Voice
from .inference import Inference


@dataclass(slots=True)
class Draft:
    """A block while it is read; each paragraph with its line and column."""

    kind: str  # "section", "turn" or "note"
    line: int
    column: int = 1
    attributes: Attributes = field(default_factory=Attributes)
    voice: str = ""
    level: int = 1
    paragraphs: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join([text for _, _, text in self.paragraphs])

    def add(self, line: int, column: int, text: str) -> None:
        if text:
            self.paragraphs.append((line, column, text))


def resolve(drafts: list[Draft], voices: Iterable[Voice], report) -> tuple[Block, ...]:
    """Make blocks of drafts: unique refs, replies by index, kinds inferred."""
    by_ref: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        ref = draft.attributes.ref
        if ref in by_ref:
            first = drafts[by_ref[ref]].line
            report("duplicate-ref", draft.line, draft.column, words=ref, first=first)
            draft.attributes.ref = ""
        elif ref:
            by_ref[ref] = index
        marks.report_faults(draft.paragraphs, report)
    inference = Inference(voices)
    blocks: list[Block] = []
    for index, draft in enumerate(drafts):
        if draft.kind == "section":
            inference.heading()
            blocks.append(Section(draft.text, draft.level, **draft.attributes.common()))
        elif draft.kind == "note":
            kind = draft.attributes.kind or "stage"
            blocks.append(Note(draft.text, kind, **draft.attributes.common()))
        else:
            blocks.append(_turn(index, draft, drafts, by_ref, inference, report))
    return tuple(blocks)


def _turn(index: int, draft: Draft, drafts, by_ref, inference, report) -> Turn:
    attributes = draft.attributes
    kind = attributes.kind or inference.kind(draft.voice)
    if attributes.replies is None:
        replies = inference.replies(draft.voice, kind)
    else:
        replies = _replies(index, draft, drafts, by_ref, report)
    inference.settle(index, draft.voice, kind, replies)
    return Turn(
        voice=draft.voice,
        text=draft.text,
        kind=kind,
        replies_to=replies,
        printed_label=attributes.printed_label,
        tags=tuple(attributes.tags),
        **attributes.common(),
    )


def _replies(index: int, draft: Draft, drafts, by_ref, report) -> tuple[int, ...]:
    found = set()
    for ref, column in draft.attributes.replies:
        target = by_ref.get(ref)
        if target is None:
            report("unknown-ref", draft.line, column, words=ref)
        elif target == index:
            report("self-reply", draft.line, column, words=ref)
        elif drafts[target].kind != "turn":
            report("reply-to-no-turn", draft.line, column, words=ref)
        else:
            found.add(target)
    return tuple(sorted(found))
