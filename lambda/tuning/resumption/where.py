"""Where a run goes on that has ended: behind the last thing that was done and still stands."""

from collections.abc import Mapping
from typing import Final

from tuning.errors import TuningError
from tuning.run.resumption import Where
from tuning.run.run import Run, RunStatus

BROKEN: Final = frozenset({RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.REJECTED})
"""How a run ends that did not come to what it was for."""

ENDINGS: Final = ("failure", "cancellation", "closing_since", "announced_at")
"""What is known of a run's end."""

RESULTS: Final = (
    "admission",
    "hosting_plan",
    "approval_request",
    "first_approval",
    "approval",
    "prospect",
    "slot",
    "customization",
    "training_status",
    "judgement",
    "serving",
    "serving_status",
    "answers",
    "evaluation",
    "evaluation_status",
    "comparison",
    "promotion",
    "release",
)
"""What the states of a run say, in the order in which they say it."""

SAID_AGAIN: Final[Mapping[Where, str]] = {
    "validate": "admission",
    "plan": "hosting_plan",
    "look": "judgement",
    "judge": "judgement",
    "host": "serving",
    "evaluate": "evaluation",
    "release": "release",
}
"""The first result that is said again, by where a run goes on."""

STANDS: Final[Mapping[Where, tuple[str, ...]]] = {
    "validate": ("registration",),
    "plan": ("registration", "admission"),
    "look": ("registration", "admission", "hosting_plan", "customization"),
    "judge": ("registration", "admission", "hosting_plan", "customization", "training_status"),
    "host": ("registration", "admission", "hosting_plan", "customization", "training_status"),
    "evaluate": ("registration", "admission", "hosting_plan", "training_status", "answers"),
    "release": ("registration",),
    "serve": ("registration", "hosting_plan", "training_status"),
}
"""What was said before and still stands, by where a run goes on: states behind it read it."""

OF_SERVING: Final = (
    "approval_request",
    "first_approval",
    "approval",
    "serving",
    "serving_status",
    "release",
)
"""What is said again when a model is served that was evaluated before."""


class NotResumable(TuningError):
    """The run cannot go on; the message says why, and what to do instead."""


def finishes(run: Run) -> Where:
    """Return where a run goes on to come to what it was for; nothing is paid for twice.

    Raises:
        NotResumable: nothing is left to do, or what is left would be paid for again.
    """
    if run.status not in BROKEN:
        raise NotResumable(
            f"{run.run_id} {_stands(run)}: there is nothing left to finish. "
            f"python -m tuning rerun {run.run_id} runs its files again"
        )
    if refusal := _refused(run):
        raise NotResumable(f"{run.run_id} {refusal}")
    where = _finishes(run)
    if any(getattr(run, result) is None for result in STANDS[where]):
        raise NotResumable(
            f"{run.run_id} is of an older version, which left too little to go on with. "
            f"python -m tuning rerun {run.run_id} runs its files again"
        )
    return where


def _finishes(run: Run) -> Where:
    if run.admission is None:
        return "validate"
    if run.hosting_plan is None or run.customization is None or run.customization.job_arn is None:
        return "plan"  # its ceilings are looked at, and people are asked, anew
    if run.comparison:
        return _after_comparison(run)
    if run.training_status and run.training_status.outcome == "completed":
        return _after_training(run)
    return "look"


def serves(run: Run) -> Where:
    """Return where a run goes on so that its model serves again.

    Raises:
        NotResumable: there is no model, nobody has compared it, or it serves.
    """
    if run.unfinished:
        raise NotResumable(f"{run.run_id} goes on, or broke off and is being closed")
    if run.stored_model is None:
        raise NotResumable(
            f"{run.run_id} has no custom model"
            + (f" any more: it was deleted at {run.model_deleted_at}" * bool(run.model_deleted_at))
        )
    if run.comparison is None or run.status in BROKEN:
        raise NotResumable(
            f"{run.run_id} was never compared with its base: python -m tuning redrive "
            f"{run.run_id} does that first"
        )
    if run.held:
        raise NotResumable(
            f"{run.run_id} is held until {run.held.expires_at} already: python -m tuning extend "
            f"{run.run_id} makes that later"
        )
    return "serve"


def forgets(where: Where) -> tuple[str, ...]:
    """Return the attributes of a run that are said again from there on."""
    if where == "serve":
        return (*ENDINGS, *OF_SERVING)
    return (*ENDINGS, *RESULTS[RESULTS.index(SAID_AGAIN[where]) :])


def _stands(run: Run) -> str:
    if run.status is RunStatus.RUNNING:
        return "goes on, or broke off and is being closed"
    return f"ended as {run.status.words}"


def _refused(run: Run) -> str:
    """Say why a run that broke cannot go on; empty when it can."""
    again = f"python -m tuning rerun {run.run_id} trains it again, which is paid again"
    if not run.is_registered or run.registration is None or run.registration.recipe is None:
        return "never read its drop: mend that and drop its files again"
    if run.registration.outcome == "refused":
        return "was refused with its drop: mend that and drop its files again"
    if run.admission and run.admission.outcome == "rejected":
        return "was rejected with its dataset: mend that and drop its files again"
    if run.approval and run.approval.outcome == "denied":
        return (
            f"was denied by {run.approval.who}: drop its files again once they agree, with less to "
            "spend"
        )
    if run.hosting_plan and run.hosting_plan.purpose == "serve":
        return f"was served after it had ended: python -m tuning serve {run.run_id} serves it again"
    status = run.training_status
    if status and status.outcome in ("failed", "stopped", "timed_out", "stalled"):
        return f"has a customization job that {status.outcome.replace('_', ' ')}: {again}"
    if run.judgement and run.judgement.outcome in ("diverged", "too_few"):
        return f"has a training that came to nothing: {run.judgement.summary}"
    if run.model_arn and run.model_deleted_at:
        return f"has no model any more, it was deleted at {run.model_deleted_at}: {again}"
    return ""


def _after_training(run: Run) -> Where:
    if run.judgement is None:
        return "judge"
    return "evaluate" if run.answers and run.answers.outcome == "asked" and _stays(run) else "host"


def _after_comparison(run: Run) -> Where:
    """Return where a compared run goes on: only what is to stay hosted has to serve again."""
    keep = run.comparison and run.comparison.outcome == "keep" and run.promotion is None
    if not keep:
        return "release"
    return "evaluate" if _stays(run) else "host"


def _stays(run: Run) -> bool:
    """Say whether the model is stored and no more, so that nothing has to serve it again."""
    return run.registration is not None and run.registration.ready_recipe.hosting.keep_hours == 0
