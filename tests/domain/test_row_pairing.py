"""Sources and contributors stay who they are when the list around them changes."""

from dataclasses import replace

import pytest

from events.domain.binding import read_document, store_document
from events.domain.errors import Refused
from events.domain.revisions import restore_revision
from events.enums import Origin
from events.models import Event
from events.transcript.document import Contributor, SourceNote
from tests.factories import make_document, make_event

pytestmark = pytest.mark.django_db

FIRST, SECOND = SourceNote(publication="甲报"), SourceNote(publication="乙报")
NEW = SourceNote(publication="丙报")


def store(event: Event, *, origin: Origin = Origin.EDIT, **values) -> None:
    document = replace(read_document(event), **values)
    store_document(event, document, origin=origin)


def make_sourced(*notes: SourceNote) -> Event:
    """Each source has a raw text that tells which one it was."""
    event = make_event()
    store_document(event, make_document(sources=notes), origin=Origin.EDIT)
    for row in event.sources.all():
        row.raw_text = f"raw {row.publication}"
        row.save()
    return event


def rows_of(event: Event) -> list[tuple[int, str, str]]:
    rows = event.sources.order_by("position")
    return list(rows.values_list("position", "publication", "raw_text"))


def test_source_put_on_top_shifts_no_raw_text():
    event = make_sourced(FIRST, SECOND)
    keys = dict(event.sources.values_list("publication", "pk"))

    store(event, sources=(NEW, FIRST, SECOND))

    assert rows_of(event) == [
        (0, "丙报", ""),
        (1, "甲报", "raw 甲报"),
        (2, "乙报", "raw 乙报"),
    ]
    assert keys.items() <= dict(event.sources.values_list("publication", "pk")).items()


def test_sources_change_places():
    event = make_sourced(FIRST, SECOND)

    store(event, sources=(SECOND, FIRST))

    assert rows_of(event) == [(0, "乙报", "raw 乙报"), (1, "甲报", "raw 甲报")]


@pytest.mark.parametrize("left", [(FIRST,), (SECOND,), (), (NEW, SECOND)])
def test_source_with_a_raw_text_is_not_removed_by_the_text(left):
    event = make_sourced(FIRST, SECOND)

    with pytest.raises(Refused, match="remove it on the event’s page"):
        store(event, sources=left, title="新题目")

    assert rows_of(event) == [(0, "甲报", "raw 甲报"), (1, "乙报", "raw 乙报")]
    assert Event.objects.get().title == "一场圆桌"


def test_source_with_a_file_is_not_removed_by_the_text():
    event = make_sourced(FIRST)
    event.sources.update(raw_text="", file="sources/a.pdf")

    with pytest.raises(Refused, match="“甲报” holds a raw text or a file"):
        store(event, sources=())


def test_source_that_holds_nothing_goes():
    event = make_sourced(FIRST, SECOND)
    event.sources.filter(publication="甲报").update(raw_text="")

    store(event, sources=(SECOND,))

    assert rows_of(event) == [(0, "乙报", "raw 乙报")]


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, issued="2023-05-01", page="A4"),
        replace(FIRST, publication="甲日报"),
        replace(FIRST, relation="recording", note="扫描件"),
    ],
)
def test_source_that_is_corrected_stays_the_same(changed):
    event = make_sourced(SECOND, FIRST)

    store(event, sources=(changed, SECOND))

    assert rows_of(event) == [
        (0, changed.publication, "raw 甲报"),
        (1, "乙报", "raw 乙报"),
    ]


def test_source_described_only_now_stays_the_same():
    event = make_sourced(SourceNote())

    store(event, sources=(FIRST,))

    assert rows_of(event) == [(0, "甲报", "raw ")]


def test_another_issue_of_the_same_paper_is_another_source():
    old = replace(FIRST, issued="2023-05-01", page="A4", url="https://a.example/1")
    event = make_sourced(old)

    new = replace(FIRST, issued="2024-06-02", page="B1", url="https://a.example/2")

    with pytest.raises(Refused):
        store(event, sources=(new,))


def test_fixture_brings_its_own_sources():
    event = make_sourced(FIRST, SECOND)

    store(event, sources=(SECOND,), origin=Origin.FIXTURE)

    assert rows_of(event) == [(0, "乙报", "raw 乙报")]


def test_restoring_keeps_what_a_later_source_holds():
    event = make_event()
    store_document(event, make_document(), origin=Origin.EDIT)
    event.sources.create(publication="甲报", position=0, raw_text="raw 甲报")
    store(event, title="新题目")

    restore_revision(event.revisions.earliest("number"), by=None)

    assert rows_of(event) == [(0, "甲报", "raw 甲报")]
    assert Event.objects.get().title == "一场圆桌"


def test_histories_of_contributors_are_not_mixed():
    host, guest = Contributor("host", "甲"), Contributor("host", "乙")
    event = make_event()
    store(event, contributors=(host, guest))
    keys = dict(event.contributors.values_list("name", "pk"))

    store(event, contributors=(Contributor("host", "丙"), guest, host))
    store(event, contributors=(guest, host))

    rows = event.contributors.order_by("position")
    assert list(rows.values_list("position", "name", "pk")) == [
        (0, "乙", keys["乙"]),
        (1, "甲", keys["甲"]),
    ]
    names = rows.get(name="甲").history.values_list("name", flat=True)
    assert set(names) == {"甲"}
