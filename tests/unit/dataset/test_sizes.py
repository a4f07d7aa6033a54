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


def faults(held: dict[PartName, int], rules: Any = HANDLING.rules) -> list[tuple[str, str]]:
    return told(sizes.faults(held, rules, evidence=held["evaluation"], missing=None))


def told(found: Any) -> list[tuple[str, str]]:
    """Return the code of each fault and its whole message."""
    return [(fault.code.name, f"{fault.message} ({fault.fix})") for _, fault in found]


@pytest.mark.parametrize(
    ("records", "advised"), [(8, 100), (99, 100), (100, 500), (499, 500), (500, 1000), (999, 1000)]
)
def test_the_next_step_worth_reaching_is_advised(records: int, advised: int) -> None:
    ((code, message),) = faults(counts(records))

    assert "FEW_RECORDS" == code
    assert message.startswith(f"{records} training records; {advised:,} or more are advised (")


def test_from_a_thousand_records_on_nothing_is_advised() -> None:
    assert [] == faults(counts(1000))


def test_fewer_than_a_base_model_takes_is_an_error_and_no_advice() -> None:
    assert [] == faults(counts(7))
    ((code, message),) = told(sizes.too_few(counts(7), HANDLING, met=10, missing=6))

    assert "TOO_FEW_RECORDS" == code
    assert (
        "10 records, 7 of them to train on; Nova Micro needs at least 8 "
        "(add at least 6 more, no two with one prompt)"
    ) == message
    assert [] == told(sizes.too_few(counts(8), HANDLING, met=10, missing=6))


def test_each_way_of_customising_has_a_minimum_of_its_own() -> None:
    ((code, _),) = told(sizes.too_few(counts(99), DISTILLATION, met=99, missing=9))

    assert "TOO_FEW_RECORDS" == code


def test_overfitting_unseen_is_told_only_where_a_validation_file_is_taken() -> None:
    ((code, _),) = faults(counts(1000, validation=0))

    assert "NO_VALIDATION" == code
    assert [] == faults(counts(1000, validation=0), DISTILLATION.rules)


@pytest.mark.parametrize(
    ("records", "code"), [(7, "EVALUATION_TOO_SMALL"), (8, "EVALUATION_SMALL"), (50, None)]
)
def test_what_is_held_out_must_prove_something(records: int, code: str | None) -> None:
    found = faults(counts(1000, evaluation=records))

    assert ([code] if code else []) == [each for each, _ in found]


def test_training_and_validation_are_bounded_together_and_what_is_held_out_alike() -> None:
    most = HANDLING.rules.max_records

    assert [] == told(sizes.too_many(counts(most - 50, 50, most), HANDLING))
    assert ["TOO_MANY_RECORDS"] == [c for c, _ in told(sizes.too_many(counts(most, 1), HANDLING))]
    assert [f"{most + 1:,} records for evaluation are more than {most:,} (drop fewer records)"] == [
        message for _, message in told(sizes.too_many(counts(1, 1, most + 1), HANDLING))
    ]


def test_what_is_missing_from_what_is_held_out_is_told() -> None:
    held = counts(1000, evaluation=60)
    ((_, brought),) = told(sizes.faults(held, HANDLING.rules, evidence=3, missing=None))
    ((_, split_off),) = told(sizes.faults(held, HANDLING.rules, evidence=3, missing=12))

    what = "with 3 held out, copies apart, nothing is proven; at least 8 are needed"
    assert f"{what} (add at least 5 more to the evaluation file)" == brought
    assert f"{what} (add at least 12 more, or bring an evaluation file)" == split_off


def test_copies_do_not_make_a_score_more_certain() -> None:
    held = counts(1000, evaluation=600)
    ((code, message),) = told(sizes.faults(held, HANDLING.rules, evidence=25, missing=None))

    assert "EVALUATION_SMALL" == code
    assert message.startswith("25 held-out records, copies apart: a score can be off by 20 points")
