"""Tables and documents: which columns are taken, and on which line each record begins."""

from typing import Any

import pytest

from tests.unit.dataset.taking import handled, take_in
from tuning.dataset.reading import table
from tuning.run.formats import FormatName


def taken(content: bytes, **asked: Any) -> list[tuple[str, str]]:
    """Return what is asked and answered."""
    took = take_in(content, handled(**asked), name="train.csv")
    return [
        pair
        for batch in took.batches
        for pair in zip(batch.columns.asked, batch.columns.answers, strict=True)
    ]


def test_a_cell_of_a_table_may_hold_commas_quotes_and_line_breaks() -> None:
    took = take_in(b'input,output\n"a, ""b""\nc",d\ne,f\n', name="train.csv")
    batch = took.batches[0]

    assert (['a, "b"\nc', "e"], ["d", "f"]) == batch.columns[:2]
    assert [2, 4] == list(batch.lines)
    assert [2, 4] == [batch.record(0).line, batch.record(1).line]


PAIRS = (
    ("prompt", "completion"),
    ("input", "output"),
    ("question", "answer"),
    ("instruction", "response"),
    ("text", "label"),
    ("text", "category"),
    ("text", "summary"),
)


@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_each_known_pair_is_taken_whichever_column_stands_first(pair: tuple[str, str]) -> None:
    asked, answered = pair
    first = f"{asked},{answered}\nq,a\n".encode()
    second = f" {answered.upper()} ,{asked}\na,q\n".encode()

    assert [("q", "a")] == taken(first) == taken(second)
    assert f"CSV of {asked}/{answered}" == take_in(second, name="train.csv").format


@pytest.mark.parametrize("mark", [b",", b";", b"\t", b"|"])
def test_whatever_parts_the_cells_the_table_is_read(mark: bytes) -> None:
    content = b'prompt,completion\n"q, ; |",a\n'.replace(b"n,c", b"n" + mark + b"c")
    content = content.replace(b"prompt,", b"prompt" + mark).replace(b'",a', b'"' + mark + b"a")

    assert [("q, ; |", "a")] == taken(content)


def test_the_columns_of_a_public_form_are_put_into_the_prompt() -> None:
    content = b"instruction,input,output\nTranslate.,red,rouge\nSing.,,la\n"

    assert [("Translate.\n\nred", "rouge"), ("Sing.", "la")] == taken(content)


def test_a_header_of_no_known_form_is_answered_with_its_columns() -> None:
    (problem,) = take_in(b"ask;say\nq;a\n", name="train.csv").problems

    assert "UNKNOWN_COLUMNS" == problem.code
    assert "ask, say" in problem.message


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_line_ends_of_an_old_macintosh_end_lines(separator: str) -> None:
    rows = [("prompt", "completion"), ("q", "a"), ("r", '"b, c"')]
    content = "\r".join(map(separator.join, rows)).encode()

    assert [("q", "a"), ("r", "b, c")] == taken(content)
    assert [("q", "a"), ("r", "b, c")] == taken(content + b"\r")


EXTRA = b"id,prompt,note,completion\n1,q,n,a\n2,r,n,b\n"


def test_further_columns_are_refused_once_until_losing_them_is_asked_for() -> None:
    refused = take_in(EXTRA, name="train.csv")
    asked = take_in(EXTRA, handled(lossy=True), name="train.csv")

    assert ["KEY_LEFT_OUT@1", "UNKNOWN_KEY@1"] == refused.listed
    assert "note is not part of prompt/completion" in refused.problems[1].message
    assert [] == refused.batches
    assert ["KEY_DROPPED@1", "KEY_LEFT_OUT@1"] == asked.listed
    assert [("q", "a"), ("r", "b")] == taken(EXTRA, lossy=True)


def test_columns_that_a_person_names_are_taken_and_the_others_left() -> None:
    content = b"Question,Reply,Mood\nq,a,m\n"

    assert [("q", "a")] == taken(content, columns=("question", " REPLY"))
    assert [("m", "q")] == taken(content, columns=("mood", "question"))
    took = take_in(content, handled(columns=("question", "reply")), name="train.csv")
    assert ({"KEY_DROPPED": 1}, "CSV of question/reply") == (took.counts, took.format)


def test_a_column_that_a_person_names_must_be_there() -> None:
    took = take_in(b"prompt,completion\nq,a\n", handled(columns=("q", "a")), name="train.csv")

    assert ["UNKNOWN_COLUMNS@1"] == took.listed


def test_a_column_name_that_stands_twice_is_refused() -> None:
    took = take_in(b"prompt,completion,Prompt\nq,a,r\n", handled(lossy=True), name="train.csv")

    assert {"DUPLICATE_COLUMN"} == took.codes
    assert [] == took.batches


@pytest.mark.parametrize("name", ["converse", "messages", "graded", "text", "prompts"])
def test_a_table_cannot_hold_turns(name: FormatName) -> None:
    took = take_in(b"prompt,completion\nq,a\n", handled(format=name), name="train.csv")

    assert ["NO_TABLE@1"] == took.listed


def test_a_table_of_another_pair_than_asked_for_is_refused() -> None:
    content = b"text,label\nq,a\n"

    assert ["UNKNOWN_COLUMNS@1"] == take_in(
        content, handled(format="input_output"), name="train.csv"
    ).listed
    assert [("q", "a")] == taken(b"input,output\nq,a\n", format="input_output")


def test_every_row_before_one_without_end_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BATCH_ROWS", 3)
    rows = b"".join(b"q%d,a\n" % n for n in range(7))
    took = take_in(b"prompt,completion\n" + rows + b'"' + b"text\n" * 600_000, name="train.csv")

    assert ["LINE_TOO_LONG@9"] == took.listed
    assert [[2, 3, 4], [5, 6, 7], [8]] == [list(batch.lines) for batch in took.batches]


def test_what_is_wrong_with_a_row_is_found_in_whichever_batch_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = b"prompt,completion\nq,a\n1\n\n,a\nq,\xff\n" + b"q,a\nq,a,b\n" * 3
    whole = take_in(rows, name="train.csv").listed
    monkeypatch.setattr(table, "BATCH_ROWS", 1)

    assert ["BAD_CSV@3", "BLANK_LINE@4", "EMPTY_TEXT@5", "BAD_UTF8@6"] == whole[:4]
    assert whole == take_in(rows, name="train.csv").listed


def test_examples_of_a_document_carry_the_lines_on_which_they_begin() -> None:
    document = b'{\n "examples": [\n{"input":"a",\n"output":"b"},{"input":"a","output":"b"},\n'
    took = take_in(document + b' {"input":"a","output":"b"}]}', name="train.json")

    assert [3, 4, 5] == [line for batch in took.batches for line in batch.lines]


def test_a_bad_example_is_named_and_the_ones_around_it_are_read() -> None:
    good = b'{"input":"a","output":"b"}'
    took = take_in(
        b'{"examples":[\n' + good + b',\n{"input":null,"output":"b"},\n' + good + b"]}",
        name="train.json",
    )

    assert ["WRONG_TYPE@3"] == took.listed
    assert [2, 4] == [line for batch in took.batches for line in batch.lines]
