"""Every list opens, finds, sorts and filters at a fixed number of queries."""

import pytest
from django.urls import reverse

from events.transcript.document import Note, Section
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_source,
    make_speaker,
    make_turns,
    publish,
)

pytestmark = pytest.mark.django_db


def make_row(number: int) -> None:
    """One row in every list, all of its relations filled."""
    series = make_series()
    organization = make_organization(parent=make_organization())
    speaker = make_speaker()
    speaker.affiliations.create(organization=organization, title="教授")
    event = make_event(series=series, tags=(f"标签{number}",), held="2023")
    blocks = [Section("标题"), ("甲", "一"), ("乙", "二"), Note("掌声")]
    _heading, turn, other, _note = make_turns(event, blocks)
    link_speakers(event, "甲", speaker)
    event.appearances.update(organization=organization)
    turn.tags.add(f"段{number}")
    make_source(event)
    event.pictures.create(caption="图")
    event.ref_forwards.create(ref=f"zzzzz{number + 2}", target=other)
    event.forwards.create(kind="event", slug=f"old-{number}")
    publish(event)


# Session, user, count, rows; events ask for their years as well.
LISTS = {
    "event": 5,
    "series": 4,
    "speaker": 4,
    "organization": 4,
    "tag": 4,
    "turn": 4,
    "section": 4,
    "note": 4,
    "source": 4,
    "picture": 4,
    "revision": 4,
    "slugforward": 4,
    "refforward": 4,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), LISTS.items())
def test_list_holds_its_number_of_queries(
    client, superuser, django_assert_num_queries, name, queries, rows
):
    for number in range(rows):
        make_row(number)
    url = reverse(f"admin:events_{name}_changelist")
    client.get(url)

    with django_assert_num_queries(queries):
        response = client.get(url)

    assert len(response.context["cl"].result_list) >= rows
