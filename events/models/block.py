"""The transcript's rows in reading order: headings, turns and notes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager

from events.enums import BlockType, NoteKind, TurnKind
from events.models.base import closed_list
from events.models.tag import TurnTag, VocabularyManager
from events.validators import validate_language, validate_plain_text, validate_ref


class BlockQuerySet(models.QuerySet):
    def get_by_natural_key(self, event: str, ref: str) -> "Block":
        return self.get(event__key=event, ref=ref)


class Block(models.Model):
    """A heading, a turn or a note; one table, so that order and refs are one.

    Rows are written by `events.domain.binding` only.
    """

    event = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="blocks",
        verbose_name=_("event"),
    )
    ref = models.CharField(_("ref"), max_length=6, validators=[validate_ref])
    position = models.BigIntegerField(_("position"))  # sparse, not unique
    type = models.CharField(_("type"), max_length=10, choices=BlockType)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        blank=True,
        choices=[*TurnKind.choices, *NoteKind.choices],
    )
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    voice = models.ForeignKey(
        "events.Appearance",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="turns",
        verbose_name=_("voice"),
    )
    text = models.TextField(_("text"), validators=[validate_plain_text])
    start_ms = models.PositiveIntegerField(_("start (ms)"), null=True, blank=True)
    end_ms = models.PositiveIntegerField(_("end (ms)"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=35, blank=True, validators=[validate_language]
    )
    page = models.CharField(_("page"), max_length=50, blank=True)
    printed_label = models.CharField(_("label as printed"), max_length=300, blank=True)
    withheld_on = models.DateField(_("withheld since"), null=True, blank=True)
    # False where there is nothing but a remark: the public is not told of the block.
    is_shown = models.BooleanField(default=True, editable=False)
    replies_to = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="replies",
        blank=True,
        verbose_name=_("answers"),
    )

    tags = TaggableManager(
        through=TurnTag, manager=VocabularyManager, blank=True, verbose_name=_("tags")
    )
    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["event_id", "position"]
        indexes = [models.Index(fields=["event", "position"], name="block_order")]
        constraints = [
            closed_list("type", BlockType, "block_type_known"),
            models.UniqueConstraint(fields=["event", "ref"], name="block_ref_once"),
            models.CheckConstraint(condition=~Q(text=""), name="block_has_text"),
            models.CheckConstraint(
                condition=~Q(type=BlockType.SECTION)
                | Q(
                    level__isnull=False,
                    level__in=[1, 2, 3],
                    voice__isnull=True,
                    kind="",
                ),
                name="block_section_has_level_and_no_voice",
            ),
            models.CheckConstraint(
                condition=~Q(type=BlockType.TURN)
                | Q(voice__isnull=False, level__isnull=True, kind__in=TurnKind.values),
                name="block_turn_has_voice_and_kind",
            ),
            models.CheckConstraint(
                condition=~Q(type=BlockType.NOTE)
                | Q(voice__isnull=True, level__isnull=True, kind__in=NoteKind.values),
                name="block_note_has_kind_and_no_voice",
            ),
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True)
                | Q(start_ms__isnull=False, end_ms__gte=models.F("start_ms")),
                name="block_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ref} {self.text[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("block-detail", args=[self.event.slug, self.ref])

    def natural_key(self) -> tuple[str, str]:
        return (self.event.key, self.ref)

    natural_key.dependencies = ["events.event"]


class TypedManager(models.Manager.from_queryset(BlockQuerySet)):
    """Rows of one type only."""

    def __init__(self, block_type: BlockType) -> None:
        super().__init__()
        self.block_type = block_type

    def get_queryset(self) -> BlockQuerySet:
        return super().get_queryset().filter(type=self.block_type)


class Section(Block):
    objects = TypedManager(BlockType.SECTION)

    class Meta:
        proxy = True
        verbose_name = _("heading")
        verbose_name_plural = _("headings")


class Turn(Block):
    objects = TypedManager(BlockType.TURN)

    class Meta:
        proxy = True
        verbose_name = _("turn")
        verbose_name_plural = _("turns")


class Note(Block):
    objects = TypedManager(BlockType.NOTE)

    class Meta:
        proxy = True
        verbose_name = pgettext_lazy("block", "note")
        verbose_name_plural = pgettext_lazy("block", "notes")
