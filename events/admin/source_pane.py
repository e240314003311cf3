"""How much of a printed source stands in the text that is typed."""

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.domain.provenance import Place, trace
from events.transcript.document import Document
from events.transcript.marks import printed
from events.transcript.parser import parse_placed

_MOST_PASSAGES = 200


def source_shape(raw: str, text: str) -> dict:
    """How much of the raw source stands in the text, and what does not."""
    document, _problems, lines = parse_placed(text)
    coverage = trace(raw, document)
    html, place = [], 0
    for span in coverage.missing:
        html.append(escape(raw[place : span.start]))
        words = escape(raw[span.start : span.end])
        html.append(f'<mark class="missing">{words}</mark>')
        place = span.end
    html.append(escape(raw[place:]))
    return {
        "share": coverage.share,
        "sentence": share_sentence(coverage.share, len(coverage.missing)),
        "html": "".join(html),
        "missing": [
            {
                "text": raw[span.start : span.end],
                "line": raw.count("\n", 0, span.start) + 1,
            }
            for span in coverage.missing[:_MOST_PASSAGES]
        ],
        "added": [
            {"text": _words_at(document, place), "line": lines[place.block]}
            for place in coverage.added[:_MOST_PASSAGES]
            if place.block is not None
        ],
    }


def _words_at(document: Document, place: Place) -> str:
    """The words of a passage in the printed reading of its block."""
    block = document.blocks[place.block]
    if place.part == "heading":
        text = printed(block.title, reveal=True)
    elif place.part == "text":
        text = printed(block.text, reveal=True)
    else:
        text = block.printed_label or block.voice
    return text[place.start : place.end]


def share_sentence(share: float, missing: int) -> str:
    if missing == 0:
        # xgettext:no-python-format
        return _("100 % of the printed text is in this transcript.")
    # Never rounded up to a whole that it is not.
    percent = f"{min(99.9, int(share * 1000) / 10):g}"
    return ngettext(
        "%(percent)s %% of the printed text is in this transcript; %(count)d passage "
        "is not.",
        "%(percent)s %% of the printed text is in this transcript; %(count)d passages "
        "are not.",
        missing,
    ) % {"percent": percent, "count": missing}
