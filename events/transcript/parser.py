"""Text form -> Document, with every Problem on the way.

Linear in the length of the text, for any text; no string makes it raise.
"""

from collections.abc import Iterable, Iterator

from .attributes import read_attributes
from .characters import clean
from .document import Document, Problem, Voice, front_matter_size
from .frontmatter import read_front_matter
from .linking import Draft, resolve
from .lookalikes import Lookalikes
from .problems import Report
from .structure import (
    Head,
    Labels,
    is_bracketed,
    is_heading,
    leading_group,
    trailing_group,
    unescape_opening,
    unescape_paragraph,
)
from .validation import MAX_FRONT_MATTER

FENCE = "---"
_DEFAULTS = {name: getattr(Document(), name) for name in Document.__dataclass_fields__}


def parse(
    text: str, *, voices: Iterable[str | Voice] = ()
) -> tuple[Document, list[Problem]]:
    """Read the text form; Problems stand in the order of the text.

    ``voices`` are declared outside the text. A voice of the front matter with
    the same label takes their place; the others follow it in the Document.
    No text raises; where a Problem is an error, words may be missing. Raises
    ValueError if ``voices`` holds a label that is none.
    """
    document, problems, _lines = parse_placed(text, voices=voices)
    return document, problems


def parse_placed(
    text: str, *, voices: Iterable[str | Voice] = ()
) -> tuple[Document, list[Problem], list[int]]:
    """As `parse`, and for each block the line, from 1, on which it begins."""
    report = Report()
    text, removed, count = clean(text)
    lines = [line.rstrip() for line in text.split("\n")]
    if removed:
        before = removed.string[: removed.start()]
        report(
            "control-character",
            before.count("\n") + 1,
            removed.start() - before.rfind("\n"),
            count=count,
            words=f"U+{ord(removed.group()):04X}",
        )
    fields, start = _front_matter(lines, report)
    fields = _within_size(fields, tuple(voices), report)
    drafts = _Body(lines, start, fields["voices"], report).read()
    document = Document(**fields, blocks=resolve(drafts, fields["voices"], report))
    return document, report.sorted(), [draft.line for draft in drafts]


def parse_bytes(
    data: bytes, *, voices: Iterable[str | Voice] = ()
) -> tuple[Document, list[Problem]]:
    """Read the text form from UTF-8, with or without a byte order mark.

    Of other bytes nothing is read: an empty Document and one Problem.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        report = Report()
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - data.rfind(b"\n", 0, fault.start)
        report("not-utf8", line, column, offset=fault.start)
        return Document(), report.sorted()
    return parse(text, voices=voices)


def _front_matter(lines: list[str], report) -> tuple[dict, int]:
    """Read the front matter; return Document's arguments and the body's start."""
    start = 0
    while start < len(lines) and not lines[start]:
        start += 1
    if start == len(lines) or lines[start] != FENCE:
        return {}, 0
    try:
        end = lines.index(FENCE, start + 1)
    except ValueError:
        report("front-matter-open", start + 1, 1)
        end = next(
            (i for i in range(start + 1, len(lines)) if not lines[i]), len(lines)
        )
    return read_front_matter(lines[start + 1 : end], start + 2, report), end + 1


def _within_size(fields: dict, outside: tuple[str | Voice, ...], report) -> dict:
    """The fields with all voices; without what was read where it is too much.

    Written out, many short values take more room than they were typed in.
    """
    choices = (
        {**fields, "voices": _merge(fields.get("voices", ()), outside)},
        {"voices": _merge((), outside)},
    )
    sizes = [front_matter_size({**_DEFAULTS, **choice}) for choice in choices]
    if sizes[0] <= MAX_FRONT_MATTER:
        return choices[0]
    report("front-matter-size", 1, 1, size=sizes[0])
    return choices[1] if sizes[1] <= MAX_FRONT_MATTER else {"voices": ()}


def _merge(
    declared: tuple[Voice, ...], outside: Iterable[str | Voice]
) -> tuple[Voice, ...]:
    merged = {voice.label: voice for voice in declared}
    for voice in outside:
        if isinstance(voice, str):
            voice = Voice(voice)
        merged.setdefault(voice.label, voice)
    return tuple(merged.values())


class _Body:
    """Cuts the lines after the front matter into drafts of blocks."""

    def __init__(self, lines: list[str], start: int, voices, report):
        self.lines = lines
        self.start = start
        self.labels = Labels(voice.label for voice in voices)
        self.lookalikes = Lookalikes(self.labels, report)
        self.report = report
        self.drafts: list[Draft] = []
        self.voice = ""
        self.voiceless = False  # the last block is a paragraph without a voice
        self.after_heading = False

    def read(self) -> list[Draft]:
        """Read all drafts; those without words are reported and left out."""
        lines = self.lines
        index = self.start
        while index < len(lines):
            line = lines[index].lstrip()
            if not line:
                index += 1
            elif is_heading(line):
                self.heading(index, line)
                index += 1
            elif line.startswith(">"):
                index = self.quote(index)
            else:
                index = self.paragraph(index)
        return [draft for draft in self.drafts if self.has_words(draft)]

    def has_words(self, draft: Draft) -> bool:
        if draft.paragraphs:
            return True
        if draft.kind == "section":
            self.report("empty-heading", draft.line, draft.column)
        elif draft.kind == "turn":
            self.report("empty-turn", draft.line, draft.column, words=draft.voice)
        else:
            self.report("empty-note", draft.line, draft.column)
        return False

    def open(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        self.voiceless = False
        return draft

    def heading(self, index: int, line: str) -> None:
        column = len(self.lines[index]) - len(line) + 1
        level = is_heading(line).end()
        title = line[level:].lstrip()
        column_of_title = column + len(line) - len(title)
        draft = self.open(Draft("section", index + 1, column, level=min(level, 3)))
        if level > 3:
            self.report("heading-level", index + 1, column, count=level)
        at = trailing_group(title)
        if at is not None:
            draft.attributes = read_attributes(
                title[at + 1 : -1],
                "heading",
                self.report,
                index + 1,
                column_of_title + at + 1,
            )
            title = title[:at].rstrip()
        draft.add(index + 1, column_of_title, title)
        self.after_heading = True

    def quote(self, index: int) -> int:
        """Read the lines of one note; return the index after it."""
        first = self.lines[index]
        draft = self.open(
            Draft("note", index + 1, len(first) - len(first.lstrip()) + 1)
        )
        rows: list[tuple[int, int, str]] = []
        while index < len(self.lines):
            line = self.lines[index].lstrip()
            if not line.startswith(">"):
                break
            row = line[1:].removeprefix(" ")
            rows.append((index + 1, len(self.lines[index]) - len(row) + 1, row))
            index += 1
        rows[0] = self.note_attributes(draft, *rows[0])
        for paragraph in _paragraphs(rows):
            draft.add(*paragraph)
        return index

    def note_attributes(
        self, draft: Draft, line: int, column: int, row: str
    ) -> tuple[int, int, str]:
        bare = row.lstrip()
        column += len(row) - len(bare)
        group = leading_group(bare)
        if group:
            draft.attributes = read_attributes(
                group[1], "note", self.report, line, column + 1
            )
            bare = bare[group.end() :]
            column += group.end()
        return line, column, bare

    def paragraph(self, index: int) -> int:
        """Read one paragraph of a turn, or a bracketed note."""
        lines = self.lines
        end = index + 1
        while end < len(lines) and lines[end]:
            if lines[end][0] in "#>" and (
                lines[end][0] == ">" or is_heading(lines[end])
            ):
                break
            end += 1
        first = lines[index].lstrip()
        column = len(lines[index]) - len(first) + 1
        rows = [first, *lines[index + 1 : end]]
        text = "\n".join(rows)
        head = self.labels.head(first)
        if head:
            self.turn(index + 1, column, head, text)
        elif is_bracketed(text):
            draft = self.open(Draft("note", index + 1, column))
            draft.add(index + 1, column, unescape_paragraph(text, self.labels))
        else:
            self.continuation(index + 1, column, text)
        self.lookalikes.inside(index + 1, rows)
        return end

    def turn(self, line: int, column: int, head: Head, text: str) -> None:
        draft = self.open(Draft("turn", line, column, voice=head.label))
        draft.attributes = read_attributes(
            head.attributes, "turn", self.report, line, column + head.attributes_at
        )
        rest = text[head.end :]
        bare = rest.lstrip()
        end = len(text) - len(bare)
        bare = unescape_opening(text[:end].replace("\n", " "), bare, self.labels)
        line += text.count("\n", 0, end)
        draft.add(line, column + end if "\n" not in text[:end] else 1, bare)
        self.voice = head.label
        self.after_heading = False

    def continuation(self, line: int, column: int, text: str) -> None:
        escaped = text.startswith("\\")
        words = unescape_paragraph(text, self.labels)
        if not escaped:
            self.lookalikes.opening(line, column, text)
        last = self.drafts[-1] if self.drafts else None
        if last is None or not self.voice:
            if not self.voiceless:
                self.report("no-voice", line, column, words=words)
            last = self.open(Draft("note", line, column))
            self.voiceless = True
        elif last.kind != "turn":
            if self.after_heading:
                self.report(
                    "voice-continued", line, column, words=words, label=self.voice
                )
            last = self.open(Draft("turn", line, column, voice=self.voice))
            self.after_heading = False
        last.add(line, column, words)


def _paragraphs(rows: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Join the rows of a note to paragraphs, each at its first row's place."""
    found: list[str] = []
    line = column = 1
    for row_line, row_column, row in rows:
        if not row:
            if found:
                yield line, column, "\n".join(found)
            found = []
        elif found:
            found.append(row)
        else:
            bare = row.lstrip()
            line, column = row_line, row_column + len(row) - len(bare)
            found = [bare]
    if found:
        yield line, column, "\n".join(found)
