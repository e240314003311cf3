"""Fixtures of forums: dumped, checked, loaded, loaded again."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from events.domain.addresses import change_slug, resolve
from events.domain.binding import read_document, store_document
from events.domain.fixtures.dump import dump_event, to_json
from events.domain.people import merge_organizations, merge_speakers
from events.domain.vocabulary import merge_tags
from events.enums import Origin
from events.models import (
    Affiliation,
    Block,
    Event,
    Organization,
    RefForward,
    Revision,
    SlugForward,
    Source,
    Speaker,
    Tag,
)
from tests.domain.test_binding import full_document
from tests.factories import (
    make_event,
    make_organization,
    make_series,
    make_speaker,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Event:
    """A published event that uses everything a fixture can hold."""
    make_series(slug="lectures", title="讲座")
    parent = make_organization(slug="university", name="大学")
    dept = make_organization(slug="dept", name="某系", parent=parent, aliases=["系"])
    jia = make_speaker(slug="jia", name="甲", biography="教授。")
    make_speaker(slug="yi", name="乙")
    Affiliation.objects.create(
        speaker=jia, organization=dept, title="教授", since="2020"
    )
    event = make_event(slug="full", tags=())
    store_document(event, full_document(), origin=Origin.EDIT)
    Source.objects.filter(event=event).update(raw_text="原文\n\n全文")
    before = read_document(event)
    cut = (*before.blocks[:2], *before.blocks[3:])
    moved = tuple(
        replace(block, replies_to=(1, 2)) if getattr(block, "replies_to", ()) else block
        for block in cut
    )
    store_document(event, replace(before, blocks=moved), origin=Origin.EDIT)
    SlugForward.objects.create(kind="event", slug="old-full", event=event)
    event.refresh_from_db()
    return publish(event)


def records(event: Event) -> list[dict]:
    return json.loads(to_json(dump_event(event)))


def load(objects: list, tmp_path, **options) -> tuple[str, str]:
    path = tmp_path / "forum.json"
    path.write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("loaddata", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def set_field(objects: list, model: str, **values) -> None:
    """Change every object of the model; None takes a field away."""
    for item in objects:
        if item["model"] == model:
            fields = item["fields"] | values
            item["fields"] = {n: v for n, v in fields.items() if v is not None}


def wipe() -> None:
    """An empty archive, whatever was published."""
    RefForward.objects.all().delete()
    Event.objects.update(
        status="draft", published_at=None, withdrawn_at=None, translation_of=None
    )
    Event.objects.all().delete()
    for model in (Affiliation, Speaker, Tag):
        model.objects.all().delete()
    Organization.objects.filter(parent__isnull=False).delete()
    Organization.objects.all().delete()


def test_a_dump_loads_into_an_empty_archive_and_dumps_the_same(forum, tmp_path):
    objects = records(forum)
    wipe()

    load(objects, tmp_path)

    assert records(Event.objects.get()) == objects


def test_loading_twice_changes_nothing(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    event = Event.objects.get()

    out, err = load(objects, tmp_path)

    after = Event.objects.get()
    assert (after.version, after.updated_at) == (event.version, event.updated_at)
    assert Revision.objects.count() == 1
    assert out == "0 created, 0 changed, 10 unchanged; 0 blocks written.\n"
    assert err == ""


def test_raw_text_and_forwards_come_along(forum, tmp_path):
    objects = records(forum)
    wipe()

    load(objects, tmp_path)

    assert Source.objects.get().raw_text == "原文\n\n全文"
    assert RefForward.objects.get().ref == "aaaaa4"
    assert Event.objects.get_by_natural_key("old-full").key == "full"


def test_derived_columns_are_filled(forum, tmp_path):
    objects = records(forum)
    wipe()

    load(objects, tmp_path)

    assert Event.objects.get().held_latest.isoformat() == "2023-12-31"
    assert "jia" in Speaker.objects.get(key="jia").search_terms
    assert Affiliation.objects.get().since_earliest.isoformat() == "2020-01-01"


def test_loading_into_an_archive_that_has_some_of_them(forum, tmp_path):
    objects = records(forum)
    wipe()
    make_speaker(slug="jia", name="甲")
    Tag.objects.create(name="ai")
    make_organization(slug="dept", name="某系", description="说明")

    load(objects, tmp_path)

    assert Speaker.objects.get(key="jia").biography == "教授。"
    assert Organization.objects.get(key="dept").description == "说明"
    assert read_document(Event.objects.get()).tags == ("人工智能", "ai")
    assert Speaker.objects.count() == 2


def test_what_an_editor_wrote_about_a_person_is_kept(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    speaker = Speaker.objects.get(key="jia")
    speaker.biography = "编辑写的。"
    speaker.save()

    _out, err = load(objects, tmp_path)

    assert Speaker.objects.get(key="jia").biography == "编辑写的。"
    assert "events.speaker jia (biography)" in err


def test_a_changed_fixture_updates_what_only_loads_have_written(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    for item in objects:
        if item["model"] == "events.speaker" and item["fields"]["key"] == "jia":
            item["fields"]["biography"] = "新的。"
        if item["fields"].get("ref") == "aaaaa3":
            item["fields"]["text"] = "改过。"

    load(objects, tmp_path)

    assert Speaker.objects.get(key="jia").biography == "新的。"
    assert Block.objects.get(ref="aaaaa3").text == "改过。"


def edit(event: Event) -> None:
    document = read_document(event)
    store_document(event, replace(document, venue="改在别处"), origin=Origin.EDIT)


def test_an_event_edited_since_is_left_alone_and_named(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    edit(Event.objects.get())

    _out, err = load(objects, tmp_path)

    assert Event.objects.get().venue == "改在别处"
    assert "events.event full" in err


def test_a_dump_loads_where_it_was_made_without_a_word(forum, tmp_path):
    objects = records(forum)

    _out, err = load(objects, tmp_path)

    assert "events.event" not in err
    assert records(Event.objects.get()) == objects


def test_overwrite_replaces_an_edited_event(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    edit(Event.objects.get())

    load(objects, tmp_path, overwrite=True)

    assert Event.objects.get().venue == "礼堂"


def test_an_event_withdrawn_since_is_not_published_again(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    Event.objects.update(status="withdrawn", withdrawn_at="2026-01-01T00:00:00Z")

    load(objects, tmp_path)

    assert Event.objects.get().status == "withdrawn"


def test_blocks_are_exactly_those_of_the_fixture(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    gone = "aaaaa5"
    shorter = [
        item
        for item in objects
        if item["fields"].get("ref") != gone
        and ["full", gone] not in item["fields"].values()
    ]
    for item in shorter:
        if item["fields"].get("replies_to"):
            item["fields"]["replies_to"].remove(["full", gone])

    load(shorter, tmp_path)

    assert not Block.objects.filter(ref=gone).exists()
    assert RefForward.objects.get(ref=gone).removed_on is not None


def test_loading_follows_merged_people(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    merge_speakers(Speaker.objects.get(key="yi"), Speaker.objects.get(key="jia"))

    load(objects, tmp_path, overwrite=True)

    assert Speaker.objects.count() == 1
    voices = read_document(Event.objects.get()).voices
    assert [voice.speakers for voice in voices] == [("yi",), ("yi",), ()]


def test_what_an_editor_changed_of_an_affiliation_is_kept(forum, tmp_path):
    objects = records(forum)
    set_field(objects, "events.affiliation", note="名片。", until="2021")
    wipe()
    load(objects, tmp_path)
    row = Affiliation.objects.get()
    row.note, row.until = "编辑写的。", "2024"
    row.save()

    _out, err = load(objects, tmp_path)

    row.refresh_from_db()
    assert (row.note, row.until) == ("编辑写的。", "2024")
    assert "events.affiliation jia/dept/教授/2020 (until, note)" in err
    load(objects, tmp_path, overwrite=True)
    row.refresh_from_db()
    assert (row.note, row.until) == ("名片。", "2021")


def test_an_affiliation_with_another_title_is_not_doubled(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    row = Affiliation.objects.get()
    row.title, row.since = "副教授", "2019"
    row.save()

    _out, err = load(objects, tmp_path)

    kept = Affiliation.objects.values_list("pk", "title", "since")
    assert list(kept) == [(row.pk, "副教授", "2019")]
    assert "events.affiliation jia/dept/教授/2020 (title or since)" in err
    load(objects, tmp_path, overwrite=True)
    assert list(kept.all()) == [(row.pk, "教授", "2020")]


def test_a_second_affiliation_of_the_fixture_is_created(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    first = next(item for item in objects if item["model"] == "events.affiliation")
    second = {"model": first["model"], "fields": first["fields"] | {"title": "院长"}}

    load([*objects, second], tmp_path)

    titles = Affiliation.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["教授", "院长"]


def test_affiliations_of_organizations_merged_since_are_one(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    first = next(item for item in objects if item["model"] == "events.affiliation")
    twin = first["fields"] | {"organization": ["university"]}
    merge_organizations(
        Organization.objects.get(key="dept"), Organization.objects.get(key="university")
    )

    load([*objects, {"model": first["model"], "fields": twin}], tmp_path)

    assert Affiliation.objects.count() == 1
    assert Organization.objects.get().parent is None


@pytest.mark.parametrize("status", ["draft", "review"])
def test_overwrite_never_takes_a_published_event_back(status, forum, tmp_path):
    objects = records(forum)
    set_field(objects, "events.event", status=status, published_at=None)
    wipe()
    load(objects, tmp_path)
    publish(Event.objects.get())
    published_at = Event.objects.get().published_at

    _out, err = load(objects, tmp_path, overwrite=True)

    event = Event.objects.get()
    assert (event.status, event.published_at) == ("published", published_at)
    assert "events.event full (status, which stays “published”)" in err
    assert "--overwrite replaces it" not in err


def test_a_translation_link_is_loaded_and_an_edited_one_left_alone(forum, tmp_path):
    other = make_event(slug="other", title="译文", translation_of=forum)
    objects = records(forum) + records(other)
    wipe()
    load(objects, tmp_path)
    other = Event.objects.get(key="other")
    assert other.translation_of.key == "full"
    assert load(objects, tmp_path)[1] == ""
    other.translation_of = None
    other.save()

    _out, err = load(objects, tmp_path)

    other.refresh_from_db()
    assert other.translation_of is None
    assert "events.event other" in err


def test_a_translation_names_its_original_by_an_old_address(forum, tmp_path):
    other = make_event(slug="other", title="译文")
    objects = records(other)
    set_field(objects, "events.event", translation_of=["old-full"])

    load(objects, tmp_path, overwrite=True)

    assert Event.objects.get(key="other").translation_of == forum


@pytest.mark.parametrize(
    ("model", "key", "change"),
    [
        ("events.speaker", "jia", {"name": "甲甲"}),
        ("events.organization", "dept", {"parent": None}),
        ("events.affiliation", ["jia"], {"until": "2024"}),
    ],
)
def test_a_changed_shared_row_raises_the_versions(model, key, change, forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    version = Event.objects.get().version
    for item in objects:
        if item["model"] == model and key in item["fields"].values():
            item["fields"] |= change

    load(objects, tmp_path)

    assert Event.objects.get().version == version + 1


def test_a_merge_is_no_edit_of_the_events(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    merge_speakers(Speaker.objects.get(key="yi"), Speaker.objects.get(key="jia"))
    merge_organizations(
        Organization.objects.get(key="university"), Organization.objects.get(key="dept")
    )
    kept, merged = (Tag.objects.get_by_natural_key(name) for name in ("ai", "人工智能"))
    merge_tags(kept, merged)

    _out, err = load(objects, tmp_path)

    assert "events.event" not in err
    edit(Event.objects.get())
    assert "events.event full" in load(objects, tmp_path)[1]


def test_loading_follows_merged_tags(forum, tmp_path):
    objects = records(forum)
    wipe()
    load(objects, tmp_path)
    kept, merged = (Tag.objects.get_by_natural_key(name) for name in ("ai", "人工智能"))
    merge_tags(kept, merged)

    load(objects, tmp_path, overwrite=True)

    assert not Tag.objects.filter(folded=merged.folded).exists()
    assert read_document(Event.objects.get()).tags == (kept.name,)


def test_other_fixtures_load_as_by_django(tmp_path):
    user = {"username": "editor", "password": "!", "is_staff": True}
    objects = [{"model": "accounts.user", "pk": 7, "fields": user}]

    out, _err = load(objects, tmp_path)

    from archive.accounts.models import User

    assert User.objects.get(pk=7).username == "editor"
    assert out == "1 other objects loaded.\n"


def test_a_fixture_with_faults_loads_nothing(forum, tmp_path):
    objects = records(forum)
    wipe()
    block = next(item for item in objects if item["model"] == "events.block")
    block["fields"]["type"] = "nonsense"

    with pytest.raises(CommandError, match=r"(?s)Nothing is loaded.*nonsense"):
        load(objects, tmp_path)

    assert Speaker.objects.count() == 0


def test_dumpforum_takes_an_old_address(forum):
    out = StringIO()

    call_command("dumpforum", "old-full", stdout=out)

    assert json.loads(out.getvalue()) == records(forum)


def test_dumpforum_of_nothing_says_so():
    with pytest.raises(CommandError, match="no event “nowhere”"):
        call_command("dumpforum", "nowhere")


# -- checkforum ---------------------------------------------------------------


def check(objects, tmp_path) -> list[str]:
    """The lines of checkforum without the file's name; [] where all is well."""
    path = tmp_path / "forum.json"
    if isinstance(objects, bytes):
        path.write_bytes(objects)
    else:
        path.write_text(json.dumps(objects), encoding="utf-8")
    out, status = StringIO(), 0
    try:
        call_command("checkforum", str(path), stdout=out)
    except CommandError as error:
        if "errors; nothing would be loaded" not in str(error):
            raise
        status = error.returncode
    wrong = ": error: " in out.getvalue()
    assert status == wrong
    lines = [line.removeprefix(f"{path}: ") for line in out.getvalue().splitlines()]
    return [line for line in lines if not line.endswith("no errors.")]


MINIMAL = [
    {"model": "events.tag", "fields": {"name": "成本", "slug": "cheng-ben"}},
    {"model": "events.speaker", "fields": {"key": "jia", "name": "甲"}},
    {"model": "events.event", "fields": {"key": "e", "title": "圆桌", "held": "2023"}},
    {
        "model": "events.appearance",
        "fields": {"event": ["e"], "label": "甲", "role": "panelist"},
    },
    {
        "model": "events.appearancespeaker",
        "fields": {"appearance": ["e", "甲"], "speaker": ["jia"]},
    },
    {
        "model": "events.block",
        "fields": {
            "event": ["e"],
            "ref": "aaaaa2",
            "position": 1,
            "type": "section",
            "level": 1,
            "text": "标题",
        },
    },
    {
        "model": "events.block",
        "fields": {
            "event": ["e"],
            "ref": "aaaaa3",
            "position": 2,
            "type": "turn",
            "kind": "speech",
            "voice": ["e", "甲"],
            "text": "你好。",
        },
    },
    {
        "model": "events.block",
        "fields": {
            "event": ["e"],
            "ref": "aaaaa4",
            "position": 3,
            "type": "note",
            "kind": "stage",
            "text": "（笑）",
        },
    },
    {
        "model": "events.turntag",
        "fields": {"content_object": ["e", "aaaaa3"], "tag": ["成本"]},
    },
]
TAG, SPEAKER, EVENT, VOICE, LINK, HEADING, TURN, NOTE, TURNTAG = range(9)


def test_a_sound_file_has_no_faults(tmp_path):
    assert check(MINIMAL, tmp_path) == []


FAULTS = {
    "unknown voice": (TURN, {"voice": ["e", "乙"]}, "voice: “乙” is no voice"),
    "no voice": (TURN, {"voice": None}, "voice: A turn needs its voice."),
    "wrong kind": (TURN, {"kind": "shout"}, "kind: is 'shout'"),
    "kind of a note": (TURN, {"kind": "stage"}, "kind: A turn is one of: speech"),
    "duplicate ref": (NOTE, {"ref": "aaaaa3"}, "ref: stands in the file 2 times"),
    "bad ref": (NOTE, {"ref": "Kapitel"}, "ref: is 'Kapitel'"),
    "answer to nothing": (
        TURN,
        {"replies_to": [["e", "zzzzz9"]]},
        "replies_to: “#zzzzz9” is no block",
    ),
    "answer to itself": (
        TURN,
        {"replies_to": [["e", "aaaaa3"]]},
        "replies_to: A turn does not answer itself.",
    ),
    "answer across events": (
        TURN,
        {"replies_to": [["other", "aaaaa3"]]},
        "replies_to: An answer answers a turn of the same event.",
    ),
    "answer to a note": (
        TURN,
        {"replies_to": [["e", "aaaaa4"]]},
        "replies_to: “#aaaaa4” is a note; an answer answers a turn.",
    ),
    "heading without level": (HEADING, {"level": None}, "level: A heading has the"),
    "heading with a voice": (HEADING, {"voice": ["e", "甲"]}, "voice: A heading has"),
    "note with a voice": (NOTE, {"voice": ["e", "甲"]}, "voice: A note has no voice"),
    "end before start": (TURN, {"start_ms": 9, "end_ms": 3}, "end_ms: The end lies"),
    "time as text": (TURN, {"start_ms": "00:01"}, "start_ms: is '00:01'; write a"),
    "empty text": (TURN, {"text": ""}, "text: "),
    "control character": (TURN, {"text": "a\u0007b"}, "text: "),
    "number as text": (TURN, {"text": 7}, "text: is 7; write it as a text."),
    "unclosed withheld passage": (TURN, {"text": "这是{==秘密"}, "text: "),
    "unknown field": (TURN, {"speaker": "甲"}, "speaker: is no field"),
    "no position": (TURN, {"position": ...}, "position: is missing."),
    "wrong role": (VOICE, {"role": "king"}, "role: is 'king'"),
    "bad date": (EVENT, {"held": "June 2023"}, "held: is 'June 2023': "),
    "no title": (EVENT, {"title": ...}, "title: is missing."),
    "bad language": (EVENT, {"language": "中文"}, "language: is '中文'"),
    "script as address": (EVENT, {"recording": "javascript:x"}, "recording: is"),
    "publication of a draft": (
        EVENT,
        {"published_at": "2024-01-01T00:00:00Z"},
        "published_at: An event with status “draft” has none",
    ),
    "unknown series": (
        EVENT,
        {"series": ["nowhere"]},
        "series: There is no series “nowhere”",
    ),
    "unknown speaker": (LINK, {"speaker": ["yi"]}, "speaker: There is no speaker “yi”"),
    "relation of a wrong shape": (LINK, {"speaker": "jia"}, "speaker: Name the row"),
    "unknown tag": (TURNTAG, {"tag": ["收益"]}, "tag: There is no tag “收益”"),
    "bad identifier": (SPEAKER, {"orcid": "0000-0000-0000-0000"}, "orcid: is"),
    "aliases as text": (SPEAKER, {"aliases": "阿甲"}, "aliases: Write it as a list"),
    "control character in an alias": (
        SPEAKER,
        {"aliases": ["阿甲", "a\u0007b"]},
        "aliases: is 'a\\x07b': ",
    ),
    "blank name": (SPEAKER, {"name": " "}, "name: is blank; write it."),
    "object as key": (SPEAKER, {"key": {"a": 1}}, "key: is {'a': 1}; write it as"),
    "empty list as name of a tag": (TAG, {"name": []}, "name: is []; write it as"),
    "loose blanks in a tag": (TAG, {"name": "成本  上"}, "name: Write the words of"),
    "letters that widen": (TAG, {"name": "ﷺ" * 20}, "name: Shorten the tag"),
    "half a character": (SPEAKER, {"name": "\ud800"}, "object 2: A text holds"),
    "zero byte": (TURN, {"text": "a\u0000b"}, "object 7: A text holds"),
    "event as number": (TURN, {"event": 7}, "event: Name the row"),
    "event as null": (TURN, {"event": None}, "event: Name the row"),
    "voice as empty list": (TURN, {"voice": []}, "voice: Name the row"),
    "answers as empty lists": (TURN, {"replies_to": [[]]}, "replies_to: Name the row"),
    "voice of another event": (
        TURN,
        {"voice": ["f", "甲"]},
        "voice: A turn has a voice of its own event.",
    ),
    "day as number": (TURN, {"withheld_on": 2024}, "withheld_on: is 2024; write it"),
    "moment as number": (
        EVENT,
        {"status": "published", "published_at": 2024},
        "published_at: is 2024; write it",
    ),
    "moment before all zones": (
        EVENT,
        {"status": "published", "published_at": "0001-01-01T00:00:00+14:00"},
        "published_at: is '0001-01-01T00:00:00+14:00': Write a year",
    ),
    "answers as null": (TURN, {"replies_to": None}, "replies_to: Write it as a list"),
    "tag on a note": (
        TURNTAG,
        {"content_object": ["e", "aaaaa4"]},
        "content_object: “#aaaaa4” is a note; only a turn has tags.",
    ),
}

ADDED_FAULTS = {
    "old ref into another event": (
        {
            "events.refforward": {
                "event": ["f"],
                "ref": "zzzzz2",
                "target": ["e", "aaaaa2"],
            }
        },
        "refforward f/zzzzz2, target: An old ref leads to a block of the same event.",
    ),
    "old ref that stands": (
        {"events.refforward": {"event": ["e"], "ref": "aaaaa3", "target": ["e"] * 2}},
        "refforward e/aaaaa3, ref: “#aaaaa3” is a block of this file; leave it out.",
    ),
    "old address that another event has in the file": (
        {"events.slugforward": {"kind": "event", "slug": "f", "event": ["e"]}},
        "slugforward event/f, slug: “f” belongs to events.event f; leave it out.",
    ),
    "old address that another event has in the archive": (
        {"events.slugforward": {"kind": "event", "slug": "archived", "event": ["e"]}},
        "slug: “archived” belongs to another event in the archive; merge the two",
    ),
    "old address that is today’s": (
        {"events.slugforward": {"kind": "event", "slug": "e", "event": ["e"]}},
        "slugforward event/e, slug: “e” is the address today; leave it out.",
    ),
    "old address as list": (
        {"events.slugforward": {"kind": "event", "slug": [], "event": ["e"]}},
        "slugforward event, slug: is []; write it as a text.",
    ),
    "address of another event": (
        {"events.event": {"key": "g", "title": "乙", "slug": "e"}},
        "events.event g, slug: “e” is that of events.event e too.",
    ),
    "key that is another’s address": (
        {"events.event": {"key": "archived-once", "title": "乙", "slug": "g"}},
        "key: “archived-once” belongs to “archived” in the archive; write another.",
    ),
    "part of itself": (
        {"events.organization": {"key": "a", "name": "甲", "parent": ["a"]}},
        "events.organization a, parent: An organization is no part of itself.",
    ),
    "end of an affiliation before its start": (
        {
            "events.organization": {"key": "a", "name": "甲"},
            "events.affiliation": {
                "speaker": ["jia"],
                "organization": ["a"],
                "since": "2024",
                "until": "2023",
            },
        },
        "affiliation jia/a//2024, until: The end lies before the start.",
    ),
}


@pytest.mark.parametrize("name", ADDED_FAULTS)
def test_checkforum_tells_what_rows_may_not_say_together(name, tmp_path):
    added, expected = ADDED_FAULTS[name]
    make_event(slug="archived")
    Event.objects.filter(key="archived").update(slug="archived-once")
    objects = json.loads(json.dumps(MINIMAL))
    objects.append({"model": "events.event", "fields": {"key": "f", "title": "甲"}})
    objects += [{"model": model, "fields": row} for model, row in added.items()]

    lines = check(objects, tmp_path)

    assert any(expected in line and line.startswith("error: ") for line in lines), lines


def test_checkforum_refuses_organizations_in_a_ring(tmp_path):
    ring = {"a": "b", "b": "c", "c": "a", "d": "a"}
    objects = [
        {
            "model": "events.organization",
            "fields": {"key": key, "name": key, "parent": [parent]},
        }
        for key, parent in ring.items()
    ]

    assert check(objects, tmp_path) == [
        f"error: events.organization {key}, parent: “{ring[key]}” leads back to it; "
        "break the ring."
        for key in "abc"
    ]


def test_a_ring_that_only_the_archive_closes_is_not_loaded(tmp_path):
    upper = make_organization(slug="upper", name="上")
    upper.parent = make_organization(slug="lower", name="下")
    upper._change_reason = "loaddata"
    upper.save()
    lower = {"key": "lower", "slug": "lower", "name": "下", "parent": ["upper"]}

    _out, err = load(
        [{"model": "events.organization", "fields": lower}], tmp_path, overwrite=True
    )

    assert Organization.objects.get(key="lower").parent is None
    assert "events.organization lower (parent)" in err


def test_sources_may_be_counted_from_any_number(forum, tmp_path):
    objects = records(forum)
    set_field(objects, "events.source", position=7)

    load(objects, tmp_path, overwrite=True)

    sources = forum.sources.values_list("position", "raw_text")
    assert list(sources) == [(0, "原文\n\n全文")]


def test_a_moment_without_zone_is_one_of_the_archive(forum, tmp_path):
    objects = records(forum)
    set_field(objects, "events.event", published_at="2024-01-02T03:04:05")

    load(objects, tmp_path, overwrite=True)

    published_at = timezone.localtime(Event.objects.get().published_at)
    assert published_at.strftime("%Y-%m-%d %H:%M") == "2024-01-02 03:04"


def test_an_old_address_that_is_used_again_is_no_forward(forum, tmp_path):
    objects = records(forum)
    change_slug(forum, "old-full")

    load(objects, tmp_path)
    change_slug(Event.objects.get(), "new-full")

    assert resolve("event", "old-full") == (forum, True)


@pytest.mark.parametrize("content", ["[7]", '["text"]', "[null]"])
def test_what_is_no_object_is_not_loaded(content, tmp_path):
    path = tmp_path / "forum.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match="is no object"):
        call_command("loaddata", str(path))


def test_a_number_without_end_is_no_json(tmp_path):
    lines = check(b"[" + b"9" * 5000 + b"]", tmp_path)

    assert lines == [
        "error: file: This is not JSON (a number has too many digits); mend that place."
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_checkforum_names_object_and_field(name, tmp_path):
    number, change, expected = FAULTS[name]
    objects = json.loads(json.dumps(MINIMAL))
    for field, value in change.items():
        if value is ...:
            del objects[number]["fields"][field]
        else:
            objects[number]["fields"][field] = value

    lines = check(objects, tmp_path)

    assert any(expected in line and line.startswith("error: ") for line in lines), lines


def test_checkforum_refuses_what_is_no_json(tmp_path):
    assert check(b"[{,", tmp_path) == [
        "error: file: This is not JSON (line 1, column 3: Expecting property name "
        "enclosed in double quotes); mend that place."
    ]


def test_checkforum_refuses_another_encoding(tmp_path):
    assert check('["圆桌"]'.encode("gb18030"), tmp_path) == [
        "error: file: Byte 5 is not UTF-8; save the file as UTF-8."
    ]


def test_checkforum_refuses_what_is_no_list(tmp_path):
    assert check({"title": "圆桌"}, tmp_path) == [
        "error: file: A fixture is a list of objects: begin it with [."
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("text", "error: object 1: Write it as"),
        ({"model": "auth.group", "fields": {}}, "error: object 1, model: “auth.group”"),
        ({"model": "events.tag"}, "error: object 1, fields: is missing"),
        ({"model": "events.tag", "pk": 3, "fields": {}}, "error: object 1, pk: "),
    ],
)
def test_checkforum_refuses_odd_objects(item, expected, tmp_path):
    assert check([item], tmp_path)[0].startswith(expected)


def test_checkforum_reports_every_fault_at_once(tmp_path):
    objects = json.loads(json.dumps(MINIMAL))
    objects[EVENT]["fields"]["held"] = "gestern"
    objects[TURN]["fields"]["voice"] = ["e", "乙"]
    objects[NOTE]["fields"]["kind"] = "aside"

    lines = check(objects, tmp_path)

    names = ("events.event e, held", "events.block e/aaaaa3, voice", "aaaaa4, kind")
    assert all(any(name in line for line in lines) for name in names), lines


def test_checkforum_warns_when_a_known_key_meets_another_name(tmp_path):
    make_speaker(slug="jia", name="另一个人")

    assert check(MINIMAL, tmp_path) == [
        "warning: events.speaker jia, name: is “甲”, but “另一个人” in the archive."
    ]


def test_checkforum_warns_when_a_known_voice_meets_another_credit(tmp_path, forum):
    objects = records(forum)
    for item in objects:
        if item["fields"].get("label") == "丙":
            item["fields"]["credit"] = "读者"

    assert check(objects, tmp_path) == [
        "warning: events.appearance full/丙, credit: is “读者”, but “听众” in the "
        "archive."
    ]


def test_checkforum_refuses_an_address_that_belongs_to_another(tmp_path):
    event = make_event(slug="e", title="圆桌")
    Event.objects.filter(pk=event.pk).update(key="other")

    lines = check(MINIMAL, tmp_path)

    assert lines == [
        "error: events.event e, slug: “e” belongs to “other” in the archive; write "
        "another."
    ]


def test_checkforum_says_when_there_is_no_file(tmp_path):
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("checkforum", str(tmp_path / "none.json"), stdout=out)

    assert "cannot be read: No such file" in out.getvalue()


def test_checkforum_without_tables_says_what_to_run(tmp_path, monkeypatch):
    def no_table(objects):
        raise OperationalError("no such table: events_tag")

    monkeypatch.setattr("events.management.commands.checkforum.check_objects", no_table)

    with pytest.raises(CommandError, match=r"run “manage\.py migrate” once"):
        check(MINIMAL, tmp_path)


def test_checking_takes_the_same_queries_for_more_blocks(django_assert_num_queries):
    from events.domain.fixtures.check import check_objects

    objects = json.loads(json.dumps(MINIMAL))
    for number in range(200):
        ref = f"b{number:05d}".replace("0", "a").replace("1", "z")
        fields = objects[NOTE]["fields"] | {"ref": ref, "position": 10 + number}
        objects.append({"model": "events.block", "fields": fields})

    with django_assert_num_queries(9):
        check_objects(objects)
