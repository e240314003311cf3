"""Document -> text form, in the one canonical way."""

from collections.abc import Iterator

from .attributes import note_kind, write_attributes
from .document import Document, Note, Section, Turn
from .emitter import write_front_matter
from .inference import Inference
from .refs import assign_refs
from .structure import (
    Labels,
    colon_for,
    escape_line,
    escape_opening,
    escape_paragraph,
    is_bracketed,
    leading_group,
    trailing_group,
)


def serialize(document: Document, *, refs: bool = True) -> str:
    """Write ``document`` so that ``parse`` reads the same Document again.

    With ``refs`` false, refs are left out except at both ends of a reply that
    cannot be inferred. Where the turn that such a reply points to has no ref,
    the ref that ``assign_refs`` would give it is written: so the equality
    ``parse(serialize(d))[0] == d`` holds for documents whose explicit reply
    targets have refs, and up to those refs for all others.
    """
    blocks = "\n\n".join(_Writer(document, refs).blocks())
    parts = [write_front_matter(document), f"{blocks}\n" if blocks else ""]
    return "\n".join(filter(None, parts))


class _Writer:
    def __init__(self, document: Document, refs: bool):
        self.document = document
        self.labels = Labels(voice.label for voice in document.voices)
        self.colon = colon_for(document.language)
        self.kinds: dict[int, str] = {}  # kinds that must be written
        self.replies: set[int] = set()  # blocks whose replies must be written
        self._infer()
        self.refs = self._refs(refs)

    def _infer(self) -> None:
        inference = Inference(self.document.voices)
        for index, block in enumerate(self.document.blocks):
            if isinstance(block, Section):
                inference.heading()
            if not isinstance(block, Turn):
                continue
            if block.kind != inference.kind(block.voice):
                self.kinds[index] = block.kind
            if not inference.agrees(block.voice, block.kind, block.replies_to):
                self.replies.add(index)
            inference.settle(index, block.voice, block.kind, block.replies_to)

    def _refs(self, refs: bool) -> dict[int, str]:
        """The refs to write, by block index."""
        blocks = self.document.blocks
        ends = {target for i in self.replies for target in blocks[i].replies_to}
        named = blocks
        if any(not blocks[target].ref for target in ends):
            named = assign_refs(self.document).blocks
        shown = {target: named[target].ref for target in ends}
        ends.update(i for i in self.replies if blocks[i].replies_to)
        for index, block in enumerate(blocks):
            if block.ref and (refs or index in ends):
                shown[index] = block.ref
        return shown

    def blocks(self) -> Iterator[str]:
        for index, block in enumerate(self.document.blocks):
            if isinstance(block, Section):
                yield self._section(index, block)
            elif isinstance(block, Turn):
                yield self._turn(index, block)
            else:
                yield self._note(index, block)

    def _section(self, index: int, section: Section) -> str:
        group = write_attributes(section, ref=self.refs.get(index, ""))
        if not group and trailing_group(section.title) is not None:
            group = "{}"
        words = ["#" * section.level, section.title, group]
        return " ".join(filter(None, words))

    def _note(self, index: int, note: Note) -> str:
        kind = note_kind(note)
        group = write_attributes(note, ref=self.refs.get(index, ""), kind=kind)
        if not group and is_bracketed(note.text) and "\n\n" not in note.text:
            first, *others = note.text.split("\n")
            if self.labels.head(first) is None:
                return "\n".join([first, *map(escape_line, others)])
        if not group and leading_group(note.text):
            group = "{}"
        text = f"{group} {note.text}" if group else note.text
        return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))

    def _turn(self, index: int, turn: Turn) -> str:
        head = self._head(index, turn)
        first, *others = turn.text.split("\n\n")
        paragraphs = [head + escape_opening(head, first, self.labels)]
        paragraphs.extend(escape_paragraph(p, self.labels) for p in others)
        return "\n\n".join(paragraphs)

    def _head(self, index: int, turn: Turn) -> str:
        replies = None
        if index in self.replies:
            replies = [self.refs[target] for target in turn.replies_to]
        group = write_attributes(
            turn,
            ref=self.refs.get(index, ""),
            kind=self.kinds.get(index, ""),
            replies=replies,
        )
        if not group:
            return f"{turn.voice}{self.colon}"
        head = f"{turn.voice} {group}{self.colon}"
        found = self.labels.head(head)
        if found is None or found.label != turn.voice:
            # A longer label looks like this one with attributes; no label
            # contains two blanks in a row.
            head = f"{turn.voice}  {group}{self.colon}"
        return head
