"""An evaluation job and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any, Literal

Status = Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"]


@dataclass(kw_only=True, eq=False)
class EvaluationJob:
    """One automated job: one model, or the responses of one, over one to five datasets.

    Attributes:
        request: what was asked for, by the API's names.
        stopping: set when somebody has asked the job to stop.
    """

    arn: str
    request: Mapping[str, Any]
    created: datetime
    modified: datetime
    status: Status = "InProgress"
    failures: tuple[str, ...] = ()
    stopping: Event = field(default_factory=Event)

    @property
    def name(self) -> str:
        """The job's name."""
        return str(self.request["jobName"])

    @property
    def is_over(self) -> bool:
        """Whether the status is one that nothing follows."""
        return self.status in ("Completed", "Failed", "Stopped")

    @property
    def model_identifier(self) -> str:
        """The model under evaluation, or the source of its responses, as the request names it."""
        (model,) = self.request["inferenceConfig"]["models"]
        if self.judge:
            return str(model["precomputedInferenceSource"]["inferenceSourceIdentifier"])
        return str(model["bedrockModel"]["modelIdentifier"])

    @property
    def judge(self) -> str | None:
        """The model that scores, as the request names it; None where a program does."""
        config = self.request["evaluationConfig"]["automated"].get("evaluatorModelConfig")
        return str(config["bedrockEvaluatorModels"][0]["modelIdentifier"]) if config else None

    @property
    def datasets(self) -> tuple[Mapping[str, Any], ...]:
        """The datasets, each with its task type and its metrics."""
        return tuple(self.request["evaluationConfig"]["automated"]["datasetMetricConfigs"])

    def end(self, status: Literal["Completed", "Failed", "Stopped"], at: datetime) -> None:
        """Reach a status that nothing follows."""
        self.status, self.modified = status, at

    def summary(self) -> dict[str, Any]:
        """Return the job as a list shows it."""
        return {
            "jobArn": self.arn,
            "jobName": self.name,
            "status": self.status,
            "creationTime": self.created,
            "jobType": "Automated",
            "evaluationTaskTypes": [dataset["taskType"] for dataset in self.datasets],
            **self._models(),
            "applicationType": "ModelEvaluation",
        }

    def _models(self) -> dict[str, Any]:
        if self.judge is None:
            return {"modelIdentifiers": [self.model_identifier]}
        sources = {"precomputedInferenceSourceIdentifiers": [self.model_identifier]}
        return {
            "evaluatorModelIdentifiers": [self.judge],
            "inferenceConfigSummary": {"modelConfigSummary": sources},
        }

    def detail(self) -> dict[str, Any]:
        """Return the job as GetEvaluationJob shows it."""
        return {
            "jobArn": self.arn,
            "jobName": self.name,
            "status": self.status,
            "jobDescription": self.request.get("jobDescription"),
            "roleArn": self.request["roleArn"],
            "customerEncryptionKeyId": self.request.get("customerEncryptionKeyId"),
            "jobType": "Automated",
            "applicationType": "ModelEvaluation",
            "evaluationConfig": self.request["evaluationConfig"],
            "inferenceConfig": self.request["inferenceConfig"],
            "outputDataConfig": self.request["outputDataConfig"],
            "creationTime": self.created,
            "lastModifiedTime": self.modified,
            "failureMessages": list(self.failures) or None,
        }
