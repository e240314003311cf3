"""What became of each passage of a source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the transcript.

    ``part`` is "text" (of a turn or note), "heading", "as" (a turn's printed
    label), "label" (its voice's label) or, with ``block`` None, the name of a
    field of the front matter: "credit" and "role_printed" of the voice whose
    label is ``owner``, "name" of a contributor and "publication" of a source,
    ``owner`` being the role or relation; else a field of the Document.
    ``start`` and ``end`` count code points in the printed reading of the part,
    withheld words included (``marks.printed(text, reveal=True)``). The colon
    after a label is the label's last character.
    """

    part: str
    start: int
    end: int
    block: int | None = None
    ref: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the source: offsets in code points, no blanks at the edges."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage of the source and the one place where it stands."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Repeat:
    """16 characters or more that stand unequally often on both sides.

    If ``missing``, the source has them once more: the passage is in
    ``Coverage.missing`` although its words stand at ``place``, which serves
    another passage. If not, the transcript has them once more: the passage is
    placed, and ``place`` is the further one, in ``Coverage.added``.
    """

    start: int
    end: int
    place: Place
    missing: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of each character of a source.

    Every character that counts is in exactly one passage of ``placed`` or
    ``missing``, both in the source's order; ``characters`` is their number.
    ``added`` and ``editorial`` are in the transcript's order: what a block
    claims as printed but the source lacks, and editor's notes.
    """

    placed: tuple[Placed, ...] = ()
    missing: tuple[Span, ...] = ()
    added: tuple[Place, ...] = ()
    editorial: tuple[Place, ...] = ()
    repeated: tuple[Repeat, ...] = ()
    characters: int = 0
    missing_characters: int = 0

    @property
    def share(self) -> float:
        """Placed characters over all; 1.0 exactly if nothing is missing.

        Round it down for showing: 100 % is said of a whole source only.
        """
        if not self.missing_characters:
            return 1.0
        return 1 - self.missing_characters / self.characters
