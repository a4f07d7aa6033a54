"""A recipe's schema stands on its own, and is refused in words."""

import json
from time import process_time
from typing import Any

import pytest

from tuning.standards.schema import LONGEST, BadSchema, problem, schema


def test_the_draft_is_the_one_that_the_schema_names() -> None:
    items: dict[str, Any] = {"items": [{"type": "string"}], "additionalItems": False}
    old = {"$schema": "http://json-schema.org/draft-07/schema#", **items}

    assert not schema(json.dumps(old)).is_valid(["a", "b"])
    assert problem(json.dumps(items))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[]", "is not of type 'object', 'boolean'"),
        ('{"type": "objekt"}', r"\$.type: 'objekt'"),
        ('{"$ref": "#/$defs/gone"}', "refers to #/.defs/gone"),
        ('{"$ref": "https://example.com/s.json"}', "refers to https://example.com"),
        ('{"$ref": "#"}', "refers to itself without end"),
        ('{"pattern": "(?=a)"}', "pattern '.*': Zero-width"),
        ('{"patternProperties": {"a": true}}', "patternProperties"),
        ('{"title": "' + "x" * LONGEST + '"}', "characters"),
    ],
)
def test_a_schema_that_is_none_is_refused_with_a_reason_in_one_line(text: str, words: str) -> None:
    with pytest.raises(BadSchema, match=words):
        schema(text)
    assert "\n" not in (problem(text) or "\n")


def test_a_property_may_be_called_like_a_keyword() -> None:
    rules = {
        "properties": {"pattern": {"type": "string"}, "patternProperties": {}, "$ref": {}},
        "const": {"pattern": "(?=x)", "patternProperties": 1, "$ref": "x"},
    }

    assert schema(json.dumps(rules)).is_valid(rules["const"])


def test_an_expression_of_a_schema_does_not_keep_it_busy() -> None:
    rules = schema('{"pattern": "^(a+)+$"}')
    began = process_time()

    assert not rules.is_valid("a" * 5000 + "!")
    assert process_time() - began < 1
