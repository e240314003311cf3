"""Who may see what, decided once: every public output starts from here.

Public is what occurs in a published event. A voice that is shown under another
name never leads to the person or organization behind it, and tags of withheld
turns do not count. Each function returns a queryset with its joins ready.
"""

from django.db.models import (
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from events.enums import Addressed, BlockType, Status
from events.models import (
    Affiliation,
    Appearance,
    AppearanceSpeaker,
    Block,
    Contributor,
    Event,
    EventTag,
    Organization,
    Picture,
    Release,
    Series,
    SlugForward,
    Speaker,
    Tag,
    TurnTag,
)

# An organization is public when one of its parts is, so many steps down.
_STEPS_UP = 4


class Withdrawn(Exception):
    """The event was public and is not any more; ``event`` holds the reason."""

    def __init__(self, event: Event) -> None:
        super().__init__(event.slug)
        self.event = event


def find_public(kind: Addressed, slug: str) -> Model | None:
    """What stands under this address, or stood: its slug is then another one.

    Raises Withdrawn for a withdrawn event; None is whatever the public must
    not know of.
    """
    public = _PUBLIC[kind]()
    found = public.filter(slug=slug).first()
    if found is None:
        forwards = SlugForward.objects.filter(**{kind: OuterRef("pk")}, slug=slug)
        moved = Q(Exists(forwards))
        if kind != Addressed.TAG:  # all others have a key, the slug at birth
            moved |= Q(key=slug)
        found = public.filter(moved).first()
    if found is None and kind == Addressed.EVENT:
        gone = Event.objects.filter(Q(slug=slug) | Q(key=slug) | Q(forwards__slug=slug))
        if withdrawn := gone.filter(status=Status.WITHDRAWN).first():
            raise Withdrawn(withdrawn)
    return found


def public_events() -> QuerySet[Event]:
    return Event.objects.filter(status=Status.PUBLISHED).select_related("series")


def events_with_releases() -> QuerySet[Event]:
    """Add ``release_number`` and ``released_at`` of each event's latest release."""
    latest = Release.objects.filter(event=OuterRef("pk")).order_by("-number")
    return public_events().annotate(
        release_number=Subquery(latest.values("number")[:1]),
        released_at=Subquery(latest.values("released_at")[:1]),
    )


def public_series() -> QuerySet[Series]:
    events = Event.objects.filter(status=Status.PUBLISHED, series=OuterRef("pk"))
    return Series.objects.filter(Exists(events))


def public_appearances() -> QuerySet[Appearance]:
    """Voices of published events that are shown under their own name."""
    return Appearance.objects.filter(
        event__status=Status.PUBLISHED, shown_as=""
    ).select_related("event", "organization")


def public_contributors() -> QuerySet[Contributor]:
    return Contributor.objects.filter(event__status=Status.PUBLISHED).select_related(
        "event"
    )


def public_speakers() -> QuerySet[Speaker]:
    return Speaker.objects.filter(speaker_is_public("pk"))


def public_affiliations() -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(speaker_is_public("speaker")).select_related(
        "speaker", "organization"
    )


def public_organizations() -> QuerySet[Organization]:
    """Organizations that occur in public, and those that they are parts of."""
    occurring = Organization.objects.filter(
        Exists(
            Appearance.objects.filter(
                organization=OuterRef("pk"),
                shown_as="",
                event__status=Status.PUBLISHED,
            )
        )
        | Exists(
            Contributor.objects.filter(
                organization=OuterRef("pk"), event__status=Status.PUBLISHED
            )
        )
        | Exists(
            Affiliation.objects.filter(
                speaker_is_public("speaker"), organization=OuterRef("pk")
            )
        )
    ).values("pk")
    public = Q(pk__in=occurring)
    parts = "parts"
    for _step in range(_STEPS_UP):
        public |= Q(
            pk__in=Organization.objects.filter(**{f"{parts}__in": occurring}).values(
                "pk"
            )
        )
        parts += "__parts"
    return Organization.objects.filter(public).select_related("parent")


def public_parent(organization: Organization) -> Organization | None:
    """What it is a part of, where that has a public page."""
    if organization.parent_id is None:
        return None
    return public_organizations().filter(pk=organization.parent_id).first()


def public_blocks() -> QuerySet[Block]:
    """Headings, turns and notes of published events, withheld ones included.

    A block that holds nothing but a remark is not for the public.
    """
    return Block.objects.filter(
        event__status=Status.PUBLISHED, is_shown=True
    ).select_related("event", "voice")


def public_turns() -> QuerySet[Block]:
    """Turns with a public page; a withheld one is there without its words."""
    return public_blocks().filter(type=BlockType.TURN)


def readable_turns() -> QuerySet[Block]:
    """Turns whose words the public may read, find and count."""
    return public_turns().filter(withheld_on=None)


def public_tags() -> QuerySet[Tag]:
    return Tag.objects.filter(
        Exists(
            EventTag.objects.filter(
                tag=OuterRef("pk"), content_object__status=Status.PUBLISHED
            )
        )
        | Exists(
            TurnTag.objects.filter(
                tag=OuterRef("pk"),
                content_object__withheld_on=None,
                content_object__is_shown=True,
                content_object__event__status=Status.PUBLISHED,
            )
        )
    )


def find_picture(pk: int) -> Picture | None:
    """A picture with a file that the public may see; raises Withdrawn."""
    picture = Picture.objects.select_related("event").filter(pk=pk).first()
    if picture is None or not picture.file or not picture.event.was_published:
        return None
    if not picture.event.is_public:
        raise Withdrawn(picture.event)
    return picture


def with_tags(events: QuerySet[Event], tags: QuerySet[Tag]) -> QuerySet[Event]:
    """Those that bear one of the tags, themselves or on a readable turn."""
    return events.filter(
        Exists(EventTag.objects.filter(content_object=OuterRef("pk"), tag__in=tags))
        | Exists(
            TurnTag.objects.filter(
                content_object__event=OuterRef("pk"),
                content_object__withheld_on=None,
                content_object__is_shown=True,
                tag__in=tags,
            )
        )
    )


def with_speakers(
    events: QuerySet[Event], speakers: QuerySet[Speaker]
) -> QuerySet[Event]:
    """Those at which one of the persons is seen to speak."""
    return events.filter(
        Exists(
            AppearanceSpeaker.objects.filter(
                appearance__event=OuterRef("pk"),
                appearance__shown_as="",
                speaker__in=speakers,
            )
        )
    )


def with_organization(organization: Organization) -> QuerySet[Event]:
    """Published events at which it is named with a voice, or stands behind."""
    return public_events().filter(
        Exists(
            Appearance.objects.filter(
                event=OuterRef("pk"), shown_as="", organization=organization
            )
        )
        | Exists(
            Contributor.objects.filter(event=OuterRef("pk"), organization=organization)
        )
    )


def turns_of_speaker(speaker: Speaker) -> QuerySet[Block]:
    """The person's turns, newest event first and in reading order within it."""
    return (
        public_turns()
        .filter(
            Exists(
                AppearanceSpeaker.objects.filter(
                    appearance=OuterRef("voice"),
                    appearance__shown_as="",
                    speaker=speaker,
                )
            )
        )
        .order_by(
            F("event__held_latest").desc(nulls_last=True), "-event", "position", "pk"
        )
    )


def turns_with_tag(tag: Tag) -> QuerySet[Block]:
    """Readable turns that bear the tag, newest event first."""
    return (
        readable_turns()
        .filter(Exists(TurnTag.objects.filter(content_object=OuterRef("pk"), tag=tag)))
        .order_by(
            F("event__held_latest").desc(nulls_last=True), "-event", "position", "pk"
        )
    )


def speaker_is_public(column: str) -> Q:
    """Whether the person that ``column`` names occurs in public."""
    seen = AppearanceSpeaker.objects.filter(
        speaker=OuterRef(column),
        appearance__shown_as="",
        appearance__event__status=Status.PUBLISHED,
    )
    standing_behind = Contributor.objects.filter(
        speaker=OuterRef(column), event__status=Status.PUBLISHED
    )
    return Q(Exists(seen)) | Q(Exists(standing_behind))


_PUBLIC = {
    Addressed.SERIES: public_series,
    Addressed.EVENT: events_with_releases,
    Addressed.SPEAKER: public_speakers,
    Addressed.ORGANIZATION: public_organizations,
    Addressed.TAG: public_tags,
}
