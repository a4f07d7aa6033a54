"""JSON is compared by what it holds; the reference is Python's own reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.evaluation.metrics.exact import exact_match
from tuning.evaluation.metrics.overlap import token_f1
from tuning.evaluation.metrics.sets import set_f1
from tuning.evaluation.metrics.structured import json_equal, json_fields, json_schema, json_valid

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=12,
)


@given(VALUES, st.integers(0, 4))
def test_spacing_order_of_keys_and_a_fence_do_not_count(value: Any, indent: int) -> None:
    written = json.dumps(value, indent=indent, sort_keys=True)
    other = f"```json\n{json.dumps(value, ensure_ascii=False)}\n```"

    assert 1.0 == json_valid(other, "") == json_equal(other, written) == json_fields(other, written)


@given(VALUES, VALUES)
def test_equal_means_equal_to_python_with_true_apart_from_1(one: Any, other: Any) -> None:
    given, wanted = json.dumps(one), json.dumps(other)
    same = json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)

    assert same == json_equal(given, wanted)
    assert same == (json_fields(given, wanted) == 1.0)


def _plain(value: Any) -> Any:
    """Numbers in one spelling, and letters with their marks."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) or 0.0
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


@given(st.text('{}[]",:0123456789.eE+-truefalsn \n\\u', max_size=24))
def test_valid_means_valid_to_pythons_reader_without_its_extensions(text: str) -> None:
    """Python reads NaN, Infinity and half a surrogate pair; RFC 8259 and UTF-8 have none of them.

    A number beyond the range of a double is infinite to Python; here it is no value.
    """
    assert python_reads(text) == json_valid(text, "")


def python_reads(text: str) -> bool:
    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        value = json.loads(text.strip(), parse_constant=refuse)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ('{"order": "1", "urgent": false}', '{"order":"1","urgent":true}', 1 / 2),
        ('{"order": "1"}', '{"order":"1","urgent":true}', 2 / 3),
        ('{"a": {"b": [1, 2, 3]}}', '{"a": {"b": [1, 2, 4]}}', 2 / 3),
        ('{"a": []}', '{"a": {}}', 0.0),
        ('{"a": 1}', '{"b": 1}', 0.0),
        ('[{"a": 1, "b": 2}, {"a": 2, "b": 1}]', '[{"a": 1, "b": 1}, {"a": 2, "b": 2}]', 1 / 2),
        ("order 1, urgent", '{"order":"1","urgent":true}', 0.0),
        ('Here it is: {"a": 1}', '{"a": 1}', 1.0),
        ("{}", "{}", 1.0),
    ],
)
def test_fields_are_right_where_path_and_value_are(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == pytest.approx(json_fields(answer, reference))


def test_json_in_a_text_is_compared_by_what_it_holds_and_is_no_object() -> None:
    def call(arguments: Any) -> str:
        return json.dumps({"name": "get_weather", "arguments": arguments})

    wanted = call('{"city": "Oslo", "unit": "C"}')

    assert 1.0 == json_equal(call('{"unit":"C","city":"Oslo"}'), wanted)
    assert 2 / 3 == pytest.approx(json_fields(call('{"unit":"F","city":"Oslo"}'), wanted))
    assert 0.0 == json_equal(call({"city": "Oslo", "unit": "C"}), wanted)
    assert 0.0 == json_equal(call("{city}"), wanted)


@pytest.mark.parametrize(
    "fenced",
    ['```json\n{"a": 1}\n```', '```\n{"a": 1}```', '```{"a": 1}```', '```JSON {"a": 1} ```\n'],
)
def test_a_fence_is_let_pass_however_it_is_written(fenced: str) -> None:
    assert 1.0 == json_valid(fenced, "") == json_equal(fenced, '{"a":1}')


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", '{"a": 1,}', "NaN", '{"a": 1} {"b": 2}'])
def test_what_is_no_json_is_not_valid_and_equals_nothing(text: str) -> None:
    assert 0.0 == json_valid(text, "") == json_equal(text, text) == json_fields(text, text)


def test_an_answer_conforms_to_the_recipes_schema_or_not() -> None:
    schema = json.dumps(
        {
            "type": "object",
            "required": ["order"],
            "properties": {"order": {"type": "string", "pattern": r"^\d+$"}},
            "additionalProperties": False,
        }
    )

    found = [
        json_schema(text, "", json_schema=schema)
        for text in ('```\n{"order": "12"}\n```', '{"order": 12}', '{"order": "x"}', "12", "order")
    ]
    assert [1.0, 0.0, 0.0, 0.0, 0.0] == found


SAID = '{"city": "Graz", "parcels": [1, 2]}'


@pytest.mark.parametrize(
    "answer",
    [
        f"Here is what you asked for:\n```json\n{SAID}\n```\nAnything else?",
        f"Sure! {SAID} I took it from [3].",
        f"The keys {{a}} and {{b}} are yours: {SAID}.",
    ],
)
def test_json_within_sentences_is_compared_by_what_it_holds(answer: str) -> None:
    assert 1.0 == json_equal(answer, SAID) == json_fields(answer, SAID)
    assert 1.0 == exact_match(answer, SAID) == set_f1(answer, SAID) == token_f1(answer, SAID)
    assert 0.0 == json_valid(answer, "")
    assert 0.0 == json_equal(answer.replace("Graz", "Wien"), SAID)


@pytest.mark.parametrize(
    "answer",
    [
        f"Either {SAID} or {SAID}.",
        f"[{SAID}] is a list.",
        "None of it.",
        "[" * 100_000,
        '{"a": NaN}',
    ],
)
def test_what_is_not_one_value_of_its_kind_is_no_answer(answer: str) -> None:
    assert 0.0 == json_equal(answer, SAID)
    assert 0.0 == json_equal(f"I say {SAID}", "a text")
