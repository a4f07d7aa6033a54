"""The champion is asked where it serves; one that is stored is known by what it answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.unit.conftest import Bucket
from tests.unit.evaluation.conftest import Ledger, Models, Time, refusal
from tests.unit.evaluation.test_compare import (
    BASE,
    CUSTOM,
    KEY,
    LABELS,
    THROUGHPUT,
    TRAINING,
    admission,
    exchange,
    right,
)
from tuning import artifacts
from tuning.evaluation import asking
from tuning.evaluation import compare as comparing
from tuning.evaluation.answers import Answered, Reply, to_lines
from tuning.ledger import champions
from tuning.run.evaluation import Answers, Comparison
from tuning.run.lease import Lease
from tuning.run.recipe import Recipe
from tuning.run.registration import Registration
from tuning.run.run import Run, RunStatus
from tuning.run.training import TrainingStatus

SERVED = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/champion0000"
RUN = "faq-champion0001"
RECORDS = 60

Says = Callable[[str], str]


def number(prompt: str) -> int:
    return int("".join(filter(str.isdigit, prompt)))


def right_in(share: int) -> Says:
    """Right in so many of twelve."""
    return lambda prompt: right(prompt) if number(prompt) % 12 < share else "I cannot say"


def trained(recipe: Recipe, *, serving: bool, until: str = "2999-01-01T00:00:00+00:00") -> Run:
    lease = Lease(
        run_id=RUN,
        kind="deployment",
        name="",
        owner="",
        units=0,
        unit_hour_usd=0.0,
        expires_at=until,
        state="held",
        arn=SERVED,
        since="2026-11-21T09:00:00+00:00",
    )
    return Run(
        run_id=RUN,
        task="faq",
        status=RunStatus.KEPT,
        execution="",
        created_at="",
        updated_at="",
        registration=Registration(run_id=RUN, task="faq", outcome="ready", recipe=recipe),
        training_status=TrainingStatus(outcome="completed", status="Completed", model_arn="model"),
        lease=lease if serving else None,
    )


@pytest.fixture
def compared(
    registration: Registration, bucket: Bucket, models: Models
) -> Callable[..., Comparison]:
    """Ask and compare: `compared(custom)`."""

    def compare(custom: Says) -> Comparison:
        bucket.objects[TRAINING] = exchange("something else", "nothing of the kind")
        bucket.objects[KEY] = b"".join(
            exchange(f"question {n}", LABELS[n % 3]) for n in range(RECORDS)
        )
        models.says |= {BASE: lambda _: "I cannot say", CUSTOM: custom}
        settings = structs.replace(registration.ready_recipe.evaluation, metrics=("exact_match",))
        recipe = structs.replace(registration.ready_recipe, evaluation=settings)
        run = replace(registration, recipe=recipe)
        admitted = admission(RECORDS)
        answers = asking.ask(run, admitted, THROUGHPUT, clock=Time().clock)
        assert "asked" == answers.outcome
        return comparing.compare(run, admitted, answers)

    return compare


def recorded(bucket: Bucket, says: Says, *, records: range, template: str = "{prompt}") -> Answers:
    """What the champion answered in its own run."""
    lines = to_lines(
        Answered(
            record=n,
            system="",
            prompt=template.replace("{prompt}", f"question {n}"),
            reference=LABELS[n % 3],
            base=None,
            custom=Reply(text=says(f"question {n}"), input_tokens=1000, latency_ms=5),
        )
        for n in records
    )
    seal = artifacts.seal(f"runs/faq/{RUN}/answers.jsonl", lines, content_type="application/jsonl")
    return Answers(serving=SERVED, answers=seal, records=0, input_tokens=0, output_tokens=0)


def names(comparison: Comparison) -> dict[str, float]:
    return {each.name: round(each.scores[0].base, 3) for each in comparison.baselines}


def test_a_champion_in_service_that_is_better_keeps_its_place(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    models: Models,
) -> None:
    ledger.crown("faq", trained(registration.ready_recipe, serving=True), hosted=True)
    models.says[SERVED] = right_in(11)

    comparison = compared(right_in(9))

    assert "discard" == comparison.outcome
    assert 0.917 == names(comparison)["champion"]
    assert RECORDS == sum(1 for model, _ in models.asked() if model == SERVED)
    assert {"base", "custom", "champion"} == {effort.name for effort in comparison.efforts}


def test_a_champion_is_asked_as_its_own_recipe_frames_a_prompt(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    models: Models,
) -> None:
    dataset = structs.replace(registration.ready_recipe.dataset, prompt_template="Q: {prompt}")
    its = structs.replace(registration.ready_recipe, dataset=dataset)
    ledger.crown("faq", trained(its, serving=True), hosted=True)
    models.says[SERVED] = lambda prompt: right(prompt.removeprefix("Q: "))

    compared(right_in(9))

    said = [prompt for model, prompt in models.asked() if model == SERVED]
    assert {f"Q: question {n}" for n in range(RECORDS)} == set(said)


def test_a_champion_that_is_only_stored_is_known_by_its_recorded_answers(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    models: Models,
    bucket: Bucket,
) -> None:
    its = trained(registration.ready_recipe, serving=True, until="2026-11-21T10:00:00+00:00")
    answers = recorded(bucket, right_in(11), records=range(50))
    ledger.crown("faq", replace(its, answers=answers), hosted=True)

    comparison = compared(right_in(9))

    assert "discard" == comparison.outcome
    assert SERVED not in {model for model, _ in models.asked()}
    assert 0.9 < names(comparison)["champion"] < 0.94
    assert comparison.input_tokens < 1000 * 50


def test_a_stored_champion_of_other_records_is_not_compared_and_says_what_to_do(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    bucket: Bucket,
) -> None:
    its = trained(registration.ready_recipe, serving=False)
    answers = recorded(bucket, right, records=range(53, 500))
    ledger.crown("faq", replace(its, answers=answers), hosted=False)

    comparison = compared(right_in(9))

    assert "keep" == comparison.outcome
    assert "champion" not in names(comparison)
    (warning,) = comparison.warnings
    assert f"The champion (run {RUN}) was not compared" in warning
    assert "answered 7 of these held-out prompts, and it takes 8" in warning
    assert "hosting.keep_hours" in warning


def test_recorded_answers_that_were_changed_are_not_compared_and_are_named(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    bucket: Bucket,
) -> None:
    its = trained(registration.ready_recipe, serving=False)
    answers = recorded(bucket, right_in(11), records=range(50))
    ledger.crown("faq", replace(its, answers=answers), hosted=False)
    key = f"runs/faq/{RUN}/answers.jsonl"
    bucket.objects[key] = bucket.objects[key].replace(b"question 1", b"Question 1", 1)

    comparison = compared(right_in(9))

    assert "champion" not in names(comparison)
    assert any(f"{key} is not what was written" in each for each in comparison.warnings)


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_a_champion_that_stops_serving_meanwhile_is_a_warning(
    compared: Callable[..., Comparison],
    registration: Registration,
    ledger: Ledger,
    models: Models,
    code: str,
) -> None:
    def gone(_: str) -> str:
        raise refusal(code, "there is no such deployment")

    ledger.crown("faq", trained(registration.ready_recipe, serving=True), hosted=True)
    models.says[SERVED] = gone

    comparison = compared(right_in(9))

    assert "keep" == comparison.outcome
    (warning,) = comparison.warnings
    assert f"The champion (run {RUN}) was not compared" in warning
    assert "there is no such deployment" in warning


def test_a_model_that_was_deleted_is_nobodys_champion(
    compared: Callable[..., Comparison], registration: Registration, ledger: Ledger
) -> None:
    run: Any = trained(registration.ready_recipe, serving=False)
    ledger.crown("faq", run, hosted=False)
    ledger.items[RUN]["model_deleted_at"] = {"S": "2026-11-21T09:00:00+00:00"}

    comparison = compared(right_in(9))

    assert "keep" == comparison.outcome
    assert () == comparison.warnings


def test_the_model_in_service_comes_before_one_that_was_kept_later(ledger: Ledger) -> None:
    ledger.items["champion#faq"] = {"kept": {"S": "later"}, "hosted": {"S": "earlier"}}

    assert ("earlier", "later") == champions.of("faq")
