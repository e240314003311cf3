import pytest
from django.core.exceptions import ValidationError

from events import dates, validators
from events.validators import (
    validate_edtf,
    validate_isni,
    validate_language,
    validate_orcid,
    validate_plain_text,
    validate_ref,
    validate_ror,
    validate_slug_key,
    validate_viaf,
    validate_web_url,
    validate_wikidata,
)

GOOD = {
    validate_edtf: ["2023", "2023?", "2023-06-16", "198X", "2023/..", " 2023 "],
    validate_ref: ["k7f3qa", "p1kq3z", "aaaaa0"],
    validate_language: ["en", "zh-Hans", "zh-Hant-TW", "lzh", "es-419", "sl-rozaj"],
    validate_slug_key: ["lin-yonghua", "ai", "2023", "x-82c79cba"],
    validate_orcid: ["0000-0002-1825-0097", "0000-0002-1694-233X"],
    validate_isni: ["0000000121032683", "000000021694233X"],
    validate_viaf: ["102333412", "1"],
    validate_wikidata: ["Q42", "Q1"],
    validate_ror: ["02n96ep67", "013q1eq08", "03cve4549"],
    validate_web_url: [
        "https://example.org/",
        "http://localhost:8000/a?b=c#d",
        "https://例子.中国/页",
        "https://[2001:db8::1]/",
        "https://example.org/@editor",
        "https://example.org/" + "a" * 1980,
    ],
    validate_plain_text: [
        "善良的 AI\n\n第二段",
        "é",
        "𠮷",
        "👩‍🔬",
        "",
        "\u202b",
    ],
}
BAD = {
    ("edtf_shape", validate_edtf): [
        "",
        "1980s",
        "2023年",
        "0000",
        "2023-02-29",
        "2" * 51,
    ],
    ("edtf_order", validate_edtf): ["2024/2023"],
    ("ref", validate_ref): [
        *("", "abcdef", "k7f3q", "k7f3qaa", "K7f3qa", "k7f3q-"),
        *("k7f3qa\n", "k٧f٣qa"),
    ],
    ("language", validate_language): [
        *("", "chinese", "zh-hans", "ZH", "zh_Hans", "zh-", "zh-Hans\n", "e"),
        "zh-" + "-".join(["abcdefgh"] * 5),
    ],
    ("slug", validate_slug_key): ["", "A", "a--b", "-a", "a-", "a.b", "林", "a\n", "é"],
    ("orcid", validate_orcid): [
        *("", "0000-0002-1825-0098", "0000000218250097", "0000-0002-1694-233x"),
        "https://orcid.org/0000-0002-1825-0097",
    ],
    ("isni", validate_isni): ["", "0000 0001 2103 2683", "0000000121032684", "1"],
    ("viaf", validate_viaf): ["", "0", "12a", "１２", "1" * 23],
    ("wikidata", validate_wikidata): ["", "42", "q42", "Q0", "P31", "Q42\n"],
    ("ror", validate_ror): [
        *("", "02n96ep68", "02n96ep76", "12n96ep67", "02N96EP67", "02l96ep67"),
        "https://ror.org/02n96ep67",
    ],
    ("url", validate_web_url): [
        *("", "example.org", "//example.org", "ftp://example.org/", "https://"),
        *("javascript:alert(1)", "https:example.org", "mailto:a@example.org"),
        *("https://example.org/a b", "https://example.org\n", "\thttps://example.org"),
        *("https://[::1", "https://example.org:99999/", "https:\\\\example.org"),
        *("https://exa\u3000mple.org", 'https://example.org/"', "data:text/html,x"),
    ],
    ("url_credentials", validate_web_url): [
        *("https://user:word@example.org/", "https://example.com@example.org/")
    ],
    ("url_length", validate_web_url): ["https://example.org/" + "a" * 1981],
    ("control_character", validate_plain_text): [
        *("a\x00", "\x07", "a\rb", "a\r\nb", "a\tb", "\x85", "\x1b[0m", "\x7f"),
        *("\ud800", "\ufffe", "\uffff", "\u2028", "\ufeff"),
    ],
    ("not_nfc", validate_plain_text): ["e\u0301", "\uf900"],
}


@pytest.mark.parametrize(
    ("validate", "value"),
    [(validate, value) for validate, values in GOOD.items() for value in values],
)
def test_good_value_passes(validate, value):
    assert validate(value) is None


@pytest.mark.parametrize(
    ("code", "validate", "value"),
    [(*rule, value) for rule, values in BAD.items() for value in values],
)
def test_bad_value_is_refused(code, validate, value):
    with pytest.raises(ValidationError) as refusal:
        validate(value)

    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


def test_every_validator_is_tried():
    names = {name for name in vars(validators) if name.startswith("validate_")}

    assert {validate.__name__ for validate in GOOD} == names
    assert {validate.__name__ for _, validate in BAD} == names


def test_date_sentences_are_those_of_the_parser(settings):
    settings.LANGUAGE_CODE = "en"

    sentences = {k: str(v) for k, v in validators._DATE_SENTENCES.items()}

    assert sentences == {"shape": dates.SHAPE_MESSAGE, "order": dates.ORDER_MESSAGE}


def test_control_character_is_named_with_its_position():
    with pytest.raises(ValidationError) as refusal:
        validate_plain_text("善良\x07")

    assert refusal.value.params == {"code": "0007", "position": 3}
