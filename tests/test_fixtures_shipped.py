"""The forums in fixtures/: the readable text and the JSON say the same."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from events.domain.binding import read_document
from events.domain.fixtures.dump import dump_event, to_json
from events.models import Block, Event, Revision, Source, Speaker
from events.transcript.parser import parse
from events.transcript.refs import assign_refs
from events.transcript.serializer import serialize

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FORUM = "zuowei-gongju-huo-pengyou-de-ai"
TOUR = "how-an-archive-corrects-itself"
SLUGS = sorted(path.stem for path in FIXTURES.glob("*.json"))

pytestmark = pytest.mark.django_db


def load(*slugs: str) -> str:
    out = StringIO()
    paths = [str(FIXTURES / f"{slug}.json") for slug in slugs]
    call_command("loaddata", *paths, stdout=out, stderr=out)
    return out.getvalue()


def test_both_forums_are_there():
    assert SLUGS == [TOUR, FORUM]


@pytest.mark.parametrize("slug", SLUGS)
def test_text_form_and_fixture_agree(slug):
    """The text may leave a ref to the archive, which then derives it."""
    text = (FIXTURES / f"{slug}.md").read_text(encoding="utf-8")

    load(slug)

    document, problems = parse(text)
    assert problems == []
    assert read_document(Event.objects.get(slug=slug)) == assign_refs(document)
    assert serialize(document) == text


@pytest.mark.parametrize("slug", SLUGS)
def test_the_fixture_is_what_dumpforum_writes(slug):
    load(slug)

    dumped = to_json(dump_event(Event.objects.get(slug=slug)))

    assert dumped == (FIXTURES / f"{slug}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", SLUGS)
def test_checkforum_finds_nothing(slug):
    out = StringIO()

    call_command("checkforum", str(FIXTURES / f"{slug}.json"), stdout=out)

    assert out.getvalue().endswith(" objects, no errors.\n")
    assert out.getvalue().count("\n") == 1


def test_loading_both_twice_changes_nothing():
    load(*SLUGS)
    before = list(Event.objects.values_list("slug", "version", "updated_at"))

    said = load(*SLUGS)

    assert list(Event.objects.values_list("slug", "version", "updated_at")) == before
    assert Revision.objects.count() == 2
    assert " 0 changed, " in said
    assert " 0 blocks written." in said


def test_the_forum_has_its_people_and_no_pages_for_the_audience():
    load(FORUM)

    names = set(Speaker.objects.values_list("name", flat=True))
    assert names == {"刘梁剑", "贺樑", "林咏华", "郦全民", "潘斌", "付长珍"}
    event = Event.objects.get()
    audience = event.appearances.filter(role="audience")
    assert [a.credit for a in audience.order_by("position")] == [
        "AI行业 Convertlab公司主管",
        "商业协会",
        "华东师大哲学系",
        "通信行业",
        "华理博士生",
    ]
    assert not audience.filter(speakers__isnull=False).exists()


def test_each_question_of_the_audience_has_one_answer():
    load(FORUM)

    questions = Block.objects.filter(kind="question").order_by("position")
    pairs = [
        (
            question.voice.label,
            [answer.voice.label for answer in question.replies.all()],
        )
        for question in questions
    ]
    assert pairs == [
        ("高鹏", ["林咏华"]),
        ("平渊海", ["林咏华"]),
        ("丁洪然", ["贺樑"]),
        ("柴忠於", ["林咏华"]),
        ("胡杨", ["郦全民"]),
    ]


def test_the_raw_page_is_kept_whole():
    load(FORUM)

    objects = json.loads((FIXTURES / f"{FORUM}.json").read_text(encoding="utf-8"))
    raw = next(o["fields"]["raw_text"] for o in objects if "raw_text" in o["fields"])
    assert Source.objects.get().raw_text == raw
    assert raw.startswith(" 圆桌对话\n")
    assert len(raw) == 6310
