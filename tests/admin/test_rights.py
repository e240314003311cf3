"""Every address of the desk, tried by everybody who may knock."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import get_resolver, reverse

from events.admin.rights import may_change_shared
from events.domain.roles import GROUPS, ensure_groups
from events.enums import Status
from events.models import Block, Event, Speaker
from events.transcript.document import Note, Section
from tests.admin.test_event_page import form_data
from tests.admin.test_turn_form import data_of
from tests.factories import (
    link_speakers,
    make_event,
    make_organization,
    make_series,
    make_source,
    make_speaker,
    make_superuser,
    make_turns,
)

pytestmark = pytest.mark.django_db

MODELS = [
    "event",
    "series",
    "speaker",
    "organization",
    "tag",
    "turn",
    "section",
    "note",
    "source",
    "picture",
    "revision",
    "slugforward",
    "refforward",
]


def make_talk(status=Status.DRAFT) -> Event:
    event = make_event(tags=("成本",), series=make_series())
    blocks = [Section("标题"), ("甲", "一"), ("乙", "二"), Note("掌声")]
    make_turns(event, blocks)
    link_speakers(event, "甲", make_speaker())
    make_source(event)
    event.pictures.create(caption="图")
    event.appearances.update(organization=make_organization())
    target = event.blocks.first()
    event.ref_forwards.create(ref=f"zzzzz{event.blocks.count()}", target=target)
    event.forwards.create(kind="event", slug=f"old-{event.slug}")
    fields = {"status": status}
    if status in (Status.PUBLISHED, Status.WITHDRAWN):
        fields["published_at"] = event.created_at
    if status == Status.WITHDRAWN:
        fields["withdrawn_at"] = event.created_at
    Event.objects.filter(pk=event.pk).update(**fields)
    return Event.objects.get(pk=event.pk)


def turn_of(event) -> Block:
    return event.blocks.filter(type="turn").first()


def event_page(event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def turn_page(event) -> str:
    return reverse("admin:events_turn_change", args=[turn_of(event).pk])


def addresses(event) -> dict[str, str]:
    """One of every kind of address that the desk has, by its name."""
    ids = {
        "event": event.pk,
        "series": event.series_id,
        "speaker": Speaker.objects.get().pk,
        "tag": event.tags.get().pk,
        "turn": turn_of(event).pk,
        "section": event.blocks.get(type="section").pk,
        "note": event.blocks.get(type="note").pk,
        "source": event.sources.get().pk,
        "picture": event.pictures.get().pk,
        "revision": event.revisions.latest("number").pk,
        "organization": event.appearances.first().organization_id,
        "slugforward": event.forwards.get().pk,
        "refforward": event.ref_forwards.get().pk,
    }
    found = {}
    for model in MODELS:
        for page in ("changelist", "add"):
            name = f"events_{model}_{page}"
            found[name] = reverse(f"admin:{name}")
        for page in ("change", "history", "delete"):
            name = f"events_{model}_{page}"
            found[name] = reverse(f"admin:{name}", args=[ids[model]])
    found["events_event_withdraw"] = reverse(
        "admin:events_event_withdraw", args=[event.pk]
    )
    for page in ("revisions", "revisions_compare", "releases", "release"):
        name = f"events_event_{page}"
        found[name] = reverse(f"admin:{name}", args=[event.pk])
    for page in ("revision", "revision_text", "revision_name", "revision_restore"):
        name = f"events_event_{page}"
        number = event.revisions.latest("number").number
        found[name] = reverse(f"admin:{name}", args=[event.pk, number])
    found["events_event_transcript"] = reverse(
        "admin:events_event_transcript", args=[event.pk]
    )
    for page in ("preview", "draft", "ping", "source", "people"):
        name = f"events_event_transcript_{page}"
        found[name] = reverse(f"admin:{name}", args=[event.pk])
    found["events_turn_replies"] = reverse("admin:events_turn_replies", args=[event.pk])
    recorded = {
        "event": event,
        "series": event.series,
        "speaker": Speaker.objects.get(),
        "organization": event.appearances.first().organization,
        "tag": event.tags.get(),
        "source": event.sources.get(),
        "picture": event.pictures.get(),
    }
    for model, row in recorded.items():
        name = f"events_{model}_simple_history"
        record = row.history.latest().history_id
        found[name] = reverse(f"admin:{name}", args=[row.pk, record])
    return found


def state_of(response) -> str:
    """What a form guards itself with; "" on a page that is only read."""
    form = response.context["adminform"].form
    return form["state"].value() or "" if "state" in form.fields else ""


def names_of_the_desk() -> set[str]:
    patterns = get_resolver().namespace_dict["admin"][1].reverse_dict
    return {
        name
        for name in patterns
        if isinstance(name, str) and name.startswith("events_")
    }


def test_every_address_is_tried():
    tried = set(addresses(make_talk()))

    assert names_of_the_desk() - tried == set()
    assert "events_turn_replies" in names_of_the_desk()


def test_stranger_is_sent_to_the_login(client):
    for address in [*addresses(make_talk()).values(), "/admin/files/sources/a.pdf"]:
        response = client.get(address)

        assert response.status_code == 302, address
        assert response["Location"].startswith("/admin/login/"), address


def test_staff_without_rights_see_nothing(client, login):
    login("")

    for name, address in addresses(make_talk()).items():
        ask = client.post if name in POST_ONLY else client.get
        assert ask(address).status_code == 403, name


NOT_FOR_ALL = ("_add", "_delete", "_withdraw", "_name", "_restore", "_release")
POST_ONLY = {
    f"events_event_transcript_{page}" for page in ("preview", "draft", "ping", "source")
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("group", GROUPS)
def test_groups_see_every_list_and_page(client, login, group, status):
    login(group)

    for name, address in addresses(make_talk(status)).items():
        if name.endswith(NOT_FOR_ALL) or "_transcript" in name:
            continue
        assert client.get(address).status_code == 200, name


# Who may save the event's page and a turn, by group and state.
OPEN = {
    ("Contributor", "draft"): True,
    ("Contributor", "review"): False,
    ("Contributor", "published"): False,
    ("Contributor", "withdrawn"): False,
    **{
        (group, status): True
        for group in ("Editor", "Publisher")
        for status in Status.values
    },
}


@pytest.mark.parametrize(("group", "status"), OPEN)
def test_who_may_open_the_editor_of_a_transcript(client, login, group, status):
    pages = {
        name: address
        for name, address in addresses(make_talk(status)).items()
        if "_transcript" in name
    }
    login(group)

    codes = {name: client.get(address).status_code for name, address in pages.items()}
    asked = {name: client.post(pages[name]).status_code for name in POST_ONLY}

    is_open = OPEN[group, status]
    assert len(codes) == 6
    assert codes == {
        name: 405 if name in POST_ONLY else 200 if is_open else 403 for name in pages
    }
    assert set(asked.values()) == ({200, 400} if is_open else {403})


@pytest.mark.parametrize(("group", "status"), OPEN)
def test_who_may_change_an_event_and_its_turns(client, login, group, status):
    event = make_talk(status)
    turn = turn_of(event)
    client.force_login(make_superuser())
    event_data = form_data(client.get(event_page(event))) | {"title": "改"}
    event_data |= {"appearances-0-credit": "改"}
    turn_data = data_of(client.get(turn_page(event))) | {"text": "改"}
    source = reverse("admin:events_source_change", args=[event.sources.get().pk])
    source_data = {"relation": "source", "publication": "改"}
    login(group)

    codes = [
        client.post(event_page(event), event_data).status_code,
        client.post(turn_page(event), turn_data).status_code,
    ]
    source_data["state"] = state_of(client.get(source))
    codes.append(client.post(source, source_data).status_code)

    is_open = OPEN[group, status]
    assert codes == ([302, 302, 302] if is_open else [403, 403, 403])
    event = Event.objects.get(pk=event.pk)
    assert (event.title == "改") is is_open
    assert (event.appearances.first().credit == "改") is is_open
    assert (Block.objects.get(pk=turn.pk).text == "改") is is_open
    assert (event.sources.get().publication == "改") is is_open


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_who_may_publish_by_button_and_by_action(client, login, group):
    first, second = make_talk(), make_talk()
    client.force_login(make_superuser())
    data = form_data(client.get(event_page(first))) | {"_publish": "1"}
    login(group)

    client.post(event_page(first), data)
    client.post(
        reverse("admin:events_event_changelist"),
        {"action": "publish_selected", "_selected_action": [second.pk]},
    )

    states = set(Event.objects.values_list("status", flat=True))
    assert states == ({"published"} if group == "Publisher" else {"draft"})


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_who_may_withdraw_by_page_and_by_action(client, login, group):
    first, second = make_talk(Status.PUBLISHED), make_talk(Status.PUBLISHED)
    login(group)

    client.post(
        reverse("admin:events_event_withdraw", args=[first.pk]), {"reason": "错"}
    )
    client.post(
        reverse("admin:events_event_changelist"),
        {
            "action": "withdraw_selected",
            "_selected_action": [second.pk],
            "reason": "错",
            "confirmed": "1",
        },
    )

    states = set(Event.objects.values_list("status", flat=True))
    assert states == ({"withdrawn"} if group == "Publisher" else {"published"})


@pytest.mark.parametrize(
    ("group", "status", "deleted"),
    [
        ("Contributor", "draft", False),
        ("Editor", "draft", True),
        ("Publisher", "review", True),
        ("Publisher", "published", False),
        ("Publisher", "withdrawn", False),
    ],
)
def test_only_what_was_never_published_is_deleted(
    client, login, group, status, deleted
):
    first, second = make_talk(status), make_talk(status)
    login(group)

    page = client.get(event_page(first)).content.decode()
    client.post(reverse("admin:events_event_delete", args=[first.pk]), {"post": "yes"})
    client.post(
        reverse("admin:events_event_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [second.pk],
            "post": "yes",
        },
    )

    assert ('class="deletelink"' in page) is deleted
    assert Event.objects.count() == (0 if deleted else 2)


def test_contributor_returns_nothing_and_submits_a_draft(client, login):
    draft, public = make_talk(), make_talk(Status.PUBLISHED)
    user = login("Contributor")

    response = client.post(
        reverse("admin:events_event_changelist"),
        {"action": "submit_selected", "_selected_action": [draft.pk, public.pk]},
        follow=True,
    )

    said = sorted(str(message) for message in response.context["messages"])
    assert said == ["1 event submitted for review.", f"“{public}”: {DRAFTS_ONLY}"]
    assert Event.objects.get(pk=draft.pk).status == "review"
    assert LogEntry.objects.get(user=user).object_id == str(draft.pk)


DRAFTS_ONLY = "You may change drafts only."


@pytest.mark.parametrize(
    ("group", "status", "changed"),
    [
        ("Contributor", "draft", True),
        ("Contributor", "published", False),
        ("Editor", "published", True),
    ],
)
def test_person_seen_in_public_is_for_editors(client, login, group, status, changed):
    make_talk(status)
    speaker = Speaker.objects.get()
    page = reverse("admin:events_speaker_change", args=[speaker.pk])
    login(group)

    response = client.post(
        page,
        {
            "state": state_of(client.get(page)),
            "name": "改",
            "slug": speaker.slug,
            "sort_key": "gai",
            "affiliations-TOTAL_FORMS": 0,
            "affiliations-INITIAL_FORMS": 0,
        },
    )

    assert response.status_code == (302 if changed else 403)
    assert (Speaker.objects.get().name == "改") is changed


@pytest.mark.parametrize(
    ("group", "status", "is_open"),
    [
        ("Contributor", "draft", True),
        ("Contributor", "published", False),
        ("Editor", "published", True),
    ],
)
def test_organization_public_through_others_is_for_editors(
    login, group, status, is_open
):
    make_talk(status)
    whole = make_organization()
    employer = make_organization(parent=whole)
    Speaker.objects.get().affiliations.create(organization=employer)
    user = login(group)

    assert may_change_shared(user, employer) is is_open
    assert may_change_shared(user, whole) is is_open


def test_affiliation_of_a_public_person_is_for_editors(client, login):
    make_talk(Status.PUBLISHED)
    speaker = Speaker.objects.get()
    affiliation = speaker.affiliations.create(organization=make_organization())
    login("Contributor")

    response = client.post(
        reverse("admin:events_speaker_change", args=[speaker.pk]),
        {
            "name": speaker.name,
            "affiliations-TOTAL_FORMS": 1,
            "affiliations-INITIAL_FORMS": 1,
            "affiliations-0-id": affiliation.pk,
            "affiliations-0-speaker": speaker.pk,
            "affiliations-0-organization": affiliation.organization_id,
            "affiliations-0-title": "改",
        },
    )

    affiliation.refresh_from_db()
    assert (response.status_code, affiliation.title) == (403, "")


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_who_may_merge(client, login, group):
    kept, merged = make_speaker(), make_speaker()
    login(group)

    client.post(
        reverse("admin:events_speaker_changelist"),
        {
            "action": "merge_selected",
            "_selected_action": [kept.pk, merged.pk],
            "kept": kept.pk,
            "confirmed": "1",
        },
    )

    assert Speaker.objects.count() == (1 if group in ("Editor", "Publisher") else 2)


@pytest.mark.parametrize("group", GROUPS)
def test_old_state_is_not_put_back_from_the_history(client, login, group):
    event = make_talk()
    url = reverse(
        "admin:events_event_simple_history",
        args=[event.pk, event.history.earliest().history_id],
    )
    login(group)

    assert client.post(url, {"title": "改"}).status_code == 403


def test_groups_come_with_the_migration():
    rights = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }

    assert rights == GROUPS
    assert "publish_event" in rights["Publisher"] - rights["Editor"]
    assert "edit_public_event" in rights["Editor"] - rights["Contributor"]


def test_what_an_administrator_changed_stays():
    editor = Group.objects.get(name="Editor")
    editor.permissions.set(Permission.objects.filter(codename="view_event"))
    Group.objects.get(name="Contributor").delete()

    call_command("migrate", verbosity=0)

    assert editor.permissions.count() == 1
    assert Group.objects.filter(name="Contributor").count() == 1
    assert ensure_groups() == []
