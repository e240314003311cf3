"""JSON in the shape of `events.exporters.json` -> Document.

A place is told by its path, as in ``blocks[3].text``, since a parsed JSON
value has no line of its own.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from itertools import takewhile

from events.transcript import marks
from events.transcript.characters import clean, tidy
from events.transcript.document import (
    Contributor,
    Document,
    Note,
    Problem,
    Section,
    SourceNote,
    Turn,
    Voice,
)

_LINES = (
    *("title", "slug", "kicker", "subtitle", "lead", "series", "number", "held"),
    *("venue", "language", "summary", "rights", "text_status", "reviewed"),
    "recording",
)


def read(data: bytes) -> tuple[Document, list[Problem]]:
    """Read one event; what cannot be used is left out and named in a Problem."""
    reader = _Reader()
    try:
        shape = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        reader.fault("not-utf8", "The file is not UTF-8 text. Save it as UTF-8.")
        return Document(), reader.problems
    except json.JSONDecodeError as error:
        message = f"The file is not JSON: {error.msg}. Mend it at this place."
        reader.fault("not-json", message, error.lineno, error.colno)
        return Document(), reader.problems
    except RecursionError:
        reader.fault("not-json", "The file is nested too deep. Flatten it.")
        return Document(), reader.problems
    if not isinstance(shape, dict):
        message = "The file does not hold one event. Write one object in braces."
        reader.fault("wrong-shape", message)
        return Document(), reader.problems
    return reader.document(shape), reader.problems


class _Reader:
    """Builds the Document piece by piece and gathers what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, code: str, message: str, line: int = 1, column: int = 1) -> None:
        self.problems.append(Problem(line, column, "error", code, message))

    def document(self, shape: dict) -> Document:
        voices = self.items(shape, "speakers", self.voice)
        known = {voice.label for _index, voice in voices}
        if len(known) != len(voices):
            self.fault("duplicate-label", "Two speakers have one label. Change one.")
            voices = list({voice.label: (0, voice) for _i, voice in voices}.values())
        front = {
            **self.strings(shape, "", _LINES),
            "ordinal": self.number(shape, "", "ordinal"),
            "tags": self.names(shape, "", "tags"),
            "contributors": _rows(self.items(shape, "contributors", self.contributor)),
            "voices": _rows(voices),
            "sources": _rows(self.items(shape, "sources", self.source)),
            "blocks": self.blocks(shape, known),
        }
        together = {name: front.pop(name) for name in ("voices", "blocks")}
        for name, value in list(front.items()):
            if self.build(Document, "", {name: value}) is None:
                del front[name]
        return Document(**front, **together)

    def voice(self, shape: dict, path: str) -> Voice | None:
        people = shape.get("people")
        if isinstance(people, list):
            keys = [row.get("slug") for row in people if isinstance(row, dict)]
        else:
            keys = [shape.get("slug")]
        names = ("label", "role", "role_printed", "credit", "shown_as")
        values = self.strings(shape, path, names)
        organization = shape.get("organization_slug", shape.get("organization"))
        values["organization"] = self.string(organization, path, "organization")
        values["speakers"] = tuple(
            dict.fromkeys(key for key in keys if isinstance(key, str) and key)
        )
        return self.build(Voice, path, {"label": "", **values})

    def contributor(self, shape: dict, path: str) -> Contributor | None:
        names = ("role", "name", "organization", "speaker")
        values = self.strings(shape, path, names)
        return self.build(Contributor, path, {"role": "", **values})

    def source(self, shape: dict, path: str) -> SourceNote | None:
        names = tuple(field.name for field in fields(SourceNote))
        values = self.strings(shape, path, names)
        return self.build(SourceNote, path, values)

    def blocks(self, shape: dict, voices: set[str]) -> tuple:
        read: dict[int, Section | Turn | Note] = {}
        answers: dict[int, list] = {}
        refs: dict[str, int] = {}
        for index, block in self.items(shape, "blocks", self.block):
            path = f"blocks[{index}]"
            if isinstance(block, Turn) and block.voice not in voices:
                message = f"{path}: “{block.voice}” is no speaker. Add it to speakers."
                self.fault("undeclared-voice", message)
                continue
            if block.ref and block.ref in refs:
                message = f"{path}: the ref “{block.ref}” stands twice. Remove one."
                self.fault("duplicate-ref", message)
                continue
            if block.ref:
                refs[block.ref] = index
            read[index] = block
            if isinstance(block, Turn):
                answers[index] = _list(shape["blocks"][index].get("replies_to"))
        return self.linked(read, answers, refs)

    def linked(self, read: dict, answers: dict[int, list], refs: dict) -> tuple:
        """Put in replies, once every block has its place."""
        places = {index: place for place, index in enumerate(read)}
        blocks = list(read.values())
        for index, targets in answers.items():
            replies = set()
            for target in targets:
                asked = refs.get(target) if isinstance(target, str) else target
                known = isinstance(asked, int) and isinstance(read.get(asked), Turn)
                if not known or asked == index:
                    message = (
                        f"blocks[{index}].replies_to: no other turn is “{target}”. "
                        "Write the ref of a turn."
                    )
                    self.fault("unknown-ref", message)
                else:
                    replies.add(places[asked])
            if replies:
                block = blocks[places[index]]
                blocks[places[index]] = replace(
                    block, replies_to=tuple(sorted(replies))
                )
        return tuple(blocks)

    def block(self, shape: dict, path: str) -> Section | Turn | Note | None:
        values = self.strings(shape, path, ("ref", "language", "page"))
        values |= {
            "start": self.number(shape, path, "start"),
            "end": self.number(shape, path, "end"),
        }
        withheld = shape.get("withheld")
        values["withheld"] = withheld if isinstance(withheld, str) else None
        match shape.get("type"):
            case "section":
                values["title"] = self.markup(shape, path, "title")
                values["level"] = self.number(shape, path, "level") or 1
                return self.build(Section, path, values)
            case "note":
                values |= self.strings(shape, path, ("kind",))
                values["text"] = self.markup(shape, path, "text")
                return self.build(Note, path, values)
            case "turn":
                values |= self.strings(shape, path, ("kind", "printed_label"))
                values["voice"] = self.string(shape.get("speaker"), path, "speaker")
                values["text"] = self.markup(shape, path, "text")
                values["tags"] = self.names(shape, path, "tags")
                return self.build(Turn, path, values)
        message = f"{path}.type is not known. Write section, turn or note."
        self.fault("wrong-shape", message)
        return None

    def markup(self, shape: dict, path: str, key: str) -> str:
        """The text with its marks, put together anew where only readings stand."""
        if isinstance(shape.get("markup"), str):
            return self.string(shape["markup"], path, "markup")
        corrected = self.string(shape.get(key), path, key)
        printed = self.string(shape.get("printed", corrected), path, "printed")
        return _marked(corrected, printed)

    def items(self, shape: dict, key: str, read: Callable) -> list[tuple[int, object]]:
        """Read a list of objects; return what could be read with its index."""
        found = []
        value = shape.get(key)
        if value is not None and not isinstance(value, list):
            self.fault("wrong-shape", f"{key} is no list. Write it in brackets [ ].")
        for index, row in enumerate(_list(value)):
            path = f"{key}[{index}]"
            if not isinstance(row, dict):
                self.fault("wrong-shape", f"{path} is no object. Write it in braces.")
                continue
            built = read(row, path)
            if built is not None:
                found.append((index, built))
        return found

    def strings(self, shape: dict, path: str, names: Iterable[str]) -> dict:
        """The named texts that the shape holds; what it lacks keeps its default."""
        return {
            name: self.string(shape[name], path, name)
            for name in names
            if shape.get(name) is not None
        }

    def string(self, value: object, path: str, name: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            where = f"{path}.{name}".lstrip(".")
            self.fault("wrong-shape", f"{where} is no text. Write it in quotes.")
            return ""
        return tidy(clean(value)[0])

    def number(self, shape: dict, path: str, name: str) -> int | None:
        value = shape.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        where = f"{path}.{name}".lstrip(".")
        self.fault("wrong-shape", f"{where} is no whole number. Write it in digits.")
        return None

    def names(self, shape: dict, path: str, name: str) -> tuple[str, ...]:
        texts = [self.string(value, path, name) for value in _list(shape.get(name))]
        return tuple(dict.fromkeys(text for text in texts if text))

    def build(self, kind: type, path: str, values: dict):
        try:
            return kind(**values)
        except ValueError as error:
            where = f"{path}: " if path else ""
            self.fault("bad-value", f"{where}{error} Change it.")
            return None


def _rows(items: list[tuple[int, object]]) -> tuple:
    return tuple(row for _index, row in items)


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _marked(corrected: str, printed: str) -> str:
    """Write both readings as one text with one mark in each paragraph that differs.

    Readings with unlike numbers of paragraphs have no common text form; the
    corrected one is kept.
    """
    pairs = list(zip(corrected.split("\n\n"), printed.split("\n\n"), strict=False))
    if corrected.count("\n\n") != printed.count("\n\n"):
        return marks.escape(corrected)
    return "\n\n".join(_marked_paragraph(*pair) for pair in pairs)


def _marked_paragraph(corrected: str, printed: str) -> str:
    if corrected == printed:
        return marks.escape(corrected)
    start = _common(corrected, printed)
    rest = _common(corrected[start:][::-1], printed[start:][::-1])
    end = len(corrected) - rest
    old = marks.escape(printed[start : len(printed) - rest])
    new = marks.escape(corrected[start:end])
    if not old:
        mark = f"{{++{new}++}}"
    elif not new:
        mark = f"{{--{old}--}}"
    else:
        mark = f"{{~~{old}~>{new}~~}}"
    return marks.escape(corrected[:start]) + mark + marks.escape(corrected[end:])


def _common(one: str, other: str) -> int:
    """How many characters two texts share from their start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
