"""Public rows -> dicts, for the JSON twins of lists and of single pages.

The rows come from `domain.queries`; nothing here asks whether one is public.
Texts that are missing are "", addresses are absolute.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.paginator import Page
from django.urls import reverse

from events.domain.public_words import plain_words
from events.models import (
    Affiliation,
    Appearance,
    Block,
    Event,
    Organization,
    Series,
    Speaker,
    Tag,
)


def absolute(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def page(page: Page, address: Callable[[int], str], shape: Callable) -> dict:
    return {
        "count": page.paginator.count,
        "next": address(page.next_page_number()) if page.has_next() else None,
        "previous": (
            address(page.previous_page_number()) if page.has_previous() else None
        ),
        "results": [shape(row) for row in page],
    }


def event(row: Event) -> dict:
    return {
        "slug": row.slug,
        "title": row.title,
        "kicker": row.kicker,
        "subtitle": row.subtitle,
        "held": row.held,
        "language": row.language,
        "series": row.series.slug if row.series else "",
        "number": row.number,
        "url": absolute("event-detail", row.slug),
    }


def series(row: Series) -> dict:
    return {
        "slug": row.slug,
        "title": row.title,
        "event_count": row.event_count,
        "url": absolute("series-detail", row.slug),
    }


def series_detail(row: Series, events: dict) -> dict:
    return {
        "slug": row.slug,
        "title": row.title,
        "description": row.description,
        "homepage": row.url,
        "url": absolute("series-detail", row.slug),
        "events": events,
    }


def speaker(row: Speaker) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "sort_key": row.sort_key,
        "event_count": row.event_count,
        "turn_count": row.turn_count,
        "url": absolute("speaker-detail", row.slug),
    }


def speaker_detail(
    row: Speaker,
    affiliations: Iterable[Affiliation],
    appearances: Iterable[Appearance],
    turns: dict,
) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "aliases": row.aliases,
        "sort_key": row.sort_key,
        "biography": row.biography,
        "identifiers": {
            name: getattr(row, name)
            for name in ("orcid", "wikidata", "isni", "viaf")
            if getattr(row, name)
        },
        "url": absolute("speaker-detail", row.slug),
        "affiliations": [
            {"organization": organization_link(one.organization), **_post(one)}
            for one in affiliations
        ],
        "appearances": [_appearance(one) for one in appearances],
        "turns": turns,
    }


def organization(row: Organization) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "sort_key": row.sort_key,
        "speaker_count": row.speaker_count,
        "url": absolute("organization-detail", row.slug),
    }


def organization_link(row: Organization) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "url": absolute("organization-detail", row.slug),
    }


def organization_detail(
    row: Organization,
    parent: Organization | None,
    parts: Iterable[Organization],
    affiliations: Iterable[Affiliation],
    events: dict,
) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "aliases": row.aliases,
        "sort_key": row.sort_key,
        "description": row.description,
        "homepage": row.url,
        "identifiers": {
            name: getattr(row, name)
            for name in ("ror", "wikidata")
            if getattr(row, name)
        },
        "url": absolute("organization-detail", row.slug),
        "parent": organization_link(parent) if parent else None,
        "parts": [organization_link(one) for one in parts],
        "people": [
            {
                "speaker": {
                    "slug": one.speaker.slug,
                    "name": one.speaker.name,
                    "url": absolute("speaker-detail", one.speaker.slug),
                },
                **_post(one),
            }
            for one in affiliations
        ],
        "events": events,
    }


def tag(row: Tag) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "event_count": row.event_count,
        "turn_count": row.turn_count,
        "url": absolute("tag-detail", row.slug),
    }


def tag_detail(row: Tag, events: Iterable[Event], turns: dict) -> dict:
    return {
        "slug": row.slug,
        "name": row.name,
        "url": absolute("tag-detail", row.slug),
        "events": [event(one) for one in events],
        "turns": turns,
    }


def turn(row: Block) -> dict:
    """One turn in a list, with the event that it belongs to."""
    return {
        "ref": row.ref,
        "event": row.event.slug,
        "event_title": row.event.title,
        "speaker": row.voice.public_label,
        "kind": row.kind,
        "text": plain_words(row.text, row.withheld_on),
        "withheld": row.withheld_on.isoformat() if row.withheld_on else None,
        "url": absolute("block-detail", row.event.slug, row.ref),
    }


def _post(one: Affiliation) -> dict:
    return {
        "title": one.title,
        "since": one.since,
        "until": one.until,
        "note": one.note,
    }


def _appearance(one: Appearance) -> dict:
    return {
        "event": event(one.event),
        "label": one.label,
        "role": one.role,
        "role_printed": one.role_printed,
        "credit": one.credit,
        "organization": (
            organization_link(one.organization) if one.organization else None
        ),
    }
