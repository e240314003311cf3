"""What the editor's page shows beside the text while it is typed."""

from hashlib import blake2b

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.domain.document_reading import public_event_of
from events.domain.problem_words import translated
from events.domain.voices import UnknownVoice, unknown_voices
from events.enums import BlockType, Role
from events.models import Event
from events.transcript.document import Block, Document, Problem, Section, Turn
from events.transcript.fixes import Fix, fixes
from events.transcript.marks import corrected
from events.transcript.parser import parse_placed
from events.views.transcript import TranscriptWriter

_FIRST_WORDS = 40
# With more the page would be slow and nobody would read them.
_MOST_PROBLEMS = 500

_WHY = {
    "name": gettext_lazy("same name"),
    "alias": gettext_lazy("other name"),
    "script": gettext_lazy("simplified or traditional twin"),
    "pinyin": gettext_lazy("sounds the same"),
    "close": pgettext_lazy("name", "close"),
}


class PreviewWriter(TranscriptWriter):
    """Blocks as readers will see them, without links to pages that are not yet."""

    def permalink(self, ref: str, name: str) -> str:
        return ""


def preview(event: Event, text: str, known: set[str]) -> dict:
    """Blocks, problems and unknown voices of a text, as plain values for JSON.

    HTML comes only for blocks whose hash is not in ``known``. The number of
    queries does not depend on the text.
    """
    document, problems, lines = parse_placed(text)
    rows = text.split("\n")
    names = [block.ref or f"b{_digest(block)}" for block in document.blocks]
    hashes = _hashes(document, names)
    public = public_event_of(event, document, refs=names)
    writer = PreviewWriter(public, "corrected")
    wanted = set(hashes) - known
    html = {
        hashes[row["pk"]]: writer.block(row)
        for row in public.blocks
        if hashes[row["pk"]] in wanted
    }
    return {
        "blocks": [
            _outline_entry(block, line, digest)
            for block, line, digest in zip(document.blocks, lines, hashes, strict=True)
        ],
        "html": html,
        "problems": [problem_shape(rows, one) for one in problems[:_MOST_PROBLEMS]],
        "problem_count": len(problems),
        "unknown": [_unknown_shape(voice) for voice in unknown_voices(text, problems)],
        "voices": [
            {"label": voice.label, "role": voice.role, "credit": voice.credit}
            for voice in document.voices
        ],
        "words": sum(
            len(block.text) for block in document.blocks if isinstance(block, Turn)
        ),
    }


def _digest(value: object) -> str:
    return blake2b(repr(value).encode(), digest_size=6).hexdigest()


def _hashes(document: Document, names: list[str]) -> list[str]:
    """A hash for each block of all that its HTML depends on."""
    voices = {voice.label: repr(voice) for voice in document.voices}
    answered: dict[int, list[str]] = {}
    for place, block in enumerate(document.blocks):
        for asked in getattr(block, "replies_to", ()):
            answered.setdefault(asked, []).append(names[place])
    return [
        _digest(
            (
                block,
                document.language,
                voices.get(getattr(block, "voice", "")),
                [names[asked] for asked in getattr(block, "replies_to", ())],
                answered.get(place),
            )
        )
        for place, block in enumerate(document.blocks)
    ]


def _outline_entry(block: Block, line: int, digest: str) -> dict:
    entry = {"hash": digest, "line": line, "ref": block.ref}
    if isinstance(block, Section):
        title = corrected(block.title, reveal=True)
        return entry | {
            "type": BlockType.SECTION,
            "level": block.level,
            "title": title,
            "start": title[:_FIRST_WORDS],
        }
    # Marks may take more room than what they leave.
    words = corrected(block.text[: 8 * _FIRST_WORDS], reveal=True)[:_FIRST_WORDS]
    entry |= {"kind": block.kind, "start": " ".join(words.split())}
    if isinstance(block, Turn):
        return entry | {"type": BlockType.TURN, "voice": block.voice}
    return entry | {"type": BlockType.NOTE}


def problem_shape(lines: list[str], problem: Problem) -> dict:
    return {
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": translated(problem).message,
        "fixes": [
            {
                "label": fix_label(fix),
                "edits": [
                    {
                        "line": edit.line,
                        "column": edit.column,
                        "delete": edit.delete,
                        "insert": edit.insert,
                    }
                    for edit in fix.edits
                ],
            }
            for fix in fixes(lines, problem)
        ],
    }


def fix_label(fix: Fix) -> str:
    """What stands on the button."""
    if fix.name == "declare":
        role = Role(fix.role).label
        return _("Declare %(name)s as %(role)s") % {"name": fix.words, "role": role}
    if fix.name == "rename":
        return _("Write %(name)s") % {"name": fix.words}
    if fix.name == "new-turn":
        return _("Begin a new turn here")
    if fix.name == "heading":
        return _("Make it a heading")
    return _("This is text")


def _unknown_shape(voice: UnknownVoice) -> dict:
    return {
        "name": voice.name,
        "line": voice.line,
        "count": voice.count,
        "proposals": [
            {"key": one.key, "name": one.name, "why": str(_WHY[one.why])}
            for one in voice.proposals
        ],
    }
