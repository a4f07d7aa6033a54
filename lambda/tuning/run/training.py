"""What the states of training say: the slot, the job, where it stands, what it learned."""

from dataclasses import dataclass
from typing import Literal

from tuning.seals import Seal


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Where a run stands in the queue for one of the account's customization jobs.

    Attributes:
        outcome: ``taken``: it may start its job; ``waiting`` for others' jobs to end;
            ``timed_out`` once nobody's turn has come, or it has waited, for as long as the
            environment allows.
        ahead: runs before it in the queue; 0 for the next one.
        quota: customization jobs that the account may run at the same time.
        busy: jobs that run in the account, whoever started them, and slots taken for more; for a
            run that is far behind the slots that are taken.
        since: when the run joined the queue, which is its place in it, ISO 8601 in UTC.
        job: which of the run's jobs the slot is for: 2 once one that stalled is started once more.
        waits_since: when it began to wait for that job, to which its deadline is counted.
        looks: how often it has looked.
        wait_seconds: until it looks again.
        message: why it does not go on, in a sentence; None when it does.
    """

    outcome: Literal["taken", "waiting", "timed_out"]
    ahead: int
    quota: int
    busy: int
    since: str
    job: int = 1
    waits_since: str = ""
    looks: int = 1
    wait_seconds: int = 0
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Customization:
    """A customization job that was started, or that there was no room for.

    Attributes:
        outcome: ``no_slot`` when the account's quota was used up although a slot was free by its
            count: others start jobs too.
        job_arn: None without a job.
        message: the service's reason for starting none.
        attempt: 1, or 2 when a job that stalled is started once more.
        replaced: the ARN of the job that stalled.
        look_until: when its deadline has passed for certain, whatever a look says; ISO 8601.
    """

    job_name: str
    model_name: str
    outcome: Literal["started", "no_slot"] = "started"
    job_arn: str | None = None
    message: str | None = None
    attempt: int = 1
    replaced: str | None = None
    look_until: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingStatus:
    """Where a customization job stands.

    Attributes:
        outcome: what the walk does next; ``queued`` while Bedrock has validated the data and does
            not begin to train; ``stalled`` when it did not for too long, and the job is started
            once more; ``timed_out`` once a deadline passed and it was stopped.
        status: the service's own word.
        phase: the phase that runs (validation, data processing, training), when it says so.
        seconds: since the job was created, by the service's clock.
        queued_since: when Bedrock put it into its queue, while it is there; ISO 8601 in UTC.
        queued_seconds: how long it has been there in all; the deadline of training leaves it out.
        model_arn: the custom model, when completed.
        message: the service's reason, when failed; why it waits, when queued.
    """

    outcome: Literal["running", "queued", "completed", "failed", "stalled", "stopped", "timed_out"]
    status: str
    phase: str | None = None
    seconds: int = 0
    queued_since: str | None = None
    queued_seconds: int = 0
    model_arn: str | None = None
    training_loss: float | None = None
    validation_loss: float | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the comparison takes from the judgement of training.

    Attributes:
        doubt: why a model that did better on the held-out set should not be kept unseen, as the end
            of a sentence; None where nothing speaks against it.
    """

    doubt: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement(Doubt):
    """What the loss curves say.

    Attributes:
        outcome: ``learning`` when the training loss fell; ``flat`` when it certainly did not;
            ``overfitting`` when it fell while the validation loss rose again; ``diverged`` when it
            ended as no number or clearly above its start, for which nothing is bought; ``unknown``
            when that cannot be told, and the held-out records decide; ``too_few`` when Bedrock says
            that it accepted fewer records than the model needs.
        overfit: the validation loss rose again while the training loss fell.
        summary: one sentence for a person.
        advice: what to try next, in a sentence; empty where nothing is amiss.
        first_loss, final_loss: the levels at the beginning and at the end.
        final_perplexity: of the validation file, or else of the training file, as the job wrote it.
        curves: as JSON, for the report.
    """

    outcome: Literal["learning", "flat", "overfitting", "diverged", "unknown", "too_few"]
    overfit: bool
    summary: str
    advice: str = ""
    first_loss: float | None = None
    final_loss: float | None = None
    first_validation_loss: float | None = None
    best_validation_loss: float | None = None
    final_validation_loss: float | None = None
    final_perplexity: float | None = None
    curves: Seal | None = None
