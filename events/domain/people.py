"""Two rows that are one person, or one organization, made one."""

from collections.abc import Iterable
from itertools import chain

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from events.domain.addresses import lead_on
from events.domain.errors import Refused
from events.domain.fixtures.loaded import kept_as_loaded
from events.domain.versions import events_showing, raise_versions
from events.models import (
    Affiliation,
    Appearance,
    AppearanceSpeaker,
    Contributor,
    Event,
    Organization,
    Speaker,
)
from events.pinyin import fold


@transaction.atomic
def merge_speakers(kept: Speaker, merged: Speaker) -> Speaker:
    """Give ``kept`` everything of ``merged``, whose names and addresses live on.

    What ``kept`` lacks is filled in; two biographies are not mixed, the one
    that goes stays in the history. Raises Refused when both have an identifier
    and the two differ.
    """
    kept, merged = _locked(kept, merged)
    _refuse_other_identifiers(kept, merged, "orcid", "wikidata", "isni", "viaf")
    touched = _events_of(kept, merged)
    with kept_as_loaded(touched):
        _move_links(kept, merged)
        _move_contributions(kept, merged, "speaker")
    _move_affiliations(kept, merged, "speaker")
    _fill(kept, merged, "biography", "orcid", "wikidata", "isni", "viaf")
    return _finish(kept, merged, touched)


@transaction.atomic
def merge_organizations(kept: Organization, merged: Organization) -> Organization:
    """Give ``kept`` everything of ``merged``, its parts included.

    Raises Refused when both have an identifier and the two differ.
    """
    kept, merged = _locked(kept, merged)
    _refuse_other_identifiers(kept, merged, "ror", "wikidata")
    touched = _events_of(kept, merged)
    with kept_as_loaded(touched):
        Appearance.objects.filter(organization=merged).update(organization=kept)
        _move_contributions(kept, merged, "organization")
    _move_affiliations(kept, merged, "organization")
    _move_parts(kept, merged)
    _fill(kept, merged, "description", "url", "ror", "wikidata")
    return _finish(kept, merged, touched)


def is_part_of(organization: Organization, whole: Organization) -> bool:
    """Whether ``whole`` is the organization itself or above it."""
    seen = set()
    while organization and organization.pk not in seen:
        if organization.pk == whole.pk:
            return True
        seen.add(organization.pk)
        organization = organization.parent
    return False


def _locked(kept: Model, merged: Model) -> tuple[Model, Model]:
    if kept.pk == merged.pk:
        raise Refused(_("Choose two different rows to merge."))
    rows = type(kept).objects.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, merged.pk])}
    if len(found) < 2:
        raise Refused(_("One of the two is gone; somebody has merged them already."))
    return found[kept.pk], found[merged.pk]


def _refuse_other_identifiers(kept: Model, merged: Model, *fields: str) -> None:
    for field in fields:
        ours, theirs = getattr(kept, field), getattr(merged, field)
        if ours and theirs and ours != theirs:
            raise Refused(
                _(
                    "“%(kept)s” and “%(merged)s” have different values of %(field)s; "
                    "clear the wrong one first."
                )
                % {
                    "kept": kept,
                    "merged": merged,
                    "field": kept._meta.get_field(field).verbose_name,
                }
            )


def _events_of(*rows: Model) -> list[int]:
    """Read before anything moves."""
    shown = (events_showing(row).values_list("pk", flat=True) for row in rows)
    return list(chain.from_iterable(shown))


def _move_links(kept: Speaker, merged: Speaker) -> None:
    links = AppearanceSpeaker.objects.filter(speaker=merged)
    theirs = AppearanceSpeaker.objects.filter(speaker=kept)
    links.filter(appearance__in=theirs.values("appearance")).delete()
    links.update(speaker=kept)


def _move_contributions(kept: Model, merged: Model, field: str) -> None:
    """Within an event, the same name in the same role stands once."""

    def place(row: Contributor) -> tuple:
        other = "organization_id" if field == "speaker" else "speaker_id"
        return (row.event_id, row.role, row.name, getattr(row, other))

    known = {place(row) for row in kept.contributions.all()}
    moving = []
    for row in merged.contributions.all():
        if place(row) in known:
            row.delete()
        else:
            known.add(place(row))
            setattr(row, field, kept)
            moving.append(row)
    bulk_update_with_history(moving, Contributor, [field])


def _move_affiliations(kept: Model, merged: Model, field: str) -> None:
    """Of two that are one, the kept one learns the end and note of the other."""

    def place(row: Affiliation) -> tuple:
        other = "organization_id" if field == "speaker" else "speaker_id"
        return (getattr(row, other), row.title, row.since)

    known = {place(row): row for row in kept.affiliations.all()}
    moving = []
    for row in merged.affiliations.all():
        twin = known.get(place(row))
        if twin:
            _fill(twin, row, "until", "note")
            twin.save()
            row.delete()
        else:
            known[place(row)] = row
            setattr(row, field, kept)
            moving.append(row)
    bulk_update_with_history(moving, Affiliation, [field])


def _move_parts(kept: Organization, merged: Organization) -> None:
    free = merged.parent and not is_part_of(merged.parent, kept)
    if is_part_of(kept, merged) or (free and not kept.parent):
        kept.parent = merged.parent
    kept.save()
    parts = [part for part in merged.parts.all() if part.pk != kept.pk]
    for part in parts:
        part.parent = kept
    bulk_update_with_history(parts, Organization, ["parent"])


def _fill(kept: Model, merged: Model, *fields: str) -> None:
    for field in fields:
        if not getattr(kept, field):
            setattr(kept, field, getattr(merged, field))


def _finish(kept: Model, merged: Model, touched: Iterable[int]) -> Model:
    names = {}
    for name in (merged.name, *merged.aliases):
        names.setdefault(fold(name), name)
    for name in (kept.name, *kept.aliases):
        names.pop(fold(name), None)
    kept.aliases = [*kept.aliases, *names.values()]
    lead_on(merged, kept)
    merged.delete()
    kept.save()
    raise_versions(Event.objects.filter(pk__in=touched))
    return kept
