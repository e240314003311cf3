"""One vocabulary for events and turns, over django-taggit."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from events.pinyin import fold, slugify
from events.validators import validate_plain_text

# Comma, Chinese comma, enumeration comma, semicolons; quotes keep one inside.
_TAG = re.compile(r'"([^"]*)"|“([^”]*)”|([^,，、;；"“”]+)')


def split_tags(text: str) -> list[str]:
    """Tags typed in one line, each once, in the order typed, width folded."""
    found = {}
    for match in _TAG.finditer(text):
        raw = match[1] or match[2] or match[3] or ""
        name = " ".join(unicodedata.normalize("NFKC", raw).split())
        if name:
            found.setdefault(fold(name), name)
    return list(found.values())


def join_tags(tags: Iterable["Tag"]) -> str:
    """The line that `split_tags` reads back."""
    names = sorted(tag.name for tag in tags)
    return ", ".join(
        f'"{name}"' if re.search("[,;、]", name) else name for name in names
    )


class TagQuerySet(models.QuerySet):
    def get_by_natural_key(self, name: str) -> "Tag":
        """The tag of this name in any case or width, or the one it was merged into."""
        folded = fold(name)
        try:
            return self.get(folded=folded)
        except self.model.DoesNotExist:
            return self.get(aliases__folded=folded)

    def by_folded(self, names: Iterable[str]) -> dict[str, "Tag"]:
        """Tags by folded names, merged ones included; each by its own name too."""
        wanted = set(names)
        found = {tag.folded: tag for tag in self.filter(folded__in=wanted)}
        if rest := wanted - found.keys():
            aliases = TagAlias.objects.filter(folded__in=rest).select_related("tag")
            for alias in aliases:
                found[alias.folded] = found[alias.tag.folded] = alias.tag
        return found


class Tag(TagBase):
    """A word of the vocabulary; case and width make no difference."""

    folded = models.CharField(max_length=200, unique=True, editable=False)

    history = HistoricalRecords()
    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["slug"]

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("tag-detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def clean(self) -> None:
        validate_plain_text(self.name)
        folded = fold(self.name)
        twin = Tag.objects.by_folded([folded]).get(folded)
        if twin and twin.pk != self.pk:
            raise ValidationError(
                {"name": _("The tag “%(name)s” exists; use it.") % {"name": twin}}
            )

    def derive(self) -> None:
        self.name = " ".join(unicodedata.normalize("NFKC", self.name).split())
        self.folded = fold(self.name)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """A pinyin slug; taggit asks with a number when one is taken."""
        slug = slugify(tag)
        return slug if i is None else f"{slug}-{i + 1}"


class TagAlias(models.Model):
    """The folded name of a tag that was merged into another."""

    folded = models.CharField(max_length=200, unique=True, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("other names")
        verbose_name_plural = _("other names")

    def __str__(self) -> str:
        return self.folded


class VocabularyManager(_TaggableManager):
    """Finds known tags by their folded name, in one query, or two with new ones."""

    def _to_tag_model_instances(self, tags, tag_kwargs) -> list[Tag]:
        tags = list(tags)
        # Reversed, so that the first spelling of a new tag is the one kept.
        names = {fold(tag): tag for tag in reversed(tags) if isinstance(tag, str)}
        known = Tag.objects.by_folded(names)
        for folded, name in names.items():
            if folded not in known:
                known[folded] = Tag.objects.create(name=name)
        found = [tag if isinstance(tag, Tag) else known[fold(tag)] for tag in tags]
        return list(dict.fromkeys(found))


class EventTag(ItemBase):
    content_object = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="event_tags",
        verbose_name=_("event"),
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="event_tags")

    natural_key_fields = ["content_object__key", "tag__name"]

    class Meta:
        verbose_name = _("tag of an event")
        verbose_name_plural = _("tags of events")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="event_tag_once"
            )
        ]

    def natural_key(self) -> tuple[str, str]:
        return (self.content_object.key, self.tag.name)

    natural_key.dependencies = ["events.event", "events.tag"]


class TurnTagQuerySet(models.QuerySet):
    def get_by_natural_key(self, event: str, ref: str, tag: str) -> "TurnTag":
        return self.get(
            content_object__event__key=event,
            content_object__ref=ref,
            tag__folded=fold(tag),
        )


class TurnTag(ItemBase):
    content_object = models.ForeignKey(
        "events.Block",
        on_delete=models.CASCADE,
        related_name="turn_tags",
        verbose_name=_("turn"),
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="turn_tags")

    objects = TurnTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a turn")
        verbose_name_plural = _("tags of turns")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="turn_tag_once"
            )
        ]

    def natural_key(self) -> tuple[str, str, str]:
        return (self.content_object.event.key, self.content_object.ref, self.tag.name)

    natural_key.dependencies = ["events.block", "events.tag"]
