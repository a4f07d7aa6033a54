"""What conforms to a recipe's schema, beside the reference implementation of the field."""

import json
from random import Random
from typing import Any

import jsonschema
import pytest

from tuning.standards.schema import schema


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
