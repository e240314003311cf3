"""Series, events, and who stands behind them."""

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from events.dates import parse_date
from events.enums import ContributorRole, Reviewed, Status, TextStatus
from events.models.base import Keyed, KeyedQuerySet, closed_list
from events.models.tag import EventTag, VocabularyManager
from events.validators import (
    validate_edtf,
    validate_language,
    validate_plain_text,
    validate_web_url,
)


class Series(Keyed):
    """A run of events, such as a lecture series."""

    title = models.CharField(
        _("title"), max_length=300, validators=[validate_plain_text]
    )
    description = models.TextField(
        _("description"), blank=True, validators=[validate_plain_text]
    )
    url = models.CharField(
        _("web address"), max_length=2000, blank=True, validators=[validate_web_url]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series-detail", args=[self.slug])


class EventQuerySet(KeyedQuerySet):
    def delete(self):
        """Delete events that were never published; refuse the others."""
        with transaction.atomic(using=self.db):
            keys = list(self.values_list("pk", flat=True))
            _refuse_published(keys, self.db)
            # By key: what matches the filter only by now was not looked at.
            rows = self.model.objects.using(self.db).filter(pk__in=keys)
            return super(EventQuerySet, rows).delete()

    delete.alters_data = True
    delete.queryset_only = True


_PUBLISHED_STAYS = _("A published event is not deleted; withdraw it with a reason.")


def _refuse_published(keys: list[int], using: str) -> None:
    """Lock the events and look at them as they stand now, whatever an instance
    says that was read before."""
    rows = Event.objects.using(using).filter(pk__in=keys).order_by("pk")
    kept = [row for row in rows.select_for_update() if row.was_published]
    if kept:
        raise models.ProtectedError(_PUBLISHED_STAYS, set(kept))


class Event(Keyed):
    """One occasion with one transcript."""

    series = models.ForeignKey(
        Series,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
    )
    title = models.CharField(
        _("title"), max_length=300, validators=[validate_plain_text]
    )
    kicker = models.CharField(
        _("kicker"),
        max_length=500,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("The line above the title."),
    )
    subtitle = models.CharField(
        _("subtitle"), max_length=500, blank=True, validators=[validate_plain_text]
    )
    lead = models.TextField(_("lead"), blank=True, validators=[validate_plain_text])
    number = models.CharField(
        pgettext_lazy("in a series", "number"),
        max_length=50,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("In its series, as printed: “No. 12”."),
    )
    ordinal = models.IntegerField(
        _("number for sorting"), null=True, blank=True, help_text=_("12 for “No. 12”.")
    )
    held = models.CharField(
        _("held"),
        max_length=50,
        blank=True,
        validators=[validate_edtf],
        help_text=_(
            "2023, 2023-06 or 2023-06-16; 2023? when inferred, 2023~ when approximate, "
            "2023-06-16/2023-06-18 for several days."
        ),
    )
    held_earliest = models.DateField(null=True, editable=False)
    held_latest = models.DateField(null=True, editable=False)
    venue = models.CharField(
        _("venue"), max_length=300, blank=True, validators=[validate_plain_text]
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        default="zh-Hans",
        validators=[validate_language],
        help_text=_("Of the transcript: zh-Hans, zh-Hant, en …"),
    )
    summary = models.TextField(
        _("summary"), blank=True, validators=[validate_plain_text]
    )
    rights = models.TextField(_("rights"), blank=True, validators=[validate_plain_text])
    text_status = models.CharField(
        _("text status"),
        max_length=10,
        choices=TextStatus,
        default=TextStatus.UNKNOWN,
    )
    reviewed = models.CharField(
        _("reviewed by the speakers"),
        max_length=10,
        choices=Reviewed,
        default=Reviewed.UNKNOWN,
    )
    recording = models.CharField(
        _("recording"),
        max_length=2000,
        blank=True,
        validators=[validate_web_url],
        help_text=_("Web address of the recording."),
    )
    translation_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(
        _("first published"), null=True, editable=False, db_index=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawal_reason = models.TextField(
        _("reason of the withdrawal"), blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # Digest of the transcript and front matter after the last load of a fixture.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Defaults rather than auto_now, which a raw save of a fixture passes by.
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False
    )
    updated_at = models.DateTimeField(
        _("changed"), default=timezone.now, editable=False
    )

    tags = TaggableManager(
        through=EventTag, manager=VocabularyManager, blank=True, verbose_name=_("tags")
    )
    history = HistoricalRecords(
        excluded_fields=["version", "updated_at", "held_earliest", "held_latest"]
    )
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [models.F("held_latest").desc(nulls_last=True), "-pk"]
        permissions = [
            ("publish_event", "Can publish and withdraw events"),
            ("edit_public_event", "Can change events beyond the draft"),
        ]
        indexes = [
            models.Index(fields=["status", "-held_latest"], name="event_status_held")
        ]
        constraints = [
            closed_list("status", Status, "event_status_known"),
            closed_list("text_status", TextStatus, "event_text_status_known"),
            closed_list("reviewed", Reviewed, "event_reviewed_known"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[Status.DRAFT, Status.REVIEW], published_at__isnull=True
                )
                | Q(
                    status__in=[Status.PUBLISHED, Status.WITHDRAWN],
                    published_at__isnull=False,
                ),
                name="event_published_at_follows_status",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=Status.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="event_withdrawn_at_follows_status",
            ),
            models.CheckConstraint(
                condition=Q(held_earliest__isnull=True)
                | Q(held_latest__isnull=True)
                | Q(held_latest__gte=models.F("held_earliest")),
                name="event_held_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        self.derive()
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        using = kwargs.get("using") or self._state.db or DEFAULT_DB_ALIAS
        with transaction.atomic(using=using):
            _refuse_published([self.pk], using)
            return super().delete(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("event-detail", args=[self.slug])

    def derive(self) -> None:
        """Fill the columns that follow from others."""
        if self.held:
            span = parse_date(self.held)
            self.held_earliest, self.held_latest = span.earliest, span.latest
        else:
            self.held_earliest = self.held_latest = None

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def was_published(self) -> bool:
        return self.published_at is not None


class ByEventPosition(models.QuerySet):
    def get_by_natural_key(self, event: str, position: int) -> models.Model:
        return self.get(event__key=event, position=position)


class Contributor(models.Model):
    """Who stands behind an event, in printed order."""

    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="contributors",
        verbose_name=_("event"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    role = models.CharField(_("role"), max_length=20, choices=ContributorRole)
    name = models.CharField(
        _("name as printed"),
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
    )
    organization = models.ForeignKey(
        "events.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("organization"),
    )
    speaker = models.ForeignKey(
        "events.Speaker",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("speaker"),
    )

    history = HistoricalRecords()
    objects = ByEventPosition.as_manager()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["event_id", "position"]
        constraints = [
            closed_list("role", ContributorRole, "contributor_role_known"),
            models.CheckConstraint(
                condition=~Q(name="")
                | Q(organization__isnull=False)
                | Q(speaker__isnull=False),
                name="contributor_is_somebody",
                violation_error_message=_(
                    "Write a name, or choose an organization or a speaker."
                ),
            ),
            models.UniqueConstraint(
                fields=["event", "position"], name="contributor_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.organization or self.speaker or "")

    def natural_key(self) -> tuple[str, int]:
        return (self.event.key, self.position)

    natural_key.dependencies = ["events.event"]
