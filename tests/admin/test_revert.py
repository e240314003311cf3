"""Putting speakers, organizations, tags and sources back from their history."""

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import override_settings
from django.urls import reverse

from events.domain.addresses import change_slug
from events.models import Event, Organization, Source, Speaker, Tag
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_source,
    make_speaker,
    make_tag,
    make_turns,
)

pytestmark = pytest.mark.django_db
BUTTON = "Restore this state"


def state(row, record=None) -> str:
    """The address of one state; the first, if none is named."""
    record = record or row.history.earliest()
    name = f"admin:events_{row._meta.model_name}_simple_history"
    return reverse(name, args=[row.pk, record.history_id])


def page(row) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def change(row, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def said(client, response) -> list[str]:
    found = client.get(response["Location"]).context["messages"]
    return [str(message) for message in found]


def speaker_at(status: str = "draft") -> tuple[Speaker, Event]:
    """Somebody with two states, and the event that shows them."""
    speaker = make_speaker(name="贺樑", slug="old", biography="旧。")
    event = make_event(status=status)
    make_turns(event, [("甲", "一。")])
    link_speakers(event, "甲", speaker)
    speaker.biography = "新。"
    change_slug(speaker, "new")
    return speaker, Event.objects.get(pk=event.pk)


def test_speaker_is_put_back_with_the_address(client, superuser):
    speaker, event = speaker_at()

    response = client.post(state(speaker))

    assert response["Location"] == page(speaker)
    [sentence] = said(client, response)
    assert sentence.startswith("The state of ")
    speaker = Speaker.objects.get()
    assert (speaker.biography, speaker.slug) == ("旧。", "old")
    assert [forward.slug for forward in speaker.forwards.all()] == ["new"]
    assert Event.objects.get(pk=event.pk).version > event.version
    newest = speaker.history.latest()
    assert (newest.history_user, newest.history_change_reason, newest.biography) == (
        superuser,
        "restored",
        "旧。",
    )
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(speaker.pk)]


def test_what_is_sent_is_not_what_is_saved(client, superuser):
    speaker, _event = speaker_at()

    client.post(state(speaker), {"biography": "别的。", "name": "别人", "key": "x"})

    row = Speaker.objects.get()
    assert (row.name, row.biography, row.key) == ("贺樑", "旧。", speaker.key)


def test_other_names_come_back_as_a_list(client, superuser):
    speaker = make_speaker(aliases=["小林", "Lin"])
    change(speaker, aliases=[])

    client.post(state(speaker))

    assert Speaker.objects.get().aliases == ["小林", "Lin"]


def test_parent_of_an_organization_is_put_back(client, superuser):
    whole = make_organization()
    part = make_organization(parent=whole)
    change(part, parent=None)

    client.post(state(part))

    assert Organization.objects.get(pk=part.pk).parent == whole


def test_parent_that_is_gone_is_told_and_nothing_written(client, superuser):
    whole = make_organization()
    part = make_organization(parent=whole, description="旧。")
    change(part, parent=None, description="新。")
    whole.delete()

    shown = client.get(state(part))
    response = client.post(state(part))

    assert shown.status_code == 200
    assert said(client, response) == [
        "Nothing was restored. Part of: What stood here then is no longer in the archive."
    ]
    part = Organization.objects.get()
    assert (part.description, part.history.count()) == ("新。", 2)


def test_parent_that_is_a_part_by_now_is_refused(client, superuser):
    other = make_organization()
    row = make_organization(parent=other)
    change(row, parent=None)
    change(other, parent=row)

    response = client.post(state(row))

    [sentence] = said(client, response)
    assert "is itself a part of this organization" in sentence
    assert Organization.objects.get(pk=row.pk).parent is None


def test_name_that_another_tag_has_by_now_is_refused(client, superuser):
    tag = make_tag("桥", slug="bridge")
    change(tag, name="路", slug="road")
    make_tag("桥", slug="another")

    response = client.post(state(tag))

    assert response["Location"] == state(tag)
    [sentence] = said(client, response)
    assert sentence.startswith("Nothing was restored.")
    assert "The tag “桥” exists." in sentence
    tag = Tag.objects.get(pk=tag.pk)
    assert (tag.name, tag.slug, tag.history.count()) == ("路", "road", 2)


def test_series_is_put_back(client, superuser):
    series = make_series(title="旧")
    event = make_event(series=series)
    change(series, title="新")

    client.post(state(series))

    series.refresh_from_db()
    assert series.title == "旧"
    assert Event.objects.get(pk=event.pk).version == event.version + 1


def test_note_of_a_source_is_put_back_with_a_revision(client, superuser):
    event = make_event()
    source = make_source(event, note="旧。", file="sources/old.pdf")
    make_turns(event, [("甲", "一。")])
    change(source, note="新。", file="sources/new.pdf")
    before = event.revisions.count()

    client.post(state(source))

    source = Source.objects.get()
    assert (source.note, source.file.name) == ("旧。", "sources/new.pdf")
    assert event.revisions.count() == before + 1
    newest = event.revisions.latest("number")
    assert newest.author == superuser
    assert "旧。" in newest.text


def test_state_that_stands_is_not_saved_again(client, superuser):
    speaker = make_speaker()

    response = client.post(state(speaker))

    assert said(client, response) == ["It says this already."]
    assert speaker.history.count() == 1


def test_state_of_another_row_and_row_that_is_gone_are_not_found(client, superuser):
    speaker, other = make_speaker(), make_speaker()
    gone = state(other)
    others = state(speaker, other.history.get())
    other.delete()

    codes = [client.post(url).status_code for url in (others, gone)]

    assert codes == [404, 404]
    assert BUTTON not in client.get(gone).content.decode()


@pytest.mark.parametrize(
    ("group", "status", "is_open"),
    [
        ("Contributor", "draft", True),
        ("Contributor", "published", False),
        ("Editor", "published", True),
    ],
)
def test_who_may_put_back(client, login, group, status, is_open):
    speaker, event = speaker_at(status)
    source = make_source(event, note="旧。")
    change(source, note="新。")
    login(group)

    shown = [client.get(state(row)) for row in (speaker, source)]
    codes = [client.post(state(row)).status_code for row in (speaker, source)]

    assert [response.status_code for response in shown] == [200, 200]
    assert [BUTTON in r.content.decode() for r in shown] == [is_open, is_open]
    assert codes == ([302, 302] if is_open else [403, 403])
    assert (Speaker.objects.get().biography == "旧。") is is_open
    assert (Source.objects.get().note == "旧。") is is_open


def test_stranger_is_sent_to_the_login(client):
    speaker, _event = speaker_at()

    response = client.post(state(speaker))

    assert response["Location"].startswith("/admin/login/")
    assert Speaker.objects.get().biography == "新。"


def test_nothing_is_typed_into_an_old_state(client, superuser):
    speaker, _event = speaker_at()

    html = client.get(state(speaker)).content.decode()

    assert "旧。" in html
    assert 'name="biography"' not in html


def test_list_says_why_in_the_language_of_the_reader(client, superuser):
    speaker, _event = speaker_at()
    client.post(state(speaker))

    url = reverse("admin:events_speaker_history", args=[speaker.pk])
    with override_settings(LOCALE_PATHS=settings.LOCALE_PATHS[1:]):
        html = client.get(url).content.decode()

    assert ": 已恢复</td>" in html
