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


def _(sentence: str) -> str:
    """Mark a sentence for translation, which happens where people read it."""
    return sentence


CODES = {
    # the whole text
    "not-utf8": Code(
        "error",
        _("The file is not UTF-8 text (byte {offset})."),
        _("Save the file as UTF-8."),
    ),
    "control-character": Code(
        "warning",
        _("Control characters were removed ({count}), the first is {words}."),
        _("Look at the place and type what is missing."),
    ),
    # front matter
    "front-matter-open": Code(
        "error",
        _("The front matter has no end."),
        _("Write a line of three hyphens, ---, after the last key."),
    ),
    "front-matter-size": Code(
        "error",
        _("The front matter has {size} bytes."),
        _("Shorten the front matter to 64 KB; long texts belong in the transcript."),
    ),
    "front-matter-syntax": Code(
        "error",
        _("The front matter cannot be read here: {words}."),
        _("Put the value in double quotes and check brackets and indentation."),
    ),
    "front-matter-reference": Code(
        "error",
        _("The front matter uses an anchor, alias or tag, “{words}”."),
        _("Write the value out; put it in double quotes if it begins with &, * or !."),
    ),
    "unknown-key": Code(
        "error",
        _("The key “{words}” is not known."),
        _("Use one of: {allowed}."),
    ),
    "duplicate-key": Code(
        "error",
        _("The key “{words}” stands here a second time."),
        _("Keep one of the two."),
    ),
    "wrong-shape": Code(
        "error",
        _("The key “{words}” does not hold {shape}."),
        _("Write it as {example}."),
    ),
    "bad-value": Code(
        "error",
        _("“{words}” cannot stand under the key “{key}”."),
        _("Write {allowed}."),
    ),
    "too-long": Code(
        "error",
        _("What stands under the key “{key}” has {count} characters."),
        _("Shorten it to at most {limit} characters."),
    ),
    "bad-label": Code(
        "error",
        _("“{words}” cannot be a label: {reason}."),
        _("Give the voice another label."),
    ),
    "duplicate-label": Code(
        "error",
        _("The label “{words}” is declared twice."),
        _("Give each voice its own label, or remove one."),
    ),
    # structure
    "empty-heading": Code(
        "error",
        _("The heading has no words."),
        _("Write the heading after the number signs, or delete the line."),
    ),
    "heading-level": Code(
        "warning",
        _("The heading has {count} number signs and was put on level 3."),
        _("Use one, two or three number signs."),
    ),
    "heading-blank": Code(
        "warning",
        _("“{words}” looks like a heading but is text."),
        _("Put a blank after the number sign, or a backslash before it."),
    ),
    "empty-turn": Code(
        "error",
        _("The turn of “{words}” has no words."),
        _("Write what was said after the colon, or delete the line."),
    ),
    "empty-note": Code(
        "error",
        _("The note has no words."),
        _("Write the note after the sign >, or delete the line."),
    ),
    "no-voice": Code(
        "warning",
        _("No voice stands before “{words}”, so it became a note."),
        _("Begin the paragraph with a declared label and a colon, or with > ."),
    ),
    "voice-continued": Code(
        "warning",
        _("After the heading, “{words}” was given to {label} again."),
        _("Name the voice at the paragraph's start."),
    ),
    "undeclared-voice": Code(
        "warning",
        _("“{words}” looks like a voice but is not declared, so it is text."),
        _("Declare it in voices{suggestion}, or put a backslash before it."),
    ),
    "label-inside-paragraph": Code(
        "warning",
        _("“{words}” stands inside a paragraph, so it is text."),
        _("Put an empty line before it if a turn begins here, else a backslash."),
    ),
    # attributes
    "unknown-attribute": Code(
        "error",
        _("“{words}” in braces is not known."),
        _("Use {allowed}; put a backslash before }} if the braces are text."),
    ),
    "misplaced-attribute": Code(
        "error",
        _("“{words}” cannot stand on a {block}."),
        _("Remove it; a {block} takes {allowed}."),
    ),
    "repeated-attribute": Code(
        "error",
        _("“{words}” says again what the braces said before."),
        _("Keep one of the two."),
    ),
    "bad-attribute": Code(
        "error",
        _("“{words}” has a value that cannot be used."),
        _("Write {example}."),
    ),
    "bad-ref": Code(
        "error",
        _("“{words}” is not a ref."),
        _("Remove it, or write # and six of a-z and 0-9 with at least one digit."),
    ),
    "duplicate-ref": Code(
        "error",
        _("The ref “{words}” already belongs to the block in line {first}."),
        _("Remove it from the block that is new."),
    ),
    "unknown-ref": Code(
        "error",
        _("No block has the ref “{words}”."),
        _("Write the ref of a turn in this text, or re:- for none."),
    ),
    "self-reply": Code(
        "error",
        _("The turn replies to itself with “{words}”."),
        _("Write the ref of the question, or re:- for none."),
    ),
    "reply-to-no-turn": Code(
        "error",
        _("The ref “{words}” belongs to a heading or a note."),
        _("Write the ref of a turn, or re:- for none."),
    ),
    # marks
    "unclosed-mark": Code(
        "warning",
        _("The mark “{words}” is not closed in its paragraph, so it is text."),
        _("Close it with {closer}, or put a backslash before the brace."),
    ),
    "incomplete-substitution": Code(
        "warning",
        _("“{words}” has no ~> between printed and corrected words, so it is text."),
        _("Write {{~~printed~>corrected~~}}."),
    ),
    "nested-mark": Code(
        "warning",
        _("The mark “{words}” stands inside another one, so it is text."),
        _("Close the outer mark first."),
    ),
    "unclosed-withheld": Code(
        "error",
        _("The withheld passage at “{words}” has no beginning or no end here."),
        _("Write {{==words==}} within one paragraph and outside other marks."),
    ),
    "bad-link": Code(
        "warning",
        _("“{words}” is not an address a link may lead to, so the link is text."),
        _("Begin the address with https://, http://, mailto:, / or #."),
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
