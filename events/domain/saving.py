"""An editor's text into the archive, beside what others have saved meanwhile.

A save carries the number of the revision from which its text was begun. If
another came between, the two are merged; only what touches the same words is
asked. Until an outcome is `Saved`, nothing is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from events.domain import merging
from events.domain.alignment import carry_refs
from events.domain.binding import Stored, read_document, store_document
from events.domain.ingest import resolve_declared
from events.domain.plans import Plan, plan
from events.enums import Origin
from events.models import Event, Revision
from events.transcript.document import Document, Problem
from events.transcript.parser import parse
from events.transcript.serializer import serialize


@dataclass(frozen=True, slots=True)
class Saved:
    """``merged_with`` names those whose saves came between."""

    stored: Stored
    merged_with: tuple[str, ...] = ()
    new_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The text has errors; nothing was saved."""

    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Question:
    """Much would go or move; nothing was saved until it is asked for again."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Two editors changed the same words; nothing was saved.

    ``merged`` holds the open conflicts and what came from whom, ``by`` names
    the others, ``newest`` is the revision that this was asked about. ``fault``
    says what was wrong with a decision, or "".
    """

    merged: merging.Merged
    by: tuple[str, ...]
    newest: int
    fault: str = ""


Outcome = Saved | Refusal | Question | Conflicted


def newest_revision(event: Event) -> Revision | None:
    rows = event.revisions.select_related("author").defer("text")
    return rows.order_by("-number").first()


def editable_text(event: Event) -> tuple[str, int]:
    """The transcript as one text with its refs hidden, and its revision's number."""
    with transaction.atomic():
        # Waits for a save under way: text and number must be of one state.
        Event.objects.select_for_update().get(pk=event.pk)
        newest = newest_revision(event)
        document = replace(read_document(event), slug="")
    return serialize(document, refs=False), newest.number if newest else 0


@transaction.atomic
def save_text(
    event: Event,
    text: str,
    *,
    base: int,
    author,
    reason: str = "",
    sure: bool = False,
    choices: Mapping[str, merging.Choice] | None = None,
    seen: int = 0,
) -> Outcome:
    """Store an editor's text, merged with what came since revision ``base``.

    ``sure`` answers a `Question` beforehand; ``choices`` decides on conflicts
    by their keys, and counts only if ``seen`` is the newest revision: nobody
    decides about words that they were not shown.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    typed, problems = parse(text)
    if any(problem.severity == "error" for problem in problems):
        return Refusal(problems)
    theirs = read_document(event)
    began = _document_at(event, base, theirs)
    mine = _with_refs(began, replace(typed, slug=theirs.slug))
    mine, new_rows = resolve_declared(mine)
    between = _saved_since(event, base)
    document = mine
    if between:
        newest = newest_revision(event).number
        merged = merging.merge(began, mine, theirs)
        if choices and seen == newest:
            try:
                merged = merging.resolve(merged, _known(merged, choices))
            except ValueError as error:
                transaction.set_rollback(True)
                return Conflicted(merged, between, newest, str(error))
        if merged.conflicts:
            transaction.set_rollback(True)  # people that were only declared
            return Conflicted(merged, between, newest)
        document = merged.document
    what = plan(theirs, document)
    if what.asks and not sure:
        transaction.set_rollback(True)
        return Question(what)
    stored = store_document(
        event, document, origin=Origin.EDIT, author=author, reason=reason
    )
    return Saved(stored, between, tuple(new_rows))


def _with_refs(began: Document, typed: Document) -> Document:
    """``typed`` with the refs of the blocks that were there before.

    The page hides refs and writes fresh ones where it links two turns: words
    that have a ref already keep it, the others take what was typed.
    """
    known = {block.ref for block in began.blocks}
    bare = tuple(
        block if block.ref in known else replace(block, ref="")
        for block in typed.blocks
    )
    carried = carry_refs(began, replace(typed, blocks=bare))
    blocks = (
        block if block.ref else replace(block, ref=as_typed.ref)
        for block, as_typed in zip(carried.blocks, typed.blocks, strict=True)
    )
    return replace(carried, blocks=tuple(blocks))


def _known(merged: merging.Merged, choices: Mapping) -> dict:
    keys = {conflict.key for conflict in merged.conflicts}
    return {key: choice for key, choice in choices.items() if key in keys}


def _document_at(event: Event, number: int, current: Document) -> Document:
    """The Document of that revision, or of the last before it that is kept."""
    if number == 0:
        # Begun before there was a transcript: all that stands now came since.
        return replace(
            current, blocks=(), voices=(), tags=(), contributors=(), sources=()
        )
    rows = event.revisions.filter(number__lte=number).order_by("-number")
    revision = rows.first()
    if revision is None:
        return current
    return replace(parse(revision.text)[0], slug=current.slug)


def _saved_since(event: Event, number: int) -> tuple[str, ...]:
    """Names of those who saved since, each once; "" where no person did."""
    rows = event.revisions.filter(number__gt=number).select_related("author")
    names = (row.author.get_full_name() if row.author else "" for row in rows)
    return tuple(dict.fromkeys(names))
