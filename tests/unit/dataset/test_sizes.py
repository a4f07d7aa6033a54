"""Too little, too much, and how much more is advised: from figures of the base model's row."""

from typing import Any

import pytest

from tests.unit.dataset.taking import handled
from tuning.dataset.rules import sizes
from tuning.run.parts import PartName

HANDLING = handled("amazon.nova-micro-v1:0:128k")
DISTILLATION = handled("amazon.nova-micro-v1:0:128k", customization_type="DISTILLATION")


def counts(training: int, validation: int = 50, evaluation: int = 50) -> dict[PartName, int]:
    return {"training": training, "validation": validation, "evaluation": evaluation}


def told(found: Any) -> list[tuple[str, str]]:
    """Return the code of each fault and its whole message."""
    return [
        (
            fault.code.name,
            f"{fault.code.value.message} ({fault.code.value.fix})".format_map(fault.figures),
        )
        for _, fault in found
    ]


@pytest.mark.parametrize(
    ("records", "advised"), [(8, 100), (99, 100), (100, 500), (499, 500), (500, 1000), (999, 1000)]
)
def test_the_next_step_worth_reaching_is_advised(records: int, advised: int) -> None:
    ((code, message),) = told(sizes.faults(counts(records), HANDLING.rules))

    assert "FEW_RECORDS" == code
    assert message.startswith(f"{records} training records; {advised} or more are advised (")


def test_from_a_thousand_records_on_nothing_is_advised() -> None:
    assert [] == told(sizes.faults(counts(1000), HANDLING.rules))


def test_fewer_than_a_base_model_takes_is_an_error_and_no_advice() -> None:
    assert [] == told(sizes.faults(counts(7), HANDLING.rules))
    ((code, message),) = told(sizes.too_few(counts(7), HANDLING, met=10))

    assert "TOO_FEW_RECORDS" == code
    assert message.startswith("10 records, 7 of them to train on; Nova Micro needs at least 8 (")
    assert [] == told(sizes.too_few(counts(8), HANDLING, met=10))


def test_each_way_of_customising_has_a_minimum_of_its_own() -> None:
    ((code, _),) = told(sizes.too_few(counts(99), DISTILLATION, met=99))

    assert "TOO_FEW_RECORDS" == code


def test_overfitting_unseen_is_told_only_where_a_validation_file_is_taken() -> None:
    ((code, _),) = told(sizes.faults(counts(1000, validation=0), HANDLING.rules))

    assert "NO_VALIDATION" == code
    assert [] == told(sizes.faults(counts(1000, validation=0), DISTILLATION.rules))


@pytest.mark.parametrize(
    ("records", "code"), [(7, "EVALUATION_TOO_SMALL"), (8, "EVALUATION_SMALL"), (50, None)]
)
def test_what_is_held_out_must_prove_something(records: int, code: str | None) -> None:
    found = told(sizes.faults(counts(1000, evaluation=records), HANDLING.rules))

    assert ([code] if code else []) == [each for each, _ in found]


def test_training_and_validation_are_bounded_together_and_what_is_held_out_alike() -> None:
    most = HANDLING.rules.max_records

    assert [] == told(sizes.too_many(counts(most - 50, 50, most), most))
    assert ["TOO_MANY_RECORDS"] == [c for c, _ in told(sizes.too_many(counts(most, 1), most))]
    assert [f"{most + 1} evaluation records are more than {most} (drop fewer records)"] == [
        message for _, message in told(sizes.too_many(counts(1, 1, most + 1), most))
    ]
