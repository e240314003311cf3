"""The one vocabulary of tags."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from events.domain.addresses import lead_on
from events.domain.errors import Refused
from events.domain.versions import events_showing, raise_versions
from events.enums import Addressed
from events.models import Event, EventTag, SlugForward, Tag, TagAlias, TurnTag
from events.pinyin import fold, slugify


def ensure_tags(
    names: Iterable[str], *, slugs: Mapping[str, str] | None = None, reason: str = ""
) -> dict[str, Tag]:
    """Tags by folded name, missing ones created, in a fixed number of queries.

    A name that was merged means the tag that was kept, which is there by its own
    name too.

    ``slugs`` proposes addresses by folded name; ``reason`` goes into history.
    """
    names = list(names)
    try:
        return _ensure(names, slugs or {}, reason)
    except IntegrityError:
        # Somebody has created one of them at the same moment; now it is there.
        return _ensure(names, slugs or {}, reason)


def _ensure(names: list[str], slugs: Mapping[str, str], reason: str) -> dict[str, Tag]:
    wanted = {fold(name): name for name in reversed(names)}
    known = Tag.objects.by_folded(wanted)
    missing = {folded: name for folded, name in wanted.items() if folded not in known}
    if missing:
        forwards = SlugForward.objects.filter(kind=Addressed.TAG)
        taken = {
            *Tag.objects.values_list("slug", flat=True),
            *forwards.values_list("slug", flat=True),
        }
        new = [
            _new_tag(name, slugs.get(folded) or slugify(name), taken)
            for folded, name in sorted(missing.items())  # one order, no deadlock
        ]
        with transaction.atomic():
            created = bulk_create_with_history(
                new, Tag, default_change_reason=reason or None
            )
        known |= {tag.folded: tag for tag in created}
    return known


@transaction.atomic
def merge_tags(kept: Tag, merged: Tag) -> Tag:
    """Put ``kept`` wherever ``merged`` stands; its address and name mean it too."""
    if kept.pk == merged.pk:
        raise Refused(_("Choose two different tags to merge."))
    rows = Tag.objects.select_for_update().order_by("pk")
    found = {tag.pk: tag for tag in rows.filter(pk__in=[kept.pk, merged.pk])}
    if len(found) < 2:
        raise Refused(_("One of the two is gone; somebody has merged them already."))
    # Inside, since a digest reads the transcript, which asks this module for tags.
    from events.domain.fixtures.loaded import kept_as_loaded

    kept, merged = found[kept.pk], found[merged.pk]
    touched = list(events_showing(merged).values_list("pk", flat=True))
    with kept_as_loaded(touched):
        for links in (EventTag.objects, TurnTag.objects):
            both = links.filter(tag=kept).values("content_object")
            links.filter(tag=merged, content_object__in=both).delete()
            links.filter(tag=merged).update(tag=kept)
    lead_on(merged, kept)
    merged.aliases.update(tag=kept)
    folded = merged.folded
    merged.delete()
    TagAlias.objects.update_or_create(folded=folded, defaults={"tag": kept})
    raise_versions(Event.objects.filter(pk__in=touched))
    return kept


def _new_tag(name: str, wish: str, taken: set[str]) -> Tag:
    slug, number = wish, 2
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    taken.add(slug)
    tag = Tag(name=name, slug=slug)
    tag.derive()
    return tag
