"""An archive in which everything that must stay hidden bears a word of its own."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from events.domain.binding import store_document
from events.domain.releases import make_release
from events.enums import Origin, Status
from events.models import (
    Affiliation,
    Contributor,
    Event,
    Organization,
    Picture,
    Release,
    SlugForward,
    Source,
    Speaker,
)
from events.transcript.document import (
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from tests.factories import (
    make_event,
    make_organization,
    make_series,
    make_speaker,
)

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\5\xfe\2\xfe\xa7\x9a\xa0\xa0\0\0\0\0IEND\xaeB`\x82"
)


@dataclass
class Planted:
    """Words that must not be seen; each ``word()`` is a new one."""

    prefix: str
    words: list[str] = field(default_factory=list)

    def word(self, what: str) -> str:
        self.words.append(f"{self.prefix}藏{what.replace('-', '')}藏")
        return self.words[-1]

    def slug(self, what: str) -> str:
        self.words.append(f"hid-{self.prefix}-{what}")
        return self.words[-1]


def store(event: Event, document: Document) -> Event:
    store_document(event, document, origin=Origin.EDIT)
    event.refresh_from_db()
    return event


def plant_event(status: Status, planted: Planted) -> Event:
    """An event whose every field, person, tag and file bears a hidden word."""
    word, slug = planted.word, planted.slug
    series = make_series(
        title=word("series"), slug=slug("series"), description=word("about")
    )
    place = make_organization(
        name=word("place"), slug=slug("place"), aliases=[word("placealias")]
    )
    parent = make_organization(name=word("parent"), slug=slug("parent"))
    place.parent = parent
    place.save()
    person = make_speaker(
        name=word("person"),
        slug=slug("person"),
        aliases=[word("alias")],
        biography=word("life"),
    )
    behind = make_speaker(name=word("behind"), slug=slug("behind"))
    Affiliation.objects.create(
        speaker=person, organization=place, title=word("post"), note=word("postnote")
    )
    event = make_event(
        status=status,
        title=word("title"),
        slug=slug("event"),
        withdrawal_reason="公开的理由" if status == Status.WITHDRAWN else "",
    )
    store(
        event,
        Document(
            title=event.title,
            series=series.key,
            kicker=word("kicker"),
            subtitle=word("subtitle"),
            lead=word("lead"),
            number=word("number"),
            venue=word("venue"),
            summary=word("summary"),
            rights=word("rights"),
            recording=f"https://example.org/{slug('recording')}",
            held="2024-05-06",
            tags=(word("tag"),),
            voices=(
                Voice(
                    word("label"),
                    role_printed=word("role"),
                    credit=word("credit"),
                    organization=place.key,
                    speakers=(person.key,),
                ),
            ),
            sources=(SourceNote(publication=word("paper"), note=word("note")),),
            blocks=(
                Section(word("heading"), ref="hidea2"),
                Turn(
                    _label(planted),
                    f"{word('text')}{{>>{word('remark')}<<}}",
                    ref="hideb2",
                    tags=(word("turntag"),),
                    printed_label=word("printed"),
                ),
                Note(word("caption"), kind="caption", ref="hidec2"),
            ),
        ),
    )
    Contributor.objects.create(
        event=event, role="host", name=word("host"), speaker=behind, position=0
    )
    Source.objects.filter(event=event).update(raw_text=word("raw"))
    Picture.objects.create(
        event=event,
        caption=word("picture"),
        file=ContentFile(PNG, name=f"{slug('file')}.png"),
    )
    SlugForward.objects.create(kind="event", event=event, slug=slug("oldevent"))
    SlugForward.objects.create(kind="speaker", speaker=person, slug=slug("oldperson"))
    event.ref_forwards.create(ref="hided2", target=event.blocks.first())
    event.releases.create(
        number=1, revision=event.revisions.first(), note=word("release")
    )
    return event


def _label(planted: Planted) -> str:
    return next(word for word in planted.words if "藏label藏" in word)


def plant_withheld(planted: Planted) -> Event:
    """A public event with everything in it that the public must not read."""
    word, slug = planted.word, planted.slug
    person = make_speaker(
        name=word("person"), slug=slug("person"), aliases=[word("alias")]
    )
    place = make_organization(name=word("place"), slug=slug("place"))
    guest = make_speaker(name="公开嘉宾", slug="public-guest")
    event = make_event(status=Status.PUBLISHED, title="公开的圆桌", slug="public-event")
    release(
        event,
        Document(
            title=event.title,
            held="2024-05-06",
            tags=("公开标签",),
            voices=(
                Voice("公开嘉宾", role="panelist", speakers=(guest.key,)),
                Voice(
                    word("label"),
                    role="audience",
                    role_printed=word("role"),
                    credit=word("credit"),
                    organization=place.key,
                    speakers=(person.key,),
                    shown_as="某女士",
                ),
                Voice(word("onstage"), role="panelist", shown_as="某先生"),
            ),
            sources=(SourceNote(publication="公开的报纸"),),
            blocks=(
                Section(word("heading"), ref="seena2", withheld="2024-01-02"),
                Turn("公开嘉宾", "公开的话。", ref="seenb2", tags=("公开标签",)),
                Turn(
                    "公开嘉宾",
                    word("text"),
                    ref="seenc2",
                    tags=(word("turntag"),),
                    printed_label=word("printed"),
                    withheld="2024-01-02",
                ),
                Turn(
                    "公开嘉宾",
                    f"前文。{{=={word('passage')}==}}{{>>{word('remark')}<<}}后文"
                    f"{{~~误~>正~~}}。\n\n{{>>{word('paragraph')}<<}}",
                    ref="seend2",
                ),
                Turn(
                    _label(planted),
                    "匿名的提问？",
                    kind="question",
                    ref="seene2",
                    tags=("公开标签",),
                    printed_label=word("printedname"),
                ),
                Turn(
                    "公开嘉宾", "回答。", kind="answer", ref="seenf2", replies_to=(4,)
                ),
                Note(word("note"), ref="seeng2", withheld="2024-01-02"),
                Note(f"{{>>{word('onlyremark')}<<}}", kind="editor", ref="seenh2"),
                Turn(
                    "公开嘉宾",
                    f"{{>>{word('remarkturn')}<<}}",
                    ref="seeni2",
                    tags=(word("remarktag"),),
                ),
            ),
        ),
        planted,
    )
    event.ref_forwards.create(ref="seenz2", target=event.blocks.get(ref="seeni2"))
    Source.objects.filter(event=event).update(raw_text=word("raw"))
    Picture.objects.create(
        event=event,
        caption="公开的照片",
        alternative_text="一张长桌",
        file=ContentFile(PNG, name=f"{slug('file')}.png"),
    )
    return event


def release(event: Event, document: Document, planted: Planted) -> None:
    """Store it as release 3. Release 1 showed all that is hidden now; in release 2
    that was hidden, and so was what has been deleted since."""
    hidden = _with_more(document, planted)
    shown = replace(
        hidden,
        voices=tuple(replace(voice, shown_as="") for voice in hidden.voices),
        blocks=tuple(_shown(block) for block in hidden.blocks),
    )
    for state in (shown, hidden, document):
        store(event, state)
        make_release(event, by=None, note="公开的说明。")


def _with_more(document: Document, planted: Planted) -> Document:
    """The document with hidden words, a turn and a voice that it lacks."""
    word = planted.word
    passage = f"{{=={word('lostpassage')}==}}"
    blocks = [
        replace(block, text=block.text + passage) if block.ref == "seenf2" else block
        for block in document.blocks
    ]
    voice = Voice(word("lostlabel"), credit=word("lostcredit"), shown_as="某人")
    by_voice = Turn(
        voice.label, "匿名的话。", ref="seenx2", printed_label=word("lostprinted")
    )
    withheld = Turn(
        "公开嘉宾", word("losttext"), ref="seeny2", withheld=DAY.isoformat()
    )
    return replace(
        document,
        voices=(*document.voices, voice),
        blocks=(*blocks, by_voice, withheld),
    )


def _shown(block):
    name = "title" if isinstance(block, Section) else "text"
    words = getattr(block, name).replace("{==", "").replace("==}", "")
    return replace(block, withheld=None, **{name: words})


DAY = date(2024, 1, 2)  # since when words are withheld


def routes() -> dict[str, URLPattern]:
    """Every named public route; the admin's own are left out."""
    found: dict[str, URLPattern] = {}

    def walk(patterns, prefix: str) -> None:
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, route)
            elif "admin" not in route:
                found[entry.name] = entry

    walk(get_resolver().url_patterns, "")
    return found


def addresses() -> list[str]:
    """Every public route filled with every row that the database has."""
    slugs = {
        "event": _slugs("event", Event),
        "series": _slugs("series", Event.series.field.related_model),
        "speaker": _slugs("speaker", Speaker),
        "organization": _slugs("organization", Organization),
        "tag": _slugs("tag", Event.tags.through.tag.field.related_model),
    }
    refs = [
        (event.slug, ref)
        for event in Event.objects.all()
        for ref in [
            *event.blocks.values_list("ref", flat=True),
            *event.ref_forwards.values_list("ref", flat=True),
        ]
    ]
    releases = [
        (slug, one.number)
        for one in Release.objects.select_related("event")
        for slug in [one.event.slug, *_formerly(one.event)]
    ]
    found = []
    for name in routes():
        base = name.removesuffix("-json")
        if base in ("home", *(f"{kind}-list" for kind in slugs)):
            found.append(reverse(name))
        elif base == "picture":
            pictures = Picture.objects.values_list("pk", flat=True)
            found += [reverse(name, args=[pk]) for pk in pictures]
        elif base == "block-detail":
            found += [reverse(name, args=pair) for pair in refs]
        elif base == "release-list":
            found += [reverse(name, args=[slug]) for slug in slugs["event"]]
        elif base == "release-detail":
            found += [reverse(name, args=pair) for pair in releases]
        else:
            kind = base.removesuffix("-detail")
            found += [reverse(name, args=[slug]) for slug in slugs[kind]]
    return found


def _formerly(event: Event) -> list[str]:
    return list(event.forwards.values_list("slug", flat=True))


def _slugs(kind: str, model) -> list[str]:
    forwards = SlugForward.objects.filter(kind=kind).values_list("slug", flat=True)
    return [*model.objects.values_list("slug", flat=True), *forwards]


def body_of(response) -> bytes:
    """The whole body; reading a file to its end also closes it."""
    return b"".join(response) if response.streaming else response.content


def everything(response) -> str:
    """Body and headers as one text."""
    body = body_of(response)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + body.decode("utf-8", "replace")


def status_of(client, path: str) -> int:
    response = client.get(path)
    body_of(response)
    return response.status_code
