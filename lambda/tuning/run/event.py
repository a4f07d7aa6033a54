"""What an event says of a run, or of the name of a task, to whoever listens outside."""

from enum import StrEnum
from typing import Final, Literal

import msgspec

from tuning.run.evaluation import Verdict
from tuning.run.run import RunStatus

SCHEMA: Final = "bedrock-finetune/event/1"


class Kind(StrEnum):
    """What happened: the detail type of an event. A rule picks by it, so none changes its name."""

    RUN_REGISTERED = "Run Registered"
    APPROVAL_ASKED = "Approval Asked"
    TRAINING_STARTED = "Training Started"
    TRAINING_ENDED = "Training Ended"
    MODEL_SERVES = "Model Serves"
    VERDICT_REACHED = "Verdict Reached"
    MODEL_RELEASED = "Model Released"
    RUN_ENDED = "Run Ended"
    ALIAS_PROMOTED = "Alias Promoted"
    ALIAS_WITHDRAWN = "Alias Withdrawn"


class Detail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Figures, names and keys: no text of a dataset and no personal datum, so no approver either.

    What does not apply is left out.

    Attributes:
        schema: what the shape of the detail is called.
        environment, task: whose it is.
        run: the id of the run; of a name, the run whose model it stands for, or stood for.
        execution: the ARN of the execution in which the run ended. A run that goes on, to finish or
            to serve, ends once more in another.
        status: how the run ended.
        verdict: what the comparison decided.
        training: how the customization job ended; ``stalled``: it is started once more.
        reason: why, in one line; personal data and secrets are replaced in it.
        cost_usd: what the run has cost so far.
        report_key: report.html in the artifacts bucket; report.json lies beside it.
        model_arn: the custom model.
        alias: the name of the task, a parameter of Systems Manager.
        serving_arn: what the name stands for now.
        released: ARNs of what was deleted and bills no longer.
    """

    schema: Literal["bedrock-finetune/event/1"]
    environment: str
    task: str
    run: str
    execution: str | None = None
    status: RunStatus | None = None
    verdict: Verdict | None = None
    training: Literal["completed", "failed", "stalled", "stopped", "timed_out"] | None = None
    reason: str | None = None
    cost_usd: float | None = None
    report_key: str | None = None
    model_arn: str | None = None
    alias: str | None = None
    serving_arn: str | None = None
    released: tuple[str, ...] = ()
