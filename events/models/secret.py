"""What was hidden when it left a transcript; older releases must not show it."""

from django.db import models
from django.db.models import Q


class Secret(models.Model):
    """Withheld words, or the label of a voice that was shown as somebody else.

    Releases of revisions before number ``revision`` may still hold it. Nobody is
    shown these rows; `events.domain.secrets` writes them.
    """

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="secrets", editable=False
    )
    # The block that held the words or was the voice's; "" for the voice as such.
    ref = models.CharField(max_length=6, blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    label = models.CharField(max_length=200, blank=True, editable=False)
    shown_as = models.CharField(max_length=200, blank=True, editable=False)
    revision = models.PositiveIntegerField(editable=False)  # the first without it

    class Meta:
        ordering = ["event_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(text="") & Q(label="", shown_as=""))
                | (Q(text="") & ~Q(label="") & ~Q(shown_as="")),
                name="secret_is_words_or_a_voice",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ref or self.pk}"
