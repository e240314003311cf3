"""Every Problem the reader of the text form can report, with its remedy.

``docs/transcript-format.md`` lists the same codes and remedies.
"""

from dataclasses import dataclass

from .document import Problem

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of Problem: ``message`` says what was found, in braces its words."""

    severity: str
    message: str
    remedy: str


CODES = {
    # the whole text
    "not-utf8": Code(
        "error",
        "The file is not UTF-8 text (byte {offset}).",
        "Save the file as UTF-8.",
    ),
    "control-character": Code(
        "warning",
        "Control characters were removed ({count}), the first is {words}.",
        "Look at the place and type what is missing.",
    ),
    # front matter
    "front-matter-open": Code(
        "error",
        "The front matter has no end.",
        "Write a line of three hyphens, ---, after the last key.",
    ),
    "front-matter-size": Code(
        "error",
        "The front matter has {size} bytes.",
        "Shorten the front matter to 64 KB; long texts belong in the transcript.",
    ),
    "front-matter-syntax": Code(
        "error",
        "The front matter cannot be read here: {words}.",
        "Put the value in double quotes and check brackets and indentation.",
    ),
    "front-matter-reference": Code(
        "error",
        "The front matter uses an anchor, alias or tag, “{words}”.",
        "Write the value out; put it in double quotes if it begins with &, * or !.",
    ),
    "unknown-key": Code(
        "error",
        "The key “{words}” is not known.",
        "Use one of: {allowed}.",
    ),
    "duplicate-key": Code(
        "error",
        "The key “{words}” stands here a second time.",
        "Keep one of the two.",
    ),
    "wrong-shape": Code(
        "error",
        "The key “{words}” does not hold {shape}.",
        "Write it as {example}.",
    ),
    "bad-value": Code(
        "error",
        "“{words}” cannot stand under the key “{key}”.",
        "Write {allowed}.",
    ),
    "bad-label": Code(
        "error",
        "“{words}” cannot be a label: {reason}.",
        "Give the voice another label.",
    ),
    "duplicate-label": Code(
        "error",
        "The label “{words}” is declared twice.",
        "Give each voice its own label, or remove one.",
    ),
    # structure
    "empty-heading": Code(
        "error",
        "The heading has no words.",
        "Write the heading after the number signs, or delete the line.",
    ),
    "heading-level": Code(
        "warning",
        "The heading has {count} number signs and was put on level 3.",
        "Use one, two or three number signs.",
    ),
    "heading-blank": Code(
        "warning",
        "“{words}” looks like a heading but is text.",
        "Put a blank after the number sign, or a backslash before it.",
    ),
    "empty-turn": Code(
        "error",
        "The turn of “{words}” has no words.",
        "Write what was said after the colon, or delete the line.",
    ),
    "empty-note": Code(
        "error",
        "The note has no words.",
        "Write the note after the sign >, or delete the line.",
    ),
    "no-voice": Code(
        "warning",
        "No voice stands before “{words}”, so it became a note.",
        "Begin the paragraph with a declared label and a colon, or with > .",
    ),
    "voice-continued": Code(
        "warning",
        "After the heading, “{words}” was given to {label} again.",
        "Name the voice at the paragraph's start.",
    ),
    "undeclared-voice": Code(
        "warning",
        "“{words}” looks like a voice but is not declared, so it is text.",
        "Declare it in voices{suggestion}, or put a backslash before it.",
    ),
    "label-inside-paragraph": Code(
        "warning",
        "“{words}” stands inside a paragraph, so it is text.",
        "Put an empty line before it if a turn begins here, else a backslash.",
    ),
    # attributes
    "unknown-attribute": Code(
        "error",
        "“{words}” in braces is not known.",
        "Use {allowed}; put a backslash before }} if the braces are text.",
    ),
    "misplaced-attribute": Code(
        "error",
        "“{words}” cannot stand on a {block}.",
        "Remove it; a {block} takes {allowed}.",
    ),
    "repeated-attribute": Code(
        "error",
        "“{words}” says again what the braces said before.",
        "Keep one of the two.",
    ),
    "bad-attribute": Code(
        "error",
        "“{words}” has a value that cannot be used.",
        "Write {example}.",
    ),
    "bad-ref": Code(
        "error",
        "“{words}” is not a ref.",
        "Remove it, or write # and six of a-z and 0-9 with at least one digit.",
    ),
    "duplicate-ref": Code(
        "error",
        "The ref “{words}” already belongs to the block in line {first}.",
        "Remove it from the block that is new.",
    ),
    "unknown-ref": Code(
        "error",
        "No block has the ref “{words}”.",
        "Write the ref of a turn in this text, or re:- for none.",
    ),
    "self-reply": Code(
        "error",
        "The turn replies to itself with “{words}”.",
        "Write the ref of the question, or re:- for none.",
    ),
    "reply-to-no-turn": Code(
        "error",
        "The ref “{words}” belongs to a heading or a note.",
        "Write the ref of a turn, or re:- for none.",
    ),
    # marks
    "unclosed-mark": Code(
        "warning",
        "The mark “{words}” is not closed in its paragraph, so it is text.",
        "Close it with {closer}, or put a backslash before the brace.",
    ),
    "incomplete-substitution": Code(
        "warning",
        "“{words}” has no ~> between printed and corrected words, so it is text.",
        "Write {{~~printed~>corrected~~}}.",
    ),
    "nested-mark": Code(
        "warning",
        "The mark “{words}” stands inside another one, so it is text.",
        "Close the outer mark first.",
    ),
    "unclosed-withheld": Code(
        "error",
        "The withheld passage at “{words}” has no beginning or no end here.",
        "Write {{==words==}} within one paragraph and outside other marks.",
    ),
    "bad-link": Code(
        "warning",
        "“{words}” is not an address a link may lead to, so the link is text.",
        "Begin the address with https://, http://, mailto:, / or #.",
    ),
}


class Report:
    """Collects Problems while a text is read."""

    def __init__(self):
        self._problems: list[Problem] = []

    def __call__(self, code: str, line: int, column: int, **words) -> None:
        """Add the Problem ``code`` at a line and column, both from 1."""
        kind = CODES[code]
        for name in words.keys() & {"words", "key", "label"}:
            words[name] = _clip(words[name])
        message = f"{kind.message} {kind.remedy}".format(**words)
        self._problems.append(Problem(line, column, kind.severity, code, message))

    def sorted(self) -> list[Problem]:
        """All Problems in the order of the text."""
        return sorted(self._problems, key=lambda p: (p.line, p.column))


def _clip(words: str) -> str:
    words = words.replace("\n", " ")
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[: _LONGEST_QUOTE - 1] + "…"
