"""The one vocabulary of tags."""

from collections.abc import Iterable, Mapping

from simple_history.utils import bulk_create_with_history

from events.enums import Addressed
from events.models import SlugForward, Tag
from events.pinyin import fold, slugify


def ensure_tags(
    names: Iterable[str], *, slugs: Mapping[str, str] | None = None, reason: str = ""
) -> dict[str, Tag]:
    """Tags by folded name, missing ones created, in a fixed number of queries.

    ``slugs`` proposes addresses by folded name; ``reason`` goes into history.
    """
    wanted = {fold(name): name for name in reversed(list(names))}
    known = {tag.folded: tag for tag in Tag.objects.filter(folded__in=wanted)}
    missing = {folded: name for folded, name in wanted.items() if folded not in known}
    if missing:
        taken = set(Tag.objects.values_list("slug", flat=True))
        old = SlugForward.objects.filter(kind=Addressed.TAG)
        taken |= set(old.values_list("slug", flat=True))
        new = [
            _new_tag(name, (slugs or {}).get(folded) or slugify(name), taken)
            for folded, name in missing.items()
        ]
        created = bulk_create_with_history(
            new, Tag, default_change_reason=reason or None
        )
        known |= {tag.folded: tag for tag in created}
    return known


def _new_tag(name: str, wish: str, taken: set[str]) -> Tag:
    slug, number = wish, 2
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    taken.add(slug)
    tag = Tag(name=name, slug=slug)
    tag.derive()
    return tag
