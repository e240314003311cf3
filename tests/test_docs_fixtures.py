"""docs/fixtures.md does what it says."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from events.domain.fixtures.shape import KEY_FIELDS, MODELS, fixture_fields
from events.models import Event, Speaker

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "fixtures.md").read_text(
    encoding="utf-8"
)


def block(opening: str) -> str:
    """The code block that begins with these words, its indentation taken off."""
    fences = re.findall(r"^( *)```\w*\n(.*?)^ *```", PAGE, re.M | re.S)
    for indent, text in fences:
        lines = [line.removeprefix(indent) for line in text.splitlines()]
        if lines[0].startswith(opening):
            return "\n".join(lines) + "\n"
    raise AssertionError(opening)


@pytest.mark.django_db
def test_the_walk_from_text_to_fixture_and_back(tmp_path, capsys):
    text, fixture = tmp_path / "forum.md", tmp_path / "forum.json"
    text.write_text(block("---"), encoding="utf-8")

    call_command("importforum", str(text))
    call_command("dumpforum", "shei-lai-jiu-cuo", output=fixture)
    call_command("checkforum", str(fixture))

    assert capsys.readouterr().err == ""
    Event.objects.all().delete()
    call_command("loaddata", str(fixture))
    assert Event.objects.get().title == "圆桌：谁来纠错"
    assert Speaker.objects.filter(key="bian-ji", name="编辑").exists()


@pytest.mark.django_db
def test_the_example_of_a_fixture_is_sound(tmp_path, capsys):
    path = tmp_path / "example.json"
    path.write_text(block("["), encoding="utf-8")

    call_command("checkforum", str(path))

    objects = len(json.loads(block("[")))
    assert capsys.readouterr().out == f"{path}: {objects} objects, no errors.\n"


def test_the_table_lists_every_model_with_its_key_and_known_fields():
    rows = re.findall(r"^\| `(events\.\w+)` \| (.*?) \| ?(.*?) ?\|$", PAGE, re.M)

    assert [label for label, _key, _holds in rows] == list(MODELS)
    for label, key, holds in rows:
        model = MODELS[label]
        named = tuple(re.findall(r"`(\w+)`", key))
        assert named == KEY_FIELDS[model], label
        fields = set(re.findall(r"`(\w+)`", holds))
        assert fields <= fixture_fields(model).keys(), label
