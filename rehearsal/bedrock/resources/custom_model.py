"""A custom model: what a completed customization job leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rehearsal.bedrock.limits import FoundationModel
from rehearsal.bedrock.model import LanguageModel
from rehearsal.bedrock.resources.customization_job import CustomizationJob


@dataclass(frozen=True, kw_only=True, eq=False)
class CustomModel:
    """One custom model and what answers for it."""

    arn: str
    name: str
    job: CustomizationJob
    language_model: LanguageModel
    created: datetime

    @property
    def base(self) -> FoundationModel:
        """The model that it was made from."""
        return self.job.base

    @property
    def status(self) -> str:
        """Its status, which is Active from the beginning."""
        return "Active"

    def summary(self) -> dict[str, Any]:
        """Return the model as a list shows it."""
        return {
            "modelArn": self.arn,
            "modelName": self.name,
            "creationTime": self.created,
            "baseModelArn": self.job.base_arn,
            "baseModelName": self.base.id.partition(":")[0],
            "customizationType": "FINE_TUNING",
            "modelStatus": self.status,
        }

    def detail(self) -> dict[str, Any]:
        """Return the model as GetCustomModel shows it."""
        return {
            "modelArn": self.arn,
            "modelName": self.name,
            "jobName": self.job.name,
            "jobArn": self.job.arn,
            "creationTime": self.created,
            "modelKmsKeyArn": self.job.key_arn,
            "modelStatus": self.status,
            **self.job.asked(),
            **self.job.metrics(),
        }
