"""How values are shown; nothing here reads the database."""

from datetime import date

from django import template
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, override

from events.dates import DateError, describe_date, parse_date
from events.domain.public_words import list_comma, plain_words, shorten
from events.enums import (
    ContributorRole,
    NoteKind,
    Reviewed,
    Role,
    SourceRelation,
    TextStatus,
)
from events.exporters.inline import is_safe_address
from events.models import Block

register = template.Library()

_ENUMS = {
    "role": Role,
    "contributor": ContributorRole,
    "note": NoteKind,
    "relation": SourceRelation,
    "status": TextStatus,
    "reviewed": Reviewed,
}


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag
def absolute(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
def languages(context: dict) -> list[dict]:
    """The interface's languages, each with its name and this page's address."""
    request = context.get("request")
    path = request.get_full_path() if request else reverse("home")
    current = get_language()
    found = []
    for code, _name in settings.LANGUAGES:
        url = path if code == current else translate_url(path, code)
        if url == path and code != current:  # no such page: lead to the front
            with override(code):
                url = reverse("home")
        name = get_language_info(code)["name_local"]
        found.append(
            {"code": code, "name": name, "url": url, "current": code == current}
        )
    return found


@register.filter
def edtf(text: str) -> SafeString | str:
    """An EDTF date in words, within ``time`` where HTML can say it too."""
    shown = describe_date(text, get_language() or settings.LANGUAGE_CODE)
    try:
        span = parse_date(text)
    except DateError:
        return shown
    machine = text.rstrip("?~%")
    if (
        len(machine) in (4, 7, 10)
        and machine.replace("-", "").isdigit()
        and span.latest
    ):
        return format_html('<time datetime="{}">{}</time>', machine, shown)
    return shown


@register.filter(expects_localtime=True)
def day(value: date) -> SafeString | str:
    return edtf(value.strftime("%Y-%m-%d"))


@register.filter
def excerpt(block: Block) -> str:
    """How a turn of a list begins, as far as the public may read it."""
    return shorten(plain_words(block.text, block.withheld_on), 200)


@register.filter
def label_of(value: str, kind: str) -> str:
    """The name of a value of a closed list in `events.enums`."""
    return _ENUMS[kind](value).label


@register.filter
def leads(url: str) -> bool:
    """Whether a link may lead to this address; stored ones are not trusted."""
    return url.startswith(("https://", "http://")) and is_safe_address(url)


@register.filter
def comma(language: str) -> str:
    """What stands between the members of a list in this language."""
    return list_comma(language)


@register.filter
def lang_tag(code: str) -> str:
    """Django's name of a language as BCP 47 writes it: zh-hans is zh-Hans."""
    parts = code.split("-")
    return "-".join(
        part.title() if len(part) == 4 else part.upper() if place else part
        for place, part in enumerate(parts)
    )


@register.filter
def with_page(query: QueryDict, number: int) -> str:
    """The address's parameters with another page number."""
    changed = query.copy()
    changed["page"] = str(number)
    return changed.urlencode()
