"""Documents and texts that hypothesis makes up."""

from unicodedata import normalize

from hypothesis import strategies as st

from events.transcript.characters import tidy
from events.transcript.document import (
    CONTRIBUTOR_ROLES,
    NOTE_KINDS,
    REVIEWED,
    ROLES,
    SOURCE_RELATIONS,
    TEXT_STATUSES,
    TURN_KINDS,
    Contributor,
    Document,
    Note,
    Section,
    SourceNote,
    Turn,
    Voice,
)
from events.transcript.validation import FORBIDDEN

LABELS = [
    "甲",
    "甲：",
    "甲：乙",
    "甲 {p:2}",
    "甲 {#abc234}：x",
    "甲乙",
    "乙",
    "Chair",
    "Chair {x}",
    "Chair: Reader A",
    "Reader A",
    "（丙）",
    "[丁]",
    "#1",
    "- 戊",
    "مدير",
    "👩‍🏫",
    "yes",
    "~",
    "1",
]
FRAGMENTS = [
    *LABELS,
    *["：", ": ", ":", "{", "}", "{}", '"', "#", "# ", "## ", "> ", ">", "---", "\\"],
    *["（", "）", "(", ")", "[", "]", "](https://a.example/x)", "*", "**", "***"],
    *["{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{>>", "<<}", "{==", "==}"],
    *["{#abc234}", "{re:#abc234}", "{re:-}", "{@12:34-1:02:03.5}", "{withheld}"],
    *["{question}", "{answer}", "{caption}", '{tag:"a b" p:2}', "{nonsense}"],
    *["你好，世界。", "Hello.", "שלום", "\u202bمرحبا\u202c", "e\u0301", "\u0338", "🙂"],
    *[" ", "　", "\u00a0", "\u200b", "\u200d", "\n", "\n\n", "\n\n\n", "\n \n"],
]
HOSTILE = [
    *["\r\n", "\r", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"],
    *["\ufeff", "\ud800", "\uffff", "&a ", "*a ", "!!str ", "title: ", "voices:\n"],
    *["\n---\n", "---\n", "- {label: 甲, role: audience}\n", "tags: [a, b]\n"],
]
DECLARED = """---
voices:
- {label: 甲, role: audience}
- {label: 乙}
- {label: 甲：}
- {label: "甲 {p:2}"}
- {label: Chair}
---

"""

any_characters = st.text(max_size=12)
glued = st.lists(st.sampled_from(FRAGMENTS) | any_characters, max_size=8).map("".join)


def legal(text: str) -> str:
    """Bring any string to the form that a Document's strings have."""
    return tidy(normalize("NFC", FORBIDDEN.sub("", text)))


texts = glued.map(legal)
words = texts.filter(bool)
lines = texts.map(lambda text: legal(text.replace("\n", " ")))
names = lines.filter(bool)
keys = st.sampled_from(["", "jia", "yi-bing"])
refs = st.sampled_from(["", ""]) | st.from_regex(
    r"[a-z][2-9][a-z2-9]{4}", fullmatch=True
)
times = (
    st.none() | st.integers(0, 2**31 - 1) | st.integers(0, 4000).map(lambda n: n * 500)
)
languages = st.sampled_from(["", "", "en", "zh-Hant", "ar"])
withheld = st.sampled_from([None, None, None, "", "2026-11-24"])


@st.composite
def spans(draw):
    start, end = draw(times), draw(times)
    if start is None:
        return {"start": None, "end": None}
    if end is not None and end < start:
        start, end = end, start
    return {"start": start, "end": end}


@st.composite
def common(draw):
    return {
        **draw(spans()),
        "language": draw(languages),
        "page": draw(st.just("") | lines),
        "withheld": draw(withheld),
    }


@st.composite
def voices(draw):
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, unique=True))
    return tuple(
        Voice(
            label,
            role=draw(st.sampled_from(ROLES) | st.just("audience")),
            role_printed=draw(texts),
            credit=draw(texts),
            organization=draw(keys),
            speakers=tuple(draw(st.lists(names, max_size=2, unique=True))),
            shown_as=draw(lines),
        )
        for label in labels
    )


@st.composite
def blocks(draw, labels):
    kinds = draw(st.lists(st.sampled_from(["turn", "turn", "note", "section"])))
    turns = [index for index, kind in enumerate(kinds) if kind == "turn"]
    made = []
    taken = set()
    for index, kind in enumerate(kinds):
        ref = draw(refs)
        shared = {**draw(common()), "ref": "" if ref in taken else ref}
        taken.add(ref)
        if kind == "section":
            made.append(Section(draw(names), draw(st.integers(1, 3)), **shared))
        elif kind == "note":
            made.append(Note(draw(words), draw(st.sampled_from(NOTE_KINDS)), **shared))
        else:
            others = [turn for turn in turns if turn != index]
            targets = st.lists(st.sampled_from(others), max_size=2, unique=True)
            replies = draw(targets) if others else []
            made.append(
                Turn(
                    draw(st.sampled_from(labels)),
                    draw(words),
                    kind=draw(st.sampled_from(TURN_KINDS)),
                    replies_to=tuple(sorted(replies)),
                    printed_label=draw(st.just("") | lines),
                    tags=tuple(draw(st.lists(names, max_size=2, unique=True))),
                    **shared,
                )
            )
    return tuple(made)


@st.composite
def documents(draw):
    declared = draw(voices())
    return Document(
        **{
            name: draw(texts)
            for name in ("title", "kicker", "subtitle", "lead", "summary", "rights")
        },
        **{
            name: draw(lines)
            for name in ("slug", "series", "number", "held", "venue", "recording")
        },
        ordinal=draw(st.none() | st.integers(-9, 9)),
        language=draw(st.sampled_from(["zh-Hans", "en", "ko", ""])),
        text_status=draw(st.sampled_from(TEXT_STATUSES)),
        reviewed=draw(st.sampled_from(REVIEWED)),
        tags=tuple(draw(st.lists(names, max_size=3, unique=True))),
        contributors=tuple(
            Contributor(role, name=draw(names), organization=draw(keys))
            for role in draw(st.lists(st.sampled_from(CONTRIBUTOR_ROLES), max_size=2))
        ),
        voices=declared,
        sources=tuple(
            SourceNote(relation, draw(texts), draw(lines), url=draw(lines))
            for relation in draw(
                st.lists(st.sampled_from(SOURCE_RELATIONS), max_size=2)
            )
        ),
        blocks=draw(blocks([voice.label for voice in declared])),
    )


hostile = st.tuples(
    st.sampled_from(["", DECLARED, "---\n"]),
    st.lists(st.sampled_from(FRAGMENTS + HOSTILE) | st.text(max_size=6), max_size=25),
).map(lambda parts: parts[0] + "".join(parts[1]))
