"""What a Document holds as plain texts by name, to be compared and shown."""

from dataclasses import fields

from events.transcript.attributes import write_time
from events.transcript.document import Block, Document, Section, Turn
from events.transcript.marks import without_withheld

_PASSAGE = "\uffff"  # no text may hold it


def values_of(row) -> dict[str, str]:
    return {one.name: plain(getattr(row, one.name)) for one in fields(row)}


def filled(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value and name != "label"}


def kind_of(block: Block) -> str:
    return type(block).__name__.lower()


def text_of(block: Block) -> str:
    return block.title if isinstance(block, Section) else block.text


def block_values(document: Document, at: int) -> dict[str, str]:
    """Everything of a block but its text, as plain text by name."""
    block = document.blocks[at]
    values = {"type": kind_of(block)}
    for one in fields(block):
        if one.name not in ("ref", "text", "title", "replies_to", "start", "end"):
            values[one.name] = plain(getattr(block, one.name))
    for name in ("start", "end"):
        value = getattr(block, name)
        values[name] = "" if value is None else write_time(value)
    if isinstance(block, Turn):
        values["replies_to"] = " ".join(
            f"#{document.blocks[target].ref}" for target in block.replies_to
        )
    text = text_of(block)
    values["passages"] = _passages(text) if "{==" in text else ""
    return values


def first_values(document: Document, at: int) -> dict[str, str]:
    """What is worth naming of a block that is in one of the states only."""
    values = block_values(document, at)
    shown = ("tags", "start", "replies_to", "withheld", "passages")
    return {name: values[name] for name in shown if values.get(name)}


def _passages(text: str) -> str:
    number = without_withheld(text, _PASSAGE).count(_PASSAGE)
    return str(number) if number else ""


def plain(value) -> str:
    """A value of the Document as one text."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ("\n" if _is_rows(value) else "、").join(map(plain, value))
    if hasattr(value, "__dataclass_fields__"):
        return " · ".join(filter(None, values_of(value).values()))
    return str(value)


def _is_rows(values: tuple) -> bool:
    return bool(values) and hasattr(values[0], "__dataclass_fields__")
