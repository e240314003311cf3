"""Saved states of a transcript."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import Origin
from events.models.base import closed_list
from events.models.event import Event


class Revision(models.Model):
    """One saved state of a transcript, whole, in the text form with refs."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
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
        return f"{self.event} {self.number}"
