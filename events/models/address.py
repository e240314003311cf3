"""Old addresses that go on working."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import Addressed
from events.models.base import closed_list

_TARGETS = Addressed.values


def _exactly_one_target() -> Q:
    either = Q()
    for kind in _TARGETS:
        others = {f"{other}__isnull": True for other in _TARGETS if other != kind}
        either |= Q(kind=kind, **{f"{kind}__isnull": False}, **others)
    return either


class SlugForward(models.Model):
    """A former slug, or the key of somebody merged, and where it leads now."""

    kind = models.CharField(_("kind"), max_length=20, choices=Addressed)
    slug = models.SlugField(_("old address"), max_length=100)
    series = models.ForeignKey(
        "events.Series", models.CASCADE, null=True, blank=True, related_name="forwards"
    )
    event = models.ForeignKey(
        "events.Event",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="forwards",
        verbose_name=_("event"),
    )
    speaker = models.ForeignKey(
        "events.Speaker", models.CASCADE, null=True, blank=True, related_name="forwards"
    )
    organization = models.ForeignKey(
        "events.Organization",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="forwards",
    )
    tag = models.ForeignKey(
        "events.Tag", models.CASCADE, null=True, blank=True, related_name="forwards"
    )

    class Manager(models.Manager):
        def get_by_natural_key(self, kind: str, slug: str) -> "SlugForward":
            return self.get(kind=kind, slug=slug)

    objects = Manager()

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["kind", "slug"]
        constraints = [
            closed_list("kind", Addressed, "slug_forward_kind_known"),
            models.UniqueConstraint(fields=["kind", "slug"], name="slug_forward_once"),
            models.CheckConstraint(
                condition=_exactly_one_target(), name="slug_forward_one_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.slug)

    natural_key.dependencies = [
        "events.series",
        "events.event",
        "events.speaker",
        "events.organization",
        "events.tag",
    ]

    @property
    def target(self) -> models.Model:
        return getattr(self, self.kind)


class RefForward(models.Model):
    """Where the words of a former ref are now.

    With ``removed_on`` the words were removed: ``target`` is then the block
    next to the place where they stood, if any is left.
    """

    event = models.ForeignKey(
        "events.Event",
        models.CASCADE,
        related_name="ref_forwards",
        verbose_name=_("event"),
    )
    ref = models.CharField(_("old ref"), max_length=6)
    # Restricted, so that a block is not deleted before its forwards move on.
    target = models.ForeignKey(
        "events.Block",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="ref_forwards",
        verbose_name=_("leads to"),
    )
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    # Of words removed while they were withheld: older releases must not show them.
    was_withheld = models.BooleanField(default=False, editable=False)

    class Manager(models.Manager):
        def get_by_natural_key(self, event: str, ref: str) -> "RefForward":
            return self.get(event__key=event, ref=ref)

    objects = Manager()

    class Meta:
        verbose_name = _("old ref")
        verbose_name_plural = _("old refs")
        ordering = ["event_id", "ref"]
        constraints = [
            models.UniqueConstraint(fields=["event", "ref"], name="ref_forward_once"),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(removed_on__isnull=False),
                name="ref_forward_leads_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ref}"

    def natural_key(self) -> tuple[str, str]:
        return (self.event.key, self.ref)

    natural_key.dependencies = ["events.event", "events.block"]
