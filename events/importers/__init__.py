"""Bytes to Document; the reader is chosen by content first, then by suffix."""

from collections.abc import Callable

from events.importers import json
from events.transcript.document import Document, Problem
from events.transcript.parser import parse_bytes


class FormatError(ValueError):
    """Bytes that no reader takes, with a sentence that says what to do."""


Reader = Callable[[bytes], tuple[Document, list[Problem]]]

# By suffix, which is also the format's name for --from.
READERS: dict[str, Reader] = {"md": parse_bytes, "json": json.read}
MAX_BYTES = 64 * 1024 * 1024


def read(
    data: bytes, *, name: str = "", format: str = ""
) -> tuple[Document, list[Problem]]:
    """Read a transcript; ``format`` overrides what content and name suggest.

    Raises FormatError if the bytes are too many or of no known format.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"The file has {len(data):,} bytes; {MAX_BYTES:,} are read at most. "
            "Split it."
        )
    return READERS[format or detect(data, name)](data)


def detect(data: bytes, name: str) -> str:
    """The format of the bytes. Raises FormatError if it is not known."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"{":
        return "json"
    if start[:1] == b"[" and name.endswith(".json"):
        raise FormatError(
            "This is a list, perhaps a fixture: load it with loaddata, or check it "
            "with checkforum."
        )
    if b"\0" in data[:4096]:
        raise FormatError(
            f"“{name}” is not text; these formats are read: {', '.join(READERS)}."
        )
    suffix = name.rpartition(".")[2].lower()
    return suffix if suffix in READERS else "md"
