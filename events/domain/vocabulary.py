"""The one vocabulary of tags."""

from collections.abc import Iterable

from simple_history.utils import bulk_create_with_history

from events.models import Tag
from events.pinyin import fold, slugify


def ensure_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Tags by folded name, those that are missing created; a fixed number of
    queries."""
    wanted = {fold(name): name for name in reversed(list(names))}
    known = {tag.folded: tag for tag in Tag.objects.filter(folded__in=wanted)}
    missing = [name for folded, name in wanted.items() if folded not in known]
    if missing:
        taken = set(Tag.objects.values_list("slug", flat=True))
        new = [_new_tag(name, taken) for name in missing]
        known |= {tag.folded: tag for tag in bulk_create_with_history(new, Tag)}
    return known


def _new_tag(name: str, taken: set[str]) -> Tag:
    slug, number = slugify(name), 2
    while slug in taken:
        slug, number = f"{slugify(name)}-{number}", number + 1
    taken.add(slug)
    tag = Tag(name=name, slug=slug)
    tag.derive()
    return tag
