from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from events.domain.binding import read_document, store_document
from events.domain.publishing import publish_event
from events.enums import Origin
from events.models import Block, Event, Revision, Speaker
from events.transcript.document import Turn
from tests.commands.test_convert import TEXT
from tests.factories import link_speakers, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "forum.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_becomes_a_draft(source, capsys):
    call_command("importforum", str(source))

    event = Event.objects.get()
    assert (event.title, event.status) == ("圆桌", "draft")
    assert Block.objects.filter(event=event).count() == 3
    assert capsys.readouterr().out == (
        f"{source}: new event yuan-zhuo: 3 blocks added, 0 changed, 0 removed.\n"
        "  created: speaker jia\n"
    )


def test_a_dry_run_stores_nothing(source, capsys):
    call_command("importforum", str(source), dry_run=True)

    assert "would be 3 blocks added" in capsys.readouterr().out
    assert (Event.objects.count(), Speaker.objects.count()) == (0, 0)


def test_importing_twice_makes_one_event_and_one_revision(source):
    call_command("importforum", str(source))

    call_command("importforum", str(source))

    assert (Event.objects.count(), Revision.objects.count()) == (1, 1)


def test_a_folder_is_read_whole(tmp_path, source):
    other = TEXT.replace("title: 圆桌", "title: 讲座")
    (tmp_path / "second.md").write_text(other, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")

    call_command("importforum", str(tmp_path))

    assert sorted(Event.objects.values_list("title", flat=True)) == ["圆桌", "讲座"]


def test_a_file_with_errors_changes_nothing(tmp_path, capsys):
    path = tmp_path / "bad.md"
    path.write_text(TEXT.replace("moderator", "king"), encoding="utf-8")

    with pytest.raises(CommandError, match="1 of 1 files were not imported"):
        call_command("importforum", str(path))

    assert Event.objects.count() == 0
    assert "nothing is stored; mend the errors first" in capsys.readouterr().err


def test_a_file_without_title_says_so(tmp_path, capsys):
    path = tmp_path / "bare.md"
    path.write_text("甲：你好。\n", encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("importforum", str(path))

    assert "it has no title" in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(tmp_path, source):
    (tmp_path / "a-bad.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CommandError, match="1 of 2 files"):
        call_command("importforum", str(tmp_path))

    assert Event.objects.count() == 1


def test_into_a_named_event(source):
    event = Event.objects.create(slug="named", title="旧题")

    call_command("importforum", str(source), event="named")

    event.refresh_from_db()
    assert event.title == "圆桌"
    assert event.blocks.count() == 3


def correct(event: Event, text: str) -> None:
    """Change the first turn as an editor does."""
    document = read_document(event)
    place = next(i for i, b in enumerate(document.blocks) if isinstance(b, Turn))
    blocks = list(document.blocks)
    blocks[place] = replace(blocks[place], text=text)
    store_document(event, replace(document, blocks=tuple(blocks)), origin=Origin.EDIT)


def test_an_event_that_an_editor_changed_is_left_alone_and_named(source, capsys):
    call_command("importforum", str(source))
    event = Event.objects.get()
    correct(event, "编辑改好的话。")
    corrected = read_document(event)

    call_command("importforum", str(source))

    assert read_document(event) == corrected
    assert capsys.readouterr().err == (
        f"{source}: the event yuan-zhuo is left alone, since an editor has changed it; "
        "--overwrite replaces it.\n"
    )
    call_command("importforum", str(source), overwrite=True)
    assert read_document(event) != corrected


def test_an_edited_file_updates_a_published_event_that_nobody_edited(source):
    call_command("importforum", str(source))
    event = Event.objects.get()
    publish_event(event, by=None)
    link_speakers(event, event.appearances.first().label, make_speaker())
    source.write_text(TEXT.replace("title: 圆桌", "title: 新题\nslug: yuan-zhuo"))

    call_command("importforum", str(source))

    assert Event.objects.get().title == "新题"


def test_another_forum_of_the_same_title_is_not_imported_over_it(
    source, tmp_path, capsys
):
    call_command("importforum", str(source))
    before = read_document(Event.objects.get())
    other = tmp_path / "other.md"
    text = "---\ntitle: 圆桌\nvoices:\n- {label: 乙}\n---\n\n乙：完全不同的另一场。\n"
    other.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="1 of 1 files were not imported"):
        call_command("importforum", str(other), overwrite=True)

    assert read_document(Event.objects.get()) == before
    err = capsys.readouterr().err
    assert "“slug:”" in err
    assert "--event" in err
    other.write_text(text.replace("title:", "slug: other\ntitle:"), encoding="utf-8")
    call_command("importforum", str(other))
    assert sorted(Event.objects.values_list("slug", flat=True)) == [
        "other",
        "yuan-zhuo",
    ]
