from typing import Any

import msgspec
import pytest

from tests.unit.seals import seal
from tuning.cli.following.details import detail, why, words
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.estimate import Estimate
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Prospect
from tuning.run.hosting import Promotion, Release, Serving, ServingStatus
from tuning.run.keys import KEYS
from tuning.run.plan import HostingPlan
from tuning.run.publication import Publication
from tuning.run.registration import Registration
from tuning.run.training import Customization, Judgement, Slot, TrainingStatus
from tuning.run.validation import Admission, Segment, ValidatedSegment, ValidationPlan

SEGMENT = Segment(number=0, part="training", file=0, start=0, end=9)
COSTS = Estimate(
    mode="on_demand",
    training_tokens=1000,
    epochs=2,
    token_method="counted",
    training_usd=None,
    storage_month_usd=None,
    evaluation_tokens=0,
    evaluation_usd=None,
    units=0,
    unit_hour_usd=0.0,
    hosting_hours=8,
    hosting_usd=None,
    break_even_tokens_per_hour=None,
    total_usd=0.0,
    unknown=(),
)


def registration(**said: Any) -> Registration:
    return Registration(run_id="faq-1", task="faq", **said)


def slot(**said: Any) -> Slot:
    return Slot(quota=2, busy=2, since="2026-11-21T10:00:00+00:00", **said)


def plan(**said: Any) -> HostingPlan:
    return HostingPlan(
        mode="on_demand",
        units=0,
        unit_hour_usd=0.0,
        hours=8,
        costs=COSTS,
        over=(),
        break_even_tokens_per_hour=None,
        **said,
    )


def answers(**said: Any) -> Answers:
    return Answers(serving="arn", input_tokens=0, output_tokens=0, **said)


def serving(**said: Any) -> Serving:
    return Serving(**{"kind": "throughput", "units": 1, "unit_hour_usd": None, **said})


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (registration(outcome="ready"), "faq-1"),
        (
            registration(outcome="waiting", missing=("validation.jsonl",)),
            "waiting for validation.jsonl",
        ),
        (ValidationPlan(outcome="whole"), "whole"),
        (
            ValidationPlan(outcome="in_segments", segments=(SEGMENT, SEGMENT)),
            "in 2 segments, side by side",
        ),
        (
            Admission(
                outcome="admitted",
                summary="admitted 300 records",
                report=seal(),
                samples=seal(),
                source_format=None,
                problems=0,
            ),
            "admitted 300 records",
        ),
        (plan(outcome="within", why="nothing bills idle", reasons=()), "nothing bills idle"),
        (plan(outcome="over", why="", reasons=("too dear", "too many")), "too dear too many"),
        (
            Approval(outcome="denied", who="ada", when="now", why="too dear"),
            "denied by ada: too dear",
        ),
        (
            slot(outcome="waiting", ahead=1, message="2 of 2 run, and 1 run is ahead"),
            "2 of 2 run, and 1 run is ahead",
        ),
        (slot(outcome="taken", ahead=0), "a training slot is free"),
        (Customization(job_name="job", model_name="model"), "job"),
        (
            Customization(job_name="job", model_name="m", outcome="no_slot", message="too many"),
            "too many",
        ),
        (
            TrainingStatus(outcome="running", status="InProgress", phase="training"),
            "InProgress, training",
        ),
        (
            TrainingStatus(
                outcome="completed", status="Completed", training_loss=1.25, validation_loss=1.5
            ),
            "Completed, last training loss 1.250, last validation loss 1.500",
        ),
        (Judgement(outcome="learning", overfit=False, summary="The loss fell."), "The loss fell."),
        (serving(), "1 model unit, price unknown"),
        (serving(units=2, unit_hour_usd=60.5), "2 model units, $60.50 an hour each"),
        (
            serving(kind="deployment", units=0, lease_ends="2026-11-21T10:00:00+00:00"),
            "billed by the token, leased until 2026-11-21T10:00:00+00:00",
        ),
        (serving(outcome="no_quota", message="The quota is used up."), "The quota is used up."),
        (ServingStatus(outcome="creating", status="Creating"), "Creating"),
        (Prospect(outcome="worth_training", reason="Worth training: …"), "Worth training: …"),
        (Prospect(outcome="asking", reason="", message="3 are left"), "3 are left"),
        (answers(records=80), "both models answered 80 held-out records"),
        (answers(records=8, outcome="asking", message="72 are to be asked"), "72 are to be asked"),
        (
            EvaluationJobs(outcome="none", judging="No judge is used.", warnings=("refused",)),
            "No judge is used. refused",
        ),
        (
            EvaluationStatus(
                outcome="failed",
                statuses={"base": "Completed", "custom": "Failed"},
                warnings=("no data",),
            ),
            "Completed, Failed; no data",
        ),
        (
            EvaluationStatus(
                outcome="failed",
                statuses={"base": "Failed", "custom": "Failed"},
                warnings=("of the base", "of the custom", "more"),
            ),
            "Failed; of the base (and 2 more in the report)",
        ),
        (
            Comparison(
                outcome="keep",
                reason="custom wins",
                scores=(),
                records=80,
                input_tokens=0,
                output_tokens=0,
            ),
            "custom wins",
        ),
        (Promotion(outcome="stored", reason="it is stored"), "it is stored"),
        (Release(stopped=("a",)), "1 stopped, 0 deleted"),
        (
            Publication(outcome="kept", report_key="k", subject="Kept: faq-1", message="m"),
            "Kept: faq-1",
        ),
    ],
)
def test_a_result_is_told_in_a_few_words(result: object, said: str) -> None:
    assert said == detail(KEYS[type(result)], msgspec.to_builtins(result))


@pytest.mark.parametrize("key", ["slot", "a_state_of_tomorrow"])
def test_what_another_release_says_is_told_by_its_outcome(key: str) -> None:
    assert "taken" == detail(key, {"outcome": "taken", "ahead": "nobody"})


def test_each_result_that_is_watched_has_words_of_its_own() -> None:
    wordless = {kind for kind in KEYS if words.dispatch(kind) is words.dispatch(object)}

    assert wordless == {ApprovalRequest, ValidatedSegment}


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ('{"errorMessage": "no quota", "errorType": "QuotaExceeded"}', "QuotaExceeded: no quota"),
        ("plain words", "QuotaExceeded: plain words"),
        ("[1, 2]", "QuotaExceeded: [1, 2]"),
        ("", "QuotaExceeded"),
    ],
)
def test_an_error_is_told_in_its_own_words(cause: str, words: str) -> None:
    assert why("QuotaExceeded", cause) == words
