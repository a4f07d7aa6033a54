"""How much is split off is said in the recipe, and said back where it is not used."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.dataset.conftest import Taken
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

Records = Callable[..., bytes]


@pytest.mark.parametrize(
    ("evaluation", "validation", "counts"),
    [
        (None, None, (70, 10, 20)),
        (0.4, None, (50, 10, 40)),
        (None, 0, (80, 0, 20)),
        (0.1, 0.3, (60, 30, 10)),
    ],
)
def test_a_training_file_is_split_by_the_shares_of_the_recipe(
    take: Taken,
    records: Records,
    handling: Handling,
    evaluation: float | None,
    validation: float | None,
    counts: tuple[int, int, int],
) -> None:
    asked = replace(handling, evaluation_share=evaluation, validation_share=validation)
    took = take(records(100), asked=asked)

    assert counts == tuple(took.counts[part] for part in ("training", "validation", "evaluation"))
    assert "SHARE_NOT_USED" not in {problem.code for problem in took.problems.listed}


def test_a_share_of_what_was_brought_is_not_used_and_that_is_said(
    take: Taken, records: Records, handling: Handling
) -> None:
    asked = replace(handling, evaluation_share=0.3, validation_share=0.2)
    took = take(records(100), evaluation=records(60, start=900), asked=asked)

    assert (80, 20, 60) == tuple(
        took.counts[part] for part in ("training", "validation", "evaluation")
    )
    [said] = [each for each in took.problems.listed if each.code == "SHARE_NOT_USED"]
    assert ("evaluation.jsonl", "warning") == (said.file, said.severity)
    assert "evaluation_share = 0.3" in said.message
    assert "may do without evaluation_share" in said.fix


def test_a_share_for_a_job_that_takes_no_validation_is_not_used_and_that_is_said(
    take: Taken, records: Records
) -> None:
    model = base_model("amazon.nova-2-lite-v1:0:256k")
    took = take(records(300), asked=Handling(model=model, validation_share=0.2))

    assert 0 == took.counts["validation"]
    [said] = [each for each in took.problems.listed if each.code == "SHARE_NOT_USED"]
    assert "validation_share = 0.2" in said.message
    assert "Nova 2 Lite" in said.message
