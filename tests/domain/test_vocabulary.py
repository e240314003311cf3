import pytest
from django.core.exceptions import ValidationError

from events.domain.addresses import resolve
from events.domain.binding import store_document
from events.domain.errors import Refused
from events.domain.vocabulary import ensure_tags, merge_tags
from events.enums import Origin
from events.models import Event, Tag
from events.transcript.document import Document, Turn, Voice
from tests.factories import make_event, make_tag, make_turns

pytestmark = pytest.mark.django_db


def test_merged_tag_stands_wherever_the_other_stood():
    event, both = (
        make_event(tags=("大语言模型",)),
        make_event(tags=("LLM", "大语言模型")),
    )
    turn, other = make_turns(event, [("甲", "一"), ("甲", "二")])
    turn.tags.add("LLM", "大语言模型")
    other.tags.add("大语言模型")
    untouched = make_event(tags=("LLM",))
    kept, merged = Tag.objects.get(name="LLM"), Tag.objects.get(name="大语言模型")
    versions = dict(Event.objects.values_list("pk", "version"))

    merge_tags(kept, merged)

    assert list(Tag.objects.all()) == [kept]
    assert [list(e.tags.all()) for e in (event, both)] == [[kept], [kept]]
    assert [list(t.tags.all()) for t in (turn, other)] == [[kept], [kept]]
    assert resolve("tag", "da-yu-yan-mo-xing") == (kept, True)
    assert dict(Event.objects.values_list("pk", "version")) == {
        event.pk: versions[event.pk] + 1,
        both.pk: versions[both.pk] + 1,
        untouched.pk: versions[untouched.pk],
    }
    assert Tag.history.filter(id=merged.pk, history_type="-").exists()


def test_tag_is_not_merged_with_itself():
    tag = make_tag()

    with pytest.raises(Refused):
        merge_tags(tag, Tag.objects.get(pk=tag.pk))


def test_known_tags_are_found_in_any_case_and_width_and_new_ones_made():
    known = make_tag("AI")

    tags = ensure_tags(["ＡＩ", "芯片"])

    assert tags["ai"] == known
    assert (tags["芯片"].name, tags["芯片"].slug) == ("芯片", "xin-pian")


def test_new_tag_does_not_take_an_old_address():
    merge_tags(make_tag("大模型"), make_tag("城北", slug="cheng-ben"))

    tags = ensure_tags(["成本"])

    assert tags["成本"].slug == "cheng-ben-2"


def test_a_merged_name_means_the_tag_that_was_kept():
    kept = make_tag("大模型")
    middle, event = make_tag("LLM"), make_event()
    merge_tags(middle, make_tag("大语言模型"))
    merge_tags(kept, middle)

    tags = ensure_tags(["ＬＬＭ", "大语言模型"])
    event.tags.add("大语言模型", "llm")

    assert tags == {"llm": kept, "大语言模型": kept, "大模型": kept}
    assert [*Tag.objects.all(), *event.tags.all()] == [kept, kept]
    assert Tag.objects.get_by_natural_key("LLM") == kept


def test_a_merged_name_in_a_document_is_stored_as_the_kept_one():
    kept, event = make_tag("大模型"), make_event()
    merge_tags(kept, make_tag("LLM"))
    voices, turn = (Voice("甲"),), Turn("甲", "一", tags=("LLM", "大模型"))
    document = Document("题", voices=voices, tags=("LLM",), blocks=(turn,))

    stored = store_document(event, document, origin=Origin.RESTORE)

    assert (stored.document.tags, stored.document.blocks[0].tags) == (
        ("大模型",),
        ("大模型",),
    )
    assert Tag.objects.get() == kept


def test_a_merged_name_is_not_given_to_another_tag():
    kept = make_tag("大模型")
    merge_tags(kept, make_tag("LLM"))

    with pytest.raises(ValidationError, match="大模型"):
        Tag(name="llm").clean()
