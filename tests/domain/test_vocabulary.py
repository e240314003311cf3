import pytest

from events.domain.addresses import resolve
from events.domain.errors import Refused
from events.domain.vocabulary import ensure_tags, merge_tags
from events.models import Event, Tag
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
    merge_tags(make_tag("大模型"), make_tag("成本"))

    tags = ensure_tags(["成本"])

    assert tags["成本"].slug == "cheng-ben-2"
