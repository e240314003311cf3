"""Read the front matter: a small part of YAML, all of it strings."""

import re

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
from .limits import (
    CONTRIBUTOR_LIMITS,
    EVENT_LIMITS,
    SOURCE_LIMITS,
    VOICE_LIMITS,
    breaches,
)
from .nodes import Node, compose
from .validation import MAX_FRONT_MATTER, MAX_ORDINAL, is_language, label_fault

_TEXTS = ("title", "kicker", "subtitle", "lead", "summary", "rights")
_LINES = ("slug", "series", "number", "held", "venue", "recording")
_CHOICES = {"text_status": TEXT_STATUSES, "reviewed": REVIEWED}
_LISTS = ("contributors", "voices", "sources")
_KEYS = tuple(Document.__dataclass_fields__)[:-1]
_VOICE_KEYS = (*(k for k in Voice.__dataclass_fields__ if k != "speakers"), "speaker")
_NONE: dict[str, int] = {}  # what is no free text, or checked elsewhere
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


def read_front_matter(lines: list[str], first: int, report) -> dict:
    """Read the lines between the fences as arguments for Document.

    ``first`` is the 1-based number of the first of them. What cannot be used is
    reported and left out.
    """
    source = "\n".join(lines)
    size = len(source.encode())
    if size > MAX_FRONT_MATTER:
        report("front-matter-size", first, 1, size=size)
        return {}
    root = compose(source, first, report)
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


class _Reader:
    """Turns nodes into arguments; every fault is reported at its node."""

    def __init__(self, report):
        self.report = report

    def pairs(self, node: Node, allowed: tuple[str, ...]) -> dict[str, Node]:
        """The mapping's values by key, without unknown and repeated keys."""
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key.value, str) else ""
            if name not in allowed:
                self.at(key, "unknown-key", words=name, allowed=", ".join(allowed))
            elif name in found:
                self.at(key, "duplicate-key", words=name)
            else:
                found[name] = value
        return found

    def at(self, node: Node, code: str, **words) -> None:
        self.report(code, node.line, node.column, **words)

    def shape(self, name: str, node: Node, shape: str, example: str) -> None:
        self.at(node, "wrong-shape", words=name, shape=shape, example=example)

    def text(self, name: str, node: Node, limits: dict[str, int] = _NONE) -> str:
        """One string; of what must stand on one line the breaks become blanks.

        What the archive cannot store is reported and kept.
        """
        if not isinstance(node.value, str):
            self.shape(name, node, "one text", f"“{name}: text”, in double quotes")
            return ""
        value = node.value
        if name in _ONE_LINE or name in _LINES:
            value = " ".join(value.split("\n")).strip()
        for code, words in breaches(name, value, limits) if limits else ():
            self.at(node, code, **words)
        return value

    def choice(self, name: str, node: Node, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name, node)
        if value in allowed:
            return value
        if isinstance(node.value, str):
            self.bad(node, name, value, "one of " + ", ".join(allowed))
        return None

    def bad(self, node: Node, key: str, words: str, allowed: str) -> None:
        self.at(node, "bad-value", key=key, words=words, allowed=allowed)

    def names(self, name: str, node: Node, limits: dict[str, int]) -> tuple[str, ...]:
        """A list of different, non-empty strings."""
        if node.is_mapping or isinstance(node.value, str):
            if node.value != "":
                self.shape(name, node, "a list", _EXAMPLES[name])
            return ()
        found: dict[str, None] = {}
        for item in node.value:
            value = self.text(name, item, limits)
            if value in found:
                self.bad(item, name, value, "each of them once")
            elif value:
                found[value] = None
            elif isinstance(item.value, str):
                self.bad(item, name, value, "a name, or remove the comma")
        return tuple(found)

    def document(self, root: Node) -> dict:
        fields: dict = {}
        for name, node in self.pairs(root, _KEYS).items():
            if name in _TEXTS or name in _LINES:
                fields[name] = self.text(name, node, EVENT_LIMITS)
            elif name in _CHOICES:
                fields[name] = self.choice(name, node, _CHOICES[name])
            elif name == "tags":
                fields[name] = self.names(name, node, EVENT_LIMITS)
            elif name in _LISTS:
                fields[name] = self.mappings(name, node)
            else:
                fields[name] = getattr(self, name)(node)
        return {name: value for name, value in fields.items() if value is not None}

    def language(self, node: Node) -> str | None:
        value = self.text("language", node, EVENT_LIMITS)
        if not isinstance(node.value, str):
            return None
        return value if not value or is_language(value) else None

    def ordinal(self, node: Node) -> int | None:
        value = self.text("ordinal", node)
        if re.fullmatch(r"-?[0-9]{1,10}", value) and abs(int(value)) <= MAX_ORDINAL:
            return int(value)
        if isinstance(node.value, str):
            self.bad(node, "ordinal", value, "a whole number such as 12")
        return None

    def mappings(self, name: str, node: Node) -> tuple:
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

    def different(self, found: list[tuple[Voice, Node] | None]) -> tuple[Voice, ...]:
        voices: dict[str, Voice] = {}
        for voice, node in filter(None, found):
            if voice.label in voices:
                self.at(node, "duplicate-label", words=voice.label)
            else:
                voices[voice.label] = voice
        return tuple(voices.values())

    def voice(self, node: Node) -> tuple[Voice, Node] | None:
        pairs = self.pairs(node, (*_VOICE_KEYS, "speakers"))
        label = pairs.pop("label", None)
        fields: dict = {}
        speakers: tuple[str, ...] = ()
        for name, value in pairs.items():
            if name == "role":
                fields[name] = self.choice(name, value, ROLES) or "speaker"
            elif name == "speakers":
                speakers += self.names(name, value, VOICE_LIMITS)
            elif name == "speaker":
                one = self.text(name, value, VOICE_LIMITS)
                speakers = (one, *speakers) if one else speakers
            else:
                fields[name] = self.text(name, value, VOICE_LIMITS)
        if "speaker" in pairs and "speakers" in pairs:
            self.at(pairs["speakers"], "duplicate-key", words="speakers")
        fields["speakers"] = tuple(dict.fromkeys(speakers))
        if label is None:
            self.shape("voices", node, "a label here", _EXAMPLES["voices"])
            return None
        return self.labelled(label, fields)

    def labelled(self, label: Node, fields: dict) -> tuple[Voice, Node] | None:
        name = self.text("label", label)
        fault = label_fault(name)
        if not fault:
            return Voice(label=name, **fields), label
        if isinstance(label.value, str):
            self.at(label, "bad-label", words=name, reason=fault)
        return None

    def contributor(self, node: Node) -> Contributor | None:
        pairs = self.pairs(node, tuple(Contributor.__dataclass_fields__))
        role = pairs.pop("role", None)
        fields = {
            name: self.text(name, value, CONTRIBUTOR_LIMITS)
            for name, value in pairs.items()
        }
        if role is None or not any(fields.values()):
            shape = "a role and a name here"
            self.shape("contributors", node, shape, _EXAMPLES["contributors"])
            return None
        chosen = self.choice("role", role, CONTRIBUTOR_ROLES)
        return Contributor(role=chosen, **fields) if chosen else None

    def source(self, node: Node) -> SourceNote:
        pairs = self.pairs(node, tuple(SourceNote.__dataclass_fields__))
        fields = {}
        for name, value in pairs.items():
            if name == "relation":
                fields[name] = self.choice(name, value, SOURCE_RELATIONS) or "source"
            else:
                fields[name] = self.text(name, value, SOURCE_LIMITS)
        return SourceNote(**fields)
