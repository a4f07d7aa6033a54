"""How a run's end is told: a headline, the reason, and what somebody has to act on."""

from datetime import timedelta
from typing import Final

from tuning.costs.actual import Cost
from tuning.evaluation.metrics import title
from tuning.report.words import count, duration, holding, moment, score
from tuning.run.evaluation import Prospect
from tuning.run.run import Run, RunStatus
from tuning.text import shortened, usd

HEADLINE: Final = 110
"""Characters of a headline; the reason has no such limit."""

WORTH_TELLING: Final = timedelta(hours=1)
"""A shorter time in Bedrock's queue is usual."""

CANCEL: Final = "Cancel"
"""What the cancel command records itself as in a run's timeline."""


def headline(run: Run) -> str:
    """Return the verdict in a few words."""
    match run.outcome:
        case RunStatus.CANCELLED:
            return "Cancelled by a person"
        case RunStatus.FAILED:
            return shortened(f"Failed: {_failed(run)}", HEADLINE)
        case RunStatus.REJECTED if run.approval:
            return "Rejected: a person denied the expense"
        case RunStatus.REJECTED if run.approval_request:
            return "Rejected: the expense was not approved in time"
        case RunStatus.REJECTED if run.hosting_plan and run.hosting_plan.reasons:
            title = run.hosting_plan.title or run.hosting_plan.reasons[0]
            return shortened(f"Rejected: {title}", HEADLINE)
        case RunStatus.REJECTED if run.admission and run.admission.outcome == "rejected":
            return f"Rejected: the dataset has {count(run.admission.problems, 'problem')}"
        case RunStatus.REJECTED:
            return "Rejected: the drop cannot be used"
        case ended:
            return f"{ended.words.capitalize()}: {_course(run)}"


def reason(run: Run) -> str:
    """Return why the run ended as it did, in full."""
    match run.outcome:
        case RunStatus.CANCELLED:
            who = run.cancellation.sentence if run.cancellation else "A person cancelled the run"
            return f"{who}; the last state that ended was {_last(run)}."
        case RunStatus.FAILED:
            if run.failure:
                return run.failure.reason or run.failure.error
            why = run.why_failed or ""
            return why if why[:1].isupper() else f"The {why}"
        case RunStatus.REJECTED:
            return (run.why_rejected or "").removeprefix("rejected: ")
    if run.prospect and run.prospect.ends:
        return run.prospect.reason
    if run.comparison:
        return run.comparison.reason
    return run.judgement.summary if run.judgement else "The custom model was not compared."


def holds(run: Run, spent: Cost) -> tuple[str, ...]:
    """Return everything that bills for a run from now on, one sentence each; empty: nothing."""
    found: list[str] = []
    if run.held:
        until = moment(run.held.expires_at)
        found.append(f"{holding(run.held)}, until {until}; owner: {run.held.owner}")
    if run.stored_model:
        month = usd(spent.storage_month_usd)
        found.append(f"a stored custom model at {month} a month until it is deleted")
    return tuple(found)


def queue(run: Run) -> str | None:
    """Say what Bedrock's queue did to the job of a run; None where it did nothing unusual."""
    job, status = run.customization, run.training_status
    if job is None or status is None:
        return None
    parts = []
    if job.replaced:
        parts.append(f"The first job ({job.replaced}) stalled and was started once more.")
    if timedelta(seconds=status.queued_seconds) >= WORTH_TELLING:
        before = " before it trained" if status.outcome == "completed" else ""
        parts.append(
            f"Bedrock kept the job in its queue for {duration(status.queued_seconds)}{before}."
        )
    return " ".join(parts) or None


def warning(run: Run, environment: str) -> str | None:
    """Return what somebody has to act on: money that flows although the run did not keep."""
    ended = run.outcome
    release = f"release it with: python -m tuning cancel {run.run_id} --env {environment}"
    if run.held and ended is not RunStatus.KEPT:
        return f"Still held is {holding(run.held)}; {release}"
    if ended is RunStatus.FAILED and run.release is None:
        return f"This run may still hold resources in Bedrock;  {release}"
    return None


def _failed(run: Run) -> str:
    if run.failure:
        return run.failure.error
    return (run.why_failed or "").partition(":")[0]


def _before_training(prospect: Prospect) -> str:
    """Say what there is before anything is trained."""
    on = count(prospect.records, "held-out record")
    if prospect.outcome == "cannot_be_proved":
        return f"{on} cannot show the gain"
    metric, reached = next(iter(prospect.scores["base"].items()))
    return f"{title(metric)} of the base model is {score(reached)} on {on}"


def _course(run: Run) -> str:
    """Say how the deciding score went from base to custom."""
    if run.prospect and run.prospect.ends:
        return _before_training(run.prospect)
    if run.comparison is None:
        return "its training diverged"
    if not run.comparison.scores:
        return "too few held-out answers to judge"
    deciding = run.comparison.scores[0]
    kept = run.comparison.outcome == "keep"
    return (
        f"{title(deciding.metric)} {'rose' if kept else 'went'} from {score(deciding.base)} to "
        f"{score(deciding.custom)} on {count(run.comparison.records, 'held-out record')}"
    )


def _last(run: Run) -> str:
    """Return the last state of the walk that ended; the cancelling itself is none."""
    ended = {state: span.ended for state, span in run.timeline.items() if state != CANCEL}
    return max(ended, key=lambda state: ended[state], default="none")
