"""What is learned in one file and judged by in another is told, with both lines."""

import pytest

from tests.unit.dataset.quality.files import Files, Pairs, message, told
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.leakage import CODES, leaks
from tuning.run.parts import PartName


def found(**pairs: Pairs) -> list[tuple[str, int | None, PartLine | None]]:
    names: dict[str, PartName] = {"train": "training", "val": "validation", "held": "evaluation"}
    return told(leaks(Files({names[name]: each for name, each in pairs.items()}).sheets))


LEARNED = [("what?", "this"), ("who?", "she"), ("who?", "he")]


@pytest.mark.parametrize(
    ("name", "code"), [("val", "VALIDATION_IN_TRAINING"), ("held", "EVALUATION_IN_TRAINING")]
)
def test_a_record_of_the_training_file_is_told_wherever_it_stands_again(
    name: str, code: str
) -> None:
    again = [("when?", "now"), (" WHO?", "he"), ("what?", "this")]

    assert [
        (code, 2, PartLine("training", 3)),
        (code, 3, PartLine("training", 1)),
    ] == found(train=LEARNED, **{name: again})


@pytest.mark.parametrize("name", ["val", "held"])
def test_a_prompt_of_the_training_file_with_another_answer_is_told(name: str) -> None:
    assert [("PROMPT_IN_TRAINING", 1, PartLine("training", 2))] == found(
        train=LEARNED, **{name: [("who?", "they")]}
    )


def test_a_held_out_record_of_the_validation_file_is_told() -> None:
    assert [("EVALUATION_IN_VALIDATION", 2, PartLine("validation", 1))] == found(
        train=[("x", "y")], val=[("what?", "this")], held=[("what?", "that"), ("what?", "this")]
    )


def test_of_several_records_that_leak_the_first_is_named() -> None:
    assert [("EVALUATION_IN_TRAINING", 1, PartLine("training", 2))] == found(
        train=[("who?", "he"), *[("what?", "this")] * 3], held=[("what?", "this")]
    )


def test_files_with_nothing_in_common_do_not_leak() -> None:
    assert [] == found(train=LEARNED, val=[("why?", "this")], held=[("how?", "this")])


def test_a_score_on_what_was_learned_by_heart_refuses_the_dataset() -> None:
    assert {"EVALUATION_IN_TRAINING"} == {
        code.name for code in CODES if code.value.severity == "error"
    }


def test_every_message_names_the_other_record() -> None:
    files = Files(
        {
            "training": LEARNED,
            "validation": [("who?", "he"), ("why?", "so")],
            "evaluation": [("who?", "she"), ("who?", "they"), ("why?", "so")],
        }
    )
    findings = list(leaks(files.sheets))

    assert {code.name for code in CODES} == {finding.fault.code.name for finding in findings}
    assert all("train.jsonl:1" in message(finding) for finding in findings)
