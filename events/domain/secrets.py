"""Remembers what is hidden when it leaves a transcript, for older releases.

Today's transcript tells what releases must not show. Words deleted after they
were withheld stand in it no more, nor does a voice that was shown under another
name once it is removed or relabelled: so both are written down when they go.
What an editor puts back in the open is forgotten.
"""

from collections.abc import Iterator, Mapping

from events.domain.withholding import (
    LONG,
    open_words,
    withheld_parts,
    words_of,
)
from events.models import Event, Secret
from events.transcript.document import Block, Document, Section

# For every removed ref the ref it leads to, and whether its words are there.
Heirs = Mapping[str, tuple[str | None, bool]]


def remember(
    event: Event, before: Document, after: Document, heirs: Heirs, revision: int
) -> None:
    """Write down what left with this revision, in at most four queries.

    An event without releases has none that could show it.
    """
    if not event.releases.exists():
        return
    change = _Change(before, after, heirs)
    kept = list(event.secrets.all())
    open_again = [row.pk for row in kept if change.opens(row)]
    if open_again:
        event.secrets.filter(pk__in=open_again).delete()
    known = {(row.ref, row.text, row.label) for row in kept if row.pk not in open_again}
    left = [*change.words_that_left(), *change.voices_that_left()]
    new = {(row.ref, row.text, row.label): row for row in left}
    for row in new.values():
        row.event, row.revision = event, revision
    Secret.objects.bulk_create(row for key, row in new.items() if key not in known)


class _Change:
    """What two states of a transcript hide, and what the later one opens."""

    def __init__(self, before: Document, after: Document, heirs: Heirs) -> None:
        self.heirs = heirs
        self.old = {block.ref: block for block in before.blocks}
        self.new = {block.ref: block for block in after.blocks}
        self.old_names = {voice.label: voice.shown_as for voice in before.voices}
        self.new_names = {voice.label: voice.shown_as for voice in after.voices}
        self.changed = [
            ref
            for ref, block in self.new.items()
            if ref not in self.old or _said(block) != _said(self.old[ref])
        ]
        self.shown: dict[tuple[bool, str], str] = {}

    def words_that_left(self) -> Iterator[Secret]:
        for ref, block in self.old.items():
            now = self.new.get(ref)
            if now is not None and _said(now) == _said(block):
                continue
            held = [words for part in _parts(now) for words in words_of(part)]
            for part in _parts(block):
                words = words_of(part)
                stays = all(any(one in each for each in held) for one in words)
                if words and not stays and not self.is_open(ref, words):
                    yield Secret(ref=ref, text=part)

    def voices_that_left(self) -> Iterator[Secret]:
        hidden = {label: name for label, name in self.old_names.items() if name}
        for label, name in hidden.items():
            if label not in self.new_names:
                yield Secret(label=label, shown_as=name)
        for ref, block in self.old.items():
            label = getattr(block, "voice", "")
            now = getattr(self.new.get(ref), "voice", None)
            if label in hidden and now != label and self.new_names.get(label) != "":
                yield Secret(ref=ref, label=label, shown_as=hidden[label])

    def opens(self, row: Secret) -> bool:
        """Whether the words, or the label, are shown now and were not before."""
        if row.label:
            was, now = self.old_names.get(row.label), self.new_names.get(row.label)
            return now == "" and was != ""
        words = words_of(row.text)
        places = self.changed if max(map(len, words)) >= LONG else [row.ref]
        return any(self.gains(ref, words) for ref in places)

    def is_open(self, ref: str, words: frozenset[str]) -> bool:
        """Whether words that were withheld here are shown in their place."""
        if self.gains(ref, words):
            return True
        heir, moved = self.heirs.get(ref, (None, False))
        return moved and heir is not None and self.gains(heir, words, ref)

    def gains(self, ref: str, words: frozenset[str], origin: str = "") -> bool:
        """Whether the block shows all the words more often than it did.

        What ``origin`` showed may have come with it.
        """
        now = self.open(ref, is_new=True)
        was = [self.open(one, is_new=False) for one in (ref, origin)]
        return all(
            now.count(one) > sum(text.count(one) for text in was) for one in words
        )

    def open(self, ref: str, *, is_new: bool) -> str:
        """What a block shows in one of the states; each is read once."""
        if (is_new, ref) not in self.shown:
            block = (self.new if is_new else self.old).get(ref)
            self.shown[is_new, ref] = open_words(*_said(block)) if block else ""
        return self.shown[is_new, ref]


def _said(block: Block) -> tuple[str, str | None]:
    text = block.title if isinstance(block, Section) else block.text
    return text, block.withheld


def _parts(block: Block | None) -> list[str]:
    return withheld_parts(*_said(block)) if block else []
