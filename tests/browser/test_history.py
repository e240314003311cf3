"""Saved states in Chromium: accessible, narrow enough, restored by hand."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from events.domain.binding import read_document, store_document
from events.domain.releases import make_release
from events.enums import Origin, Status
from events.models import Event
from tests.browser.desk import make_transcript, sign_in
from tests.factories import make_superuser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "revisions/",
    "revisions/2/",
    "revisions/compare/?from=1&to=2",
    "revisions/1/restore/",
    "revisions/1/name/",
    "releases/",
    "releases/new/",
)


@pytest.fixture
def talk() -> Event:
    """Released twice; between the two, turns changed, moved, came and went."""
    event = make_transcript(status=Status.PUBLISHED, slug="talk")
    make_release(event, by=None, note="首发。")
    document = read_document(event)
    heading, first, second, question, _answer, *rest = document.blocks
    blocks = (
        replace(heading, title="上半场（修订）", level=2),
        replace(second, text="首先，成本。{>>核对<<}", tags=("成本",)),
        first,
        replace(question, text="谁来付{==钱==}？"),
        *(replace(one, withheld="2024-05-06") for one in rest),
    )
    voices = (replace(document.voices[0], credit="主持"), *document.voices[1:])
    document = replace(document, title="改过的题目", voices=voices, blocks=blocks)
    store_document(event, document, origin=Origin.EDIT, reason="校对第一遍")
    make_release(event, by=None)
    return event


@pytest.fixture
def signed_in(client) -> None:
    client.force_login(make_superuser())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit(
    talk, signed_in, client, browser, live_server, width, scheme
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    sign_in(context, client, live_server)
    page = context.new_page()
    faults, errors = [], []
    page.on("console", lambda message: errors.append((page.url, message.text)))
    page.on("pageerror", lambda error: errors.append((page.url, str(error))))
    desk = [f"/admin/events/event/{talk.pk}/{path}" for path in PAGES]
    public = [f"/events/talk/{path}" for path in ("", "releases/", "releases/2/")]

    for path in [*desk, *public]:
        assert page.goto(live_server.url + path).status == 200
        for summary in page.locator("details:not([open]) > summary").all():
            summary.click()
        for fault in Axe().run(page).response["violations"]:
            faults += [
                (path, fault["id"], node["target"], node["failureSummary"])
                for node in fault["nodes"]
            ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((path, "wider than the screen", [], ""))
    context.close()

    assert faults == []
    assert errors == []


def test_two_are_chosen_compared_and_one_restored_without_a_script(
    talk, signed_in, client, browser, live_server
):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, client, live_server)
    page = context.new_page()

    page.goto(f"{live_server.url}/admin/events/event/{talk.pk}/revisions/")
    page.locator('input[name="from"][value="1"]').check()
    page.locator(".compare-go button").click()
    compared = page.locator(".change del").all_inner_texts()
    page.go_back()
    page.locator('a[href$="/revisions/1/restore/"]').click()
    page.locator('input[name="reason"]').fill("误改")
    page.locator(".restore-form button").click()
    said = page.locator(".messagelist").inner_text()
    context.close()

    assert "大家付。" in "".join(compared)
    assert "1" in said
    newest = talk.revisions.first()
    assert (newest.number, newest.origin, newest.reason) == (3, Origin.RESTORE, "误改")
    assert newest.text == talk.revisions.get(number=1).text
