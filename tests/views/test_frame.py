"""What all pages share: languages, methods, security headers, error pages."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import server_error

from events.enums import Status
from tests.views.world import Planted, addresses, body_of, plant_event, status_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def public():
    event = plant_event(Status.DRAFT, Planted("x"))
    event.status, event.published_at = Status.PUBLISHED, event.created_at
    event.save()
    return event


def pages() -> list[str]:
    found = [path for path in addresses() if path.endswith("/")]
    return [path for path in found if "/pictures/" not in path]


class Inline(HTMLParser):
    """Gathers what the content policy would refuse."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [
            f"{tag} {name}" for name in names if name == "style" or name[:2] == "on"
        ]


def test_no_page_holds_inline_script_or_style(client, public):
    refused = Inline()

    for path in [*pages(), "/nowhere/"]:
        refused.feed(client.get(path).content.decode())
    refused.feed(render_to_string("500.html"))

    assert len(pages()) > 15
    assert refused.found == []


def test_every_answer_carries_the_content_policy(client, public):
    for path in [*addresses(), "/nowhere/"]:
        response = client.get(path)
        body_of(response)
        assert "script-src 'self'" in response["Content-Security-Policy"], path


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_pages_are_for_reading_only(client, public, method):
    answers = {path: getattr(client, method)(path).status_code for path in addresses()}

    assert len(answers) > 30
    assert set(answers.values()) == {405}


def test_head_answers_as_get(client, public):
    for path in addresses():
        response = client.head(path)
        assert body_of(response) == b""
        assert response.status_code == status_of(client, path), path


def test_each_page_leads_to_itself_in_the_other_language(client, public):
    for path in pages():
        chinese, english = client.get(path), client.get(f"/en{path}")
        if chinese.status_code == 301:
            assert english["Location"] == f"/en{chinese['Location']}"
            continue
        assert '<html lang="zh-Hans">' in chinese.content.decode()
        assert '<html lang="en">' in english.content.decode()
        to_english = f'<a href="/en{path}" lang="en" hreflang="en">English</a>'
        to_chinese = f'<a href="{path}" lang="zh-Hans" hreflang="zh-Hans">简体中文</a>'
        assert to_english in chinese.content.decode()
        assert to_chinese in english.content.decode()
        for response in (chinese, english):
            found = re.findall(
                r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"',
                response.content.decode(),
            )
            assert found == [
                ("zh-Hans", f"{settings.SITE_URL}{path}"),
                ("en", f"{settings.SITE_URL}/en{path}"),
            ]


def test_the_language_switch_keeps_the_question(client):
    page = client.get("/events/?year=2021").content.decode()

    assert 'href="/en/events/?year=2021"' in page


def test_the_address_and_not_the_browser_chooses_the_language(client):
    response = client.get("/events/", headers={"accept-language": "en"})

    assert '<html lang="zh-Hans">' in response.content.decode()


@pytest.mark.parametrize("path", ["/nowhere/", "/en/nowhere/", "/events/none/"])
def test_the_page_of_what_is_not_there(client, path):
    response = client.get(path)

    page = response.content.decode()
    assert response.status_code == 404
    assert '<main id="main"' in page
    assert 'rel="alternate"' not in page


def test_the_page_of_a_fault_needs_nothing():
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "<h1>页面出错</h1>" in response.content.decode()
    assert 'href="/static/events/css/base.css"' in response.content.decode()


def test_a_fault_in_a_view_shows_that_page(client, monkeypatch, caplog):
    def fail():
        raise RuntimeError("broken on purpose")

    client.raise_request_exception = False
    monkeypatch.setattr("events.domain.queries.public_events", fail)

    response = client.get("/events/")

    assert response.status_code == 500
    assert "<h1>页面出错</h1>" in response.content.decode()
    assert "broken on purpose" not in response.content.decode()


def test_links_within_the_site_lead_somewhere(client, public):
    broken, tried = [], set()
    for path in [*pages(), *(f"/en{path}" for path in pages())]:
        response = client.get(path, follow=True)
        for link in re.findall(r'href="(/[^"#]*)', response.content.decode()):
            link = link.replace("&amp;", "&")
            if link in tried or link.startswith("/static/"):
                continue
            tried.add(link)
            if status_of(client, link) != 200:
                broken.append((path, link))

    assert len(tried) > 50
    assert broken == []


def test_a_fragment_names_an_element_of_its_page(client, public):
    page = client.get(f"/events/{public.slug}/").content.decode()

    ids = set(re.findall(r' id="([^"]+)"', page))
    fragments = set(re.findall(r'href="#([^"]+)"', page))

    assert "main" in fragments
    assert fragments <= ids
