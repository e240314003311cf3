from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.domain.revisions import record_state
from events.enums import Origin
from events.models import Event, Revision
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """Five revisions of one day, a hundred days ago."""
    event = make_event(slug="talk")
    noon = timezone.localtime().replace(hour=12) - timedelta(days=100)
    for minute in range(5):
        revision = record_state(event, origin=Origin.EDIT)
        day = noon + timedelta(minutes=minute)
        Revision.objects.filter(pk=revision.pk).update(created_at=day)
    return event


def test_it_says_first_what_it_would_do(event, capsys):
    call_command("thinrevisions")

    assert event.revisions.count() == 5
    assert capsys.readouterr().out == (
        "talk: 3 of 5 revisions would go.\n"
        "Nothing is deleted yet; run it again with --yes.\n"
    )


def test_a_dry_run_deletes_nothing_even_with_yes(event, capsys):
    call_command("thinrevisions", dry_run=True, yes=True)

    assert event.revisions.count() == 5
    assert capsys.readouterr().out == "talk: 3 of 5 revisions would go.\n"


def test_with_yes_it_deletes(event, capsys):
    call_command("thinrevisions", yes=True)

    left = sorted(event.revisions.values_list("number", flat=True))
    assert left == [1, 5]
    assert capsys.readouterr().out == (
        "talk: 3 of 5 revisions deleted.\n3 revisions deleted.\n"
    )


def test_younger_ones_stay(event, capsys):
    call_command("thinrevisions", older_than=120, yes=True)

    assert event.revisions.count() == 5
    assert capsys.readouterr().out == "There is nothing to thin.\n"


@pytest.mark.parametrize("option", ["--older-than DAYS", "--dry-run", "--yes"])
def test_options_are_described(option, capsys):
    described = (settings.BASE_DIR / "docs" / "history.md").read_text("utf-8")

    with pytest.raises(SystemExit):
        call_command("thinrevisions", "--help")

    assert option in capsys.readouterr().out
    assert option in described


def test_days_are_not_negative(event):
    with pytest.raises(CommandError, match="0 or more"):
        call_command("thinrevisions", older_than=-1)
