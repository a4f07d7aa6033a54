"""Each slip is said by what it is, and mended where nothing needs to be guessed."""

import json

import pytest

from tests.unit.dataset.taking import take_in
from tuning.dataset.reading.repair import repaired
from tuning.dataset.reading.slips import Slip

GOOD = '{"prompt": "q", "completion": "a"}'
MEANT = {"prompt": "q", "completion": "a"}

MENDED = {
    "a trailing comma": ('{"prompt": "q", "completion": "a",}', Slip.TRAILING_COMMA),
    "single quotes": ("{'prompt': 'q', 'completion': 'a'}", Slip.SINGLE_QUOTES),
    "typographic quotes": (
        '{\u201cprompt\u201d: \u201cq\u201d, \u201ccompletion": "a"}',
        Slip.SMART_QUOTES,
    ),
    "a bare key": ('{"prompt": "q", completion: "a"}', Slip.BARE_KEY),
    "a comment": ('{"prompt": "q", /* why */ "completion": "a"}', Slip.COMMENT),
    "a comma after it": (f"{GOOD},", Slip.COMMA_AFTER),
}
GUESSES = {
    "a quote inside": ('{"prompt": "the "best" lamp", "completion": "a"}', Slip.INNER_QUOTE),
    "an apostrophe inside": ("{'prompt': 'it's', 'completion': 'a'}", Slip.INNER_QUOTE),
    "a lone backslash": (r'{"prompt": "C:\new\docs", "completion": "a"}', Slip.BAD_ESCAPE),
    "a text without quotes": ('{"prompt": hello, "completion": "a"}', Slip.UNQUOTED_TEXT),
}


@pytest.mark.parametrize(
    ("line", "slip"), [*MENDED.values(), *GUESSES.values()], ids=[*MENDED, *GUESSES]
)
def test_a_slip_is_said_by_what_it_is(line: str, slip: Slip) -> None:
    (problem,) = take_in(f"{GOOD}\n{line}\n{GOOD}\n".encode()).problems

    assert ("NOT_JSON", 2) == (problem.code, problem.line)
    assert slip.words in problem.message


@pytest.mark.parametrize(("line", "slip"), MENDED.values(), ids=MENDED.keys())
def test_what_can_only_mean_one_thing_is_mended(line: str, slip: Slip) -> None:
    content, slips = repaired(f"{GOOD}\n{line}\n{GOOD}\n".encode())

    assert [MEANT] * 3 == [json.loads(each) for each in content.splitlines()]
    assert slip in slips


@pytest.mark.parametrize(("line", "slip"), GUESSES.values(), ids=GUESSES.keys())
def test_nothing_is_guessed(line: str, slip: Slip) -> None:
    content, slips = repaired(f"{GOOD}\n{line}\n".encode())

    assert line.encode() in content
    assert not slips


def test_python_words_several_records_on_a_line_and_raw_tabs_are_mended() -> None:
    content, slips = repaired(
        b'{"prompt": "q\tr", "completion": None}{"prompt": True, "completion": "a"}\n'
    )

    assert [{"prompt": "q\tr", "completion": None}, {"prompt": True, "completion": "a"}] == [
        json.loads(each) for each in content.splitlines()
    ]
    assert {Slip.RAW_CONTROL, Slip.PYTHON_WORD, Slip.SEVERAL_RECORDS} == set(slips)


def test_an_array_with_slips_between_its_records_is_said_and_mended() -> None:
    content = f"[\n{GOOD}\n{GOOD},\n{GOOD},\n]\n".encode()
    took = take_in(content, name="train.json")
    mended, slips = repaired(content)

    assert ["NOT_JSON@3", "NOT_JSON@5"] == took.listed
    assert 3 == len(took.written)
    assert [MEANT] * 3 == [json.loads(each) for each in mended.splitlines()]
    assert {Slip.MISSING_COMMA: 1, Slip.TRAILING_COMMA: 1} == slips


@pytest.mark.parametrize("text", ["", "{", "[", '{"', "{}", "[]", '{"a":', "[[", "\\", "'", "#"])
def test_whatever_the_text_is_nothing_is_raised(text: str) -> None:
    content, _ = repaired(text.encode())

    assert len(content) <= len(text) + 1
