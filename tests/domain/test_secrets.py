"""What left a transcript while it was hidden stays hidden in older releases."""

from dataclasses import replace

import pytest

from events.domain.binding import read_document, store_document
from events.domain.editing import record_changes, rename_voices
from events.domain.releases import make_release, read_release
from events.domain.revisions import restore_revision
from events.enums import Origin, Status
from events.models import Event, Secret
from events.transcript.document import Document, Turn, Voice
from tests.factories import make_event

pytestmark = pytest.mark.django_db

DAY = "2024-05-06"
WORDS = "绝密的那几句话在此。"
OPEN = f"前文很长的一段话。{WORDS}后文也很长的一段话。"
HELD = f"前文很长的一段话。{{=={WORDS}==}}后文也很长的一段话。"
CUT = "前文很长的一段话。后文也很长的一段话。"
DOCUMENT = Document(
    title="圆桌",
    voices=(Voice("甲", role="moderator"), Voice("乙", credit="读者乙")),
    blocks=(
        Turn("甲", "欢迎各位来到这里。", ref="aaaaa2"),
        Turn("乙", OPEN, ref="bbbbb2", printed_label="乙教授"),
        Turn("甲", "谢谢大家今天的讨论。", ref="ccccc2"),
    ),
)


@pytest.fixture
def talk() -> Event:
    """Released with everything in the open."""
    event = make_event(status=Status.PUBLISHED, slug="talk")
    store_document(event, DOCUMENT, origin=Origin.EDIT)
    make_release(event, by=None)
    return event


def store(event: Event, **values) -> None:
    document = replace(read_document(event), **values)
    store_document(event, document, origin=Origin.EDIT)


def say(event: Event, text: str, **values) -> None:
    """Give the second turn other words."""
    blocks = list(read_document(event).blocks)
    blocks[1] = replace(blocks[1], text=text, **values)
    store(event, blocks=tuple(blocks))


def words_of(event: Event, number: int = 1) -> str:
    public = read_release(Event.objects.get(pk=event.pk), number).public
    return "\n".join(row["text"] for row in public.blocks)


def names_of(event: Event) -> list[tuple[str, str]]:
    """Whose turns release 1 shows, and the labels printed at them."""
    public = read_release(Event.objects.get(pk=event.pk), 1).public
    return [
        (public.voices[row["voice_id"]].label, row["printed_label"])
        for row in public.blocks
    ]


def test_a_passage_deleted_after_it_was_withheld(talk):
    say(talk, HELD)
    say(talk, CUT)

    assert WORDS not in words_of(talk)
    assert "前文很长的一段话。" in words_of(talk)
    assert "后文也很长的一段话。" in words_of(talk)
    assert [(row.ref, row.text, row.revision) for row in talk.secrets.all()] == [
        ("bbbbb2", WORDS, 3)
    ]


def test_an_earlier_wording_of_a_deleted_passage(talk):
    say(talk, "我住在长安大街九号。")
    make_release(talk, by=None)
    say(talk, "我住在{==长安街九号==}。")
    say(talk, "我住在这里。")

    assert "长安" not in words_of(talk, 2)


def test_a_passage_deleted_in_two_steps(talk):
    say(talk, HELD)
    say(talk, "前文很长的一段话。{==绝密的==}后文也很长的一段话。")

    assert "那几句话" not in words_of(talk)

    say(talk, CUT)

    assert "绝密" not in words_of(talk)
    assert "那几句话" not in words_of(talk)


def test_a_block_emptied_while_it_was_withheld_and_opened_again(talk):
    say(talk, OPEN, withheld=DAY)
    say(talk, CUT, withheld=None)

    assert WORDS not in words_of(talk)


def test_a_withheld_turn_that_came_from_another_and_was_removed(talk):
    one, two, three = read_document(talk).blocks
    part = Turn("乙", WORDS, ref="ddddd2", withheld=DAY)
    store(talk, blocks=(one, replace(two, text=CUT), part, three))
    store(talk, blocks=(one, replace(two, text=CUT), three))

    assert WORDS not in words_of(talk)


def test_a_passage_moved_to_another_turn_and_deleted_there(talk):
    say(talk, HELD)
    one, two, three = read_document(talk).blocks
    moved = replace(three, text=f"谢谢大家今天的讨论。{{=={WORDS}==}}")
    store(talk, blocks=(one, replace(two, text=CUT), moved))
    store(talk, blocks=(one, replace(two, text=CUT), three))

    assert WORDS not in words_of(talk)


@pytest.mark.parametrize("later", [OPEN, f"另一句。{WORDS}"])
def test_words_put_back_in_the_open_are_no_secret(talk, later):
    say(talk, HELD)
    say(talk, CUT)
    say(talk, later)

    assert WORDS in words_of(talk)
    assert not talk.secrets.exists()


def test_words_opened_where_they_stood_never_were_a_secret(talk):
    say(talk, HELD)
    say(talk, f"{OPEN}还有一句。")

    assert WORDS in words_of(talk)
    assert not talk.secrets.exists()


def test_short_words_that_also_stand_in_the_open(talk):
    say(talk, "老王说：我是老王。")
    make_release(talk, by=None)
    say(talk, "老王说：我是{==老王==}。")
    say(talk, "老王说：我是。")

    assert [row.text for row in talk.secrets.all()] == ["老王"]


def test_a_restored_revision_opens_what_it_shows(talk):
    before = talk.revisions.first()
    say(talk, HELD)
    say(talk, CUT)

    restore_revision(before, by=None)

    assert WORDS in words_of(talk)


def test_later_releases_are_left_alone(talk):
    say(talk, HELD)
    say(talk, CUT)
    make_release(talk, by=None)
    say(talk, "全新的说法。")

    assert CUT in words_of(talk, 2)


def test_an_event_without_releases_remembers_nothing():
    event = make_event(status=Status.PUBLISHED)
    store_document(event, DOCUMENT, origin=Origin.EDIT)
    say(event, HELD)
    say(event, CUT)

    assert not Secret.objects.exists()


HOST, GUEST = DOCUMENT.voices
HIDDEN = replace(GUEST, shown_as="某女士")
NAMES = [("甲", ""), ("某女士", ""), ("甲", "")]


def test_a_renamed_voice_removed_with_its_turn(talk):
    store(talk, voices=(HOST, HIDDEN))
    one, _two, three = read_document(talk).blocks
    store(talk, voices=(HOST,), blocks=(one, three))

    assert names_of(talk) == NAMES


def test_a_renamed_voice_whose_turn_is_given_to_a_new_label(talk):
    store(talk, voices=(HOST, HIDDEN))
    one, two, three = read_document(talk).blocks
    store(
        talk,
        voices=(HOST, Voice("某女士")),
        blocks=(one, replace(two, voice="某女士"), three),
    )

    assert names_of(talk) == NAMES


def test_a_renamed_voice_with_a_new_label(talk):
    store(talk, voices=(HOST, HIDDEN))
    before = read_document(talk)
    rename_voices(talk, {"乙": "某女士"})
    record_changes(
        talk, since=before, author=None, voices=(HOST, replace(GUEST, label="某女士"))
    )

    assert names_of(talk) == NAMES


def test_a_voice_relabelled_then_hidden_then_removed(talk):
    before = read_document(talk)
    rename_voices(talk, {"乙": "乙先生"})
    named = replace(GUEST, label="乙先生")
    record_changes(talk, since=before, author=None, voices=(HOST, named))
    store(talk, voices=(HOST, replace(named, shown_as="某女士")))
    one, _two, three = read_document(talk).blocks
    store(talk, voices=(HOST,), blocks=(one, three))

    assert names_of(talk) == NAMES


def test_a_voice_declared_again_in_the_open_is_no_secret(talk):
    store(talk, voices=(HOST, HIDDEN))
    one, two, three = read_document(talk).blocks
    store(talk, voices=(HOST,), blocks=(one, three))
    store(talk, voices=(HOST, GUEST), blocks=(one, two, three))

    assert names_of(talk) == [("甲", ""), ("乙", "乙教授"), ("甲", "")]
    assert not talk.secrets.exists()
