"""The public pages in Chromium: accessible, narrow enough, without errors."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve

from events.enums import Status
from events.models import Event, Speaker
from events.transcript.parser import parse
from tests.factories import make_event, make_organization, make_series, make_speaker
from tests.views.world import (
    Planted,
    addresses,
    plant_event,
    plant_withheld,
    routes,
    store,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIOLATIONS = {"resultTypes": ["violations"]}
FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"


@pytest.fixture
def archive():
    """The forums of the repository, and rows of every kind."""
    shown = plant_event(Status.DRAFT, Planted("x"))
    shown.status, shown.published_at = Status.PUBLISHED, shown.created_at
    shown.save()
    shown.ref_forwards.create(ref="hidee2", removed_on=date(2024, 3, 4))
    plant_withheld(Planted("y"))
    plant_event(Status.WITHDRAWN, Planted("z"))
    for file in sorted(FIXTURES.glob("*.md")):
        document, problems = parse(file.read_text("utf-8"))
        assert problems == []
        make_people(document)
        event = make_event(status=Status.PUBLISHED, slug=file.stem)
        store(event, document)


def make_people(document) -> None:
    known = set(Speaker.objects.values_list("key", flat=True))
    people = {key for voice in document.voices for key in voice.speakers}
    people |= {one.speaker for one in document.contributors if one.speaker}
    for key in sorted(people - known):
        make_speaker(slug=key, name=key)
    places = {one.organization for one in (*document.voices, *document.contributors)}
    for key in sorted(places - {""}):
        make_organization(slug=key, name=key)
    if document.series:
        make_series(slug=document.series)


def paths() -> list[str]:
    """One page of each route and answer, and every event."""
    pages = [path for path in addresses() if path.endswith("/")]
    hidden = ("/pictures/", "hid-y-", "hid-z-", "-old")
    pages = [path for path in pages if not any(part in path for part in hidden)]
    events = [event.get_absolute_url() for event in Event.objects.all()]
    by_shape = {(path.split("/")[1], path.count("/")): path for path in pages}
    more = [
        *("/nowhere/", "/events/hid-x-event/hidee2/", "/events/?year=1900"),
        *("/events/public-event/?reading=printed", "/en/", "/en/events/public-event/"),
    ]
    return [*by_shape.values(), *events, *more]


def tried_routes(paths: list[str]) -> set[str]:
    known = [path.partition("?")[0] for path in paths if path != "/nowhere/"]
    return {resolve(path).url_name for path in known if not path.startswith("/en/")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_pages_are_accessible_and_fit(archive, browser, live_server, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    faults, errors, tried = [], [], paths()
    page.on("console", lambda message: errors.append((page.url, message.text)))
    page.on("pageerror", lambda error: errors.append((page.url, str(error))))

    for path in tried:
        status = page.goto(live_server.url + path).status
        if status == 200:
            assert errors == []
        errors.clear()  # Chromium itself logs answers of 404 and 410
        found = Axe().run(page, options=VIOLATIONS).response["violations"]
        faults += [
            (path, fault["id"], node["target"], node["failureSummary"])
            for fault in found
            for node in fault["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append((path, "wider than the screen", wide, ""))
    context.close()

    assert tried_routes(tried) == {
        name for name in routes() if name != "picture" and not name.endswith("-json")
    }
    assert faults == []


def test_an_old_fragment_lands_on_its_words(archive, browser, live_server):
    event = Event.objects.get(slug="how-an-archive-corrects-itself")
    last = event.blocks.last()
    event.ref_forwards.create(ref="older2", target=last)
    page = browser.new_page()

    page.goto(f"{live_server.url}{event.get_absolute_url()}#older2")

    assert page.evaluate("scrollY") > 1000
    box = page.locator(f'[id="{last.ref}"]').bounding_box()
    assert 0 <= box["y"] < 800
    page.close()


def test_the_keyboard_reaches_the_content_first(archive, browser, live_server):
    page = browser.new_page()
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")
    page.close()


def test_both_sides_of_a_correction_are_marked_but_one_is_shown(
    archive, browser, live_server
):
    page = browser.new_page()

    page.goto(f"{live_server.url}/events/public-event/")
    shown = page.locator("#seend2 .turn__text").inner_text()
    page.goto(f"{live_server.url}/events/public-event/?reading=printed")
    printed = page.locator("#seend2 .turn__text").inner_text()

    assert shown.endswith("后文正。")
    assert printed.endswith("后文误。")
    page.close()
