"""A small training set is repeated on purpose: after the split, priced, and never as duplicates."""

from collections.abc import Callable
from dataclasses import replace

from tests.unit.dataset.conftest import Taken
from tuning.run.handling import Handling

Records = Callable[..., bytes]


def test_training_records_stand_so_often_and_what_is_held_out_stands_once(
    take: Taken, records: Records, handling: Handling
) -> None:
    once, thrice = (take(records(60), asked=replace(handling, passes=passes)) for passes in (1, 3))

    for part in ("validation", "evaluation"):
        assert list(once.parts[part].lines()) == list(thrice.parts[part].lines())
    training = list(once.parts["training"].lines())
    assert 3 * training == list(thrice.parts["training"].lines())
    assert 3 * len(training) == thrice.parts["training"].records
    assert b"".join(3 * training) == b"".join(thrice.parts["training"].lines())
    assert sum(map(len, 3 * training)) == thrice.parts["training"].bytes
    assert once.parts["training"].sha256 != thrice.parts["training"].sha256


def test_what_is_repeated_is_priced_and_said_and_is_no_duplicate(
    take: Taken, records: Records, handling: Handling
) -> None:
    once, thrice = (take(records(60), asked=replace(handling, passes=passes)) for passes in (1, 3))

    before, after = once.quantities, thrice.quantities
    assert 3 * before.training_tokens == after.training_tokens
    assert 3 * before.training_tokens_least == after.training_tokens_least
    assert 3 * before.training == after.training
    assert before.held_out_tokens == after.held_out_tokens
    assert after.training_tokens == thrice.parts["training"].tokens.most
    assert thrice.quality is not None
    assert 0 == thrice.quality.duplicates
    assert "REPEATED" not in [problem.code for problem in once.problems.listed]
    assert "REPEATED" in [problem.code for problem in thrice.problems.listed]


def test_more_than_the_model_takes_is_refused_with_its_passes(
    take: Taken, records: Records, handling: Handling
) -> None:
    asked = replace(handling, passes=10)
    took = take(
        records(asked.rules.max_records // 8),
        evaluation=records(10, start=90_000),
        asked=asked,
    )

    told = [each.message for each in took.problems.listed if each.code == "TOO_MANY_RECORDS"]
    assert ["records for training (10 passes) and validation are more than 20,000"] == [
        message.split(" ", 1)[1] for message in told
    ]
