import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.pinyin import fold, initial, search_terms, slugify, sort_key

PERSONS = {
    "林咏华": "lin-yonghua",
    "林詠華": "lin-yonghua",
    "刘梁剑": "liu-liangjian",
    "贺樑": "he-liang",
    "高鹏": "gao-peng",
    "欧阳修": "ouyang-xiu",
    "歐陽修": "ouyang-xiu",
    "单田芳": "shan-tianfang",
    "解晓东": "xie-xiaodong",
    "曾国藩": "zeng-guofan",
    "仇英": "qiu-ying",
    "查慎行": "zha-shenxing",
    "區大任": "ou-daren",
    "朴树": "piao-shu",
    "尉迟恭": "yuchi-gong",
    "盖叫天": "ge-jiaotian",
    "任伯年": "ren-bonian",
    "缪荃孙": "miao-quansun",
    "宁调元": "ning-diaoyuan",
    "翟让": "zhai-rang",
    "覃子豪": "qin-zihao",
    "万俟卨": "moqi-xie",
    "长孙无忌": "zhangsun-wuji",
    "長孫無忌": "zhangsun-wuji",
    "种师道": "chong-shidao",
    "员半千": "yun-banqian",
    "郦道元": "li-daoyuan",
    "冼星海": "xian-xinghai",
    "逄蒙": "pang-meng",
    "乐毅": "yue-yi",
    "纪昀": "ji-yun",
    "黑云": "he-yun",
    "繁钦": "po-qin",
    "吕不韦": "lyu-buwei",
    "任长霞": "ren-changxia",
    "王　伟": "wang-wei",
    "欧阳": "ouyang",
    "陈方安生": "chen-fang-an-sheng",
    "约翰·塞尔": "yuehan-saier",
    "Jane Doe": "jane-doe",
}


@pytest.mark.parametrize(("name", "slug"), PERSONS.items())
def test_slug_of_a_person(name, slug):
    assert slugify(name, name=True) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("重庆", "chong-qing"),
        ("作为工具或朋友的AI", "zuo-wei-gong-ju-huo-peng-you-de-ai"),
        ("第12期", "di-12-qi"),
        ("ＡＩ　时代", "ai-shi-dai"),
        ("GPT-3.5: Café naïve", "gpt-3-5-cafe-naive"),
        ("Łódź Ærø Straße", "lodz-aero-strasse"),
        ("O’Brien's", "obriens"),
        ("Ω AI", "ai"),
        ("绿色战略", "lyu-se-zhan-lyue"),
        ("𠮷田", "tian"),
    ],
)
def test_slug_of_a_text(text, slug):
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [("カタカナ", "x-82c79cba"), ("？？？", "x-3fe3a9d5"), ("", "x-e3b0c442")],
)
def test_slug_where_nothing_is_left(text, slug):
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("length", "slug"),
    [(19, "zhuang-shuang-chuan"), (18, "zhuang-shuang"), (5, "zhuan")],
)
def test_slug_ends_after_a_whole_syllable(length, slug):
    assert slugify("装双船", max_length=length) == slug


def test_slug_of_a_long_given_name_ends_after_a_whole_syllable():
    assert slugify("欧阳双双", name=True, max_length=13) == "ouyang-shuang"


@given(st.text(), st.booleans(), st.integers(10, 90))
def test_slug_of_any_text_is_an_address_part(text, name, length):
    slug = slugify(text, name=name, max_length=length)

    assert slug
    assert len(slug) <= length
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in slug
    assert slug.strip("-") == slug


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("林咏华", "lin yonghua"),
        ("欧阳修", "ouyang xiu"),
        ("单田芳", "shan tianfang"),
        ("吕不韦", "lyu buwei"),
        ("清华大学", "qing hua da xue"),
        ("Jane Doe", "jane doe"),
        ("Müller, Ärne", "muller arne"),
        ("Ωμέγα", "ωμεγα"),
        ("김철수", "김철수"),
        ("𠮷田", "𠮷 tian"),
        ("？", "?"),
        (" ", ""),
    ],
)
def test_sort_key(name, key):
    assert sort_key(name) == key


def test_sort_keys_put_a_short_surname_first():
    names = ["李安娜", "连安", "李娜", "Li Bo"]

    assert sorted(names, key=sort_key) == ["李安娜", "Li Bo", "李娜", "连安"]


def test_sort_key_of_a_very_long_name_is_cut():
    assert sort_key("林" * 100) == ("lin " * 50).strip()


@pytest.mark.parametrize(
    ("key", "letter"),
    [("lin yonghua", "L"), ("ωμεγα", "#"), ("3m", "#"), ("", "#"), ("ß", "#")],
)
def test_initial(key, letter):
    assert initial(key) == letter


def test_search_terms_of_a_chinese_name():
    assert search_terms(["林咏华"]) == "lin yonghua linyonghua lyh 林咏华"


def test_search_terms_hold_both_readings_of_a_surname():
    assert search_terms(["单田芳"]) == (
        "dan tianfang dantianfang dtf shan tianfang shantianfang stf 单田芳"
    )


def test_search_terms_write_u_umlaut_in_three_ways():
    assert search_terms(["吕玉"]) == "lu yu luyu lv yu lvyu ly lyu yu lyuyu 吕玉"


def test_search_terms_of_several_names_have_no_duplicates():
    names = ["Ärne Müller", "arne muller", "ＡＲＮＥ ＭＵＬＬＥＲ", "王　伟", " "]

    assert search_terms(names) == (
        "arne muller wang wei wangwei ww ärne müller 王 伟 王伟"
    )


def test_search_terms_keep_the_first_names_within_the_limit():
    terms = search_terms(["林咏华", *(f"name{n:04}" for n in range(1000))])

    assert len(terms) == 1992
    assert "林咏华" in terms
    assert "name0217" in terms
    assert "name0218" not in terms


def test_search_terms_of_no_name():
    assert search_terms([]) == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＩ ", "ai"), ("Straße", "strasse"), ("ǅ", "dž"), ("㎏", "kg"), ("", "")],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_dictionaries_are_not_loaded_with_the_module():
    code = "import sys, events.pinyin; sys.exit('pypinyin' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
