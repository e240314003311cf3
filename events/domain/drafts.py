"""What editors have typed and not saved, and who has a transcript open."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from events.models import Draft, Event

# The page says so every twenty seconds; two missed ones are a closed page.
PRESENT = timedelta(seconds=60)
# The largest number of a revision that a column holds.
MOST_REVISIONS = 2**31 - 1
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with a sign, one for one, for what no database or answer can hold."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def keep_draft(event: Event, editor, *, text: str, base: int) -> datetime:
    """Keep the text for this editor in one statement; return when that was.

    ``base`` is the number of the revision from which the text was begun. NUL and
    lone surrogates become U+FFFD.
    """
    now = timezone.now()
    Draft.objects.bulk_create(
        [
            Draft(
                event=event,
                editor=editor,
                text=storable(text),
                base=min(base, MOST_REVISIONS),
                updated_at=now,
                seen_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["event", "editor"],
        update_fields=["text", "base", "updated_at", "seen_at"],
    )
    return now


def discard_draft(event: Event, editor) -> None:
    Draft.objects.filter(event=event, editor=editor).update(text="", updated_at=None)


def find_draft(event: Event, editor) -> Draft | None:
    """The editor's draft, if there are words in it."""
    return Draft.objects.filter(event=event, editor=editor).exclude(text="").first()


def mark_present(event: Event, editor) -> None:
    """Note that the editor has the page open now; the draft is not touched."""
    Draft.objects.bulk_create(
        [Draft(event=event, editor=editor, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["event", "editor"],
        update_fields=["seen_at"],
    )


def others_present(event: Event, editor) -> list[str]:
    """Names of the others who have the transcript open, in order."""
    rows = Draft.objects.filter(
        event=event, seen_at__gte=timezone.now() - PRESENT
    ).exclude(editor=editor)
    return sorted(row.editor.get_full_name() for row in rows.select_related("editor"))
