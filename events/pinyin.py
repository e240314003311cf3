"""Chinese in Latin letters: slugs, sort keys and what an editor may type.

Readings of running text come from pypinyin, readings of surnames from the
tables below. ``ü`` is written as in Chinese passports: 吕 is ``lyu``. Latin
letters are kept and lose their accents. All functions are pure and give the
same answer for the same text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SORT_KEY_LENGTH = 200
_SEARCH_LENGTH = 2000
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_HAN_ONLY = re.compile(f"[{_HAN}]+")
_MIDDLE_DOT = re.compile("[·•‧・]")
# Letters that do not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("'’ʼ`´", "")
)


def _table(text: str) -> dict[str, str]:
    """Read lines of ``reading characters reading characters …``."""
    pieces = text.split()
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return {character: reading for reading, group in pairs for character in group}


# Characters that are read another way as a surname than in running text, or
# that dictionaries differ about; simplified, traditional and variant forms.
# From general knowledge of Chinese surnames. Where families differ (盖 ge or
# gai, 乐 yue or le) the more frequent reading stands here; editors may change
# a person's sort key, and ``search_terms`` holds the everyday reading too.
_SURNAMES = _table("""
    shan 单單 xie 解 zeng 曾 qiu 仇 zha 查 ou 区區 piao 朴 ge 盖蓋 ren 任
    miao 缪繆 ning 宁甯寧 zhai 翟 qin 覃 he 黑 chong 种種 yun 员員贠貟 li 郦酈
    xian 冼洗 pang 逄 yue 乐樂 ji 纪紀 she 折 shao 召 cheng 晟 kui 隗 gou 句勾
    po 繁 sheng 盛 bu 卜 bo 薄 bai 柏 su 宿 che 车車 chen 谌諶 xi 郗 bi 秘
    zhai 祭 shen 莘 ben 贲賁 na 那 nai 能佴 mu 牟 fu 宓 xun 郇 qie 郄 yan 燕
    ying 应應 xiang 相 zi 訾 zang 臧藏 que 阙闕 kan 阚闞 du 都 guo 过過 gan 干
    yao 幺么 gui 炅炔妫媯 xie 颉頡 mi 芈羋 nie 乜 hua 华華 chang 长長 shi 适
""")

# Surnames of two characters and more; the given name follows them.
_COMPOUND_TEXT = """
    欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫
    慕容 司徒 司空 令狐 长孙 長孫 宇文 轩辕 軒轅 端木 百里 呼延 南宫 南宮 独孤
    獨孤 赫连 赫連 钟离 鍾離 鐘離 闻人 聞人 澹台 澹臺 淳于 太叔 申屠 濮阳 濮陽
    鲜于 鮮于 闾丘 閭丘 万俟 萬俟 单于 單于 乐正 樂正 亓官 司寇 子车 子車 颛孙
    顓孫 巫马 巫馬 公西 漆雕 壤驷 壤駟 公良 拓跋 拓拔 夹谷 夾谷 宰父 谷梁 穀梁
    段干 东郭 東郭 南门 南門 西门 西門 羊舌 微生 梁丘 左丘 东门 東門 第五 公羊
    仲孙 仲孫 叔孙 叔孫 季孙 季孫 宗政 完颜 完顏 耶律 纳兰 納蘭 叶赫 葉赫 那拉
    达奚 達奚 屈突 贺兰 賀蘭 哥舒 爱新觉罗 愛新覺羅
"""
_COMPOUND = frozenset(_COMPOUND_TEXT.split())
_COMPOUND_READINGS = {
    "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "萬俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "長孫": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "單于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "澹臺": ("tan", "tai"),
    "乐正": ("yue", "zheng"),
    "樂正": ("yue", "zheng"),
    "子车": ("zi", "ju"),
    "子車": ("zi", "ju"),
    "亓官": ("qi", "guan"),
    "夹谷": ("jia", "gu"),
    "夾谷": ("jia", "gu"),
    "那拉": ("na", "la"),
    "宰父": ("zai", "fu"),
}

Word = tuple[str, ...]  # one word's syllables; a Latin word is one syllable


def fold(text: str) -> str:
    """Return the form in which two names or tags compare equal.

    Width, compatibility forms and case are gone: "ＡＩ " equals "ai".
    """
    composed = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", composed.casefold()).strip()


@lru_cache(maxsize=4096)
def slugify(text: str, *, name: bool = False, max_length: int = 80) -> str:
    """Return an address part of ``a-z0-9`` and single hyphens, never empty.

    Chinese is written by syllables: 重庆 is ``chong-qing``. With ``name`` it
    is a person's name, surname first: 欧阳修 is ``ouyang-xiu``. Scripts other
    than Chinese and Latin are left out; where nothing is left, the slug is
    ``x-`` and eight hexadecimal digits of the text's SHA-256. A slug that is
    too long ends after its last whole syllable.
    """
    slug = ""
    for word in _words(text, name=name, others=False):
        for index, syllable in enumerate(word):
            joint = "-" if slug and index == 0 else ""
            if len(slug) + len(joint) + len(syllable) > max_length:
                return slug or syllable[:max_length]
            slug += joint + syllable
    return slug or "x-" + hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Return the lower-case key that puts a name in its place in a list.

    A Chinese name of a person becomes "lin yonghua"; longer Chinese text goes
    by syllables. A Latin name stays in the order in which it is written. Other
    scripts and characters without a known reading are kept. At most 200
    characters; empty only for a blank name.
    """
    words = _words(name, name=True, others=True)
    return _spaced(words)[:_SORT_KEY_LENGTH].rstrip() or fold(name)[:_SORT_KEY_LENGTH]


def initial(sort_key: str) -> str:
    """Return "A" to "Z" for a sort key, or "#" for what has no such letter."""
    first = sort_key[:1]
    return first.upper() if first.isascii() and first.isalpha() else "#"


def search_terms(names: Iterable[str]) -> str:
    """Return in one string what an editor may type to find any of the names.

    For 林咏华: the name itself, "linyonghua", "lin yonghua" and "lyh"; a
    surname's everyday reading too (单: shan and dan), and ``ü`` as yu, v and
    u. Folded, sorted, without duplicates, at most 2,000 characters: what does
    not fit is left out, later names first.
    """
    terms = {""}
    length = 0
    for name in names:
        for term in _terms(name):
            if term in terms or length + len(term) > _SEARCH_LENGTH:
                continue
            terms.add(term)
            length += len(term) + 1  # the blank after it
    return " ".join(sorted(terms - {""}))


def _terms(name: str) -> Iterator[str]:
    yield fold(name)
    compact = _compact(name)
    if not _HAN_CHARACTER.search(compact):
        yield _spaced(_words(name, name=True, others=True))
        return
    yield fold(compact)
    for words in _readings(name):
        for u in ("yu", "v", "u"):
            spaced = _spaced(tuple(_with_u(s, u) for s in word) for word in words)
            yield spaced
            yield spaced.replace(" ", "")
        yield "".join(syllable[0] for word in words for syllable in word)


def _with_u(syllable: str, u: str) -> str:
    """Write ``ü`` another way: only it stands as ``yu`` after l and n."""
    return re.sub("^([ln])yu", rf"\1{u}", syllable)


def _spaced(words: Iterable[Word]) -> str:
    return " ".join("".join(word) for word in words)


def _readings(name: str) -> list[list[Word]]:
    """Return a name's words as written in its sort key, then in other readings."""
    words = _words(name, name=True, others=True)
    surname, given = _split_person(_compact(name))
    if not surname:
        return [words]
    everyday = [_syllables(part, others=True) for part in (surname, given) if part]
    return [words] if everyday == words else [words, everyday]


def _words(text: str, *, name: bool, others: bool) -> list[Word]:
    """Split a text into Latin words; ``others`` keeps further scripts."""
    compact = _compact(text)
    if name:
        surname, given = _split_person(compact)
        if surname:
            words = [_surname(surname, others=others)]
            words.append(_given(given, others=others))
            return [word for word in words if word]
        parts = _MIDDLE_DOT.split(compact)
        if len(parts) > 1 and all(map(_HAN_ONLY.fullmatch, parts)):
            return [w for w in (_syllables(p, others=others) for p in parts) if w]
    words = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        if _HAN_ONLY.match(run):
            words += [(syllable,) for syllable in _syllables(run, others=others)]
        else:
            words += [(word,) for word in _latin_words(run, others=others)]
    return words


def _compact(name: str) -> str:
    """Drop blanks: newspapers print 王　伟 to fill three squares."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _split_person(name: str) -> tuple[str, str]:
    """Split a Chinese person's name; both parts are empty for anything else.

    A name of four characters without a compound surname is left whole: it may
    hold two surnames, or be Japanese, or be an organization.
    """
    if not _HAN_ONLY.fullmatch(name):
        return "", ""
    for size in (4, 2):
        if name[:size] in _COMPOUND and len(name) <= size + 2:
            return name[:size], name[size:]
    return (name[:1], name[1:]) if len(name) in (2, 3) else ("", "")


def _surname(surname: str, *, others: bool) -> Word:
    if surname in _SURNAMES:
        return (_SURNAMES[surname],)
    return _COMPOUND_READINGS.get(surname) or _syllables(surname, others=others)


def _given(given: str, *, others: bool) -> Word:
    """Read a given name: 长 is long (chang) there, not elder (zhang)."""
    syllables = _syllables(given, others=others)
    if len(syllables) != len(given):  # a character without a reading fell out
        return syllables
    pairs = zip(given, syllables, strict=True)
    return tuple("chang" if c in "长長" else syllable for c, syllable in pairs)


@lru_cache(maxsize=8192)
def _syllables(han: str, *, others: bool) -> Word:
    # Loaded on first use: its dictionaries take 0.2 to 0.5 s and 55 MB, which
    # a process that makes no slug should not pay.
    from pypinyin import lazy_pinyin

    unknown = list if others else "ignore"
    syllables = lazy_pinyin(han, errors=unknown, v_to_u=True)
    return tuple(_plain(syllable.replace("ü", "yu")) for syllable in syllables)


def _plain(text: str) -> str:
    """Lower case, without accents; other scripts stay as they are."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in letters if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _latin_words(text: str, *, others: bool) -> list[str]:
    return re.findall(r"[^\W_]+" if others else "[a-z0-9]+", _plain(text))
