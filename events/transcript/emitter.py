"""Write the front matter: one order of keys, one way to quote."""

import re

from .document import Contributor, Document, SourceNote, Voice

_LISTS = ("contributors", "voices", "sources")
_KEYS = tuple(Document.__dataclass_fields__)[:-1]

# A string stands plain where every YAML reader takes it whole, else in
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
            lines.extend(f"- {flow_mapping(item)}" for item in value)
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


def flow_mapping(item: Voice | Contributor | SourceNote) -> str:
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
