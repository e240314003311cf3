"""Plain makers of rows: each fills in what a test does not care about."""

from dataclasses import replace
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from events.domain.binding import read_document, store_document
from events.enums import Origin, Status
from events.models import Block, Event, Organization, Series, Source, Speaker, Tag
from events.transcript.document import Document, Turn, Voice

_number = count(1)


def make_user(*groups: str, **fields):
    """An active member of staff in the groups named."""
    fields = {"username": f"user{next(_number)}", "is_staff": True} | fields
    user = get_user_model().objects.create_user(password="secret", **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_superuser(**fields):
    return make_user(is_superuser=True, **fields)


def make_series(**fields) -> Series:
    number = next(_number)
    return Series.objects.create(
        **{"title": f"系列{number}", "slug": f"series-{number}"} | fields
    )


def make_event(*, tags: tuple[str, ...] = (), **fields) -> Event:
    """An event without a transcript; any ``status`` is dressed as it must be."""
    number = next(_number)
    fields = {"title": f"圆桌{number}", "slug": f"event-{number}"} | fields
    status = fields.get("status", Status.DRAFT)
    if status in (Status.PUBLISHED, Status.WITHDRAWN):
        fields.setdefault("published_at", timezone.now())
    if status == Status.WITHDRAWN:
        fields.setdefault("withdrawn_at", timezone.now())
        fields.setdefault("withdrawal_reason", "应主办方要求撤下。")
    event = Event.objects.create(**fields)
    event.tags.add(*tags)
    return event


def make_speaker(**fields) -> Speaker:
    number = next(_number)
    return Speaker.objects.create(
        **{"name": f"人物{number}", "slug": f"speaker-{number}"} | fields
    )


def make_organization(**fields) -> Organization:
    number = next(_number)
    return Organization.objects.create(
        **{"name": f"机构{number}", "slug": f"organization-{number}"} | fields
    )


def make_tag(name: str = "", **fields) -> Tag:
    return Tag.objects.create(name=name or f"标签{next(_number)}", **fields)


def make_source(event: Event, **fields) -> Source:
    return Source.objects.create(
        event=event, **{"publication": "一份报纸", "position": 0} | fields
    )


def make_document(n_turns: int = 3, **front) -> Document:
    """Two voices in turn, without headings: 甲 speaks first."""
    voices = (Voice("甲", role="moderator"), Voice("乙", role="panelist"))
    front = {"title": "一场圆桌", "voices": voices} | front
    if "blocks" not in front:
        labels = [voice.label for voice in front["voices"]]
        front["blocks"] = tuple(
            Turn(labels[number % len(labels)], f"第{number + 1}段话。")
            for number in range(n_turns)
        )
    return Document(**front)


def make_turns(event: Event, blocks) -> list[Block]:
    """Add blocks to the end of the transcript; return their rows in order.

    Each is a dataclass of the Document or a pair (label, text); voices that the
    event lacks are declared.
    """
    document = read_document(event)
    new = tuple(Turn(*block) if isinstance(block, tuple) else block for block in blocks)
    known = {voice.label for voice in document.voices}
    labels = dict.fromkeys(block.voice for block in new if isinstance(block, Turn))
    voices = tuple(Voice(label) for label in labels if label not in known)
    stored = store_document(
        event,
        replace(
            document,
            voices=document.voices + voices,
            blocks=document.blocks + new,
        ),
        origin=Origin.EDIT,
    )
    event.refresh_from_db()
    refs = [block.ref for block in stored.document.blocks[len(document.blocks) :]]
    rows = {row.ref: row for row in event.blocks.filter(ref__in=refs)}
    return [rows[ref] for ref in refs]


def link_speakers(event: Event, label: str, *speakers: Speaker) -> None:
    """Put persons behind the voice of this label."""
    appearance = event.appearances.get(label=label)
    for position, speaker in enumerate(speakers):
        appearance.speaker_links.create(speaker=speaker, position=position)


def publish(event: Event) -> Event:
    """Make the event public without asking whether it may be."""
    event.status, event.published_at = Status.PUBLISHED, timezone.now()
    event.save()
    return event
