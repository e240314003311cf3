"""Saved states of a transcript: revisions, releases, and drafts of editors."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import Origin
from events.models.base import closed_list
from events.models.event import Event
from events.validators import validate_plain_text


class Revision(models.Model):
    """One saved state of a transcript, whole, in the text form with refs."""

    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="revisions",
        verbose_name=_("event"),
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("A named revision is never thinned out."),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    added = models.PositiveIntegerField(_("blocks added"), default=0)
    changed = models.PositiveIntegerField(_("blocks changed"), default=0)
    removed = models.PositiveIntegerField(_("blocks removed"), default=0)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["event_id", "-number"]
        constraints = [
            closed_list("origin", Origin, "revision_origin_known"),
            models.UniqueConstraint(
                fields=["event", "number"], name="revision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or _("Revision %(number)s") % {"number": self.number}


class Release(models.Model):
    """A published state of a transcript under a number of its own, for citing."""

    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        related_name="releases",
        verbose_name=_("event"),
    )
    number = models.PositiveIntegerField(_("number"))
    # Protected, so that what was cited is never thinned out.
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="releases"
    )
    note = models.TextField(
        _("what has changed"), blank=True, validators=[validate_plain_text]
    )
    released_at = models.DateTimeField(_("released"), default=timezone.now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["event_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], name="release_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="release_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return _("Release %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("release-detail", args=[self.event.slug, self.number])


class Draft(models.Model):
    """What one editor has typed and not saved; no revision, and nobody else's.

    With an empty text the row only says when the editor last had the page open.
    """

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("event")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    text = models.TextField(blank=True)
    base = models.PositiveIntegerField(default=0)  # number of the revision begun from
    updated_at = models.DateTimeField(null=True, blank=True)  # of the text
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "editor"], name="draft_once_an_editor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} – {self.editor}"
