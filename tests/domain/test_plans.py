from dataclasses import replace

import pytest

from events.domain.plans import Removal, plan
from events.transcript.document import Document, Turn, Voice

VOICES = (Voice("甲", "moderator"), Voice("乙", "panelist"))


def transcript(*turns: Turn) -> Document:
    return Document(title="圆桌", voices=VOICES, blocks=turns)


def talk(count: int = 6) -> Document:
    return transcript(
        *(
            Turn("甲乙"[n % 2], f"第{n}段话，说到第{n}件事。", ref=f"aaaaa{n}")
            for n in range(count)
        )
    )


def without(document: Document, *places: int) -> Document:
    kept = [b for place, b in enumerate(document.blocks) if place not in places]
    return replace(document, blocks=tuple(kept))


def test_nothing_differs():
    found = plan(talk(), talk())

    assert (found.added, found.changed, found.moved, found.removals) == (0, 0, 0, ())
    assert not found.asks


def test_a_small_edit_does_not_ask():
    before = talk()
    blocks = list(before.blocks)
    blocks[2] = replace(blocks[2], text=blocks[2].text + "补一句。")
    after = replace(before, blocks=(*blocks, Turn("乙", "新的一段。")))

    found = plan(before, after)

    assert (found.changed, found.added) == (1, 1)
    assert not found.asks


def test_a_removed_turn_says_where_its_link_leads():
    found = plan(talk(), without(talk(), 2))

    assert found.removals == (
        Removal(
            ref="aaaaa2",
            words="第2段话，说到第2件事。",
            heir="aaaaa1",
            heir_words="第1段话，说到第1件事。",
            moved=False,
            linked=False,
        ),
    )
    assert not found.asks


def test_a_third_of_the_turns_asks():
    assert not plan(talk(), without(talk(), 2)).asks
    assert plan(talk(), without(talk(), 2, 3)).asks


def test_removing_a_question_that_is_answered_asks():
    before = talk(9)
    blocks = list(before.blocks)
    blocks[1] = replace(blocks[1], kind="question")
    blocks[2] = replace(blocks[2], kind="answer", replies_to=(1,))
    before = replace(before, blocks=tuple(blocks))
    blocks[2] = replace(blocks[2], replies_to=())
    after = without(replace(before, blocks=tuple(blocks)), 1)

    found = plan(before, after)

    assert found.linked
    assert found.removals[0].linked
    assert found.asks


def test_removing_question_and_answer_together_is_no_broken_link():
    before = talk(9)
    blocks = list(before.blocks)
    blocks[2] = replace(blocks[2], kind="answer", replies_to=(1,))
    before = replace(before, blocks=tuple(blocks))

    assert not plan(before, without(before, 1, 2)).linked


def test_another_voice_for_a_question_that_is_answered_asks():
    before = talk(9)
    blocks = list(before.blocks)
    blocks[2] = replace(blocks[2], kind="answer", replies_to=(1,))
    before = replace(before, blocks=tuple(blocks))
    blocks[1] = replace(blocks[1], voice="甲")

    found = plan(before, replace(before, blocks=tuple(blocks)))

    assert (found.reattributed, found.linked, found.asks) == (1, True, True)


def test_one_turn_moved_is_one():
    before = talk()
    *rest, last = before.blocks

    found = plan(before, replace(before, blocks=(last, *rest)))

    assert (found.moved, found.asks) == (1, False)


def test_everything_turned_round_asks():
    before = talk()

    found = plan(before, replace(before, blocks=before.blocks[::-1]))

    assert found.moved == 5
    assert found.asks


@pytest.mark.parametrize("turns", [1, 2])
def test_a_short_talk_that_loses_a_turn_asks(turns):
    assert plan(talk(turns), without(talk(turns), 0)).asks


def test_a_block_that_lost_its_ref_is_recognised_by_its_words():
    before = talk()
    blocks = list(before.blocks)
    blocks[2] = replace(blocks[2], ref="", text=blocks[2].text + "补一句。")

    found = plan(before, replace(before, blocks=tuple(blocks)))

    assert (found.added, found.changed, found.removals) == (0, 1, ())
