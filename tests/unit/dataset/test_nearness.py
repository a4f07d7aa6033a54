"""What is said of a file whose records are nearly those of a known form."""

import json

import pytest

from .taking import handled, lines, take_in

Q, A = "Where is my parcel?", "It left on Monday."


def said(content: bytes, name: str = "train.jsonl") -> str:
    """Return the first problem of a file in words."""
    return str(take_in(content, name=name).problems[0])


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"text": Q, "label": ["parcels", "days"]}, "an array instead of text in label"),
        ({"question": Q, "answer": [A]}, "an array instead of text in answer"),
        ({"conversations": "none"}, "text instead of an array in conversations"),
        ({"contents": {"parts": []}}, "an object instead of an array in contents"),
    ],
)
def test_a_value_of_another_type_is_named_where_the_keys_are_known(
    record: object, words: str
) -> None:
    assert words in said(lines(record))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({Q: A, "And where am I?": "In Graz."}, "each of which is text"),
        ({"17": {"prompt": Q}, "18": {"prompt": Q}}, "write these objects as a list"),
    ],
)
def test_a_document_by_questions_or_numbers_is_named(document: object, words: str) -> None:
    told = said(json.dumps(document).encode(), "train.json")

    assert "ENTRIES_NOT_RECORDS" in told
    assert words in told
    assert "2 entries" in told
    assert "Graz" not in told


def test_one_text_with_a_template_in_it_is_named() -> None:
    took = take_in(lines(*[{"id": 1, "text": f"[INST] {Q} [/INST] {A}"}] * 3))

    assert ["ONE_TEXT@1"] == took.listed


@pytest.mark.parametrize(
    ("document", "mend"),
    [
        ({"columns": ["prompt", "completion"], "index": [0], "data": [[Q, A]]}, "df.to_json("),
        (
            {"features": [{"name": "x"}], "rows": [{"row_idx": 0, "row": {}}]},
            "each object under row",
        ),
        ({"title": "x", "paragraphs": [{"qas": []}]}, "write each question and its answer as a"),
        ({"version": 1, "entries": {"a": {"q": Q}}}, "write each question and its answer as a"),
    ],
)
def test_a_document_that_holds_its_records_deeper_is_not_to_be_renamed(
    document: object, mend: str
) -> None:
    told = said(json.dumps(document).encode(), "train.json")

    assert "NESTED_RECORDS" in told
    assert mend in told
    assert "rename" not in told


@pytest.mark.parametrize(
    ("record", "nearest"),
    [
        ({"prompt": Q, "reply": A}, "prompt"),
        ({"zzz": Q, "ppp": A}, "rename the keys to prompt, completion"),
        ({"instruktion": Q, "output_": A}, "instruction/input/output (Alpaca)"),
    ],
)
def test_the_nearest_form_is_one_that_may_be_meant(record: object, nearest: str) -> None:
    assert nearest in said(lines(record))


@pytest.mark.parametrize("keys", [("role", "content"), ("from", "value"), ("role", "parts")])
def test_a_message_by_itself_is_no_conversation(keys: tuple[str, str]) -> None:
    turns = [dict(zip(keys, turn, strict=True)) for turn in (("user", Q), ("assistant", A))]
    took = take_in(json.dumps(turns).encode(), name="train.json")

    assert ["ONE_MESSAGE@1"] == took.listed
    assert '{"messages": [ … ]}' in took.problems[0].fix


def test_a_misspelled_answer_is_missing_and_no_other_form() -> None:
    good = {"instruction": "Answer.", "input": Q, "output": A}
    took = take_in(lines(good, {"instruction": "Answer.", "input": Q, "ouput": A}))

    assert ["MISSING_KEY@2"] == took.listed
    assert "output is missing; ouput may be meant for it" in took.problems[0].message


def test_an_answer_of_null_is_named_so() -> None:
    good = {"instruction": "Answer.", "input": Q, "output": A}
    took = take_in(lines(good, {**good, "output": None}))

    assert "null instead of text in output" in took.problems[0].message


def test_json_that_was_written_twice_is_named_once() -> None:
    record = json.dumps({"prompt": Q, "completion": A})
    took = take_in(lines(record, record))

    assert ["JSON_IN_TEXT@1"] == took.listed
    assert ["NOT_AN_OBJECT@1"] == take_in(lines("only a text")).listed


def test_a_byte_order_mark_inside_a_file_is_named() -> None:
    record = lines({"prompt": Q, "completion": A})
    took = take_in(record + b"\xef\xbb\xbf" + record)

    assert ["NOT_JSON@2"] == took.listed
    assert "a byte order mark" in took.problems[0].message


def test_a_text_that_is_cut_behind_a_line_break_is_cut() -> None:
    assert ["TRUNCATED_JSON@1"] == take_in(b'[{"prompt": "Where is\n', name="train.json").listed


def test_a_system_text_behind_the_first_message_is_named() -> None:
    turns = [("user", Q), ("system", "Be brief."), ("assistant", A)]
    said_so = {"messages": [{"role": role, "content": text} for role, text in turns]}

    assert ["SYSTEM_INSIDE@1"] == take_in(lines(said_so)).listed


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "Unnamed: 0.1"])
def test_the_numbers_that_pandas_gives_to_rows_are_left_out_and_named(name: str) -> None:
    table = take_in(f"{name},prompt,completion\n0,{Q},{A}\n1,{Q},{A}\n".encode(), name="a.csv")
    rows = take_in(lines({name: 0, "prompt": Q, "completion": A}))

    for took, records in ((table, 2), (rows, 1)):
        assert {"KEY_LEFT_OUT": 1} == took.counts
        assert "the number of its row" in took.problems[0].message
        assert records == len(took.written)
    assert (name or "a column without a name") in table.problems[0].message


def test_a_column_without_a_name_that_holds_text_is_not_passed_over() -> None:
    took = take_in(f",prompt,completion\n0,{Q},{A}\nneeded,{Q},{A}\n".encode(), name="a.csv")

    assert ["KEY_LEFT_OUT@2", "UNKNOWN_KEY@3"] == took.listed
    assert "a column without a name" in took.problems[1].message


def test_what_stands_above_the_names_of_columns_is_named() -> None:
    table = f"prompt;completion\n{Q};{A}\n"

    told = said(f"Export of March\n\n{table}".encode(), "train.csv")
    assert "HEADER_BELOW" in told
    assert "line 3" in told
    assert "SINGLE_QUOTES" in said(f"'prompt','completion'\n'{Q}','{A}'\n".encode(), "a.csv")
    took = take_in(f"sep=;\r\n{table}".encode(), name="train.csv")
    assert [] == took.listed
    assert 1 == len(took.written)
    assert [] == take_in(b"sep=;\n", name="train.csv").written


def test_a_table_is_none_of_a_form_of_messages_whatever_its_columns() -> None:
    table = f"prompt,completion\n{Q},{A}\n".encode()

    assert ["NO_TABLE@1"] == take_in(table, handled(format="messages"), name="train.csv").listed
