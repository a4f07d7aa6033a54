"""A run as JSON: the shape that `runs --json` prints, described in docs/commands.md."""

from dataclasses import dataclass

from tuning.cli import run_details as details
from tuning.costs.actual import Cost
from tuning.report.summary import holds
from tuning.run.run import Run


@dataclass(frozen=True, kw_only=True)
class Record:
    """One run.

    Attributes:
        run: its id.
        task: the folder of its drop.
        status: ``running``, ``kept``, ``discarded``, ``undecided``, ``not_needed``,
            ``cannot_be_proved``, ``rejected``, ``failed`` or ``cancelled``.
        begun: ISO 8601 in UTC.
        state: the state of the walk that it is in, or that it ended in.
        training_loss, validation_loss: of the last step that the job reported; None before.
        cost_usd: None while a part of it is unknown; ``known_usd`` is what is known.
        known_usd: what it has cost, as far as prices are known.
        holds: what bills from now on, one sentence each.
        storage_month_usd: what its stored model bills each month; None without one, or without a
            known price.
        model_arn: the custom model, until it is deleted.
        served_at: the ARN that answers, while one does.
        report: the S3 address of its report.
        execution: the ARN of its execution in Step Functions.
    """

    run: str
    task: str
    status: str
    begun: str
    state: str
    training_loss: float | None
    validation_loss: float | None
    cost_usd: float | None
    known_usd: float
    holds: tuple[str, ...]
    storage_month_usd: float | None
    model_arn: str | None
    served_at: str | None
    report: str | None
    execution: str


def record(run: Run, spent: Cost) -> Record:
    """Return a run as it is printed as JSON."""
    training = run.training_status
    return Record(
        run=run.run_id,
        task=run.task,
        status=str(run.status),
        begun=run.created_at,
        state=run.state,
        training_loss=training.training_loss if training else None,
        validation_loss=training.validation_loss if training else None,
        cost_usd=spent.total_usd,
        known_usd=spent.known_usd,
        holds=holds(run, spent),
        storage_month_usd=spent.storage_month_usd if run.stored_model else None,
        model_arn=run.stored_model,
        served_at=details.served_at(run),
        report=details.report(run),
        execution=run.execution,
    )
