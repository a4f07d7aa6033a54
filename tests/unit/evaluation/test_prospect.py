"""Before anything is paid: whether even a perfect model could be kept, by the gate itself."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from tests.unit.conftest import Bucket
from tests.unit.evaluation.conftest import Models, Time, refusal
from tests.unit.evaluation.test_asking import ARN, DEPLOYMENT
from tests.unit.evaluation.test_compare import (
    BASE,
    KEY,
    TRAINING,
    admission,
    exchange,
    lines,
    right,
)
from tuning.errors import ServiceRefused
from tuning.evaluation import asking, compare
from tuning.evaluation.prospect import measure
from tuning.run.evaluation import Prospect
from tuning.run.registration import Registration


class Measured:
    """What a base model that answers so many of some records rightly comes to."""

    def __init__(
        self, registration: Registration, bucket: Bucket, models: Models, time: Time
    ) -> None:
        self.registration, self.bucket, self.models, self.time = registration, bucket, models, time
        bucket.objects[TRAINING] = exchange("something else", "nothing of the kind")

    def __call__(self, correct: int, records: int, **settings: Any) -> Prospect:
        self.models.says = {BASE: lambda prompt: self.says(prompt, correct), ARN: right}
        self.bucket.objects[KEY] = lines(records)
        settings = {"task_type": "Classification", "metrics": ("exact_match",)} | settings
        self.decided(**settings)
        return self.ask(records)

    def decided(self, **settings: Any) -> None:
        """Let the recipe say something of its own."""
        recipe = self.registration.ready_recipe
        evaluation = structs.replace(recipe.evaluation, **settings)
        self.registration = replace(
            self.registration, recipe=structs.replace(recipe, evaluation=evaluation)
        )

    def ask(self, records: int, earlier: Prospect | None = None) -> Prospect:
        """One attempt of the state."""
        return measure(self.registration, admission(records), earlier, clock=self.time.clock)

    def gate(self, records: int) -> str:
        """What the gate says of a perfect model, whose answers are asked once all is paid."""
        answers = asking.ask(
            self.registration, admission(records), DEPLOYMENT, clock=self.time.clock
        )
        return compare.compare(self.registration, admission(records), answers).outcome

    @staticmethod
    def says(prompt: str, correct: int) -> str:
        """Answer the first questions rightly."""
        return right(prompt) if int(prompt.split()[1]) < correct else "I cannot say"


@pytest.fixture
def measured(registration: Registration, bucket: Bucket, models: Models, time: Time) -> Measured:
    return Measured(registration, bucket, models, time)


@pytest.mark.parametrize(
    ("correct", "records", "outcome"),
    [
        (0, 8, "worth_training"),
        (2, 8, "worth_training"),
        (3, 8, "cannot_be_proved"),
        (8, 8, "not_needed"),
        (40, 80, "worth_training"),
        (77, 80, "cannot_be_proved"),
        (79, 80, "not_needed"),
        (80, 80, "not_needed"),
    ],
)
def test_what_a_perfect_model_could_prove_is_trained_and_nothing_else(
    measured: Measured, correct: int, records: int, outcome: str
) -> None:
    prospect = measured(correct, records)

    assert prospect.outcome == outcome
    assert (measured.gate(records) == "keep") == (outcome == "worth_training")


def forget(bucket: Bucket) -> None:
    """Let the same run ask once more."""
    for key in [key for key in bucket.objects if key.startswith("runs/")]:
        del bucket.objects[key]


def test_the_reason_has_the_figures_and_how_many_records_it_takes(measured: Measured) -> None:
    prospect = measured(3, 8)

    assert prospect.reason.startswith(
        "Cannot be proved: the base model reaches exact match 0.375 on 8 held-out records"
    )
    assert prospect.more_records > 0
    assert f"it takes {prospect.more_records} more distinct held-out records" in prospect.reason
    assert prospect.scores["base"] == {"exact_match": 0.375}
    assert {"constant", "echo", "nearest"} <= prospect.scores.keys()


def test_with_the_records_that_it_names_it_is_worth_training(measured: Measured) -> None:
    few = measured(15, 16)
    forget(measured.bucket)

    assert few.outcome == "cannot_be_proved"
    records = 16 + few.more_records
    again = measured(round(records * 15 / 16), records)

    assert again.outcome == "worth_training"


def test_a_baseline_that_must_be_beaten_and_cannot_be_ends_a_run_too(measured: Measured) -> None:
    label = b"".join(exchange(f"question {n}", "card_arrival") for n in range(20))
    measured.bucket.objects[TRAINING] = exchange("something else", "card_arrival")
    measured.models.says = {BASE: lambda _: "I cannot say"}
    measured.bucket.objects[KEY] = label

    prospect = measured.ask(20)

    assert prospect.outcome == "not_needed"
    assert "the most frequent answer reaches" in prospect.reason


def test_what_the_recipe_calls_enough_is_not_trained(measured: Measured) -> None:
    prospect = measured(40, 80, enough=0.5)

    assert prospect.outcome == "not_needed"
    assert prospect.reason == (
        "Not needed: the base model reaches exact match 0.500 on 80 held-out records, and the "
        "recipe calls 0.500 enough."
    )


def test_what_a_better_prompt_reaches_is_enough_too(measured: Measured) -> None:
    """The better of the two counts: with its prompt the base answers half, without it a fifth."""

    def says(prompt: str) -> str:
        asked = prompt.removeprefix("Please: ")
        known = 20 if asked != prompt else 8
        return right(asked) if int(asked.split()[1]) < known else "I cannot say"

    measured.decided(
        task_type="Classification",
        metrics=("exact_match",),
        best_prompt="Please: {prompt}",
        enough=0.5,
    )
    measured.models.says = {BASE: says}
    measured.bucket.objects[KEY] = lines(40)

    prospect = measured.ask(40)

    assert "not_needed" == prospect.outcome
    assert prospect.reason == (
        "Not needed: the base model with its best prompt reaches exact match 0.500 on 40 held-out "
        "records, and the recipe calls 0.500 enough."
    )


def test_what_is_not_quite_enough_is_trained(measured: Measured) -> None:
    assert measured(39, 80, enough=0.5).outcome == "worth_training"


@pytest.mark.parametrize(
    ("records", "outcome"), [(40, "cannot_be_proved"), (200, "worth_training")]
)
def test_a_gain_that_is_hoped_for_must_be_able_to_show(
    measured: Measured, records: int, outcome: str
) -> None:
    prospect = measured(records // 2, records, gain_to_show=0.1)

    assert prospect.outcome == outcome
    assert bool(prospect.more_records) == (outcome == "cannot_be_proved")


def test_a_gain_too_small_for_any_set_names_no_number(measured: Measured) -> None:
    prospect = measured(40, 80, gain_to_show=0.021)

    assert (prospect.outcome, prospect.more_records) == ("cannot_be_proved", 0)
    assert "nor would the 1,000 that are asked at most" in prospect.reason


@pytest.mark.parametrize("correct", [3, 8])
def test_the_recipe_may_have_it_trained_anyway(measured: Measured, correct: int) -> None:
    prospect = measured(correct, 8, train_anyway=True)

    assert prospect.outcome == "worth_training"
    assert prospect.reason.endswith("; trained anyway, as the recipe says.")


def test_too_few_distinct_prompts_prove_nothing(measured: Measured) -> None:
    prospect = measured(0, 5)

    assert (prospect.outcome, prospect.more_records) == ("cannot_be_proved", 3)


def test_its_answers_are_not_asked_again_when_the_custom_model_is(measured: Measured) -> None:
    prospect = measured(2, 20)
    answers = asking.ask(
        measured.registration, admission(20), DEPLOYMENT, clock=measured.time.clock
    )

    assert (prospect.outcome, prospect.records, answers.records) == ("worth_training", 20, 20)
    assert Counter(model for model, _ in measured.models.asked()) == {BASE: 20, ARN: 20}
    assert prospect.input_tokens == answers.input_tokens - answers.custom_input_tokens


def past(prospect: Prospect) -> Prospect:
    ago = datetime.now(UTC) - timedelta(hours=2, minutes=1)
    return replace(prospect, began_at=ago.isoformat(timespec="seconds"))


@pytest.mark.parametrize("answered", [0, 8])
def test_an_outage_until_the_deadline_keeps_nobody_from_training(
    measured: Measured, answered: int
) -> None:
    def out(_: str) -> str:
        if len(measured.models.requests) > answered:
            raise refusal("ServiceUnavailableException", "try later")
        return "I cannot say"

    measured.models.says = {BASE: out}
    measured.bucket.objects[KEY] = lines(20)

    first = measured.ask(20)
    last = measured.ask(20, past(first))

    assert first.outcome == "asking"
    assert "the base model does not answer: " in (first.message or "")
    assert last.outcome == "worth_training"
    assert last.reason.startswith("Not measured before training: ")
    assert "try later" in last.reason
    assert last.lost_requests == first.lost_requests > 0


def test_a_base_model_that_may_not_be_asked_ends_the_run_before_it_costs_anything(
    measured: Measured,
) -> None:
    def refuse(_: str) -> str:
        raise refusal("AccessDeniedException", "not you")

    measured.models.says = {BASE: refuse}
    measured.bucket.objects[KEY] = lines(20)

    with pytest.raises(ServiceRefused, match="not you"):
        measured.ask(20)


def test_a_better_prompt_that_answers_everything_spares_the_training(measured: Measured) -> None:
    """The base model with examples is asked beforehand too, and must be beaten."""

    def shown(prompt: str) -> str:
        asked = prompt.removeprefix("Please: ")
        return right(asked) if prompt != asked else "I cannot say"

    measured.decided(
        task_type="Classification", metrics=("exact_match",), best_prompt="Please: {prompt}"
    )
    measured.models.says = {BASE: shown}
    measured.bucket.objects[KEY] = lines(20)

    prospect = measured.ask(20)

    assert prospect.outcome == "not_needed"
    assert "its best prompt reaches exact match 1.000" in prospect.reason
    assert prospect.scores["prompted"] == {"exact_match": 1.0}
    assert len(measured.models.requests) == 40
