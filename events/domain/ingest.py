"""A Document that came from outside into the archive, repeatably."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from events.domain import rows
from events.domain.addresses import free_slug
from events.domain.binding import Stored, read_document, store_document
from events.domain.errors import Refused
from events.domain.problem_words import translated
from events.enums import Origin, Role
from events.models import Event, Organization, Series, Speaker
from events.pinyin import fold, slugify
from events.transcript.document import Document, Voice
from events.transcript.limits import VOICE_LIMITS
from events.transcript.parser import parse
from events.transcript.serializer import serialize

_VALUE_FAULTS = {"too-long", "bad-value", "bad-attribute"}


# Labels that say what somebody does, and so mean another person each time.
_OFFICES = frozenset(
    [
        "主持人",
        "主持",
        "司仪",
        "主席",
        "记者",
        "编辑",
        "翻译",
        "嘉宾",
        "讲者",
        "发言人",
        "提问",
        "提问者",
        "听众",
        "观众",
        "读者",
        "学生",
        "问",
        "答",
        "众",
        "全体",
        "chair",
        "chairman",
        "chairwoman",
        "moderator",
        "host",
        "interviewer",
        "interpreter",
        "reporter",
        "editor",
        "speaker",
        "panelist",
        "audience",
        "reader",
        "student",
        "q",
        "a",
        "question",
        "answer",
        "operator",
        "all",
    ]
)


@dataclass(slots=True)
class Ingested:
    """What came of it: the event and its rows, who was new or known, what is
    unclear."""

    event: Event
    stored: Stored
    created: bool
    new_rows: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)  # known rows found by name
    questions: list[str] = field(default_factory=list)


@transaction.atomic
def ingest_document(
    document: Document,
    *,
    slug: str = "",
    origin: Origin = Origin.IMPORT,
    author=None,
    reason: str = "",
) -> Ingested:
    """Store ``document`` in the event ``slug``, in that of its own slug, or a new one.

    Without a slug, title and day name the event, so that a second import of the
    same file finds it.

    Series and organizations are found by key, name or alias; speakers by key,
    or, where a voice on stage names none, by the label. Who is not found is
    created; a name that several bear is left unlinked and reported. A new event
    is a draft. Raises Refused if a value breaks a rule of `transcript.limits`.
    """
    _check_values(document)
    slug = _wish(document, slug)
    event = _event(slug)
    report = Ingested(event=event, stored=None, created=event is None)
    document = _resolve(document, _linked(event), report)
    if event is None:
        slug = free_slug(Event, slug)
        event = Event.objects.create(slug=slug, title=document.title)
    report.stored = store_document(
        event, document, origin=origin, author=author, reason=reason
    )
    report.event = report.stored.event
    return report


def _check_values(document: Document) -> None:
    """Hold a Document that no text was read for to the rules of the text form."""
    _read, problems = parse(serialize(document))
    faults = [one for one in problems if one.code in _VALUE_FAULTS]
    if faults:
        raise Refused(" ".join(translated(one).message for one in faults[:5]))


def find_event(document: Document, *, slug: str = "") -> Event | None:
    """The event that `ingest_document` would store the document in."""
    return _event(_wish(document, slug))


def _wish(document: Document, slug: str) -> str:
    return slugify(slug or document.slug or f"{document.title} {document.held}")


def _event(slug: str) -> Event | None:
    named = Q(slug=slug) | Q(key=slug) | Q(forwards__slug=slug)
    return Event.objects.filter(named).first() if slug else None


def resolve_declared(document: Document) -> tuple[Document, list[str]]:
    """The document with everybody it names by key; who is not known is created.

    A voice that names nobody stays without a person. With it come the rows
    created, as "kind key". Belongs in the caller's transaction.
    """
    report = Ingested(event=None, stored=None, created=False)
    linked = {voice.label: voice.speakers for voice in document.voices}
    return _resolve(document, linked, report), report.new_rows


def _resolve(
    document: Document, linked: dict[str, tuple[str, ...]], report: Ingested
) -> Document:
    """The document with everybody named by key.

    ``linked`` holds the persons behind voices that name none themselves.
    """
    places = [voice.organization for voice in document.voices]
    places += [contributor.organization for contributor in document.contributors]
    organizations = _find_or_create(Organization, places, report)
    series = _find_or_create(Series, [document.series], report)
    speakers = _speakers(document, linked, report)
    return replace(
        document,
        series=series.get(document.series, ""),
        contributors=tuple(
            replace(
                item,
                organization=organizations.get(item.organization, ""),
                speaker=speakers.get(item.speaker, ""),
            )
            for item in document.contributors
        ),
        voices=tuple(
            replace(
                voice,
                organization=organizations.get(voice.organization, ""),
                speakers=_people(voice, speakers, linked),
            )
            for voice in document.voices
        ),
    )


def _people(
    voice: Voice, speakers: dict[str, str], linked: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    if not voice.speakers and voice.label in linked:
        return linked[voice.label]  # as the editors left it
    names = voice.speakers or (voice.label,)
    return tuple(speakers[name] for name in names if speakers.get(name))


def _linked(event: Event | None) -> dict[str, tuple[str, ...]]:
    """Keys of the persons behind each voice that the event has already."""
    voices = read_document(event).voices if event else ()
    return {voice.label: voice.speakers for voice in voices}


def _speakers(
    document: Document, linked: dict[str, tuple[str, ...]], report: Ingested
) -> dict[str, str]:
    """Keys of speakers by what the document calls them: a key, or a label."""
    names: dict[str, str] = {}  # what it is called -> name for a new row
    for contributor in document.contributors:
        if contributor.speaker:
            # What is printed may be longer than a name; a key never is.
            printed = contributor.name
            fits = 0 < len(printed) <= VOICE_LIMITS["speaker"]
            names[contributor.speaker] = printed if fits else contributor.speaker
    for voice in document.voices:
        for key in voice.speakers:
            names[key] = voice.label if len(voice.speakers) == 1 else key
        unnamed = not voice.speakers and voice.label not in linked
        if unnamed and _is_a_name(voice):
            names.setdefault(voice.label, voice.label)
    return _find_or_create(Speaker, names, report, names)


def _is_a_name(voice: Voice) -> bool:
    """Whether the label names a person who may have a page."""
    if voice.role == Role.AUDIENCE or voice.shown_as:
        return False
    return fold(voice.label) not in _OFFICES


def _find_or_create(
    model: type[models.Model],
    names: Iterable[str],
    report: Ingested,
    written: dict[str, str] | None = None,
) -> dict[str, str]:
    """Keys by name; rows are found by key, then by name or alias."""
    kind = model._meta.model_name
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    keys = rows.find_keys({kind: wanted})
    found = {name: keys[kind, name][1] for name in wanted if (kind, name) in keys}
    rest = sorted(wanted - found.keys())
    bearers = _bearers(model, rest)
    for name in rest:
        matches = bearers.get(fold(name), [])
        if len(matches) > 1:
            report.questions.append(
                f"{len(matches)} rows of {kind} bear the name “{name}”: link the right "
                f"one by its key ({', '.join(matches)})."
            )
        elif matches:
            found[name] = matches[0]
            report.linked.append(f"“{name}” is {kind} {matches[0]}")
        else:
            found[name], is_new = _made(model, name, (written or {}).get(name, name))
            if is_new:
                report.new_rows.append(f"{kind} {found[name]}")
    return found


def _bearers(model: type[models.Model], names: list[str]) -> dict[str, list[str]]:
    """Keys of the rows that bear each folded name, by name or alias."""
    folded = {fold(name) for name in names}
    column = "title" if model is Series else "name"
    columns = ("key", column) if model is Series else ("key", column, "aliases")
    bearers: dict[str, list[str]] = {}
    for key, name, *aliases in model.objects.values_list(*columns) if names else ():
        others = aliases[0] if aliases else []
        for term in {fold(name), *map(fold, others)}:
            if term in folded:
                bearers.setdefault(term, []).append(key)
    return bearers


def _made(model: type[models.Model], wish: str, name: str) -> tuple[str, bool]:
    """The key of a new row, or of that which somebody made at the same moment."""
    try:
        with transaction.atomic():
            return _create(model, wish, name), True
    except IntegrityError:
        kind = model._meta.model_name
        if found := rows.find_keys({kind: {wish}}):
            return found[kind, wish][1], False
        if matches := _bearers(model, [wish]).get(fold(wish)):
            return matches[0], False
        return _create(model, wish, name), True  # another that took its address


def _create(model: type[models.Model], wish: str, name: str) -> str:
    column = "title" if model is Series else "name"
    slug = free_slug(model, wish, name=model is Speaker)
    return model.objects.create(slug=slug, **{column: name}).key
