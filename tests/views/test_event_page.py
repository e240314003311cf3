"""The event's page and the page of one block."""

import re
from itertools import pairwise

import pytest
from django.utils.translation import gettext, override

from events.enums import Status
from events.models import Affiliation, Contributor
from events.transcript.document import (
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from tests.factories import make_event, make_organization, make_speaker, make_turns
from tests.views.world import store

pytestmark = pytest.mark.django_db

EVIL = """<script>alert('x')</script>"&amp;"""
ONCE = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;amp;"


BETWEEN_TAGS = """&lt;script&gt;alert('x')&lt;/script&gt;"&amp;amp;"""


def publish(document: Document, **fields):
    event = make_event(status=Status.PUBLISHED, slug="talk", **fields)
    return store(event, document)


def page_of(client, path: str = "/events/talk/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


DOCUMENT = Document(
    title="人与机器",
    kicker="引题在上",
    subtitle="副题",
    lead="导语。",
    held="2023?",
    venue="礼堂",
    rights="版权所有",
    text_status="edited",
    reviewed="yes",
    voices=(
        Voice("甲", role="moderator"),
        Voice("乙", role="panelist", role_printed="特邀"),
        Voice("听众", role="audience", credit="读者"),
    ),
    sources=(
        SourceNote(publication="一份报纸", issued="2023-06", note="年份为推断。"),
    ),
    blocks=(
        Section("二级在先", level=2, ref="aaaaa2"),
        Turn("甲", "开场。", ref="bbbbb2", start=3_723_000, page="2"),
        Section("一级", ref="ccccc2"),
        Section("三级", level=3, ref="ddddd2"),
        Turn("听众", "问{~~題~>题~~}？", kind="question", ref="eeeee2"),
        Turn(
            "乙",
            "*重*点。\n\n第二段。",
            kind="answer",
            ref="fffff2",
            replies_to=(4,),
            printed_label="乙某",
            tags=("话题",),
        ),
        Note("鼓掌", ref="ggggg2"),
        Turn("甲", "Thanks.", ref="hhhhh2", language="en"),
    ),
)


def test_queries_do_not_grow_with_the_transcript(client, django_assert_num_queries):
    event = publish(DOCUMENT)
    place = make_organization()
    person = make_speaker()
    voice = event.appearances.get(label="甲")
    voice.organization = place
    voice.save()
    voice.speaker_links.create(speaker=person)
    Affiliation.objects.create(speaker=person, organization=place)
    Contributor.objects.create(event=event, role="host", organization=place)
    event.pictures.create(caption="长桌")
    make_turns(event, [("甲", f"第{number}段。") for number in range(200)])
    event.ref_forwards.create(ref="older2", target=event.blocks.last())

    for path in ("/events/talk/", "/events/talk.json", "/events/talk/?reading=printed"):
        with django_assert_num_queries(8):
            assert client.get(path).status_code == 200
    for path in ("/events/talk/fffff2/", "/events/talk/fffff2.json"):
        with django_assert_num_queries(9):
            assert client.get(path).status_code == 200


def test_an_event_without_transcript_has_a_page(client):
    make_event(status=Status.PUBLISHED, slug="talk")

    assert gettext("There is no transcript yet.") in page_of(client)
    assert client.get("/events/talk.json").json()["blocks"] == []


def test_head_of_the_page(client):
    publish(DOCUMENT)

    page = page_of(client)

    kicker, title = page.index("引题在上</p>"), page.index("<h1")
    assert kicker < title
    assert '<h1 class="event__title" lang="zh-Hans">人与机器</h1>' in page
    assert '<time datetime="2023">2023年（据内容推断）</time>' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/events/talk/">' in page
    for words in ("副题", "导语。", "礼堂", "版权所有", "年份为推断。", "特邀", "读者"):
        assert words in page


def test_headings_descend_without_gaps(client):
    publish(DOCUMENT)

    levels = [int(level) for level in re.findall(r"<h(\d)", page_of(client))]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels[-5:] == [3, 3, 4, 2, 3]  # the transcript, sources and rights


def test_ids_are_refs_and_stand_once(client):
    publish(DOCUMENT)

    ids = re.findall(r' id="([^"]+)"', page_of(client))

    assert len(ids) == len(set(ids))
    assert [ref for ref in ids if re.fullmatch("[a-z]{5}2", ref)] == [
        block.ref for block in DOCUMENT.blocks
    ]


def test_a_turn_tells_voice_role_and_its_own_address(client):
    publish(DOCUMENT)

    found = re.search(
        r'<article class="turn" id="bbbbb2">.*?</article>', page_of(client)
    )

    name = gettext("Turn %(number)s, %(voice)s, on its own page")
    assert found[0] == (
        '<article class="turn" id="bbbbb2"><header class="turn__head">'
        '<span class="turn__voice"><span lang="zh-Hans">甲</span>'
        '<a class="permalink" href="/events/talk/bbbbb2/"'
        f' aria-label="{name % {"number": 1, "voice": "甲"}}">#</a></span>'
        f' <span class="turn__role">{gettext("Moderator")}</span>'
        ' <span class="turn__time">1:02:03</span>'
        f' <span class="turn__page">{gettext("p. %(page)s") % {"page": 2}}</span>'
        '</header><div class="turn__text" lang="zh-Hans"><p>开场。</p></div></article>'
    )


def test_questions_and_answers_lead_to_each_other(client):
    publish(DOCUMENT)

    page = page_of(client)
    question = re.search(r'<article [^>]*id="eeeee2">.*?</article>', page)[0]
    answer = re.search(r'<article [^>]*id="fffff2">.*?</article>', page, re.S)[0]

    assert 'class="turn turn--question"' in question
    assert (
        f'{gettext("answered by")} <a href="#fffff2" lang="zh-Hans">乙</a>' in question
    )
    assert 'class="turn turn--answer"' in answer
    assert f'{gettext("answers")} <a href="#eeeee2" lang="zh-Hans">听众</a>' in answer


def test_both_readings_are_reachable(client):
    publish(DOCUMENT)

    corrected, printed = (
        page_of(client),
        page_of(client, "/events/talk/?reading=printed"),
    )

    assert "<ins>题</ins><del hidden>題</del>" in corrected
    assert '<a href="?reading=printed">' in corrected
    assert "<ins hidden>题</ins><del>題</del>" in printed
    assert f'<a href="/events/talk/">{gettext("Read as corrected")}</a>' in printed
    assert gettext("printed as %(label)s") % {"label": "乙某"} in printed


def test_a_page_without_corrections_offers_no_other_reading(client):
    publish(
        Document(title="无误", voices=(Voice("甲"),), blocks=(Turn("甲", "话{。"),))
    )

    assert "reading=printed" not in page_of(client)


def test_each_run_of_content_has_its_language(client):
    publish(DOCUMENT)

    page = page_of(client, "/en/events/talk/")

    assert '<html lang="en">' in page
    assert '<div class="turn__text" lang="zh-Hans"><p>开场。</p></div>' in page
    assert '<div class="turn__text" lang="en"><p>Thanks.</p></div>' in page
    assert '<h3 class="heading__title" id="ccccc2" lang="zh-Hans">一级</h3>' in page
    assert '<a href="#ccccc2" lang="zh-Hans">一级</a>' in page
    assert '<time datetime="2023">2023 (inferred from the content)</time>' in page


def test_hostile_words_are_escaped_once(client):
    place = make_organization(name=f"机构{EVIL}")
    person = make_speaker(name=f"人物{EVIL}", aliases=[f"别名{EVIL}"], slug="evil")
    document = Document(
        **{name: f"{name}{EVIL}" for name in ("title", "kicker", "subtitle", "lead")},
        **{name: f"{name}{EVIL}" for name in ("summary", "rights", "number", "venue")},
        recording="javascript:alert(1)",
        tags=(f"标签{EVIL}",),
        voices=(
            Voice(
                f"甲{EVIL}",
                role_printed=f"角色{EVIL}",
                credit=f"头衔{EVIL}",
                organization=place.key,
                speakers=(person.key,),
            ),
        ),
        sources=(SourceNote(publication=f"出处{EVIL}", url="javascript:alert(1)"),),
        blocks=(
            Section(f"标题{EVIL}", ref="aaaaa2"),
            Turn(f"甲{EVIL}", f"话{EVIL}", ref="bbbbb2", page=f"页{EVIL}"),
            Note(f"注{EVIL}", ref="ccccc2"),
        ),
    )
    event = publish(document)
    event.pictures.create(caption=f"图{EVIL}", photographer=f"摄影{EVIL}")
    tag = event.tags.get()

    pages = {
        path: page_of(client, path)
        for path in [
            *("/", "/events/", "/speakers/", "/organizations/", "/tags/"),
            *("/events/talk/", "/speakers/evil/", place.get_absolute_url()),
            *("/events/talk/aaaaa2/", "/events/talk/bbbbb2/", "/events/talk/ccccc2/"),
            tag.get_absolute_url(),
        ]
    }

    for path, page in pages.items():
        assert "<script" not in page, path
        assert 'href="javascript:' not in page, path
        assert "&amp;lt;" not in page, path
    own = pages["/events/talk/"]
    for words in ("title", "kicker", "lead", "甲", "角色", "头衔", "机构", "出处"):
        assert words + ONCE in own
    for words in ("图", "摄影", "标签"):
        assert words + ONCE in own
    for words in ("标题", "话", "注"):  # text between tags keeps its quotes
        assert words + BETWEEN_TAGS in own


def test_a_block_alone(client):
    publish(DOCUMENT)

    page = page_of(client, "/events/talk/fffff2/")

    assert "<title>乙：重点。 第二段。 · 人与机器 · Roundtable</title>" in page
    assert (
        '<link rel="canonical" href="http://127.0.0.1:8000/events/talk/fffff2/">'
        in page
    )
    assert '<a href="/events/talk/#fffff2">' in page
    assert '<a href="/events/talk/#ddddd2">三级</a>' in page
    assert (
        '<a href="/events/talk/eeeee2/" lang="zh-Hans"><b>听众</b> 问题？</a>' in page
    )
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', page) == [
        ("prev", "/events/talk/eeeee2/"),
        ("next", "/events/talk/ggggg2/"),
    ]
    assert "<p><em>重</em>点。</p>\n<p>第二段。</p></article>" in page


def test_headings_and_notes_have_pages_too(client):
    publish(DOCUMENT)

    heading, note = (
        page_of(client, f"/events/talk/{ref}/") for ref in ("ccccc2", "ggggg2")
    )

    assert '<h1 class="alone__voice" lang="zh-Hans">一级</h1>' in heading
    assert f'<h1 class="alone__voice">{gettext("Stage direction")}</h1>' in note
    assert "<p>鼓掌</p></article>" in note


def test_a_voice_of_several_persons_leads_to_each(client):
    people = [
        make_speaker(name=name, slug=slug) for name, slug in (("张", "z"), ("李", "l"))
    ]
    publish(
        Document(
            title="两人",
            voices=(
                Voice("张、李", speakers=tuple(one.key for one in people)),
                Voice("两位来宾", speakers=tuple(one.key for one in people)),
            ),
            blocks=(Turn("张、李", "一。"), Turn("两位来宾", "二。")),
        )
    )

    page = page_of(client)

    links = (
        '<a href="/speakers/z/" lang="zh-Hans">张</a>、'
        '<a href="/speakers/l/" lang="zh-Hans">李</a>'
    )
    assert f'<span class="turn__voice">{links}<a class="permalink"' in page
    assert (
        f'<span lang="zh-Hans">两位来宾</span>（{links}）<a class="permalink"' in page
    )


def test_an_english_event_joins_names_with_commas(client):
    people = [make_speaker(name=name, slug=name.lower()) for name in ("Ada", "Bob")]
    publish(
        Document(
            title="Two",
            language="en",
            voices=(Voice("Both", speakers=tuple(one.key for one in people)),),
            blocks=(Turn("Both", "Hello."),),
        )
    )

    with override("en"):
        page = page_of(client, "/en/events/talk/")

    assert 'lang="en">Ada</a>, <a' in page
    assert "、" not in page
