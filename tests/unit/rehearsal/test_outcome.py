import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rehearsal.artifacts import Artifacts
from rehearsal.bedrock import Fault, Held, Strike
from rehearsal.bill import MeteredBill
from rehearsal.injection import Played, played
from rehearsal.outcome import Outcome, conclude
from rehearsal.summary import PROBLEMS, STAND_IN, summary
from tests.unit.rehearsal.conftest import START
from tests.walk_shape import SHAPE
from tuning.cli.following.walk import ExecutionEnded, StateEntered, StateExited, Walk

REGISTRATION = {"run_id": "faq-0123456789ab", "outcome": "ready", "reasons": []}
COMPARISON = {"outcome": "keep", "reason": "custom wins", "scores": [{"metric": "rouge_l"}]}


def outcome(
    *,
    ended: Any = "SUCCEEDED",
    cause: str = "",
    artifacts: Artifacts | None = None,
    held: int = 0,
    faults: tuple[Played, ...] = (),
    models: int = 0,
    **results: Any,
) -> Outcome:
    walk = Walk(
        shape=SHAPE,
        document={"registration": REGISTRATION, **results},
        ended=ExecutionEnded(
            at=START, status=ended, error="RunFailed" if cause else None, cause=cause
        ),
        current="CheckThroughput",
    )
    return conclude(
        walk,
        artifacts=artifacts or Artifacts(),
        metered=MeteredBill(),
        held=Held(provisioned_throughput=held, deployments=0),
        stored=models,
        faults=faults,
    )


def published(how: str) -> dict[str, Any]:
    return {"outcome": how, "report_key": "k", "subject": "s", "message": "m"}


def test_a_kept_run_is_a_healthy_end() -> None:
    result = outcome(publication=published("kept"), comparison=COMPARISON, held=1)

    assert (0, "kept", "keep") == (result.exit_code, result.status, result.verdict)
    assert "custom wins" == result.reason
    assert COMPARISON == result.document()["evaluation"]
    assert {
        "provisioned_throughput": 1,
        "deployments": 0,
        "custom_models": 0,
    } == result.document()["held"]


def test_a_discarded_run_is_a_healthy_end() -> None:
    result = outcome(publication=published("discarded"), comparison=COMPARISON)

    assert (0, "discarded", "discard") == (result.exit_code, result.status, result.verdict)


def test_an_undecided_run_is_a_healthy_end_whose_model_is_held() -> None:
    result = outcome(publication=published("undecided"), comparison=COMPARISON)

    assert (0, "undecided", "hold") == (result.exit_code, result.status, result.verdict)


def test_a_model_whose_training_diverged_is_discarded_without_an_evaluation() -> None:
    judgement = {"outcome": "diverged", "summary": "the loss rose"}

    result = outcome(publication=published("discarded"), judgement=judgement)

    assert "discard" == result.verdict
    assert "the loss rose" == result.reason
    assert result.document()["evaluation"] is None


@pytest.mark.parametrize(("ending", "code"), [("not_needed", 0), ("cannot_be_proved", 2)])
def test_a_run_that_ends_before_it_trains_says_why(ending: str, code: int) -> None:
    prospect = {"outcome": ending, "reason": "the figures"}

    result = outcome(publication=published(ending), prospect=prospect)

    assert (code, ending, None) == (result.exit_code, result.status, result.verdict)
    assert "the figures" == result.reason


def test_a_refused_dataset_is_told_with_every_problem() -> None:
    problem = {
        "file": "train.jsonl",
        "line": 3,
        "code": "NOT_JSON",
        "message": "this is not JSON",
        "fix": "write one object",
    }

    result = outcome(
        publication=published("rejected"),
        admission={"outcome": "rejected", "summary": "1 problem"},
        artifacts=Artifacts(dataset={"problems": [problem, {**problem, "line": None, "fix": ""}]}),
    )

    assert (2, "rejected", None) == (result.exit_code, result.status, result.verdict)
    assert (
        "train.jsonl:3: NOT_JSON this is not JSON (write one object)",
        "train.jsonl: NOT_JSON this is not JSON",
    ) == result.problems


def test_advice_is_not_among_the_reasons_of_a_refused_dataset() -> None:
    error = {"file": "f", "line": 3, "code": "NOT_JSON", "message": "m", "severity": "error"}
    advice = {**error, "line": 2, "code": "NEAR_DUPLICATE", "severity": "warning"}

    result = outcome(
        publication=published("rejected"),
        admission={"outcome": "rejected", "summary": "1 problem"},
        artifacts=Artifacts(dataset={"problems": [advice, error]}),
    )

    assert ("f:3: NOT_JSON m",) == result.problems


def test_a_refused_request_is_told_with_its_reasons() -> None:
    registration = {**REGISTRATION, "outcome": "refused", "reasons": ["epochCount is 9"]}

    result = outcome(publication=published("rejected"), registration=registration)

    assert 2 == result.exit_code
    assert ("epochCount is 9",) == result.problems


def test_a_failed_run_is_broken_whatever_was_compared() -> None:
    result = outcome(
        ended="FAILED", cause="no quota", publication=published("failed"), comparison=COMPARISON
    )

    assert (1, "failed", None) == (result.exit_code, result.status, result.verdict)
    assert "RunFailed: no quota" == result.reason


def test_a_run_whose_notification_failed_is_broken() -> None:
    result = outcome(ended="FAILED", cause="not sent", publication=published("kept"))

    assert (1, "failed", None) == (result.exit_code, result.status, result.verdict)


def test_a_run_without_a_report_is_broken() -> None:
    assert (1, "failed") == (outcome().exit_code, outcome().status)


def test_an_aborted_run_names_the_state_that_it_was_stopped_in() -> None:
    result = outcome(ended="ABORTED", cause="enough", publication=None)

    assert (1, "aborted", None) == (result.exit_code, result.status, result.verdict)
    assert "The execution was stopped in CheckThroughput: enough" == result.reason


def test_a_duplicate_is_not_a_run_of_its_own() -> None:
    result = outcome(registration={**REGISTRATION, "outcome": "duplicate"})

    assert (1, "duplicate") == (result.exit_code, result.status)


def test_a_state_that_reports_a_failed_job_has_itself_succeeded() -> None:
    walk = Walk(shape=SHAPE)
    for event in (
        StateEntered(name="CheckCustomization", at=START),
        StateExited(
            name="CheckCustomization",
            at=START,
            document={"training_status": {"outcome": "failed"}},
        ),
        ExecutionEnded(at=START, status="FAILED"),
    ):
        walk.see(event)

    result = conclude(
        walk,
        artifacts=Artifacts(),
        metered=MeteredBill(),
        held=Held(provisioned_throughput=0, deployments=0),
    )

    assert (
        {
            "name": "CheckCustomization",
            "status": "succeeded",
            "seconds": 0.0,
            "outcome": "failed",
        },
    ) == result.states


def test_the_reports_own_sentence_comes_first() -> None:
    result = outcome(
        publication=published("kept"),
        comparison=COMPARISON,
        artifacts=Artifacts(data={"reason": "kept, because it is better"}),
    )

    assert "kept, because it is better" == result.reason


def test_the_document_is_json_with_every_key_that_is_promised() -> None:
    document = outcome(publication=published("kept"), comparison=COMPARISON).document()

    promised = [
        "run_id",
        "status",
        "verdict",
        "states",
        "cost",
        "held",
        "report",
        "dataset",
        "evaluation",
    ]
    assert set(promised) <= set(json.loads(json.dumps(document)))


def test_the_summary_says_how_it_ended_where_the_report_is_and_that_bedrock_was_no_bedrock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "build" / "report.html"

    lines = list(
        summary(
            outcome(
                publication=published("kept"),
                comparison=COMPARISON,
                artifacts=Artifacts(report=report),
                held=1,
            )
        )
    )

    assert "The run faq-0123456789ab ended kept. custom wins" == lines[0]
    assert "Report: build/report.html" in lines
    assert any(
        line.startswith("Held when the run ended: 1 provisioned throughput") for line in lines
    )
    assert STAND_IN == lines[-1]


def test_a_flood_of_problems_is_cut_and_counted() -> None:
    problem = {"file": "f", "line": 1, "code": "C", "message": "m"}

    lines = list(
        summary(
            outcome(
                publication=published("rejected"),
                admission={"outcome": "rejected", "summary": "35 problems"},
                artifacts=Artifacts(dataset={"problems": [problem] * (PROBLEMS + 5)}),
            )
        )
    )

    assert PROBLEMS == lines.count("  f:1: C m")
    assert "  and 5 more" in lines


def test_what_a_fault_struck_is_told() -> None:
    struck = (
        Strike(fault=Fault.THROTTLE_ONCE, target="ListCustomModels", times=1),
        Strike(fault=Fault.SLOW_BEDROCK, target="GetEvaluationJob", times=40),
        Strike(fault=Fault.THROTTLE_ONCE, target="GetCustomModel", times=1),
    )

    result = outcome(
        publication=published("kept"), comparison=COMPARISON, faults=played((), struck)
    )

    lines = list(summary(result))
    assert "The fault throttle_once struck ListCustomModels, GetCustomModel." in lines
    assert "The fault slow_bedrock struck GetEvaluationJob (40 times)." in lines
    slow = {"name": "slow_bedrock", "struck": 40, "targets": {"GetEvaluationJob": 40}}
    assert slow in result.document()["faults"]


COST = {
    "sentence": "$0.21 + the judge's tokens (unknown)",
    "known_usd": 0.21,
    "total_usd": None,
    "storage_month_usd": 1.95,
}


def test_a_run_that_a_ceiling_refuses_says_why_once_and_how_to_go_on_and_no_advice() -> None:
    advice = {"file": "f", "line": 8, "code": "NEAR_DUPLICATE", "message": "m"}
    why, how = "Training is estimated at $9.00, over dev's max_training_usd ($5.00).", "Raise it."

    lines = list(
        summary(
            outcome(
                publication=published("rejected"),
                admission={"outcome": "admitted", "summary": "fine"},
                artifacts=Artifacts(
                    dataset={"problems": [advice]}, data={"reason": why, "remedy": how}
                ),
            )
        )
    )

    assert f"The run faq-0123456789ab ended rejected. {why}" == lines[0]
    assert how == lines[-2]
    assert 1 == "\n".join(lines).count(why)
    assert "NEAR_DUPLICATE" not in "\n".join(lines)


def test_the_summary_and_the_document_have_the_runs_own_cost() -> None:
    result = outcome(
        publication=published("kept"),
        comparison=COMPARISON,
        artifacts=Artifacts(costs={"actual": COST}),
        models=1,
    )

    lines = list(summary(result))

    assert COST == result.document()["cost"]
    assert f"Cost, at list prices: {COST['sentence']}" in lines
    held = "1 custom model (stored at $1.95 a month until it is deleted)"
    assert f"Held when the run ended: {held}; in an account it keeps billing." in lines
    (after,) = (line for line in summary(replace(result, torn_down=True)) if "Held" in line)
    assert after.startswith(f"Held when the run ended: {held}; the teardown has deleted it")
