import pytest
from django.core.management import CommandError, call_command

from events.models import Block, Event, Revision, Speaker
from tests.commands.test_convert import TEXT

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
