"""Slugs, and the promise that an old one goes on working.

Of each kind, slugs, keys and old slugs share one namespace, so that an address
or a natural key never means two rows.
"""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from events.domain.errors import Refused
from events.domain.versions import events_showing, raise_versions
from events.enums import Addressed
from events.models import Event, Organization, Series, SlugForward, Speaker, Tag
from events.pinyin import slugify
from events.validators import validate_slug_key

MODELS: dict[Addressed, type[Model]] = {
    Addressed.SERIES: Series,
    Addressed.EVENT: Event,
    Addressed.SPEAKER: Speaker,
    Addressed.ORGANIZATION: Organization,
    Addressed.TAG: Tag,
}
_KINDS = {model: kind for kind, model in MODELS.items()}
_SLUG_LENGTH = 100


def kind_of(model: type[Model]) -> Addressed:
    return _KINDS[model]


def resolve(kind: str, slug: str) -> tuple[Model, bool]:
    """The row at this address, and whether it has moved to another one.

    Asks nothing about who may see the row. Raises ObjectDoesNotExist.
    """
    model = MODELS[Addressed(kind)]
    row = model.objects.filter(slug=slug).first()
    if row:
        return row, False
    return model.objects.get(_formerly(model, slug)), True


def owner(model: type[Model], slug: str) -> Model | None:
    """The row that has this slug, key or old slug."""
    try:
        return resolve(kind_of(model), slug)[0]
    except ObjectDoesNotExist:
        return None


def free_slug(model: type[Model], text: str, name: bool = False) -> str:
    """A slug made from the text, numbered from 2 where it is taken."""
    base = slugify(text, name=name)
    taken = _taken(model, base)
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def check_slug(model: type[Model], slug: str, *, row: Model | None = None) -> None:
    """Refuse a slug of a wrong shape, or one that belongs to another row."""
    try:
        validate_slug_key(slug)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if len(slug) > _SLUG_LENGTH:
        raise Refused(_("Shorten the address to at most 100 characters."))
    holder = owner(model, slug)
    if holder and (row is None or holder.pk != row.pk):
        raise Refused(
            _("The address “%(slug)s” belongs to “%(holder)s”; choose another.")
            % {"slug": slug, "holder": holder}
        )


@transaction.atomic
def change_slug(row: Model, slug: str) -> Model:
    """Save ``row`` under a new slug; the old one leads there from now on.

    Other fields changed on ``row`` are saved with it. A row may go back to an
    old slug of its own.
    """
    model = type(row)
    kind = kind_of(model)
    old = model.objects.select_for_update().get(pk=row.pk).slug
    check_slug(model, slug, row=row)
    row.slug = slug
    row.save()
    if slug == old:
        return row
    SlugForward.objects.filter(kind=kind, slug=slug).delete()
    SlugForward.objects.create(kind=kind, slug=old, **{kind: row})
    raise_versions(
        Event.objects.filter(pk=row.pk) if model is Event else events_showing(row)
    )
    return row


def lead_on(merged: Model, kept: Model) -> None:
    """Lead every address and key of ``merged``, which is about to go, to ``kept``."""
    kind = kind_of(type(kept))
    merged.forwards.update(**{kind: kept})
    names = dict.fromkeys(filter(None, [merged.slug, getattr(merged, "key", None)]))
    for slug in names:
        SlugForward.objects.get_or_create(
            kind=kind, slug=slug, defaults={str(kind): kept}
        )


def _formerly(model: type[Model], slug: str) -> Q:
    known = Q(pk__in=SlugForward.objects.filter(slug=slug).values(kind_of(model)))
    return known | Q(key=slug) if _has_key(model) else known


def _taken(model: type[Model], base: str) -> set[str]:
    taken = set(
        SlugForward.objects.filter(
            kind=kind_of(model), slug__startswith=base
        ).values_list("slug", flat=True)
    )
    columns = ("slug", "key") if _has_key(model) else ("slug",)
    for row in model.objects.filter(
        Q(*((f"{column}__startswith", base) for column in columns), _connector=Q.OR)
    ).values_list(*columns):
        taken.update(row)
    return taken


def _has_key(model: type[Model]) -> bool:
    return model is not Tag
