"""Two editors on one page: nobody overwrites what the other saved unasked."""

import pytest
from django.urls import reverse

from tests.admin.test_event_page import form_data
from tests.factories import (
    make_event,
    make_organization,
    make_series,
    make_source,
    make_speaker,
    make_tag,
)

pytestmark = pytest.mark.django_db


def page(row) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def errors_of(response) -> list[str]:
    return list(response.context["adminform"].form.non_field_errors())


ROWS = {
    "speaker": (make_speaker, "biography", "orcid", "0000-0002-1825-0097"),
    "organization": (make_organization, "description", "url", "https://a.example/"),
    "series": (make_series, "description", "url", "https://a.example/"),
    "source": (lambda: make_source(make_event()), "raw_text", "page", "A4"),
    "tag": (make_tag, "name", "slug", "another"),
}


@pytest.mark.parametrize(("make", "first", "second", "value"), ROWS.values(), ids=ROWS)
def test_second_editor_is_told_and_overwrites_on_purpose_only(
    client, superuser, make, first, second, value
):
    row = make()
    ours, theirs = (form_data(client.get(page(row))) for _editor in "ab")
    assert client.post(page(row), theirs | {first: "先写的"}).status_code == 302

    told = client.post(page(row), ours | {second: value})

    row.refresh_from_db()
    assert told.status_code == 200
    assert getattr(row, first) == "先写的"
    assert getattr(row, second) != value
    assert any("先写的" in sentence for sentence in errors_of(told)[1:])
    assert form_data(told)[second] == value
    again = client.post(page(row), form_data(told) | {first: "先写的"})
    row.refresh_from_db()
    assert again.status_code == 302
    assert (getattr(row, first), getattr(row, second)) == ("先写的", value)


@pytest.mark.parametrize("make", [make for make, *_rest in ROWS.values()], ids=ROWS)
def test_saving_twice_in_a_row_asks_nothing(client, superuser, make):
    row = make()

    codes = [
        client.post(page(row), form_data(client.get(page(row)))).status_code
        for _time in range(2)
    ]

    assert codes == [302, 302]


def test_affiliations_are_guarded_with_their_person(client, superuser):
    speaker = make_speaker()
    place = make_organization(name="智源")
    affiliation = speaker.affiliations.create(organization=place)
    ours, theirs = (form_data(client.get(page(speaker))) for _editor in "ab")
    client.post(page(speaker), theirs | {"affiliations-0-title": "院长"})

    told = client.post(page(speaker), ours | {"affiliations-0-until": "2024"})

    affiliation.refresh_from_db()
    assert (affiliation.title, affiliation.until) == ("院长", "")
    assert f"{speaker} – 智源 院长" in errors_of(told)[1]
