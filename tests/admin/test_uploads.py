"""Files of sources and pictures: what is taken, and who gets them back."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from events.admin import uploads
from tests.admin.test_event_page import save
from tests.factories import make_event, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        source = make_source(make_event())
        source.file.save("页面.pdf", ContentFile(b"%PDF-1.7"))
        yield source


def test_file_has_an_address_of_the_desk(client, superuser, source):
    response = client.get(source.file.url)

    assert source.file.url.startswith("/admin/files/sources/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("group", "code"), [("", 404), ("Contributor", 200), ("Publisher", 200)]
)
def test_file_is_for_those_who_see_sources(client, login, source, group, code):
    login(group)

    response = client.get(source.file.url)

    response.close()
    assert response.status_code == code


def test_stranger_and_reader_get_no_file(client, source):
    stranger = client.get(source.file.url)
    client.force_login(make_user(is_staff=False))

    reader = client.get(source.file.url)

    for response in (stranger, reader):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "name", ["sources/other.pdf", "../secret", "..%2Fsecret", "/etc/passwd", "%2Fetc"]
)
def test_name_that_no_row_holds_is_not_opened(
    client, superuser, source, tmp_path, name
):
    (tmp_path.parent / "secret").write_text("secret")
    (tmp_path / "sources" / "other.pdf").write_text("stray")

    assert client.get(f"/admin/files/{name}").status_code == 404


def upload(client, event, file, row="sources", **more):
    fields = {f"{row}-TOTAL_FORMS": 1, f"{row}-0-file": file} | more
    if row == "sources":
        fields["sources-0-relation"] = "source"
    response = save(client, event, **fields)
    formsets = response.context and response.context["inline_admin_formsets"]
    index = 2 if row == "sources" else 3
    return formsets[index].formset.errors if formsets else []


def test_source_file_is_kept(client, superuser, tmp_path):
    event = make_event()

    with override_settings(MEDIA_ROOT=tmp_path):
        errors = upload(client, event, SimpleUploadedFile("a.PDF", b"%PDF"))

    assert errors == []
    assert event.sources.get().file.name.endswith(".PDF")


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a"])
def test_file_of_another_kind_is_refused(client, superuser, name):
    errors = upload(client, make_event(), SimpleUploadedFile(name, b"x"))

    assert list(errors[0]) == ["file"]


def test_file_that_is_too_large_is_refused(client, superuser, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)

    errors = upload(client, make_event(), SimpleUploadedFile("a.pdf", b"x" * 11))

    assert list(errors[0]) == ["file"]


def test_picture_that_is_none_is_refused(client, superuser):
    file = SimpleUploadedFile("a.png", b"no picture")

    errors = upload(client, make_event(), file, row="pictures")

    assert list(errors[0]) == ["file"]
