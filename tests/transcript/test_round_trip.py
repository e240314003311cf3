"""Text -> Document -> text, and the other way round, without loss."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from events.transcript.document import Document, Note, Section, Turn, Voice
from events.transcript.parser import parse
from events.transcript.refs import assign_refs
from events.transcript.serializer import serialize

from .strategies import documents, hostile


def without_refs(document: Document) -> Document:
    return replace(
        document, blocks=tuple(replace(block, ref="") for block in document.blocks)
    )


@settings(max_examples=50)
@given(documents())
def test_document_with_refs_survives(document):
    document = assign_refs(document)

    parsed, _ = parse(serialize(document))

    assert parsed == document


@settings(max_examples=50)
@given(documents())
def test_document_without_refs_survives_up_to_reply_targets(document):
    parsed, _ = parse(serialize(document))

    given_refs = [block.ref for block in document.blocks]
    assert without_refs(parsed) == without_refs(document)
    assert [p.ref for p, g in zip(parsed.blocks, given_refs, strict=True) if g] == [
        ref for ref in given_refs if ref
    ]


@settings(max_examples=50)
@given(documents())
def test_document_survives_without_shown_refs(document):
    parsed, _ = parse(serialize(document, refs=False))

    assert without_refs(parsed) == without_refs(document)


@settings(max_examples=50)
@given(documents(), st.booleans())
def test_written_text_is_canonical(document, refs):
    text = serialize(document, refs=refs)

    assert serialize(parse(text)[0]) == text


@given(hostile)
def test_any_text_parses_to_a_document_that_survives(text):
    document, _ = parse(text)
    canonical = serialize(document)

    again, _ = parse(canonical)

    assert without_refs(again) == without_refs(document)
    assert serialize(again) == canonical


@given(hostile)
def test_problems_lie_inside_the_text_and_in_order(text):
    _, problems = parse(text, voices=["甲", Voice("乙", role="audience")])

    places = [(problem.line, problem.column) for problem in problems]
    assert places == sorted(places)
    assert all(line >= 1 and column >= 1 for line, column in places)


def test_labels_that_contain_each_other_stay_apart():
    voices = tuple(map(Voice, ("甲", "甲：", "甲：乙", "甲 {p:2}")))
    document = Document(
        voices=voices,
        blocks=(
            Turn("甲", "乙：你好"),
            Turn("甲", "：你好"),
            Turn("甲：", "你好"),
            Turn("甲：乙", "你好"),
            Turn("甲", "你好", page="2"),
            Turn("甲 {p:2}", "你好\n\n甲：乙：\n\n\\甲：\n\n# x\n\n（笑）"),
        ),
    )

    text = serialize(document)

    assert parse(text) == (document, [])
    assert text.split("---\n\n")[1] == (
        "甲：\\乙：你好\n\n甲：\\：你好\n\n甲：：你好\n\n甲：乙：你好\n\n"
        "甲  {p:2}：你好\n\n"
        "甲 {p:2}：你好\n\n\\甲：乙：\n\n\\\\甲：\n\n\\# x\n\n\\（笑）\n"
    )


def test_titles_and_notes_with_braces_keep_them():
    document = Document(
        blocks=(
            Section("集合 {1,2}"),
            Section("集合 {}", 2),
            Note("{caption} 是词"),
            Note("一\n二\n\n三"),
            Note("（笑）"),
            Note("（一\n# 二）"),
        )
    )

    text = serialize(document)

    assert parse(text) == (document, [])
    assert text == (
        "# 集合 {1,2} {}\n\n## 集合 {} {}\n\n> {} {caption} 是词\n\n"
        "> 一\n> 二\n>\n> 三\n\n（笑）\n\n（一\n\\# 二）\n"
    )


def test_empty_document_is_empty_text():
    assert serialize(Document()) == ""
    assert parse("") == (Document(), [])


def test_hidden_refs_stay_at_both_ends_of_a_reply():
    document = Document(
        voices=(Voice("甲", role="audience"), Voice("乙")),
        blocks=(
            Turn("甲", "问", kind="question", ref="aaaaa2"),
            Turn("乙", "说", ref="bbbbb2"),
            Turn("乙", "答", kind="speech", ref="ccccc2", replies_to=(0,)),
        ),
    )

    text = serialize(document, refs=False)

    assert text.split("---\n\n")[1] == (
        "甲 {#aaaaa2}：问\n\n乙 {speech}：说\n\n乙 {#ccccc2 speech re:#aaaaa2}：答\n"
    )
