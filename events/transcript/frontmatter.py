"""The front matter: a small part of YAML, read as strings, written in one way."""

import re
from dataclasses import dataclass

import yaml

from .characters import clean, tidy
from .document import (
    CONTRIBUTOR_ROLES,
    REVIEWED,
    ROLES,
    SOURCE_RELATIONS,
    TEXT_STATUSES,
    Contributor,
    Document,
    SourceNote,
    Voice,
)
from .validation import MAX_ORDINAL, is_language, label_fault

MAX_BYTES = 64 * 1024
_DEPTH = 4  # the document, a list, a mapping in it, a list in that
_TEXTS = ("title", "kicker", "subtitle", "lead", "summary", "rights")
_LINES = ("slug", "series", "number", "held", "venue", "recording")
_CHOICES = {"text_status": TEXT_STATUSES, "reviewed": REVIEWED}
_LISTS = ("contributors", "voices", "sources")
_KEYS = tuple(Document.__dataclass_fields__)[:-1]
_VOICE_KEYS = (*(k for k in Voice.__dataclass_fields__ if k != "speakers"), "speaker")
_EXAMPLES = {
    "tags": "[first, second]",
    "speakers": "[first, second]",
    "voices": "a line “- {label: Chair, role: moderator}” for each voice",
    "contributors": "a line “- {role: host, name: …}” for each contributor",
    "sources": "a line “- {publication: …, issued: 2024-05-01}” for each source",
}
_ONE_LINE = {
    "label",
    "organization",
    "speaker",
    "speakers",
    "shown_as",
    "issued",
    "url",
    "tags",
}


@dataclass(slots=True)
class _Node:
    """A scalar (str), sequence (list of nodes) or mapping (list of pairs)."""

    value: str | list
    line: int
    column: int
    is_mapping: bool = False
    key: "_Node | None" = None  # of a mapping that is being read


def read_front_matter(lines: list[str], first: int, report) -> dict:
    """Read the lines between the fences as arguments for Document.

    ``first`` is the 1-based number of the first of them. What cannot be used is
    reported and left out.
    """
    source = "\n".join(lines)
    size = len(source.encode())
    if size > MAX_BYTES:
        report("front-matter-size", first, 1, size=size)
        return {}
    root = _compose(source, first, report)
    if root is None:
        return {}
    if not root.is_mapping:
        report(
            "wrong-shape",
            root.line,
            root.column,
            words="---",
            shape="keys with values",
            example="one “key: value” on each line",
        )
        return {}
    return _Reader(report).document(root)


def _compose(source: str, first: int, report) -> _Node | None:
    """Build nodes from YAML's events; never deeper than ``_DEPTH``."""
    root: _Node | None = None
    stack: list[_Node] = []
    try:
        for event in yaml.parse(source, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                break
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            line = first + event.start_mark.line
            column = event.start_mark.column + 1
            if event.anchor is not None or getattr(event, "tag", None) is not None:
                words = getattr(event, "tag", None) or event.anchor
                report("front-matter-reference", line, column, words=words)
                if isinstance(event, yaml.AliasEvent):
                    _attach(stack, _Node("", line, column))
                    continue
            if isinstance(event, yaml.ScalarEvent):
                node = _Node(_scalar(event.value, line, column, report), line, column)
            else:
                mapping = isinstance(event, yaml.MappingStartEvent)
                node = _Node([], line, column, mapping)
            root = root or node
            _attach(stack, node)
            if isinstance(node.value, list):
                stack.append(node)
                if len(stack) > _DEPTH:
                    words = "brackets inside brackets inside brackets"
                    report("front-matter-syntax", line, column, words=words)
                    break
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        words = fault.problem or "not YAML"
        report("front-matter-syntax", first + line, column + 1, words=words)
    except (yaml.YAMLError, ValueError, OverflowError):
        words = "it contains a character that cannot be read"
        report("front-matter-syntax", first, 1, words=words)
    return root


def _attach(stack: list[_Node], node: _Node) -> None:
    if not stack:
        return
    parent = stack[-1]
    if not parent.is_mapping:
        parent.value.append(node)
    elif parent.key is None:
        parent.key = node
    else:
        parent.value.append((parent.key, node))
        parent.key = None


def _scalar(value: str, line: int, column: int, report) -> str:
    text, removed, count = clean(value)
    if removed:
        words = f"U+{ord(removed.group()):04X}"
        report("control-character", line, column, count=count, words=words)
    return tidy(text)


class _Reader:
    """Turns nodes into arguments; every fault is reported at its node."""

    def __init__(self, report):
        self.report = report

    def pairs(self, node: _Node, allowed: tuple[str, ...]) -> dict[str, _Node]:
        """The mapping's values by key, without unknown and repeated keys."""
        found: dict[str, _Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key.value, str) else ""
            if name not in allowed:
                self.at(key, "unknown-key", words=name, allowed=", ".join(allowed))
            elif name in found:
                self.at(key, "duplicate-key", words=name)
            else:
                found[name] = value
        return found

    def at(self, node: _Node, code: str, **words) -> None:
        self.report(code, node.line, node.column, **words)

    def shape(self, name: str, node: _Node, shape: str, example: str) -> None:
        self.at(node, "wrong-shape", words=name, shape=shape, example=example)

    def text(self, name: str, node: _Node) -> str:
        """One string; of what must stand on one line the breaks become blanks."""
        if not isinstance(node.value, str):
            self.shape(name, node, "one text", f"“{name}: text”, in double quotes")
            return ""
        if name in _ONE_LINE or name in _LINES:
            return " ".join(node.value.split("\n")).strip()
        return node.value

    def choice(self, name: str, node: _Node, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name, node)
        if value in allowed:
            return value
        if isinstance(node.value, str):
            self.bad(node, name, value, "one of " + ", ".join(allowed))
        return None

    def bad(self, node: _Node, key: str, words: str, allowed: str) -> None:
        self.at(node, "bad-value", key=key, words=words, allowed=allowed)

    def names(self, name: str, node: _Node) -> tuple[str, ...]:
        """A list of different, non-empty strings."""
        if node.is_mapping or isinstance(node.value, str):
            if node.value != "":
                self.shape(name, node, "a list", _EXAMPLES[name])
            return ()
        found: dict[str, None] = {}
        for item in node.value:
            value = self.text(name, item)
            if value in found:
                self.bad(item, name, value, "each of them once")
            elif value:
                found[value] = None
            elif isinstance(item.value, str):
                self.bad(item, name, value, "a name, or remove the comma")
        return tuple(found)

    def document(self, root: _Node) -> dict:
        fields: dict = {}
        for name, node in self.pairs(root, _KEYS).items():
            if name in _TEXTS or name in _LINES:
                fields[name] = self.text(name, node)
            elif name in _CHOICES:
                fields[name] = self.choice(name, node, _CHOICES[name])
            elif name == "tags":
                fields[name] = self.names(name, node)
            elif name in _LISTS:
                fields[name] = self.mappings(name, node)
            else:
                fields[name] = getattr(self, name)(node)
        return {name: value for name, value in fields.items() if value is not None}

    def language(self, node: _Node) -> str | None:
        value = self.text("language", node)
        if not value and isinstance(node.value, str):
            return ""
        if is_language(value):
            return value
        if isinstance(node.value, str):
            self.bad(node, "language", value, "a tag such as zh-Hans, zh-Hant or en")
        return None

    def ordinal(self, node: _Node) -> int | None:
        value = self.text("ordinal", node)
        if re.fullmatch(r"-?[0-9]{1,10}", value) and abs(int(value)) <= MAX_ORDINAL:
            return int(value)
        if isinstance(node.value, str):
            self.bad(node, "ordinal", value, "a whole number such as 12")
        return None

    def mappings(self, name: str, node: _Node) -> tuple:
        if node.is_mapping or isinstance(node.value, str):
            if node.value != "":
                self.shape(name, node, "a list", _EXAMPLES[name])
            return ()
        read = {
            "contributors": self.contributor,
            "voices": self.voice,
            "sources": self.source,
        }[name]
        found = []
        for item in node.value:
            if item.is_mapping:
                found.append(read(item))
            else:
                self.shape(name, item, "a mapping here", _EXAMPLES[name])
                if name == "voices" and isinstance(item.value, str):
                    found.append(self.labelled(item, {}))
        if name == "voices":
            return self.different(found)
        return tuple(item for item in found if item is not None)

    def different(self, found: list[tuple[Voice, _Node] | None]) -> tuple[Voice, ...]:
        voices: dict[str, Voice] = {}
        for voice, node in filter(None, found):
            if voice.label in voices:
                self.at(node, "duplicate-label", words=voice.label)
            else:
                voices[voice.label] = voice
        return tuple(voices.values())

    def voice(self, node: _Node) -> tuple[Voice, _Node] | None:
        pairs = self.pairs(node, (*_VOICE_KEYS, "speakers"))
        label = pairs.pop("label", None)
        fields: dict = {}
        speakers: tuple[str, ...] = ()
        for name, value in pairs.items():
            if name == "role":
                fields[name] = self.choice(name, value, ROLES) or "speaker"
            elif name == "speakers":
                speakers += self.names(name, value)
            elif name == "speaker":
                one = self.text(name, value)
                speakers = (one, *speakers) if one else speakers
            else:
                fields[name] = self.text(name, value)
        if "speaker" in pairs and "speakers" in pairs:
            self.at(pairs["speakers"], "duplicate-key", words="speakers")
        fields["speakers"] = tuple(dict.fromkeys(speakers))
        if label is None:
            self.shape("voices", node, "a label here", _EXAMPLES["voices"])
            return None
        return self.labelled(label, fields)

    def labelled(self, label: _Node, fields: dict) -> tuple[Voice, _Node] | None:
        name = self.text("label", label)
        fault = label_fault(name)
        if not fault:
            return Voice(label=name, **fields), label
        if isinstance(label.value, str):
            self.at(label, "bad-label", words=name, reason=fault)
        return None

    def contributor(self, node: _Node) -> Contributor | None:
        pairs = self.pairs(node, tuple(Contributor.__dataclass_fields__))
        role = pairs.pop("role", None)
        fields = {name: self.text(name, value) for name, value in pairs.items()}
        if role is None or not any(fields.values()):
            shape = "a role and a name here"
            self.shape("contributors", node, shape, _EXAMPLES["contributors"])
            return None
        chosen = self.choice("role", role, CONTRIBUTOR_ROLES)
        return Contributor(role=chosen, **fields) if chosen else None

    def source(self, node: _Node) -> SourceNote:
        pairs = self.pairs(node, tuple(SourceNote.__dataclass_fields__))
        fields = {}
        for name, value in pairs.items():
            if name == "relation":
                fields[name] = self.choice(name, value, SOURCE_RELATIONS) or "source"
            else:
                fields[name] = self.text(name, value)
        return SourceNote(**fields)


# Writing. A string stands plain where every YAML reader takes it whole, else in
# double quotes.
_PLAIN = re.compile(r"[\w《（“‘「『][^\n]*")
_NOT_PLAIN = re.compile(r":(?=\s|\Z)|\s#")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}?]|:(?=\s|\Z)|\s#|:[,\[\]{}]")


def write_front_matter(document: Document) -> str:
    """Write the front matter with its fences, or "" when nothing is to be said.

    Keys stand in the order of Document's fields; defaults are left out, except
    the language, which a reader of the file wants to know.
    """
    lines: list[str] = []
    for name in _KEYS:
        value = getattr(document, name)
        if name in _LISTS and value:
            lines.append(f"{name}:")
            lines.extend(f"- {_mapping(item)}" for item in value)
        elif name == "tags" and value:
            lines.append(f"tags: {_sequence(value)}")
        elif name not in _LISTS and value != _default(Document, name):
            lines.append(f"{name}: {_block_scalar(str(value))}")
        elif name == "language":
            lines.append(f"language: {value}")
    if lines == ["language: zh-Hans"]:
        return ""
    return "\n".join(["---", *lines, "---", ""])


def _default(kind: type, name: str):
    return kind.__dataclass_fields__[name].default


def _mapping(item: Voice | Contributor | SourceNote) -> str:
    parts = []
    for name in item.__dataclass_fields__:
        value = getattr(item, name)
        if value == _default(type(item), name):
            continue
        if name == "speakers" and len(value) == 1:
            parts.append(f"speaker: {_flow_scalar(value[0])}")
        elif name == "speakers":
            parts.append(f"speakers: {_sequence(value)}")
        else:
            parts.append(f"{name}: {_flow_scalar(value)}")
    return "{" + ", ".join(parts) + "}"


def _sequence(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_flow_scalar, values)) + "]"


def _block_scalar(value: str) -> str:
    if _PLAIN.fullmatch(value) and not _NOT_PLAIN.search(value):
        return value
    return _quoted(value)


def _flow_scalar(value: str) -> str:
    if _PLAIN.fullmatch(value) and not _NOT_IN_FLOW.search(value):
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{value}"'
