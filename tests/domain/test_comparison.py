"""Changes to the single character, and texts made to be slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.domain.comparison import compare


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("同样", "同样", [("same", "同样")]),
        ("", "新", [("new", "新")]),
        ("旧", "", [("old", "旧")]),
        (
            "竞争是因为OpenAl没有开源",
            "竞争是因为OpenAI没有开源",
            [
                ("same", "竞争是因为OpenA"),
                ("old", "l"),
                ("new", "I"),
                ("same", "没有开源"),
            ],
        ),
        (
            "两点印象尤其深刻。范式带来的变化。",
            "三点印象非常深刻。范式带来的新变化。",
            [
                *[("old", "两"), ("new", "三"), ("same", "点印象")],
                *[("old", "尤其"), ("new", "非常"), ("same", "深刻。范式带来的")],
                *[("new", "新"), ("same", "变化。")],
            ],
        ),
    ],
)
def test_a_sentence_shows_what_changed(old, new, pieces):
    assert compare(old, new) == pieces


def test_scattered_likeness_is_one_change():
    pieces = compare("我们认为这件事情是很好的", "大家觉得那件工作还不错")

    assert pieces == [
        ("old", "我们认为这件事情是很好的"),
        ("new", "大家觉得那件工作还不错"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\U00020bb7", "\U00020bb8"),  # beyond the basic plane
        ("葛\U000e0100", "葛\U000e0101"),  # forms of one character
        ("e\u0301", "e\u0300"),
        ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f466"),
    ],
)
def test_a_character_is_never_cut(old, new):
    pieces = compare(f"这是{old}的家", f"这是{new}的家")

    assert pieces == [("same", "这是"), ("old", old), ("new", new), ("same", "的家")]


TEXTS = st.text(st.sampled_from("的一是 。\na𠮷\u0301\u200d\ufe00"), max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(old, new):
    pieces = compare(old, new)

    assert "".join(words for kind, words in pieces if kind != "new") == old
    assert "".join(words for kind, words in pieces if kind != "old") == new
    assert all(words for _kind, words in pieces)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 100_000 + "b", "b" + "a" * 99_000),
        ("ab" * 50_000, "ba" * 60_000),
        ("我" * 200_000 + "\n" + "你" * 1000, "你" * 1000 + "我" * 100_000),
        ("第一\n" * 50_000, "第二\n第一\n" * 20_000),
    ],
)
def test_words_that_repeat_do_not_take_for_ever(old, new):
    start = time.monotonic()

    compare(old, new, seconds=0.2)

    assert time.monotonic() - start < 5
