import pytest

from events.domain.addresses import change_slug, resolve
from events.domain.binding import read_document
from events.domain.errors import Refused
from events.domain.people import merge_organizations, merge_speakers
from events.models import Affiliation, Event, Organization, Speaker
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_speaker,
    make_turns,
)

pytestmark = pytest.mark.django_db


def make_talk(*speakers) -> Event:
    event = make_event()
    make_turns(event, [("甲", "大家好。")])
    link_speakers(event, "甲", *speakers)
    return Event.objects.get(pk=event.pk)


def test_everything_of_the_merged_speaker_goes_to_the_kept_one():
    kept = make_speaker(name="林咏华", slug="lin-yonghua", aliases=["小林"])
    merged = make_speaker(
        name="林詠華",
        slug="lin-yong-hua",
        aliases=["Yonghua Lin", "小林"],
        biography="总工程师。",
        wikidata="Q42",
    )
    change_slug(merged, "lyh")
    event = make_talk(merged)
    event.contributors.create(role="adviser", speaker=merged)
    merged.affiliations.create(organization=make_organization(), title="总工程师")
    before = Event.objects.get(pk=event.pk).version

    merge_speakers(kept, merged)

    kept = Speaker.objects.get()
    assert kept.aliases == ["小林", "林詠華", "Yonghua Lin"]
    assert (kept.biography, kept.wikidata) == ("总工程师。", "Q42")
    assert read_document(event).voices[0].speakers == ("lin-yonghua",)
    assert event.contributors.get().speaker == kept
    assert kept.affiliations.count() == 1
    assert [resolve("speaker", old) for old in ("lyh", "lin-yong-hua")] == [
        (kept, True),
        (kept, True),
    ]
    assert Speaker.objects.get_by_natural_key("lin-yong-hua") == kept
    assert Event.objects.get(pk=event.pk).version == before + 1


def test_merged_speaker_is_found_by_the_other_name():
    kept = make_speaker(name="林咏华")

    merge_speakers(kept, make_speaker(name="Yonghua Lin"))

    assert "yonghua" in Speaker.objects.get().search_terms


def test_what_both_have_is_not_doubled():
    kept, merged = make_speaker(), make_speaker()
    organization = make_organization()
    event = make_talk(kept, merged)
    for speaker in (kept, merged):
        position = event.contributors.count()
        event.contributors.create(role="editor", speaker=speaker, position=position)
    kept.affiliations.create(organization=organization, title="教授")
    merged.affiliations.create(
        organization=organization, title="教授", until="2020", note="据简介"
    )

    merge_speakers(kept, merged)

    assert read_document(event).voices[0].speakers == (kept.key,)
    assert event.contributors.count() == 1
    affiliation = Affiliation.objects.get()
    assert (affiliation.until, affiliation.note) == ("2020", "据简介")


def test_two_persons_with_two_identifiers_are_not_merged():
    kept, merged = make_speaker(wikidata="Q1"), make_speaker(wikidata="Q2")
    event = make_talk(merged)

    with pytest.raises(Refused, match="Wikidata"):
        merge_speakers(kept, merged)

    assert Speaker.objects.count() == 2
    assert read_document(event).voices[0].speakers == (merged.key,)


def test_nobody_is_merged_with_themselves():
    speaker = make_speaker()

    with pytest.raises(Refused):
        merge_speakers(speaker, Speaker.objects.get(pk=speaker.pk))


def test_who_is_gone_is_not_merged_again():
    kept, merged = make_speaker(), make_speaker()
    merge_speakers(kept, merged)
    merged.pk = 999

    with pytest.raises(Refused, match="gone"):
        merge_speakers(kept, merged)


def test_history_of_the_merged_speaker_is_kept():
    kept, merged = make_speaker(), make_speaker(biography="另一份简介。")

    merge_speakers(kept, merged)

    records = Speaker.history.filter(id=merged.pk).order_by("history_id")
    assert [record.history_type for record in records] == ["+", "-"]
    assert records.last().biography == "另一份简介。"


def test_merging_twice_leads_every_old_address_on():
    first, second, third = (make_speaker(slug=slug) for slug in "abc")

    merge_speakers(second, first)
    merge_speakers(third, second)

    assert [resolve("speaker", old) for old in "ab"] == [(third, True), (third, True)]


def test_everything_of_the_merged_organization_goes_to_the_kept_one():
    kept = make_organization(name="华东师范大学", slug="ecnu")
    merged = make_organization(name="华师大", slug="hua-shi-da", ror="02n96ep67")
    part = make_organization(parent=merged)
    event = make_talk()
    event.appearances.update(organization=merged)
    event.contributors.create(role="host", organization=merged)
    make_speaker().affiliations.create(organization=merged)

    merge_organizations(kept, merged)

    kept = Organization.objects.get(slug="ecnu")
    assert (kept.aliases, kept.ror) == (["华师大"], "02n96ep67")
    assert event.appearances.get().organization == kept
    assert event.contributors.get().organization == kept
    assert kept.affiliations.count() == 1
    assert Organization.objects.get(pk=part.pk).parent == kept
    assert resolve("organization", "hua-shi-da") == (kept, True)
    assert Event.objects.get(pk=event.pk).version == event.version + 1


def test_organization_is_merged_with_its_own_whole():
    top = make_organization()
    whole = make_organization(parent=top)
    middle = make_organization(parent=whole)
    part = make_organization(parent=middle)

    merge_organizations(part, whole)

    part, middle = (Organization.objects.get(pk=row.pk) for row in (part, middle))
    assert (part.parent, middle.parent) == (top, part)


def test_organization_is_merged_with_its_own_part():
    whole = make_organization()
    part = make_organization(parent=whole)

    merge_organizations(whole, part)

    assert Organization.objects.get().parent is None
