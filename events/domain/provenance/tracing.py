"""Trace a source in a transcript: compare their readings, report by place."""

import re
from collections.abc import Iterator

from events.transcript.document import Document

from .coverage import Coverage, Place, Placed, Repeat, Span
from .pairing import UNPAIRED
from .passages import pair, repeats
from .readings import BLANK, Copy, Source, same_colons, squeeze

_BROKEN = re.compile(rf"[-\u2010][{BLANK}]*[\n\r\x0b\x0c\x85\u2028\u2029]")


def trace(raw: str, document: Document) -> Coverage:
    """Find every passage of the source ``raw`` in ``document``, in any order.

    A character of the source stands at one place at most, and a place holds
    one character, so that a lost sentence is missing even where its words occur
    elsewhere. Corrections count as printed; additions and remarks are neither
    missing nor added. Title, kicker, subtitle and lead are places like any
    other; further front matter and editor's notes only take what is left.
    """
    source = Source(raw)
    copy = Copy(document)
    labels = {squeeze(voice.label) for voice in document.voices} - {""}
    to = pair(
        same_colons(source.text, labels),
        same_colons(copy.text, labels),
        line_starts=source.line_starts,
        piece_starts=copy.piece_starts,
        reserve=copy.reserve,
    )
    return _report(source, copy, _skip_hyphens(source, to))


def _skip_hyphens(source: Source, to: list[int]) -> list[int]:
    """Drop what breaks a word at a line's end and is not in the copy."""
    hyphens = {
        at
        for at in range(1, len(to) - 1)
        if to[at] == UNPAIRED
        and source.text[at] in "-\u2010"
        and UNPAIRED != to[at - 1] == to[at + 1] - 1
        and source.text[at - 1].isalpha()
        and _BROKEN.match(source.raw, source.starts[at])
    }
    if not hyphens:
        return to
    kept = [at for at in range(len(to)) if at not in hyphens]
    source.text = "".join([source.text[at] for at in kept])
    source.starts = [source.starts[at] for at in kept]
    source.ends = [source.ends[at] for at in kept]
    return [to[at] for at in kept]


def _report(source: Source, copy: Copy, to: list[int]) -> Coverage:
    placed = []
    missing = []
    used = bytearray(len(copy.text))
    start = 0
    while start < len(to):
        end = _run_end(to, start)
        if to[start] == UNPAIRED:
            missing.append((start, end))
        else:
            shift = start - to[start]
            used[to[start] : to[start] + end - start] = b"\1" * (end - start)
            for low, high, place in copy.split(to[start], to[start] + end - start):
                placed.append(Placed(*source.span(low + shift, high + shift), place))
        start = end
    unused = [found.span() for found in re.finditer(b"\0+", used[: copy.reserve])]
    claimed = list(_claimed(copy, unused))
    return Coverage(
        placed=tuple(placed),
        missing=tuple(Span(*source.span(*span)) for span in missing),
        added=tuple(place for _, _, place in claimed),
        editorial=tuple(_editorial(copy, used)),
        repeated=tuple(_repeated(source, copy, missing, claimed)),
        characters=len(to),
        missing_characters=sum(end - start for start, end in missing),
    )


def _run_end(to: list[int], start: int) -> int:
    """Where a run of unpaired characters, or of one passage, ends."""
    end = start + 1
    if to[start] == UNPAIRED:
        while end < len(to) and to[end] == UNPAIRED:
            end += 1
    else:
        shift = to[start] - start
        while end < len(to) and to[end] - end == shift:
            end += 1
    return end


def _claimed(copy: Copy, unused) -> Iterator[tuple[int, int, Place]]:
    """What a block claims as printed; its voice's label and the colon do not."""
    for span in unused:
        for found in copy.split(*span):
            if found[2].block is not None and found[2].part != "label":
                yield found


def _editorial(copy: Copy, used: bytearray) -> Iterator[Place]:
    for part in copy.parts:
        if part.start < copy.reserve or part.block is None:
            continue
        for rest in re.finditer(b"\0+", used[part.start : part.end]):
            span = part.start + rest.start(), part.start + rest.end()
            yield from (place for _, _, place in copy.split(*span))


def _repeated(source: Source, copy: Copy, missing, claimed) -> Iterator[Repeat]:
    for start, end, at in repeats(missing, source.text, copy.text):
        for low, high, place in copy.split(at, at + end - start):
            span = source.span(low - at + start, high - at + start)
            yield Repeat(*span, place, missing=True)
    added = [(start, end) for start, end, _ in claimed]
    for start, end, at in repeats(added, copy.text, source.text):
        span = source.span(at, at + end - start)
        [(_, _, place)] = copy.split(start, end)
        yield Repeat(*span, place, missing=False)
