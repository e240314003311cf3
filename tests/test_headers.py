"""What every answer carries, whoever made it."""

import re

import pytest

from events.models import SlugForward
from tests.factories import make_event

POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; img-src 'self'; "
    "manifest-src 'self'; media-src 'self'; script-src 'self'; style-src 'self'"
)


def policy_of(response) -> str:
    """The policy, its directives sorted."""
    return "; ".join(sorted(response["Content-Security-Policy"].split("; ")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/events/", 200),
        ("/admin/login/", 200),
        ("/admin/", 302),
        ("/nowhere/", 404),
        ("/static/admin/css/base.css", 200),
    ],
)
def test_policy_is_on_every_answer(client, address, status):
    response = client.get(address)
    if response.streaming:
        response.getvalue()  # reads a static file to its end, which closes it

    assert response.status_code == status
    assert policy_of(response) == POLICY


def test_policy_is_on_a_redirect_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/")
    assert policy_of(response) == POLICY


@pytest.mark.django_db
def test_pages_may_not_be_framed_or_sniffed(client):
    response = client.get("/admin/login/")

    assert {
        name: response[name]
        for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


@pytest.mark.django_db
def test_pages_are_compressed_for_whom_that_helps(client):
    plain = client.get("/admin/login/")
    packed = client.get("/admin/login/", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "code"), [("published", 200), ("withdrawn", 410)])
def test_browsers_ask_again_before_they_show_a_page(client, status, code):
    """A withdrawal that a browser has seen must not outlive it."""
    event = make_event(status=status)

    response = client.get(event.get_absolute_url())

    assert (response.status_code, response["Cache-Control"]) == (code, "no-cache")


@pytest.mark.django_db
def test_browsers_ask_again_before_they_follow_a_forward(client):
    event = make_event(status="published", slug="here")
    SlugForward.objects.create(kind="event", slug="there", event=event)

    response = client.get("/events/there/")

    assert (response.status_code, response["Cache-Control"]) == (301, "no-cache")


@pytest.mark.django_db
def test_the_front_page_has_the_sites_name_alone(client):
    html = client.get("/").content.decode()

    assert "<title>Roundtable</title>" in html


@pytest.mark.django_db
def test_a_hidden_page_is_the_sites_own_with_debug_on_too(client, settings):
    settings.DEBUG = True

    response = client.get("/speakers/nobody/")

    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


@pytest.mark.django_db
def test_the_sites_name_leads_home_from_every_page(client):
    html = client.get("/events/").content.decode()

    (name,) = re.findall(r'<a [^>]*href="/"[^>]*>([^<]+)</a>', html)
    assert name.strip() == "Roundtable"
