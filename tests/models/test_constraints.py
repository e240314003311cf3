"""What one row must hold, held by the database itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import enums
from events.models import (
    Affiliation,
    Appearance,
    AppearanceSpeaker,
    Block,
    Contributor,
    Event,
    Organization,
    RefForward,
    Revision,
    SlugForward,
    Source,
    Speaker,
    Tag,
)
from events.transcript import document
from tests.factories import (
    make_document,
    make_event,
    make_organization,
    make_series,
    make_speaker,
    make_turns,
    publish,
)

pytestmark = pytest.mark.django_db


def refused(name: str, make) -> bool:
    """Whether the database refuses it by the constraint of this name.

    SQLite names check constraints only; of a unique one it names the columns.
    """
    try:
        with transaction.atomic():
            make()
    except IntegrityError as error:
        return name in str(error) or "UNIQUE constraint failed" in str(error)
    return False


def block(**fields) -> Block:
    event = fields.pop("event", None) or make_event()
    base = {"ref": "aaaaa2", "position": 1, "text": "话"}
    return Block(event=event, **base | fields)


BAD_BLOCKS = {
    "block_type_known": {"type": "aside", "kind": "speech"},
    "block_has_text": {"type": "note", "kind": "stage", "text": ""},
    "block_note_has_kind_and_no_voice": {"type": "note", "kind": "speech"},
    "block_turn_has_voice_and_kind": {"type": "turn", "kind": "speech"},
    "block_end_not_before_start": {
        "type": "note",
        "kind": "stage",
        "start_ms": 9,
        "end_ms": 3,
    },
}


@pytest.mark.parametrize("name", BAD_BLOCKS)
def test_a_bad_block_is_refused(name):
    row = block(**BAD_BLOCKS[name])

    assert refused(name, row.save)


@pytest.mark.parametrize(
    "fields", [{"level": None}, {"level": 4}, {"level": 1, "kind": "speech"}]
)
def test_a_heading_has_a_level_and_nothing_else(fields):
    row = block(type="section", **fields)

    assert refused("block_section_has_level_and_no_voice", row.save)


def test_a_heading_has_no_voice():
    event = make_event()
    voice = Appearance.objects.create(event=event, label="甲")
    row = block(event=event, type="section", level=1, voice=voice)

    assert refused("block_section_has_level_and_no_voice", row.save)


def test_a_ref_stands_once_in_an_event_and_again_in_another():
    event = make_event()
    block(event=event, type="section", level=1).save()
    twin = block(event=event, type="section", level=1)

    assert refused("block_ref_once", twin.save)
    block(type="section", level=1).save()
    assert Block.objects.filter(ref="aaaaa2").count() == 2


def test_a_label_stands_once_in_an_event():
    event = make_event()
    Appearance.objects.create(event=event, label="甲")

    assert refused(
        "appearance_label_once",
        lambda: Appearance.objects.create(event=event, label="甲"),
    )


CLOSED_LISTS = {
    "appearance_role_known": lambda e: Appearance(event=e, label="甲", role="king"),
    "contributor_role_known": lambda e: Contributor(event=e, name="某人", role="king"),
    "source_relation_known": lambda e: Source(event=e, relation="rumour"),
    "revision_origin_known": lambda e: Revision(event=e, number=1, origin="magic"),
    "slug_forward_kind_known": lambda e: SlugForward(kind="page", slug="x", event=e),
    "event_text_status_known": lambda e: Event(slug="x", title="x", text_status="good"),
    "event_reviewed_known": lambda e: Event(slug="x", title="x", reviewed="perhaps"),
}


@pytest.mark.parametrize("name", CLOSED_LISTS)
def test_a_value_outside_its_closed_list_is_refused(name):
    row = CLOSED_LISTS[name](make_event())

    assert refused(name, row.save)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("event_status_known", {"status": "secret"}),
        ("event_published_at_follows_status", {"status": "published"}),
        ("event_published_at_follows_status", {"published_at": timezone.now()}),
        (
            "event_withdrawn_at_follows_status",
            {"status": "withdrawn", "published_at": timezone.now()},
        ),
        ("event_withdrawn_at_follows_status", {"withdrawn_at": timezone.now()}),
    ],
)
def test_status_and_its_days_agree(name, fields):
    row = Event(slug="x", title="x", **fields)

    if name == "event_status_known":  # the others depend on the status
        assert refused("event_", row.save)
    else:
        assert refused(name, row.save)


def test_a_contributor_is_somebody():
    row = Contributor(event=make_event(), role="host")

    assert refused("contributor_is_somebody", row.save)


def test_an_affiliation_does_not_end_before_it_starts():
    row = Affiliation(
        speaker=make_speaker(),
        organization=make_organization(),
        since="2020",
        until="2019",
    )

    assert refused("affiliation_end_not_before_start", row.save)


def test_an_organization_is_not_part_of_itself():
    row = make_organization()
    row.parent = row

    assert refused("organization_not_own_part", row.save)


def test_a_forward_leads_somewhere():
    row = RefForward(event=make_event(), ref="aaaaa2")

    assert refused("ref_forward_leads_somewhere", row.save)


@pytest.mark.parametrize("targets", [(), ("event", "series"), ("series",)])
def test_an_old_address_leads_to_one_row_of_its_kind(targets):
    made = {"event": make_event(), "series": make_series()}
    row = SlugForward(
        kind="event", slug="old", **{name: made[name] for name in targets}
    )

    assert refused("slug_forward_one_target", row.save)


def test_a_key_is_the_slug_at_birth_and_stays():
    speaker = make_speaker(slug="at-birth")
    speaker.slug = "later"
    speaker.save()

    speaker = Speaker.objects.get(key="at-birth")
    speaker.key = "other"

    assert speaker.slug == "later"
    with pytest.raises(ValidationError, match="at-birth"):
        speaker.save()


def test_a_bad_date_is_refused_with_an_example_of_a_good_one():
    event = Event(slug="x", title="x", held="Mai 2023")

    with pytest.raises(ValidationError) as caught:
        event.full_clean()

    assert "2023-06-16" in " ".join(caught.value.message_dict["held"])


def test_days_are_derived_from_the_date():
    event = make_event(held="2023-06?")

    days = (event.held_earliest.isoformat(), event.held_latest.isoformat())
    assert days == ("2023-06-01", "2023-06-30")


def test_a_speaker_with_appearances_is_not_deleted():
    event, speaker = make_event(), make_speaker()
    voice = Appearance.objects.create(event=event, label="甲")
    AppearanceSpeaker.objects.create(appearance=voice, speaker=speaker)

    with pytest.raises(ProtectedError):
        speaker.delete()


def test_an_organization_with_appearances_is_not_deleted():
    place = make_organization()
    Appearance.objects.create(event=make_event(), label="甲", organization=place)

    with pytest.raises(ProtectedError):
        place.delete()


def test_a_series_with_events_is_not_deleted():
    series = make_series()
    make_event(series=series)

    with pytest.raises(ProtectedError):
        series.delete()


def test_a_published_event_is_not_deleted():
    event = publish(make_event())

    with pytest.raises(ProtectedError):
        event.delete()
    with pytest.raises(ProtectedError):
        Event.objects.all().delete()

    assert Event.objects.count() == 1


def test_an_event_published_since_it_was_read_is_not_deleted():
    event = make_event()
    stale = Event.objects.get(pk=event.pk)
    publish(event)

    with pytest.raises(ProtectedError):
        stale.delete()

    assert Event.objects.count() == 1


def test_an_event_is_locked_before_it_is_deleted():
    event, other = make_event(), make_event()

    with CaptureQueriesContext(connection) as queries:
        event.delete()
        Event.objects.filter(pk=other.pk).delete()

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert len(locks) == (2 if connection.features.has_select_for_update else 0)
    assert Event.objects.count() == 0


def test_a_draft_is_deleted_with_its_transcript():
    event = make_event()
    make_turns(event, make_document(3).blocks)

    event.delete()

    assert (Block.objects.count(), Appearance.objects.count()) == (0, 0)


def test_natural_keys_lead_back_to_their_rows():
    event = make_event(slug="e")
    (turn,) = make_turns(event, [("甲", "你好。")])
    tag = Tag.objects.create(name="ＡＩ")

    assert Block.objects.get_by_natural_key(*turn.natural_key()) == turn
    voice = turn.voice
    assert Appearance.objects.get_by_natural_key(*voice.natural_key()) == voice
    assert Event.objects.get_by_natural_key("e") == event
    assert Tag.objects.get_by_natural_key("ai") == tag


def test_tags_fold_case_and_width_and_have_pinyin_slugs():
    event = make_event()

    event.tags.add("ＡＩ", "ai", "重庆")

    assert sorted(event.tags.values_list("name", "slug")) == [
        ("AI", "ai"),
        ("重庆", "chong-qing"),
    ]
    with pytest.raises(ValidationError, match="AI"):
        Tag(name="ａｉ", slug="x").full_clean(exclude=["folded"])


def test_chinese_separators_part_tags():
    from events.models.tag import join_tags, split_tags

    names = split_tags("人工智能，大模型、ＡＩ；“成本、收益”, ai")

    assert names == ["人工智能", "大模型", "AI", "成本、收益"]
    tags = [Tag(name=name) for name in names]
    assert sorted(split_tags(join_tags(tags))) == sorted(names)


def test_tags_survive_a_reload_by_natural_keys():
    """taggit's own generic items would lose all but one."""
    from django.core import serializers

    event = make_event(slug="e", tags=("a", "b", "c"))
    text = serializers.serialize(
        "json",
        event.event_tags.all(),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )
    event.event_tags.all().delete()

    for item in serializers.deserialize("json", text):
        item.save()

    assert sorted(event.tags.names()) == ["a", "b", "c"]


def test_proxies_see_their_own_type_only():
    from events.models import Note, Section, Turn

    event = make_event()
    make_turns(
        event,
        [document.Section("标题"), ("甲", "你好。"), document.Note("（笑）")],
    )

    counts = [model.objects.count() for model in (Section, Turn, Note, Block)]
    assert counts == [1, 1, 1, 3]


@pytest.mark.parametrize(
    ("values", "choices"),
    [
        (document.TURN_KINDS, enums.TurnKind),
        (document.NOTE_KINDS, enums.NoteKind),
        (document.ROLES, enums.Role),
        (document.CONTRIBUTOR_ROLES, enums.ContributorRole),
        (document.TEXT_STATUSES, enums.TextStatus),
        (document.REVIEWED, enums.Reviewed),
        (document.SOURCE_RELATIONS, enums.SourceRelation),
    ],
)
def test_the_text_form_and_the_rows_have_the_same_lists(values, choices):
    assert list(values) == choices.values


def test_the_key_of_someone_merged_leads_to_who_is_kept():
    kept = make_speaker(slug="kept")
    SlugForward.objects.create(kind="speaker", slug="gone", speaker=kept)

    assert Speaker.objects.get_by_natural_key("gone") == kept
    with pytest.raises(Organization.DoesNotExist):
        Organization.objects.get_by_natural_key("gone")
