"""Inline markup to HTML that is safe to put into a page or a book.

Both readings of a correction are in the HTML, and the one that is not asked
for carries ``hidden``, so that a screen reader hears one of them; a style
sheet can turn them round (``del[hidden] { display: inline }``) without script:

    <span class="emendation"><ins>OpenAI</ins><del hidden>OpenAl</del></span>

The words of withheld passages are never written, not even hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape

from events.transcript.marks import Segment, segments

_HIDDEN_SIDE = {"corrected": "del", "printed": "ins"}
_MARKUP = re.compile(r"[\\*\[{]|==\}")
_EMPTY_LINES = re.compile(r"\A(?:\s*<br>)+|(?:<br>\s*)+\Z|(?<=<br>)(?:\s*<br>)+")
_WEB_ADDRESS = re.compile(r"https?://[^/?#@]+(?:[/?#]|\Z)", re.IGNORECASE)
# Not "//host", which leads to another site though it looks like a path.
_RELATIVE_ADDRESS = re.compile(r"/(?!/)|[#?]|\./|\.\./")


def to_html(
    text: str,
    *,
    withheld_notice: str,
    reading: str = "corrected",
    show_remarks: bool = False,
) -> str:
    """Write markup as ``<p>`` elements with ``<br>`` at single line breaks.

    ``reading`` is "corrected" or "printed". A paragraph that has no words in
    this reading carries ``hidden``; one that holds only remarks is left out
    unless ``show_remarks``. ``withheld_notice`` is plain text.
    """
    writer = _Writer(_HIDDEN_SIDE[reading], withheld_notice, show_remarks)
    paragraphs = map(writer.paragraph, text.split("\n\n"))
    return "\n".join(filter(None, paragraphs))


def is_safe_address(url: str) -> bool:
    """Tell whether a link may lead to ``url``.

    It may be a path, a query or a fragment of this site, ``mailto:``, or http
    and https without credentials. Blanks, backslashes and invisible characters
    are refused: browsers drop or change them, which disguises a scheme.
    """
    if any(c == "\\" or c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        return False
    if url[:7].lower() == "mailto:":
        return len(url) > 7
    return bool(_WEB_ADDRESS.match(url) or _RELATIVE_ADDRESS.match(url))


class _Writer:
    def __init__(self, hidden_side: str, withheld_notice: str, show_remarks: bool):
        self.hidden_side = hidden_side
        self.notice = f'<span class="withheld">{_words(withheld_notice)}</span>'
        self.show_remarks = show_remarks
        self.hidden = 0  # how many hidden elements are open
        self.has_words = False
        self.left_out = False

    def paragraph(self, text: str) -> str:
        if not _MARKUP.search(text):
            return f"<p>{_words(text)}</p>" if text.strip() else ""
        self.has_words = self.left_out = False
        html = self.inline(segments(text))
        if self.left_out:
            html = _EMPTY_LINES.sub("", html)
        if not html.strip():
            return ""
        return f"<p>{html}</p>" if self.has_words else f"<p hidden>{html}</p>"

    def inline(self, pieces: Iterable[Segment]) -> str:
        return "".join([self.segment(piece) for piece in pieces])

    def segment(self, piece: Segment) -> str:
        match piece.kind:
            case "text":
                self.saw(piece.text)
                return _words(piece.text)
            case "emphasis":
                return f"<em>{self.inline(piece.children)}</em>"
            case "strong":
                return f"<strong>{self.inline(piece.children)}</strong>"
            case "link":
                return self.link(piece)
            case "substitution":
                return self.emendation(piece.corrected, piece.printed)
            case "insertion":
                return self.emendation(piece.children, ())
            case "deletion":
                return self.emendation((), piece.children)
            case "withheld":
                self.saw(self.notice)
                return self.notice
            case "remark":
                return self.remark(piece)
        # A kind that is not known here may be one that must not be shown.
        raise ValueError(f"There is no HTML for the segment kind {piece.kind!r}.")

    def saw(self, words: str) -> None:
        self.has_words = self.has_words or not (self.hidden or words.isspace())

    def link(self, piece: Segment) -> str:
        words = self.inline(piece.children)
        if "{==" in piece.url:  # words are withheld, in the address too
            return words
        if not is_safe_address(piece.url):
            return f"[{words}]({_words(piece.url)})"
        return f'<a href="{escape(piece.url)}" rel="nofollow noopener">{words}</a>'

    def emendation(
        self, corrected: tuple[Segment, ...], printed: tuple[Segment, ...]
    ) -> str:
        sides = self.side("ins", corrected) + self.side("del", printed)
        return f'<span class="emendation">{sides}</span>' if sides else ""

    def side(self, tag: str, pieces: tuple[Segment, ...]) -> str:
        if not pieces:
            return ""
        if tag != self.hidden_side:
            return f"<{tag}>{self.inline(pieces)}</{tag}>"
        self.hidden += 1
        words = self.inline(pieces)
        self.hidden -= 1
        return f"<{tag} hidden>{words}</{tag}>"

    def remark(self, piece: Segment) -> str:
        if not self.show_remarks:
            self.left_out = True
            return ""
        self.saw(piece.text)
        return f'<span class="remark">{_words(piece.text)}</span>'


def _words(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
