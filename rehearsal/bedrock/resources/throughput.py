"""Provisioned throughput: it bills from the moment it is bought until it is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from rehearsal.bedrock.resources.custom_model import CustomModel

Fate = Literal["InService", "Failed", "Creating"]

CREATION: Final = timedelta(minutes=15)
"""How long it takes until it serves; the service gives no figure, users report 10 to 30 minutes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Throughput:
    """Model units that serve one custom model.

    Attributes:
        fate: what its status becomes once it has been created; ``Creating`` for ever by a fault.
    """

    arn: str
    name: str
    model: CustomModel
    units: int
    created: datetime
    fate: Fate

    def status(self, now: datetime) -> str:
        """Return its status at a moment."""
        return self.fate if now - self.created >= CREATION else "Creating"

    def unit_hours(self, until: datetime) -> float:
        """Return the model-unit hours that it has billed."""
        return self.units * (until - self.created) / timedelta(hours=1)

    def summary(self, now: datetime) -> dict[str, Any]:
        """Return it as a list shows it."""
        ready = self.created + CREATION
        return {
            "provisionedModelName": self.name,
            "provisionedModelArn": self.arn,
            "modelArn": self.model.arn,
            "desiredModelArn": self.model.arn,
            "foundationModelArn": self.model.job.base_arn,
            "modelUnits": self.units,
            "desiredModelUnits": self.units,
            "status": self.status(now),
            "creationTime": self.created,
            "lastModifiedTime": min(ready, now),
        }

    def detail(self, now: datetime) -> dict[str, Any]:
        """Return it as GetProvisionedModelThroughput shows it."""
        failed = self.status(now) == "Failed"
        failure = "The model could not be deployed to the requested model units."
        return {**self.summary(now), "failureMessage": failure if failed else None}
