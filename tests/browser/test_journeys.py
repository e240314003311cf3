"""Whole ways through the desk in Chromium, from the first page to the last."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from events.domain.binding import read_document
from events.models import Event, RefForward
from events.transcript.parser import parse
from tests.browser.desk import TEXT, Desk, make_transcript, open_desk, sign_in
from tests.factories import make_superuser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORUM = (
    Path(__file__).resolve().parents[2]
    / "fixtures"
    / "zuowei-gongju-huo-pengyou-de-ai.md"
)


@pytest.fixture
def signed_in(client):
    client.force_login(make_superuser(display_name="编辑甲"))
    return client


def faults_of(page) -> list:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


def test_a_new_forum_from_nothing_to_published(browser, signed_in, live_server):
    context = browser.new_context()
    sign_in(context, signed_in, live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/admin/events/event/add/")
    page.fill("#id_title", "谁来纠错")
    page.click("[name=_continue]")
    event = Event.objects.get(title="谁来纠错")
    desk = Desk(page, f"{page.url.rsplit('/change/')[0]}/transcript/").open()

    # At the end of the front matter that the page begins with.
    desk.focus()
    desk.press("Control+End")
    desk.page.keyboard.insert_text(
        "\n# 错在哪里\n\n主持人：请说。\n\n读者：链接还在吗？\n"
    )
    desk.settle()
    for _name in range(2):
        desk.page.click("#tab-voices")
        desk.page.locator("#pane-voices button.fix").last.click()
        desk.settle()
    problems = desk.problems
    with page.expect_navigation():
        desk.focus()
        desk.press("Control+s")
    page.goto(f"{live_server.url}/en/admin/events/event/{event.pk}/change/")
    page.click("[name=_publish]")
    page.goto(f"{live_server.url}/events/{event.slug}/")

    assert problems == []
    assert page.locator("h1").inner_text() == "谁来纠错"
    assert page.locator("article.turn").count() == 2
    assert "链接还在吗？" in page.locator("article.turn").last.inner_text()
    assert desk.errors == []
    context.close()


def test_the_forum_is_pasted_and_mended_by_the_fixes(browser, signed_in, live_server):
    """The text without its voices: each name is declared by one press."""
    whole = FORUM.read_text(encoding="utf-8")
    voices = re.search(r"voices:\n(?:- .*\n)+", whole)[0]
    names = re.findall(r"label: ([^,}]+)", voices)
    event = make_transcript()
    desk = open_desk(browser, signed_in, live_server, event)

    desk.write(whole.replace(voices, ""))
    desk.settle()
    missing = len(desk.problems)
    desk.page.click("#tab-voices")
    for _name in names:
        desk.page.locator("#pane-voices li button.fix").last.click()
        desk.settle()
    document, problems = parse(desk.text)

    assert missing >= 33
    assert problems == []
    assert sorted(voice.label for voice in document.voices) == sorted(names)
    assert len(document.blocks) == len(parse(whole)[0].blocks)
    with desk.page.expect_navigation():
        desk.focus()
        desk.press("Control+s")
    with desk.page.expect_navigation():  # much has changed, so it asks
        desk.page.click("[value=save_anyway]")
    stored = [b for b in read_document(event).blocks if hasattr(b, "voice")]
    assert len(stored) == 33
    assert desk.errors == []
    desk.page.context.close()


def test_split_merge_and_move_by_keyboard_keep_the_addresses(
    browser, signed_in, live_server
):
    event = make_transcript()
    before = {b.text: b.ref for b in read_document(event).blocks if hasattr(b, "voice")}
    desk = open_desk(browser, signed_in, live_server, event)

    desk.go_to("今天谈成本")
    desk.press("Control+Enter")  # split
    desk.press("Escape")
    desk.go_to("大家付")
    desk.press("Alt+Shift+ArrowUp")
    desk.settle()
    with desk.page.expect_navigation():
        desk.press("Control+s")
    if desk.page.locator("[value=save_anyway]").count():
        desk.page.click("[value=save_anyway]")

    after = {b.text: b.ref for b in read_document(event).blocks if hasattr(b, "voice")}
    assert after["大家付。"] == before["大家付。"]
    assert after["谁来付？"] == before["谁来付？"]
    kept = set(after.values()) | set(RefForward.objects.values_list("ref", flat=True))
    assert set(before.values()) <= kept
    assert desk.errors == []
    desk.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_two_browsers_in_conflict(browser, signed_in, live_server, width, scheme):
    event = make_transcript()
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    one = open_desk(browser, signed_in, live_server, event, **look)
    other = open_desk(browser, signed_in, live_server, event, **look)
    for desk, words in ((one, "他的再见"), (other, "我的再见")):
        desk.go_to("再见", select=2)
        desk.page.keyboard.insert_text(words)
    with one.page.expect_navigation():
        one.press("Control+s")
    with other.page.expect_navigation():
        other.press("Control+s")

    page = other.page
    faults = faults_of(page)
    shown = page.locator(".conflict").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth")
    juts = page.locator(".conflict textarea").evaluate(
        "box => box.getBoundingClientRect().right"
        " - box.parentElement.getBoundingClientRect().right"
    )
    page.check(".conflict [value=own]")
    page.fill(".conflict textarea", "两人的再见。")
    with page.expect_navigation():
        page.click("button[value=save]")

    assert faults == []
    assert wide <= width
    assert juts <= 0
    assert "他的再见。" in shown
    assert "我的再见。" in shown
    assert read_document(event).blocks[-1].text == "两人的再见。"
    assert one.errors + other.errors == []
    one.page.context.close()
    other.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_save_that_asks_is_accessible(browser, signed_in, live_server, width, scheme):
    event = make_transcript()
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    desk = open_desk(browser, signed_in, live_server, event, **look)
    desk.write(TEXT.split("# 上半场")[0] + "甲：只剩这句。\n")
    desk.settle()
    with desk.page.expect_navigation():
        desk.press("Control+s")

    faults = faults_of(desk.page)
    asked = desk.page.locator(".removals").inner_text()
    desk.page.click("[value=edit]")
    desk.settle()

    assert faults == []
    assert "谁来付？" in asked
    assert "只剩这句" in desk.text
    assert len(read_document(event).blocks) == 7
    assert desk.errors == []
    desk.page.context.close()
