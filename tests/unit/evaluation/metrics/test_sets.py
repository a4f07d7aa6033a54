"""Things that are named are compared as sets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.evaluation.metrics.sets import set_f1

THINGS = st.lists(st.sampled_from(["Paris", "New York", "-1", "1", "C++"]), max_size=6)


@given(THINGS, THINGS)
def test_the_score_is_the_f1_of_two_sets_however_they_are_written(
    one: list[str], other: list[str]
) -> None:
    both = len({*one} & {*other})
    expected = 2 * both / (len({*one}) + len({*other})) if one or other else 1.0
    lines = "\n".join(f"- {each}" for each in other)

    assert expected == pytest.approx(set_f1(json.dumps(one), json.dumps(other)))
    assert expected == pytest.approx(set_f1(", ".join(one), json.dumps(other)))
    assert expected == pytest.approx(set_f1(json.dumps(one), lines))


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("1. Paris\n2. Rome.", "rome, paris", 1.0),
        ("Paris; Paris; Oslo", "Paris", 2 / 3),
        ('{"PER": ["Ann"], "LOC": ["Rome", "Oslo"]}', '{"LOC": ["Oslo"], "PER": ["Ann"]}', 4 / 5),
        ('{"PER": ["Rome"]}', '{"LOC": ["Rome"]}', 0.0),
        ("none", "Paris", 0.0),
        ("", "", 1.0),
    ],
)
def test_entities_agree_as_sets(answer: str, reference: str, expected: float) -> None:
    assert expected == pytest.approx(set_f1(answer, reference))


def call(name: str, **arguments: object) -> dict[str, object]:
    return {"name": name, "arguments": arguments}


def test_calls_of_tools_agree_by_name_and_arguments_whoever_wrote_them() -> None:
    find, book = call("find", city="Oslo", days=2), call("book", id=7)
    nova = {"toolUse": {"toolUseId": "x1", "name": "find", "input": {"days": 2.0, "city": "Oslo"}}}
    openai = {
        "id": "c1",
        "type": "function",
        "function": {"name": "book", "arguments": '{"id": 7}'},
    }

    assert 1.0 == set_f1(json.dumps([openai, nova]), json.dumps([find, book]))
    assert 1.0 == set_f1(json.dumps(find), json.dumps([nova]))
    assert 2 / 3 == pytest.approx(set_f1(json.dumps([find]), json.dumps([find, book])))
    assert 0.0 == set_f1(json.dumps(call("find", city="Oslo", days=3)), json.dumps(find))
