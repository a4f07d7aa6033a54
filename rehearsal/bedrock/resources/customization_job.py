"""A customization job and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Event
from typing import Any, Literal

from rehearsal.bedrock.limits import FoundationModel
from rehearsal.bedrock.model import Step, Training

Status = Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"]


class Phase(StrEnum):
    """A phase of a job, by its name in ``statusDetails``."""

    VALIDATION = "validationDetails"
    DATA_PROCESSING = "dataProcessingDetails"
    TRAINING = "trainingDetails"


@dataclass(kw_only=True)
class Progress:
    """Where one phase stands; it has no times before it begins."""

    status: Literal["NotStarted", "InProgress", "Completed", "Stopping", "Stopped", "Failed"]
    created: datetime | None = None
    modified: datetime | None = None


@dataclass(kw_only=True, eq=False)
class CustomizationJob:
    """One job; jobs are never deleted.

    Attributes:
        request: what was asked for, by the API's names.
        next_model_arn: the ARN that its custom model will have.
        model_tags: the tags that its custom model will have.
        latest: the newest step of its training; an account shows none before the end.
        stopping: set when somebody has asked the job to stop.
    """

    arn: str
    request: Mapping[str, Any]
    base: FoundationModel
    base_arn: str
    hyperparameters: dict[str, str]
    created: datetime
    modified: datetime
    next_model_arn: str
    model_tags: dict[str, str]
    key_arn: str | None = None
    status: Status = "InProgress"
    phases: dict[Phase, Progress] = field(
        default_factory=lambda: {phase: Progress(status="NotStarted") for phase in Phase}
    )
    ended: datetime | None = None
    failure: str | None = None
    model_arn: str | None = None
    latest: Step | None = None
    training: Training | None = None
    stopping: Event = field(default_factory=Event)

    @property
    def name(self) -> str:
        """The job's name."""
        return str(self.request["jobName"])

    @property
    def model_name(self) -> str:
        """The name that its custom model has or will have."""
        return str(self.request["customModelName"])

    @property
    def is_over(self) -> bool:
        """Whether the status is one that nothing follows."""
        return self.status in ("Completed", "Failed", "Stopped")

    def enter(self, phase: Phase, at: datetime) -> None:
        """Begin a phase; the one before it is completed."""
        self.complete(at)
        self.phases[phase] = Progress(status="InProgress", created=at, modified=at)
        self.modified = at

    def complete(self, at: datetime) -> None:
        """Complete the phase that is under way; the next one need not begin."""
        for phase in self.phases.values():
            if phase.status == "InProgress":
                phase.status, phase.modified = "Completed", at
        self.modified = at

    def end(self, status: Literal["Completed", "Failed", "Stopped"], at: datetime) -> None:
        """Reach a status that nothing follows."""
        for phase in self.phases.values():
            if phase.status == "InProgress":
                phase.status, phase.modified = status, at
        self.status, self.modified, self.ended = status, at, at

    def metrics(self) -> dict[str, Any]:
        """Return the final losses, as the job and its custom model both show them."""
        if self.training is None:
            return {}
        losses = [{"validationLoss": step.loss} for step in self.training.validation[-1:]]
        return {
            "trainingMetrics": {"trainingLoss": self.training.steps[-1].loss},
            "validationMetrics": losses or None,
        }

    def asked(self) -> dict[str, Any]:
        """Return the parts of the request that the job and its custom model both show."""
        return {
            "trainingDataConfig": self.request["trainingDataConfig"],
            "validationDataConfig": self.request.get("validationDataConfig") or {"validators": []},
            "outputDataConfig": self.request["outputDataConfig"],
            "hyperParameters": self.hyperparameters,
            "customizationType": "FINE_TUNING",
            "baseModelArn": self.base_arn,
        }

    def summary(self) -> dict[str, Any]:
        """Return the job as a list shows it."""
        made = {"customModelArn": self.model_arn, "customModelName": self.model_name}
        return {
            "jobArn": self.arn,
            "jobName": self.name,
            "baseModelArn": self.base_arn,
            "status": self.status,
            "statusDetails": self._phases(),
            "creationTime": self.created,
            "lastModifiedTime": self.modified,
            "endTime": self.ended,
            "customizationType": "FINE_TUNING",
            **(made if self.model_arn else {}),
        }

    def detail(self) -> dict[str, Any]:
        """Return the job as GetModelCustomizationJob shows it."""
        return {
            "jobArn": self.arn,
            "jobName": self.name,
            "outputModelName": self.model_name,
            "outputModelArn": self.model_arn,
            "clientRequestToken": self.request.get("clientRequestToken"),
            "roleArn": self.request["roleArn"],
            "status": self.status,
            "statusDetails": self._phases(),
            "failureMessage": self.failure,
            "creationTime": self.created,
            "lastModifiedTime": self.modified,
            "endTime": self.ended,
            "outputModelKmsKeyArn": self.key_arn,
            "vpcConfig": self.request.get("vpcConfig"),
            **self.asked(),
            **self.metrics(),
        }

    def _phases(self) -> dict[str, Any]:
        return {
            phase.value: {
                "status": progress.status,
                "creationTime": progress.created,
                "lastModifiedTime": progress.modified,
            }
            for phase, progress in self.phases.items()
        }
