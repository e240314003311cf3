"""The event's own page in the admin: accessible, and without a fault in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser.desk import make_transcript, sign_in
from tests.factories import (
    link_speakers,
    make_organization,
    make_series,
    make_source,
    make_speaker,
    make_superuser,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIOLATIONS = {"resultTypes": ["violations"]}  # select2 is left to its makers


@pytest.fixture
def event():
    event = make_transcript(series=make_series(), tags=("成本",))
    link_speakers(event, "甲", make_speaker(), make_speaker())
    event.appearances.update(organization=make_organization())
    event.contributors.create(role="host", name="某报", position=0)
    make_source(event, raw_text="原文")
    event.pictures.create(caption="图")
    return event


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_accessible_and_logs_nothing(
    browser, client, live_server, event, scheme
):
    client.force_login(make_superuser())
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=scheme
    )
    sign_in(context, client, live_server)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(
        live_server.url + reverse("admin:events_event_change", args=[event.pk]),
        wait_until="networkidle",
    )
    for name in ("series", "appearances-0-people", "appearances-0-organization"):
        page.locator(f"#id_{name} + .select2 .select2-selection").click()
        page.wait_for_selector(".select2-results__option")
        page.keyboard.press("Escape")
    page.locator("#contributors-group .add-row a").click()
    logged = list(errors)  # axe itself makes the console complain
    axe = Axe().run(page, context={"exclude": [[".select2"]]}, options=VIOLATIONS)
    context.close()

    assert logged == []
    assert [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in axe.response["violations"]
        for node in fault["nodes"]
    ] == []
