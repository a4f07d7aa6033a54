"""What a report says: one record, from which the page, report.json and the message are made."""

from dataclasses import dataclass
from typing import Final, Literal

from tuning.costs.actual import Cost
from tuning.dataset.figures import DatasetReport
from tuning.report.breakdown import Classes, Slice
from tuning.report.judges import JudgedBy
from tuning.report.next_steps import Step
from tuning.report.samples import AnswerSamples
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.estimate import Estimate
from tuning.run.evaluation import (
    BaselineScore,
    Effort,
    JudgedScore,
    JudgeTest,
    Prospect,
    Score,
    Verdict,
)
from tuning.run.hosting import Release
from tuning.run.lease import Lease
from tuning.run.price import Price
from tuning.run.probes import Probe, TrainingSample
from tuning.run.recipe import Recipe
from tuning.run.registration import Source
from tuning.run.resumption import Resumption
from tuning.run.run import RunStatus
from tuning.run.source_run import Shown
from tuning.run.training import Customization, Judgement, TrainingStatus
from tuning.training.accepted import Accepted
from tuning.training.losses import Curves


@dataclass(frozen=True, kw_only=True)
class StateSpan:
    """One state of the walk: when it first began, last ended, and the seconds between."""

    state: str
    started: str
    ended: str
    seconds: float


SCHEMA: Final = "bedrock-finetune/report/1"
"""What report.json calls its shape; another number is another shape (docs/report.schema.json)."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A report. Its fields are the stable keys of report.json; None was not reached.

    Attributes:
        schema: what the shape of report.json is called.
        notice: what the environment says of all its reports, before anything else; or nothing.
        status: how the run ended.
        verdict: what the pipeline decided about the custom model.
        headline: the verdict in a few words.
        reason: why, in a sentence.
        remedy: how a run that was stopped before it trained gets past it; else empty.
        warning: what somebody has to act on, if anything.
        next_steps: what to do now, what matters most first.
        baselines: what its rivals score, and how far the custom model is above.
        efforts: what it took each model to answer.
        prospect: what was measured before anything was paid for training.
        classes: of a classification: how the answers fall on its classes.
        slices: the scores by the length of the prompts.
        judged: what a judge says of both models, by metric.
        judge_test: how the judge stood its own test.
        probes: what was looked for beside the scores.
        training_sample: how the custom model does on records that it was trained on.
        records: held-out records that both models were asked.
        prompts: how many of them ask something of their own.
        more_records: how many more distinct records would settle a hold; 0 where none would.
        service_scores: Bedrock's own averages of both models by metric, without a judge; None for a
            model whose job did not complete.
        judge: who judged, where anybody did.
        judging: who judged and why, or why nobody did; None where nothing was compared.
        accuracy_note: why Bedrock's accuracy may differ from our scores; None where it has none.
        evaluation_warnings: what the comparison leaves out or could not have, a line each.
        judgement, curves: what the loss curves say, and they themselves.
        job: the customization job whose model it is, or was to be; ``training`` says how it stood.
        queue: what is to be told of the time that it spent in Bedrock's queue.
        accepted: what Bedrock's own report says of the records that it was sent; None: unknown.
        dataset: the dataset's own report, as the run wrote it.
        samples: held-out records where the custom model won and lost most.
        approval_request, approval: what a person was asked about the expense, and their answer.
        estimate, cost: what the run was expected to cost, and what it has cost.
        served: how its model is served, and why so.
        prices: what it is counted at, each with its source and day.
        holds: all that bills from now on, one sentence each: what serves, and the stored model.
        held: the lease of what still serves, and may bill.
        released: what was stopped and deleted.
        resumption: who had the run go on after its end, and for what.
        not_served: why the model does not serve again although that was asked for.
        promoted_from: what the run of another environment showed that was promoted to this one, as
            the evidence says; None: none was.
        recipe: the resolved recipe, with hyperparameters and provenance.
        sources: the versions of the files that were dropped.
        model_arn: the custom model.
        alias: the SSM parameter that stood for it when the run ended; None where it is only stored.
    """

    schema: Literal["bedrock-finetune/report/1"] = SCHEMA
    run_id: str
    task: str
    environment: str
    notice: str
    status: RunStatus
    verdict: Verdict | None
    headline: str
    reason: str
    remedy: str
    warning: str | None
    next_steps: tuple[Step, ...]
    created_at: str
    scores: tuple[Score, ...]
    baselines: tuple[BaselineScore, ...]
    efforts: tuple[Effort, ...]
    prospect: Prospect | None
    classes: Classes | None
    slices: tuple[Slice, ...]
    judged: tuple[JudgedScore, ...]
    judge_test: JudgeTest | None
    probes: tuple[Probe, ...]
    training_sample: TrainingSample | None
    records: int | None
    prompts: int | None
    more_records: int
    service_scores: dict[str, dict[str, float | None]]
    judge: JudgedBy | None
    judging: str | None
    accuracy_note: str | None
    evaluation_warnings: tuple[str, ...]
    judgement: Judgement | None
    curves: Curves | None
    job: Customization | None
    training: TrainingStatus | None
    queue: str | None
    accepted: Accepted | None
    dataset: DatasetReport | None
    samples: AnswerSamples | None
    timeline: tuple[StateSpan, ...]
    served: str | None
    estimate: Estimate | None
    cost: Cost
    prices: tuple[Price, ...]
    approval_request: ApprovalRequest | None
    approval: Approval | None
    holds: tuple[str, ...]
    held: Lease | None
    released: Release | None
    resumption: Resumption | None
    not_served: str | None
    promoted_from: Shown | None
    recipe: Recipe | None
    sources: dict[str, Source]
    model_arn: str | None
    alias: str | None
