"""Where the words come from, and pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from events.enums import SourceRelation
from events.models.base import closed_list
from events.models.event import ByEventPosition, Event
from events.validators import validate_edtf, validate_plain_text, validate_web_url


class Source(models.Model):
    """A printed or recorded source; its raw text stays inside the admin."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="sources", verbose_name=_("event")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    relation = models.CharField(
        _("relation"),
        max_length=10,
        choices=SourceRelation,
        default=SourceRelation.SOURCE,
    )
    publication = models.CharField(
        _("publication"), max_length=300, blank=True, validators=[validate_plain_text]
    )
    issued = models.CharField(
        _("issue date"), max_length=50, blank=True, validators=[validate_edtf]
    )
    page = models.CharField(
        _("page"), max_length=50, blank=True, validators=[validate_plain_text]
    )
    url = models.CharField(
        _("web address"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    rights = models.TextField(_("rights"), blank=True, validators=[validate_plain_text])
    note = models.TextField(
        _("note"),
        blank=True,
        validators=[validate_plain_text],
        help_text=_("What was inferred, and from what. The public sees it."),
    )
    file = models.FileField(_("file"), upload_to="sources/", blank=True)
    raw_text = models.TextField(
        _("raw text"),
        blank=True,
        help_text=_("The source’s own text, untouched. Only editors see it."),
    )

    history = HistoricalRecords()
    objects = ByEventPosition.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["event_id", "position"]
        constraints = [
            closed_list("relation", SourceRelation, "source_relation_known"),
            models.UniqueConstraint(
                fields=["event", "position"], name="source_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.publication or self.get_relation_display()

    def natural_key(self) -> tuple[str, int]:
        return (self.event.key, self.position)

    natural_key.dependencies = ["events.event"]


class Picture(models.Model):
    """A picture of an event; the file may be missing."""

    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="pictures",
        verbose_name=_("event"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    file = models.ImageField(_("file"), upload_to="pictures/", blank=True)
    caption = models.TextField(
        _("caption"), blank=True, validators=[validate_plain_text]
    )
    alternative_text = models.TextField(
        _("alternative text"),
        blank=True,
        validators=[validate_plain_text],
        help_text=_("What the picture shows, for those who do not see it."),
    )
    photographer = models.CharField(
        _("photographer"), max_length=200, blank=True, validators=[validate_plain_text]
    )
    rights = models.TextField(_("rights"), blank=True, validators=[validate_plain_text])

    history = HistoricalRecords()
    objects = ByEventPosition.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["event_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"], name="picture_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.caption or str(self.file)

    def natural_key(self) -> tuple[str, int]:
        return (self.event.key, self.position)

    natural_key.dependencies = ["events.event"]
