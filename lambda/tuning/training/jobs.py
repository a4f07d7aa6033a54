"""Customization jobs: start one, and read what the service says of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Customization:
    """A customization job that was started."""

    job_arn: str
    job_name: str
    model_name: str


@dataclass(frozen=True, kw_only=True)
class TrainingStatus:
    """Where a customization job stands.

    Attributes:
        outcome: what the walk does next; ``timed_out`` once its deadline passed and it was stopped.
        status: the service's own word.
        phase: the phase that runs (validation, data processing, training), when it says so.
        seconds: since the job was created, by the service's clock.
        model_arn: the custom model, when completed.
        message: the service's reason, when failed.
    """

    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    status: str
    phase: str | None = None
    seconds: int = 0
    model_arn: str | None = None
    training_loss: float | None = None
    validation_loss: float | None = None
    message: str | None = None
