"""A prompt that stands twice is told with the line of the first."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dataset.quality.files import Pairs, message, sheet_of, told
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.repeats import repeats


def found(*pairs: tuple[str, str], labelled: bool = False) -> list[tuple[str, int | None, int]]:
    sheet = sheet_of(pairs)
    findings = repeats(sheet, part="training", labelled=labelled)
    return [(code, line, other.line) for code, line, other in told(findings) if other]


def test_a_record_that_stands_again_names_the_line_of_the_first() -> None:
    assert [("DUPLICATE_RECORD", 3, 1), ("DUPLICATE_RECORD", 4, 1)] == found(
        ("q", "a"), ("r", "a"), ("q", "a"), ("q", "a")
    )


def test_case_and_spacing_of_the_prompt_make_no_other_record() -> None:
    assert [("DUPLICATE_RECORD", 2, 1)] == found(("Where is it?", "a"), (" where IS\nit?", "a"))


def test_case_and_closing_of_the_answer_make_no_other_answer() -> None:
    assert [("DUPLICATE_RECORD", 2, 1)] == found(("q", "Yes."), ("q", "yes"))
    assert [("CONFLICTING_ANSWERS", 2, 1)] == found(("q", "1.5"), ("q", "15"))


def test_another_answer_names_the_first_line_of_the_prompt() -> None:
    assert [
        ("CONFLICTING_ANSWERS", 2, 1),
        ("CONFLICTING_ANSWERS", 4, 1),
        ("DUPLICATE_RECORD", 5, 2),
    ] == found(("q", "a"), ("q", "b"), ("r", "b"), ("q", "c"), ("q", "b"))


def test_two_labels_for_one_prompt_are_a_conflict_of_labels() -> None:
    assert [("CONFLICTING_LABELS", 2, 1)] == found(("q", "a"), ("q", "b"), labelled=True)


def test_the_other_record_is_named_in_the_message() -> None:
    sheet = sheet_of([("q", "a"), ("q", "a"), ("q", "b")])
    duplicate, conflict = repeats(sheet, part="validation", labelled=False)

    assert PartLine("validation", 1) == duplicate.other
    assert message(duplicate).startswith("the record has the prompt and answer of train.jsonl:1 (")
    assert message(conflict).startswith("the prompt is that of train.jsonl:1, with another answer")


short = st.text("ab", max_size=2)


@given(st.lists(st.tuples(short, short)))
def test_every_repeat_is_found_and_nothing_else(pairs: Pairs) -> None:
    expected = [
        ("DUPLICATE_RECORD", line, pairs.index((prompt, answer)) + 1)
        if (prompt, answer) in pairs[: line - 1]
        else ("CONFLICTING_ANSWERS", line, [p for p, _ in pairs].index(prompt) + 1)
        for line, (prompt, answer) in enumerate(pairs, 1)
        if prompt in [p for p, _ in pairs[: line - 1]]
    ]

    assert expected == found(*pairs)
