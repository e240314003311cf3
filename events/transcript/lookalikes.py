"""Lines that look like the start of a turn or a heading but are text."""

import re
from difflib import get_close_matches

from .structure import GROUP, Labels

# A run of up to 30 characters without a sentence's punctuation, then a colon.
# After an ASCII colon a blank, the end, or a letter that is not ASCII must
# follow, which leaves out 10:30 and https://.
_CANDIDATE = re.compile(
    r"([^\s：:。．.！!？?，,；;、…—“”‘’\"'「」『』《》〈〉（(\[{<>）)\]}#*\\/\d]"
    r"[^：:。！!？?，,；;…“”\"「」『』《》\\/\n{}]{0,29}?)"
    rf"[^\S\n]{{0,3}}(?:{GROUP}[^\S\n]{{0,3}})?(?:：|:(?=\s|\Z|[^\x00-\x7f]))"
)
# How sentences, not names, end before a colon or begin.
_PHRASE_END = re.compile(r"(?:是|说|如下|包括|例如|比如|认为|即|观点)\Z")
_PHRASE_START = re.compile(r"第[一二三四五六七八九十\d]|因此|所以|但是|总之|其[一二三]")
_MOST_WORDS = 4
_MOST_SUGGESTIONS = 50  # for different words in one text
_MOST_LABELS = 200
_HASHES = re.compile(r"#{1,3}(?=[^\W\d_])")


class Lookalikes:
    """Reports them, with the nearest declared label as suggestion."""

    def __init__(self, labels: Labels, report):
        self.labels = labels
        self.report = report
        self._sorted = sorted(labels)[:_MOST_LABELS]
        self._suggestions: dict[str, str] = {}

    def opening(self, line: int, column: int, text: str) -> None:
        """Look at the beginning of a paragraph that is text."""
        hashes = _HASHES.match(text)
        if hashes:
            words = text.partition("\n")[0]
            self.report("heading-blank", line, column, words=words)
            return
        found = _CANDIDATE.match(text)
        if found and _is_name(found[1]):
            words = found[1].rstrip()
            suggestion = self._suggest(words)
            self.report(
                "undeclared-voice", line, column, words=words, suggestion=suggestion
            )

    def inside(self, line: int, rows: list[str]) -> None:
        """Look for declared labels that begin a line inside a paragraph."""
        for offset, row in enumerate(rows[1:], 1):
            bare = row.lstrip()
            head = self.labels.head(bare)
            if head:
                column = len(row) - len(bare) + 1
                self.report(
                    "label-inside-paragraph", line + offset, column, words=head.label
                )

    def _suggest(self, words: str) -> str:
        if words not in self._suggestions:
            if len(self._suggestions) >= _MOST_SUGGESTIONS:
                return ""
            near = get_close_matches(words, self._sorted, 1, 0.5)
            self._suggestions[words] = (
                f", write “{near[0]}” if that is meant" if near else ""
            )
        return self._suggestions[words]


def _is_name(words: str) -> bool:
    if _PHRASE_END.search(words) or _PHRASE_START.match(words):
        return False
    if words.isascii():
        return words[0].isupper() and len(words.split()) <= _MOST_WORDS
    return True
