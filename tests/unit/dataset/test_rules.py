"""The rules of a base model's row: what they say of records and of files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.taking import handled, lines, ruled, take_in
from tuning.dataset.codes import Code
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record, Turn
from tuning.dataset.rules import files
from tuning.dataset.rules import records as rules
from tuning.run.parts import PartName


def pair(prompt: str, completion: str = "b") -> bytes:
    return lines({"prompt": prompt, "completion": completion})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("数" * 71, set()),
        ("数" * 72, {"SAMPLE_MAY_BE_TOO_LONG"}),
        ("数" * 186, {"SAMPLE_MAY_BE_TOO_LONG"}),
        ("数" * 187, {"SAMPLE_TOO_LONG"}),
        ("w" * 385, {"SAMPLE_MAY_BE_TOO_LONG"}),
        ("w" * 630, {"SAMPLE_MAY_BE_TOO_LONG"}),
        ("w" * 640, {"SAMPLE_TOO_LONG"}),
    ],
)
def test_a_sample_is_too_long_for_sure_or_may_be(text: str, codes: set[str]) -> None:
    """One of 120,000 Han characters was taken for 20,000 tokens, and was not named."""
    assert codes == take_in(pair(text), ruled(max_tokens_per_sample=100)).codes


@pytest.mark.parametrize(("more", "codes"), [(0, set()), (1, {"LINE_OVER_LIMIT"})])
def test_a_line_is_measured_in_the_bytes_that_the_model_reads(more: int, codes: set[str]) -> None:
    plain = Record(1, (), (Turn("user", ("",)), Turn("assistant", ("b",))))
    left = 500 - len(WRITERS["converse"].line(plain))
    text = "é" * (left // 2) + "a" * (left % 2 + more)
    took = take_in(pair(text), ruled(max_line_bytes=500))

    assert codes == took.codes


words = st.lists(
    st.lists(st.text('aé\U0001f600\x1f"', max_size=30), max_size=2).map(tuple), max_size=40
)
roles = st.sampled_from(["user", "assistant"])


@settings(deadline=None, max_examples=300)
@given(words, st.lists(st.text(max_size=9), max_size=3), st.integers(300, 9000))
def test_a_record_below_the_careful_length_is_within_every_limit(
    said: list[tuple[str, ...]], system: list[str], limit: int
) -> None:
    handling = ruled(max_line_bytes=limit, max_tokens_per_sample=200)
    turns = tuple(Turn(("user", "assistant")[n % 2], text or ("",)) for n, text in enumerate(said))
    record = Record(1, tuple(system), turns)
    if len(record.prompt) + len(record.answer) > rules.careful_above(handling):
        return

    found = {fault.code for fault in rules.faults(record, handling)}
    assert not found & {Code.SAMPLE_TOO_LONG, Code.LINE_OVER_LIMIT}


@pytest.mark.parametrize(
    ("prompt", "codes"), [("say Human: no", {"RESERVED_WORD"}), ("User: [EOS]", set())]
)
def test_reserved_words_are_those_of_the_row(prompt: str, codes: set[str]) -> None:
    row = ruled(reserved_words=("Human:",), validator_words=())

    assert codes == take_in(pair(prompt), row).codes


def test_a_row_without_reserved_words_reserves_none() -> None:
    row = ruled(reserved_words=(), validator_words=())

    assert set() == take_in(pair("User: [EOS]"), row).codes


@pytest.mark.parametrize(
    ("asked", "answered", "codes"),
    [
        ("User: x", "a", {"RESERVED_WORD"}),
        ("USER: x", "a", {"DOUBTFUL_WORD"}),
        ("thought: x", "a", {"DOUBTFUL_WORD"}),
        ("<unk>", "a", {"DOUBTFUL_WORD"}),
        ("x", "Assistant: a", {"DOUBTFUL_WORD"}),
        ("x", "[eos]", {"DOUBTFUL_WORD"}),
        ("User: x, user: y", "a", {"RESERVED_WORD"}),
        ("the user said", "system", set()),
    ],
)
def test_what_only_the_validators_refuse_is_advice_and_what_the_page_says_refuses(
    asked: str, answered: str, codes: set[str]
) -> None:
    took = take_in(lines({"prompt": asked, "completion": answered}), ruled())

    assert codes == took.codes
    assert all(
        (problem.severity == "error") == (problem.code == "RESERVED_WORD")
        for problem in took.problems
    )


def test_an_empty_text_inside_a_structured_answer_is_no_fault() -> None:
    record = {"prompt": "q", "completion": {"middle name": "", "": []}}

    assert {"STRUCTURED_OUTPUT"} == take_in(lines(record)).codes


def test_a_number_in_a_structured_answer_is_a_text_to_those_that_look_for_one() -> None:
    took = take_in(lines({"prompt": "q", "completion": {"card": 4111111111111111}}))
    record = took.batches[0].record(0)

    assert "4111111111111111" in [text.text for text in record.texts()]
    hidden = record.rewritten(lambda text: text.replace("4111111111111111", "[CARD]"))
    assert '{"card":"[CARD]"}' == hidden.answer


def test_rewriting_reaches_every_text_of_a_record() -> None:
    record = {
        "messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "x"}],
        "reference_answer": [{"x": "x"}, 1, None],
        "metax": {"x": ["x"]},
    }
    took = take_in(lines(record), handled(customization_type="REINFORCEMENT_FINE_TUNING"))
    changed = took.batches[0].record(0).rewritten(lambda text: text.replace("x", "y"))

    line = WRITERS["openai_chat_graded"].line(changed).decode()
    assert "x" not in line
    assert 8 == line.count("y")


def test_a_file_is_measured_in_the_bytes_that_the_job_reads() -> None:
    handling = ruled(max_file_bytes=100)
    sizes: dict[PartName, int] = {"training": 101, "validation": 100, "evaluation": 999}

    assert [
        (
            "training",
            Fault.of(
                Code.FILE_OVER_LIMIT, what="training", size=101, model="Nova Micro", maximum=100
            ),
        )
    ] == list(files.too_large(sizes, handling))
    assert [] == list(files.too_large(sizes, ruled(max_file_bytes=None)))


def test_a_validation_file_is_refused_where_the_job_takes_none() -> None:
    brought: list[PartName] = ["training", "validation"]
    refused = [("validation", Code.VALIDATION_NOT_TAKEN)]

    assert refused == [
        (part, fault.code) for part, fault in files.not_taken(brought, ruled(validation=False))
    ]
    assert [] == list(files.not_taken(brought, ruled(validation=True)))
    assert [] == list(files.not_taken(brought[:1], ruled(validation=False)))
