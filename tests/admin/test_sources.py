"""Raw sources stay: the text does not remove them, the event's page does."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from events.domain.drafts import find_draft
from events.domain.saving import editable_text
from tests.admin.test_event_page import save
from tests.factories import make_event, make_source, make_turns

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(slug="panel")
    make_source(event, publication="甲报", raw_text="raw 甲")
    make_source(event, publication="乙报", raw_text="raw 乙", position=1)
    make_turns(event, [("甲", "一。")])
    return event


def raw_texts(event) -> list[str]:
    return list(event.sources.order_by("position").values_list("raw_text", flat=True))


def test_removal_in_the_text_is_refused_and_the_text_kept(client, superuser, event):
    text, base = editable_text(event)
    lines = [line for line in text.splitlines() if "甲报" not in line]
    typed = "\n".join(lines).replace("一。", "新写的。") + "\n"
    page = reverse("admin:events_event_transcript", args=[event.pk])

    response = client.post(page, {"text": typed, "base": base})

    assert response.status_code == 200
    [said] = response.context["messages"]
    assert "“甲报” holds a raw text or a file" in str(said)
    assert response.context["text"] == typed
    assert find_draft(event, superuser).text == typed
    assert raw_texts(event) == ["raw 甲", "raw 乙"]


def test_source_is_removed_on_the_page_of_the_event(client, superuser, event):
    response = save(client, event, **{"sources-0-DELETE": "on"})

    assert response.status_code == 302
    assert raw_texts(event) == ["raw 乙"]
    assert "甲报" not in event.revisions.latest("number").text


def test_import_of_a_file_without_the_sources_stores_nothing(event, tmp_path, capsys):
    file = tmp_path / "panel.md"
    file.write_text("---\ntitle: 圆桌\nvoices:\n- {label: 甲}\n---\n\n甲：二。\n")

    with pytest.raises(CommandError, match="1 of 1 files were not imported"):
        call_command("importforum", str(file), event="panel", overwrite=True)

    assert "nothing is stored: The source “甲报” holds" in capsys.readouterr().err
    assert raw_texts(event) == ["raw 甲", "raw 乙"]
    assert event.blocks.get().text == "一。"
