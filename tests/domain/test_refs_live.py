"""Through the real store: no ref that ever was leads to nothing, save by save."""

from dataclasses import replace
from random import Random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.domain.binding import read_document, store_document
from events.enums import Origin
from events.models import RefForward
from events.transcript.document import Document, Turn, Voice
from events.transcript.parser import parse
from events.transcript.serializer import serialize
from tests.domain.edits import EDITS, FORUMS, forum, start, without_refs
from tests.domain.test_alignment import transcripts
from tests.factories import make_event

pytestmark = pytest.mark.django_db

saves = st.lists(
    st.tuples(
        st.booleans(),  # whether the refs are shown
        st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), max_size=4),
    ),
    min_size=1,
    max_size=4,
)


def store(event, document):
    return store_document(event, document, origin=Origin.EDIT)


def edited(document: Document, steps) -> Document:
    """What random edits make of it, each a callable and its seed."""
    state = start(document.blocks)
    for edit, seed in steps:
        edit(state, Random(seed))
    return replace(document, blocks=tuple(state.blocks))


def as_typed(document: Document) -> Document:
    """The document as the editor's pane gives it back, its refs hidden."""
    return parse(serialize(document, refs=False))[0]


def dead(event, refs) -> set[str]:
    """Refs that lead neither to a block nor to a place or a day of removal."""
    live = {block.ref for block in read_document(event).blocks}
    for forward in event.ref_forwards.select_related("target"):
        leads = forward.target.ref in live if forward.target else forward.removed_on
        if leads and forward.ref not in live:
            live.add(forward.ref)
    return set(refs) - live


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(transcripts, saves)
def test_every_ref_leads_somewhere_through_many_saves(old, chain):
    event = make_event()
    voices = (Voice("甲"), Voice("乙"), Voice("Chair"))
    stored = store(event, Document(voices=voices, blocks=old))
    ever = {block.ref for block in stored.document.blocks}

    for shown, steps in chain:
        document = edited(read_document(event), steps)
        stored = store(event, document if shown else as_typed(document))
        ever |= {block.ref for block in stored.document.blocks}

        assert dead(event, ever) == set()


@pytest.mark.parametrize("name", FORUMS)
def test_forum_keeps_every_address_through_an_hour_of_editing(name):
    event = make_event()
    blocks = forum(name).blocks
    voices = tuple(
        map(Voice, dict.fromkeys(b.voice for b in blocks if isinstance(b, Turn)))
    )
    stored = store(event, Document(voices=voices, blocks=blocks))
    ever = {block.ref for block in stored.document.blocks}
    rng = Random(name)

    for _save in range(30):
        steps = [(rng.choice(EDITS), rng.random()) for _ in range(3)]
        stored = store(event, as_typed(edited(read_document(event), steps)))
        ever |= {block.ref for block in stored.document.blocks}

    assert len(ever) > len(blocks)
    assert dead(event, ever) == set()


def test_ref_of_a_merged_turn_follows_its_words_through_later_saves():
    event = make_event()
    voices = (Voice("甲"), Voice("乙"))
    first, second, third = (
        Turn("甲", "成本大幅降低，各行各业都用得上了。"),
        Turn("甲", "但是训练基础模型的成本很高，是不是应该由国家来投入？"),
        Turn("乙", "大模型的投入应该是市场行为和政府行为相结合，缺一不可。"),
    )
    before = store(event, Document(voices=voices, blocks=(first, second, third)))
    refs = [block.ref for block in before.document.blocks]
    both = replace(second, text=f"{first.text}\n\n{second.text}")
    store(event, Document(voices=voices, blocks=(both, third)))
    all_three = replace(third, text=f"{both.text}\n\n{third.text}我也说两句。")

    stored = store(event, Document(voices=voices, blocks=(all_three,)))

    (last,) = stored.document.blocks
    forwards = dict(RefForward.objects.values_list("ref", "target__ref"))
    assert forwards == {ref: last.ref for ref in refs if ref != last.ref}
    assert set(RefForward.objects.values_list("removed_on", flat=True)) == {None}


def test_ref_of_a_removed_turn_tells_the_day_and_the_place():
    event = make_event()
    blocks = (Turn("甲", "成本大幅降低了。"), Turn("甲", "这一句要删去。"))
    before = store(event, Document(voices=(Voice("甲"),), blocks=blocks))
    kept, removed = (block.ref for block in before.document.blocks)

    store(event, Document(voices=(Voice("甲"),), blocks=blocks[:1]))

    forward = RefForward.objects.get()
    assert (forward.ref, forward.target.ref) == (removed, kept)
    assert forward.removed_on == timezone.localdate()


def test_ref_pasted_onto_a_copy_stays_with_the_original():
    """The parser takes the second of two equal refs away: here the original's."""
    event = make_event()
    voices = (Voice("甲"),)
    words = ("开场白就这么一句。", "成本大幅降低了。", "今天就到这里。")
    blocks = tuple(Turn("甲", text) for text in words)
    before = store(event, Document(voices=voices, blocks=blocks)).document.blocks
    copy = before[1]
    pasted = (copy, before[0], replace(copy, ref=""), before[2])

    stored = store(event, Document(voices=voices, blocks=pasted))

    refs = [block.ref for block in stored.document.blocks]
    assert refs[1:] == [block.ref for block in before]
    assert refs[0] not in refs[1:]
    assert RefForward.objects.count() == 0


def test_blocks_typed_again_without_refs_change_nothing():
    event = make_event()
    document = forum(FORUMS[0])
    voices = tuple(
        replace(voice, speakers=(), organization="") for voice in document.voices
    )
    stored = store(event, Document(voices=voices, blocks=document.blocks)).document

    again = store(event, replace(stored, blocks=tuple(without_refs(stored.blocks))))

    assert again.document == stored
    assert again.revision is None
