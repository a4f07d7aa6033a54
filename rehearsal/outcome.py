"""How a rehearsal ended: for people in words, for machines as JSON, for shells as an exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from rehearsal.artifacts import Artifacts
from rehearsal.bedrock import Held
from rehearsal.bill import MeteredBill
from rehearsal.injection import Played
from tuning.cli.following.details import why
from tuning.cli.following.walk import Walk
from tuning.handlers.compare_models import compare_models
from tuning.handlers.judge_training import judge_training
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.handlers.validate_dataset import validate_dataset
from tuning.run.evaluation import Verdict

HEALTHY: Final = 0
BROKEN: Final = 1
REFUSED: Final = 2

Status = Literal[
    "kept",
    "discarded",
    "undecided",
    "not_needed",
    "cannot_be_proved",
    "rejected",
    "failed",
    "aborted",
    "duplicate",
]

VERDICTS: Final[Mapping[Status, Verdict]] = {
    "kept": "keep",
    "discarded": "discard",
    "undecided": "hold",
}
"""What the gate decided, by how the run ended; others did not get that far."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one run came to.

    Attributes:
        run_id: None when the drop was never registered.
        verdict: the gate's; None when the run did not get that far.
        reason: why it ended so, in one sentence.
        problems: what was refused, one line for each: ``file:line: CODE message (fix)``.
        states: every state that was visited, in order.
        evaluation: the comparison of both models.
        faults: those that were asked for, and what each struck.
        remedy: how a run that a ceiling, a quota or a price stopped gets past it; else empty.
        stored: custom models that the account stores, each of which bills by the month.
        metered: what the stand-in counted, at list prices: a witness of the run's own account.
        torn_down: whether the teardown deleted afterwards all that the run held.
        trouble: what the doctor or the teardown printed, if one of them found something wrong.
    """

    run_id: str | None
    status: Status
    verdict: Verdict | None
    reason: str
    problems: tuple[str, ...]
    states: tuple[dict[str, Any], ...]
    metered: MeteredBill
    held: Held
    artifacts: Artifacts
    evaluation: dict[str, Any] | None
    faults: tuple[Played, ...] = ()
    remedy: str = ""
    stored: int = 0
    torn_down: bool = False
    trouble: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when the gate decided or nothing was needed, 2 when the pipeline refused, else 1."""
        if self.trouble:
            return BROKEN
        if self.status in VERDICTS or self.status == "not_needed":
            return HEALTHY
        return REFUSED if self.status in ("rejected", "cannot_be_proved") else BROKEN

    @property
    def cost(self) -> Mapping[str, Any]:
        """What the run came to by its own account: cost.json, as every other place shows it."""
        costs = self.artifacts.costs or {}
        found: Mapping[str, Any] = costs.get("actual", {})
        return found

    def document(self) -> dict[str, Any]:
        """Return the outcome as data, for ``--json``."""
        report = self.artifacts.report
        return {
            "run_id": self.run_id,
            "status": self.status,
            "verdict": self.verdict,
            "reason": self.reason,
            "problems": list(self.problems),
            "states": list(self.states),
            "cost": self.cost,
            "metered": self.metered.document(),
            "held": {
                "provisioned_throughput": self.held.provisioned_throughput,
                "deployments": self.held.deployments,
                "custom_models": self.stored,
            },
            "report": str(report) if report else None,
            "dataset": self.artifacts.dataset,
            "evaluation": self.evaluation,
            "faults": [
                {"name": fault.name, "struck": fault.struck, "targets": dict(fault.targets)}
                for fault in self.faults
            ],
            "trouble": list(self.trouble),
            "stand_in": "Bedrock was a stand-in; scores and losses say nothing about Nova",
        }


def conclude(
    walk: Walk,
    *,
    artifacts: Artifacts,
    metered: MeteredBill,
    held: Held,
    stored: int = 0,
    faults: tuple[Played, ...] = (),
) -> Outcome:
    """Put together what a run that has ended came to."""
    status = _status(walk)
    comparison = walk.result(compare_models)
    return Outcome(
        run_id=walk.run_id,
        status=status,
        verdict=VERDICTS.get(status),
        reason=_reason(walk, artifacts, status),
        problems=_problems(walk, artifacts) if status == "rejected" else (),
        stored=stored,
        remedy=str((artifacts.data or {}).get("remedy", "")),
        states=tuple(
            {
                "name": visit.name,
                "status": visit.status,
                "seconds": round(visit.seconds, 3),
                "outcome": visit.outcome,
            }
            for visit in walk.visits.values()
        ),
        metered=metered,
        held=held,
        artifacts=artifacts,
        evaluation=comparison,
        faults=faults,
    )


def _status(walk: Walk) -> Status:
    publication = walk.result(publish_report)
    registration = walk.result(register_run)
    if walk.ended and walk.ended.status == "ABORTED":
        return "aborted"
    if registration and registration["outcome"] == "duplicate":
        return "duplicate"
    if not publication or not walk.ended or walk.ended.status != "SUCCEEDED":
        return "failed"
    status: Status = publication["outcome"]
    return status


def _reason(walk: Walk, artifacts: Artifacts, status: Status) -> str:
    """Return the report's own sentence, or what the walk itself shows when there is no report."""
    if status == "aborted":
        cause = walk.ended.cause if walk.ended else ""
        return f"The execution was stopped in {walk.current}: {cause or 'without a reason'}"
    if status == "duplicate":
        return "Another execution owns the run of this dataset version"
    if artifacts.data and artifacts.data.get("reason"):
        return str(artifacts.data["reason"])
    for state, words in (
        (compare_models, "reason"),
        (measure_baselines, "reason"),
        (judge_training, "summary"),
        (validate_dataset, "summary"),
    ):
        result = walk.result(state)
        if result and status != "failed":
            return str(result[words])
    return why(walk.ended.error, walk.ended.cause) if walk.ended else ""


def _problems(walk: Walk, artifacts: Artifacts) -> tuple[str, ...]:
    """Return what refused a drop or a dataset; nothing where the dataset was admitted.

    Any dataset may have advice, which is not why its run was refused.
    """
    registration, admission = walk.result(register_run) or {}, walk.result(validate_dataset) or {}
    if registration.get("reasons"):
        return tuple(registration["reasons"])
    if admission.get("outcome") != "rejected" or not artifacts.dataset:
        return ()
    problems = artifacts.dataset.get("problems", ())
    return tuple(_line(each) for each in problems if each.get("severity", "error") == "error")


def _line(problem: dict[str, Any]) -> str:
    where = ":".join(str(problem[part]) for part in ("file", "line") if problem.get(part))
    fix = f" ({problem['fix']})" if problem.get("fix") else ""
    return f"{where}: {problem['code']} {problem['message']}{fix}"
