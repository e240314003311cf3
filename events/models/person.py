"""People, where they work, and how they appear at events."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from events.dates import parse_date
from events.enums import Role
from events.models.base import Keyed, closed_list
from events.pinyin import initial, search_terms, sort_key
from events.validators import (
    validate_edtf,
    validate_isni,
    validate_orcid,
    validate_plain_text,
    validate_ror,
    validate_viaf,
    validate_web_url,
    validate_wikidata,
)


class Named(Keyed):
    """Somebody or something with a name, other names, and a place in a list."""

    name = models.CharField(_("name"), max_length=200, validators=[validate_plain_text])
    aliases = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        help_text=_("One name a line: earlier names, other scripts, pen names."),
    )
    sort_key = models.CharField(
        _("sort key"),
        max_length=200,
        blank=True,
        db_index=True,
        validators=[validate_plain_text],
        help_text=_(
            "Pinyin with the surname first: “lin yonghua”. Left empty, it is made "
            "from the name; mend it where the surname is read in another way."
        ),
    )
    search_terms = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill the columns that follow from others."""
        self.sort_key = self.sort_key or sort_key(self.name)
        terms = search_terms([self.name, *self.aliases])
        # A mended sort key is a reading that the table of surnames lacks.
        self.search_terms = f"{terms} {self.sort_key} {self.sort_key.replace(' ', '')}"

    @property
    def initial(self) -> str:
        return initial(self.sort_key)


class Speaker(Named):
    """A person across events."""

    biography = models.TextField(
        _("biography"), blank=True, validators=[validate_plain_text]
    )
    orcid = models.CharField(
        "ORCID", max_length=19, blank=True, validators=[validate_orcid]
    )
    wikidata = models.CharField(
        "Wikidata", max_length=20, blank=True, validators=[validate_wikidata]
    )
    isni = models.CharField(
        "ISNI", max_length=19, blank=True, validators=[validate_isni]
    )
    viaf = models.CharField(
        "VIAF", max_length=25, blank=True, validators=[validate_viaf]
    )

    history = HistoricalRecords(excluded_fields=["search_terms"])

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_key", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("speaker-detail", args=[self.slug])


class Organization(Named):
    """A university, company, institute or one of its parts."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    description = models.TextField(
        _("description"), blank=True, validators=[validate_plain_text]
    )
    url = models.CharField(
        _("web address"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    ror = models.CharField("ROR", max_length=9, blank=True, validators=[validate_ror])
    wikidata = models.CharField(
        "Wikidata", max_length=20, blank=True, validators=[validate_wikidata]
    )

    history = HistoricalRecords(excluded_fields=["search_terms"])

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="organization_not_own_part"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("organization-detail", args=[self.slug])


class AffiliationQuerySet(models.QuerySet):
    def get_by_natural_key(
        self, speaker: str, organization: str, title: str, since: str
    ) -> "Affiliation":
        return self.get(
            speaker__key=speaker,
            organization__key=organization,
            title=title,
            since=since,
        )


class Affiliation(models.Model):
    """A speaker at an organization, from and until when, as far as known."""

    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.CASCADE,
        related_name="affiliations",
        verbose_name=_("speaker"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organization"),
    )
    title = models.CharField(
        pgettext_lazy("affiliation", "title"),
        max_length=200,
        blank=True,
        validators=[validate_plain_text],
    )
    since = models.CharField(
        _("since"), max_length=50, blank=True, validators=[validate_edtf]
    )
    until = models.CharField(
        _("until"), max_length=50, blank=True, validators=[validate_edtf]
    )
    since_earliest = models.DateField(null=True, editable=False)
    until_latest = models.DateField(null=True, editable=False)
    note = models.TextField(
        _("note"),
        blank=True,
        validators=[validate_plain_text],
        help_text=_("How this is known, where it is not printed."),
    )

    history = HistoricalRecords(excluded_fields=["since_earliest", "until_latest"])
    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = [
            "speaker_id",
            models.F("since_earliest").asc(nulls_first=True),
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "organization", "title", "since"],
                name="affiliation_once",
            ),
            models.CheckConstraint(
                condition=Q(since_earliest__isnull=True)
                | Q(until_latest__isnull=True)
                | Q(until_latest__gte=models.F("since_earliest")),
                name="affiliation_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} – {self.organization} {self.title}".rstrip()

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.derive()

    def natural_key(self) -> tuple[str, str, str, str]:
        return (self.speaker.key, self.organization.key, self.title, self.since)

    natural_key.dependencies = ["events.speaker", "events.organization"]

    def derive(self) -> None:
        self.since_earliest = parse_date(self.since).earliest if self.since else None
        self.until_latest = parse_date(self.until).latest if self.until else None


class AppearanceQuerySet(models.QuerySet):
    def get_by_natural_key(self, event: str, label: str) -> "Appearance":
        return self.get(event__key=event, label=label)


class Appearance(models.Model):
    """A voice at an event, under the label that the transcript uses for it."""

    event = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="appearances",
        verbose_name=_("event"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    label = models.CharField(
        _("label"),
        max_length=200,
        validators=[validate_plain_text],
        help_text=_("The name in the transcript, unique within the event."),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=Role, default=Role.SPEAKER
    )
    role_printed = models.CharField(
        _("role as printed"),
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
    )
    credit = models.CharField(
        _("credit as printed"),
        max_length=500,
        blank=True,
        validators=[validate_plain_text],
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("organization"),
    )
    shown_as = models.CharField(
        _("shown as"),
        max_length=200,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("Replaces the label in everything that the public sees."),
    )
    speakers = models.ManyToManyField(
        Speaker,
        through="AppearanceSpeaker",
        related_name="appearances",
        verbose_name=_("speakers"),
        blank=True,
    )

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["event_id", "position", "pk"]
        constraints = [
            closed_list("role", Role, "appearance_role_known"),
            models.UniqueConstraint(
                fields=["event", "label"], name="appearance_label_once"
            ),
            models.CheckConstraint(
                condition=~Q(label=""), name="appearance_has_a_label"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.event.key, self.label)

    natural_key.dependencies = ["events.event"]

    @property
    def public_label(self) -> str:
        return self.shown_as or self.label


class AppearanceSpeakerQuerySet(models.QuerySet):
    def get_by_natural_key(
        self, event: str, label: str, speaker: str
    ) -> "AppearanceSpeaker":
        return self.get(
            appearance__event__key=event,
            appearance__label=label,
            speaker__key=speaker,
        )


class AppearanceSpeaker(models.Model):
    """One of the persons behind a voice, in printed order."""

    appearance = models.ForeignKey(
        Appearance, on_delete=models.CASCADE, related_name="speaker_links"
    )
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="appearance_links",
        verbose_name=_("speaker"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = AppearanceSpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("person behind a voice")
        verbose_name_plural = _("persons behind a voice")
        ordering = ["appearance_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appearance", "speaker"], name="appearance_speaker_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.speaker)

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.appearance.natural_key(), self.speaker.key)

    natural_key.dependencies = ["events.appearance", "events.speaker"]
