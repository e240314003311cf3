"""The text form refuses what the models refuse, key by key."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from events.models import (
    Appearance,
    Block,
    Contributor,
    Event,
    Organization,
    Series,
    Source,
    Speaker,
    Tag,
)
from events.transcript import document, limits
from events.transcript.parser import parse
from events.validators import validate_edtf, validate_language, validate_web_url

# Keys that name another row: its name is made of them.
NAMES = {
    "series": (Series, "title"),
    "organization": (Organization, "name"),
    "speaker": (Speaker, "name"),
    "speakers": (Speaker, "name"),
    "tags": (Tag, "name"),
    "tag": (Tag, "name"),
    "lang": (Block, "language"),
    "p": (Block, "page"),
    "as": (Block, "printed_label"),
}
VALIDATORS = (
    (validate_edtf, limits.is_date),
    (validate_language, limits.is_stored_language),
    (validate_web_url, limits.is_web_url),
)


def columns(model, keys):
    for key in keys:
        owner, name = NAMES.get(key, (model, key))
        yield key, owner._meta.get_field(name)


@pytest.mark.parametrize(
    ("model", "kind", "more", "table"),
    [
        (Event, document.Document, (), limits.EVENT_LIMITS),
        (Appearance, document.Voice, ("speaker",), limits.VOICE_LIMITS),
        (Contributor, document.Contributor, (), limits.CONTRIBUTOR_LIMITS),
        (Source, document.SourceNote, (), limits.SOURCE_LIMITS),
        (Block, None, ("p", "as", "tag", "lang"), limits.BLOCK_LIMITS),
    ],
)
def test_each_key_is_as_long_as_its_column(model, kind, more, table):
    skipped = {"slug", "ordinal", "contributors", "voices", "sources", "blocks"}
    keys = {*(kind.__dataclass_fields__ if kind else ()), *more} - skipped

    wanted = {
        key: column.max_length
        for key, column in columns(model, keys)
        if isinstance(column, models.CharField) and not column.choices
    }

    assert table == wanted


@pytest.mark.parametrize("model", [Event, Source])
def test_each_rule_is_that_of_its_column(model):
    fields = {field.name: field for field in model._meta.fields}

    rules = {
        name: rule
        for name, field in fields.items()
        for validator, rule in VALIDATORS
        if validator in field.validators
    }

    assert rules == {
        key: rule for key, (rule, _) in limits.VALUE_RULES.items() if key in fields
    }


@pytest.mark.parametrize(
    ("key", "validator", "values"),
    [
        ("held", validate_edtf, ["2023", "2023?", "2023-", "去年夏天", "2024/2023"]),
        ("language", validate_language, ["zh-Hans", "zh-hans", "en", "x-y", "中文"]),
        (
            "recording",
            validate_web_url,
            ["https://a.example/", "a.example", "http://u@a.example", "http://[", "/a"],
        ),
    ],
)
def test_the_text_form_and_the_column_agree(key, validator, values):
    def accepted(value):
        try:
            validator(value)
        except ValidationError:
            return False
        return True

    read = {v: parse(f"---\n{key}: '{v}'\n---")[1] == [] for v in values}

    assert read == {value: accepted(value) for value in values}
