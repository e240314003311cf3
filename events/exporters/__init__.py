"""Document to bytes, one module a format."""

from collections.abc import Callable, Sequence

from events.exporters import json
from events.transcript.document import Document, Problem
from events.transcript.serializer import serialize

Writer = Callable[[Document, Sequence[Problem]], bytes]


def write_text_form(document: Document, problems: Sequence[Problem] = ()) -> bytes:
    return serialize(document).encode()


def write_json(document: Document, problems: Sequence[Problem] = ()) -> bytes:
    return json.write(document, problems=problems)


# By suffix, which is also the format's name for --to.
WRITERS: dict[str, Writer] = {"md": write_text_form, "json": write_json}
