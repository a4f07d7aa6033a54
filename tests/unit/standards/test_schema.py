"""A recipe's schema is what the field's implementation says, and stands on its own."""

import json
from random import Random
from time import process_time
from typing import Any

import jsonschema
import pytest

from tuning.standards.schema import LONGEST, BadSchema, problem, schema


def drawn_schema(random: Random, depth: int = 0) -> dict[str, Any]:
    kind = random.choice(["object", "array", "string", "integer", "number", "boolean", "null"])
    made: dict[str, Any] = {"type": kind}
    if kind == "object" and depth < 3:
        made["properties"] = {name: drawn_schema(random, depth + 1) for name in "ab"}
        made["required"] = random.sample("ab", random.randrange(3))
        made["additionalProperties"] = random.choice([True, False])
    if kind == "array" and depth < 3:
        made["items"] = drawn_schema(random, depth + 1)
        made["minItems"] = random.randrange(2)
    if kind == "string":
        made |= random.choice([{"enum": ["x", "y"]}, {"pattern": "^[xy]+$"}, {"maxLength": 1}])
    if kind == "integer":
        made["minimum"] = random.randrange(3)
    return {"anyOf": [made, {"const": "x"}]} if random.random() < 0.2 else made


def drawn_value(random: Random, depth: int = 0) -> Any:
    plain = [None, True, 0, 1, 2.0, 2.5, "x", "xy", "z"]
    if depth < 3 and random.random() < 0.5:
        if random.random() < 0.5:
            return [drawn_value(random, depth + 1) for _ in range(random.randrange(3))]
        return {name: drawn_value(random, depth + 1) for name in random.sample("abc", 2)}
    return random.choice(plain)


@pytest.mark.parametrize("seed", range(20))
def test_values_conform_as_the_reference_implementation_says(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        rules, value = drawn_schema(random), drawn_value(random)
        expected = jsonschema.Draft202012Validator(rules).is_valid(value)
        assert expected == schema(json.dumps(rules)).is_valid(value), (rules, value)


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
