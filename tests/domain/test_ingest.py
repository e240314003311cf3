from dataclasses import replace

import pytest
from django.utils.translation import override

from events.domain.binding import read_document
from events.domain.errors import Refused
from events.domain.ingest import ingest_document
from events.models import Event, Organization, Series, Speaker
from events.transcript.document import Contributor, Document, Turn, Voice
from tests.factories import make_organization, make_speaker

pytestmark = pytest.mark.django_db


def forum(**front) -> Document:
    voices = (
        Voice("林咏华", "panelist", organization="智源"),
        Voice("高鹏", "audience", credit="公司主管"),
    )
    blocks = (Turn("高鹏", "天花板在哪里？", "question"), Turn("林咏华", "还没摸到。"))
    return Document(**{"title": "圆桌", "voices": voices, "blocks": blocks} | front)


def test_a_new_document_makes_a_draft_and_its_people():
    report = ingest_document(forum())

    assert (report.created, report.event.slug) == (True, "yuan-zhuo")
    assert report.event.status == "draft"
    assert report.new_rows == ["organization zhi-yuan", "speaker lin-yonghua"]
    assert report.questions == []
    voices = read_document(report.event).voices
    assert [v.speakers for v in voices] == [("lin-yonghua",), ()]
    assert voices[0].organization == "zhi-yuan"


def test_importing_again_changes_nothing():
    ingest_document(forum())

    report = ingest_document(forum())

    assert (report.created, report.new_rows) == (False, [])
    assert report.stored.revision is None
    assert (Event.objects.count(), Speaker.objects.count()) == (1, 1)


def test_known_people_are_found_by_alias():
    make_speaker(slug="lin", name="Lin Yonghua", aliases=["林咏华"])

    report = ingest_document(forum())

    assert report.new_rows == ["organization zhi-yuan"]
    assert report.linked == ["“林咏华” is speaker lin"]
    assert read_document(report.event).voices[0].speakers == ("lin",)


@pytest.mark.parametrize("label", ["主持人", "Chair", "记者"])
def test_an_office_makes_no_person(label):
    voices = (Voice(label, "moderator"), Voice("高鹏", "audience"))

    report = ingest_document(forum(voices=voices, blocks=()))

    assert report.new_rows == []
    assert Speaker.objects.count() == 0


def test_a_name_that_several_bear_is_asked_about():
    make_speaker(slug="lin-1", name="林咏华")
    make_speaker(slug="lin-2", name="林咏华")

    report = ingest_document(forum())

    assert report.questions == [
        "2 rows of speaker bear the name “林咏华”: link the right one by its key "
        "(lin-1, lin-2)."
    ]
    assert read_document(report.event).voices[0].speakers == ()


def test_links_that_an_editor_made_survive_another_import():
    report = ingest_document(forum())
    other = make_speaker(slug="other", name="另一位")
    appearance = report.event.appearances.get(label="林咏华")
    appearance.speaker_links.update(speaker=other)

    ingest_document(forum())

    assert read_document(report.event).voices[0].speakers == ("other",)


def test_a_voice_shown_under_another_name_makes_no_person():
    voices = (Voice("林咏华", "panelist", shown_as="某女士"), Voice("高鹏", "audience"))

    ingest_document(forum(voices=voices))

    assert Speaker.objects.count() == 0


def test_series_and_contributors_are_found_or_made():
    make_organization(slug="dept", name="哲学系")
    people = (Contributor("host", "哲学系", organization="哲学系"),)

    report = ingest_document(forum(series="思想讲座", contributors=people))

    assert Series.objects.get().title == "思想讲座"
    assert read_document(report.event).contributors[0].organization == "dept"
    assert Organization.objects.count() == 2


def test_a_named_event_takes_the_document():
    first = ingest_document(forum(slug="one")).event

    report = ingest_document(forum(title="改题"), slug="one")

    assert report.event.pk == first.pk
    assert Event.objects.get().title == "改题"


def test_two_documents_of_one_title_and_different_days_are_two_events():
    ingest_document(forum(held="2023-05-01"))

    report = ingest_document(forum(held="2023-06-01"))

    assert report.created
    assert sorted(Event.objects.values_list("slug", flat=True)) == [
        "yuan-zhuo-2023-05-01",
        "yuan-zhuo-2023-06-01",
    ]


def test_an_unchanged_voice_keeps_its_words_ref_when_another_is_added():
    report = ingest_document(forum())
    refs = [block.ref for block in read_document(report.event).blocks]
    more = (*forum().blocks, Turn("林咏华", "再补一句。"))

    ingest_document(replace(forum(), blocks=more))

    after = [block.ref for block in read_document(report.event).blocks]
    assert after[:2] == refs


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        (
            {"title": "题" * 400},
            "What stands under the key “title” has 400 characters. "
            "Shorten it to at most 300 characters.",
        ),
        (
            {"recording": "javascript:alert(1)"},
            "“javascript:alert(1)” cannot stand under the key “recording”. "
            "Write an address that begins with https:// or http://.",
        ),
    ],
)
def test_a_document_that_no_column_holds_is_refused(front, sentence):
    with override("en"), pytest.raises(Refused) as refused:
        ingest_document(forum(**front))

    assert str(refused.value) == sentence
    assert Event.objects.count() == 0


def test_a_person_behind_a_long_credit_is_named_by_the_key():
    document = forum(
        contributors=(Contributor("reporter", name="记" * 250, speaker="jia"),)
    )

    ingest_document(document)

    assert Speaker.objects.get(slug="jia").name == "jia"
