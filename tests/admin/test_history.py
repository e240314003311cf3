"""Saved states at the desk: the list, comparisons, names, restoring, releases."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from events.domain.binding import read_document, store_document
from events.domain.publishing import publish_event
from events.domain.releases import make_release
from events.domain.revisions import record_state
from events.domain.roles import GROUPS
from events.enums import Origin, Status
from events.models import Event, Revision
from events.transcript.document import Turn
from tests.factories import make_event, make_turns

pytestmark = pytest.mark.django_db


def make_talk(status=Status.DRAFT, **fields) -> Event:
    """Three turns saved in two revisions: the second is shorter and reads otherwise."""
    event = make_event(status=status, **fields)
    make_turns(event, [("甲", "大家好。"), ("乙", "谢谢。"), ("甲", "再见。")])
    first, _second, third = read_document(event).blocks
    save(event, blocks=(replace(first, text="大家早。"), third))
    return event


def save(event: Event, **changes) -> Revision:
    document = replace(read_document(event), **changes)
    revision = store_document(event, document, origin=Origin.EDIT).revision
    event.refresh_from_db()
    return revision


def address(name: str, event: Event, *numbers: int) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *numbers])


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def texts(event: Event) -> list[str]:
    return list(event.blocks.order_by("position").values_list("text", flat=True))


# -- Reading ------------------------------------------------------------------------


def test_event_page_and_transcript_page_lead_to_the_history(client, superuser):
    event = make_talk()

    for page in ("change", "transcript"):
        html = page_of(client, address(page, event))
        assert address("revisions", event) in html


def test_list_tells_who_when_why_and_how_much(client, superuser):
    event = make_talk()
    Revision.objects.filter(number=2).update(
        author=superuser, reason="校对第一遍", name="送审稿"
    )

    html = page_of(client, address("revisions", event))

    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)[1:]
    assert len(rows) == 2
    for words in (superuser.username, "校对第一遍", "送审稿", ">~1<", ">−1<"):
        assert words in rows[0]
    assert ">+3<" in rows[1]
    assert address("revision_restore", event, 1) in rows[1]
    assert address("revision_restore", event, 2) not in rows[0]


def test_list_has_pages_and_two_are_chosen_to_compare(client, superuser):
    event = make_event()
    for _number in range(52):
        record_state(event, origin=Origin.EDIT)

    first = page_of(client, address("revisions", event))
    second = page_of(client, f"{address('revisions', event)}?page=2")

    assert 'name="from" value="51"' in first
    checked = re.findall(r'name="(\w+)" value="(\d+)"[^>]* checked', first)
    assert checked == [("to", "52"), ("from", "51")]
    assert re.findall(r'name="to" value="(\d+)"', second) == ["2", "1"]


@pytest.mark.parametrize("n_revisions", [1, 3])
def test_list_takes_six_queries(
    client, superuser, django_assert_num_queries, n_revisions
):
    event = make_event()
    for _number in range(n_revisions):
        record_state(event, origin=Origin.EDIT, author=superuser)

    with django_assert_num_queries(6):
        client.get(address("revisions", event))


def test_event_without_revisions(client, superuser):
    event = make_event()

    html = page_of(client, address("revisions", event))

    assert gettext("Nothing has been saved yet.") in html
    assert client.get(address("revisions_compare", event)).status_code == 404


def test_revision_as_read_and_as_saved(client, superuser):
    event = make_event()
    make_turns(event, [("甲", "{~~错~>对~~}<b>{>>真的？<<}{==私事==}")])

    html = page_of(client, address("revision", event, 1))
    read, saved = html.split('<details class="as-saved">')

    assert "<ins>对</ins>" in read
    assert "私事" not in read
    assert "真的" not in read
    assert "{~~错~&gt;对~~}&lt;b&gt;{&gt;&gt;真的？&lt;&lt;}{==私事==}" in saved
    assert "<b>{" not in html


def test_revision_is_downloaded_as_text(client, superuser):
    event = make_talk(title="人/机：一场", slug="talk")

    response = client.get(address("revision_text", event, 1))

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="talk-1.md"; '
        "filename*=UTF-8''%E4%BA%BA%20%E6%9C%BA%EF%BC%9A%E4%B8%80%E5%9C%BA%201.md"
    )
    assert response.content.decode() == event.revisions.get(number=1).text


def test_two_revisions_are_compared_to_the_character(client, superuser):
    event = make_talk()
    record_state(event, origin=Origin.EDIT)
    path = address("revisions_compare", event)

    html = page_of(client, f"{path}?from=1&to=3")

    assert "大家<del>好</del><ins>早</ins>。" in html
    assert "<del>谢谢。</del>" in html
    assert html.count('<details class="unchanged">') == 1


def test_one_revision_is_compared_with_the_one_before(client, superuser):
    event = make_talk()
    event.revisions.filter(number=1).update(number=7)
    event.revisions.filter(number=2).update(number=9)
    path = address("revisions_compare", event)

    contexts = [client.get(f"{path}{query}").context for query in ("", "?to=9")]
    first = client.get(f"{path}?to=7").context

    assert [(c["older"].number, c["newer"].number) for c in contexts] == [(7, 9)] * 2
    assert first["older"] is None
    assert (first["counts"].added, first["counts"].front) == (3, 3)


@pytest.mark.parametrize(
    "query", ["?from=1&to=99", "?from=x", "?to=-1", "?to=²", f"?from={'9' * 30}"]
)
def test_what_is_no_revision_is_not_found(client, superuser, query):
    event = make_talk()

    answer = client.get(f"{address('revisions_compare', event)}{query}")

    assert answer.status_code == 404
    assert client.get(address("revision", event, 99)).status_code == 404


def test_comparison_takes_five_queries(client, superuser, django_assert_num_queries):
    event = make_talk()
    make_turns(event, [("甲", f"第{number}段。") for number in range(50)])
    path = address("revisions_compare", event)

    with django_assert_num_queries(5):
        client.get(f"{path}?from=1&to=3")
    with django_assert_num_queries(5):
        client.get(f"{path}?to=2")


def test_withholding_is_named_in_the_comparison(client, superuser):
    event = make_talk()
    first, second = read_document(event).blocks
    save(event, blocks=(replace(first, withheld="2024-05-06"), second))
    save(event, blocks=(first, replace(second, text="{==再==}见。")))
    path = address("revisions_compare", event)

    withheld = page_of(client, f"{path}?to=3")
    shown = page_of(client, f"{path}?to=4")

    day = "2024年5月6日"
    assert gettext("Withheld since %(day)s") % {"day": day} in withheld
    again = gettext("Shown again; it was withheld since %(day)s") % {"day": day}
    assert again in shown
    assert gettext("Withheld passages") in shown


# -- Changing -----------------------------------------------------------------------


def restore(client, event: Event, number: int, **data):
    since = event.revisions.first().number
    path = address("revision_restore", event, number)
    return client.post(path, {"since": since, **data})


def test_restoring_asks_first_and_shows_what_would_change(client, superuser):
    event = make_talk()

    html = page_of(client, address("revision_restore", event, 1))

    assert "大家<del>早</del><ins>好</ins>。" in html
    assert "<ins>谢谢。</ins>" in html
    assert texts(event) == ["大家早。", "再见。"]


def test_restoring_is_a_new_revision(client, superuser):
    event = make_talk()
    refs = [block.ref for block in read_document(event).blocks]

    response = restore(client, event, 1, reason="误删")

    assert response["Location"] == address("revisions", event)
    assert texts(event) == ["大家好。", "谢谢。", "再见。"]
    newest = event.revisions.first()
    assert (newest.number, newest.origin, newest.author, newest.reason) == (
        3,
        Origin.RESTORE,
        superuser,
        "误删",
    )
    after = [block.ref for block in read_document(event).blocks]
    assert [after[0], after[2]] == refs
    assert not event.ref_forwards.exists()


def test_restoring_does_not_pass_over_what_was_saved_meanwhile(client, superuser):
    event = make_talk()
    make_turns(event, [("乙", "补充。")])

    response = client.post(
        address("revision_restore", event, 1), {"since": 2, "reason": ""}
    )

    assert response.status_code == 200
    said = gettext("Somebody has saved meanwhile; look at the comparison again.")
    assert said in response.content.decode()
    assert texts(event)[-1] == "补充。"


def test_restoring_warns_when_withheld_words_would_be_shown(client, superuser):
    event = make_talk()
    first, second = read_document(event).blocks
    save(event, blocks=(replace(first, withheld="2024-05-06"), second))

    asked = client.get(address("revision_restore", event, 2))
    restore(client, event, 2)

    assert asked.context["shown_again"] == 1
    assert not event.blocks.exclude(withheld_on=None).exists()


def test_the_current_text_is_not_restored(client, superuser):
    event = make_talk()

    html = page_of(client, address("revision_restore", event, 2))
    restore(client, event, 2)

    assert gettext("The transcript says this already.") in html
    assert event.revisions.count() == 2


def test_a_revision_is_named(client, superuser):
    event = make_talk()
    path = address("revision_name", event, 1)

    client.post(path, {"name": "送审稿"})
    named = event.revisions.get(number=1).name
    client.post(path, {"name": ""})
    refused = client.post(path, {"name": "长" * 101})

    assert named == "送审稿"
    assert event.revisions.get(number=1).name == ""
    assert refused.context["form"].errors


# -- Releases -----------------------------------------------------------------------


def test_a_release_is_made_with_a_note(client, superuser):
    event = make_talk(Status.PUBLISHED)

    asked = page_of(client, address("release", event))
    response = client.post(address("release", event), {"note": "首发。"})

    assert 'name="note"' in asked
    assert response["Location"] == address("releases", event)
    release = event.releases.get()
    assert (release.number, release.note, release.released_by) == (
        1,
        "首发。",
        superuser,
    )
    html = page_of(client, address("releases", event))
    assert "首发。" in html
    assert f"/events/{event.slug}/releases/1/" in html
    assert str(release) in page_of(client, address("revisions", event))


def test_nothing_new_is_not_released(client, superuser):
    event = make_talk(Status.PUBLISHED)
    make_release(event, by=None)

    html = page_of(client, address("release", event))
    client.post(address("release", event), {"note": ""})

    assert gettext("There is nothing new to release.") in html
    assert event.releases.count() == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_the_button_stands_where_it_works(client, superuser, status):
    event = make_talk(status)

    html = page_of(client, address("change", event))

    assert (address("release", event) in html) is (status == Status.PUBLISHED)


@pytest.mark.parametrize("n_releases", [1, 3])
def test_list_of_releases_takes_four_queries(
    client, superuser, django_assert_num_queries, n_releases
):
    event = make_talk(Status.PUBLISHED)
    for number in range(n_releases):
        make_turns(event, [("甲", f"第{number}段。")])
        make_release(event, by=superuser)

    with django_assert_num_queries(4):
        client.get(address("releases", event))


# -- Rights ---------------------------------------------------------------------------

READ = ("revisions", "revision", "revision_text", "revisions_compare", "releases")
CHANGE = ("revision_name", "revision_restore")


def paths(event: Event, names: tuple[str, ...]) -> list[str]:
    single = ("revision", "revision_text", *CHANGE)
    return [address(name, event, *([1] if name in single else [])) for name in names]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_stranger_is_sent_to_the_login(client, status):
    event = make_talk(status)

    for path in paths(event, (*READ, *CHANGE, "release")):
        for answer in (client.get(path), client.post(path, {"name": "x", "since": 2})):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/admin/login/"), path
    assert event.revisions.filter(name="").count() == 2


def test_staff_without_rights_see_nothing(client, login):
    event = make_talk(Status.PUBLISHED)
    login("")

    for path in paths(event, (*READ, *CHANGE, "release")):
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("group", GROUPS)
def test_every_group_reads_the_history(client, login, group, status):
    event = make_talk(status)
    login(group)

    for path in paths(event, READ):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("group", "status", "is_open"),
    [
        ("Contributor", Status.DRAFT, True),
        ("Contributor", Status.REVIEW, False),
        ("Contributor", Status.PUBLISHED, False),
        ("Editor", Status.DRAFT, True),
        ("Editor", Status.PUBLISHED, True),
        ("Publisher", Status.PUBLISHED, True),
        ("Publisher", Status.WITHDRAWN, True),
    ],
)
def test_who_may_name_and_restore(client, login, group, status, is_open):
    event = make_talk(status)
    login(group)

    codes = [client.get(path).status_code for path in paths(event, CHANGE)]
    codes.append(restore(client, event, 1).status_code)
    path = address("revision_name", event, 1)
    codes.append(client.post(path, {"name": "x"}).status_code)

    assert codes == ([200, 200, 302, 302] if is_open else [403] * 4)
    assert (texts(event)[0] == "大家好。") is is_open
    assert event.revisions.filter(name="x").exists() is is_open
    html = page_of(client, address("revisions", event))
    assert (address("revision_restore", event, 1) in html) is is_open


@pytest.mark.parametrize("group", GROUPS)
def test_who_may_release(client, login, group):
    event = make_talk(Status.PUBLISHED)
    login(group)

    codes = [
        client.get(address("release", event)).status_code,
        client.post(address("release", event), {"note": ""}).status_code,
    ]

    is_open = group == "Publisher"
    assert codes == ([200, 302] if is_open else [403, 403])
    assert event.releases.exists() is is_open
    html = page_of(client, address("releases", event))
    assert (address("release", event) in html) is is_open


def test_a_draft_is_not_released(client, superuser):
    event = make_talk()

    client.post(address("release", event), {"note": ""})

    assert not event.releases.exists()


def test_publishing_shows_in_the_history(client, superuser):
    event = make_event()
    make_turns(event, [Turn("甲", "大家好。")])
    publish_event(event, by=superuser)

    html = page_of(client, address("revisions", event))

    assert str(Origin.PUBLISH.label) in html


def test_nothing_but_the_named_methods_is_answered(client, superuser):
    event = make_talk()

    for path in paths(event, READ):
        assert client.post(path).status_code == 405
    for path in paths(event, (*CHANGE, "release")):
        assert client.delete(path).status_code == 405
