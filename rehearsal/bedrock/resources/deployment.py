"""A custom model deployment: it answers on demand, and bills by the token alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from rehearsal.bedrock.resources.custom_model import CustomModel

Fate = Literal["Active", "Failed", "Creating"]

CREATION: Final = timedelta(minutes=10)
"""How long it takes until it answers; the service gives no figure."""


@dataclass(kw_only=True, eq=False)
class Deployment:
    """What answers for one custom model at a time.

    Attributes:
        fate: what its status becomes once it has been created; ``Creating`` for ever by a fault.
        updated: when another model was put in its place.
    """

    arn: str
    name: str
    model: CustomModel
    created: datetime
    fate: Fate
    description: str | None = None
    updated: datetime | None = None

    def status(self, now: datetime) -> str:
        """Return its status at a moment."""
        return self.fate if now - self.created >= CREATION else "Creating"

    def summary(self, now: datetime) -> dict[str, Any]:
        """Return it as a list shows it."""
        failed = self.status(now) == "Failed"
        return {
            "customModelDeploymentArn": self.arn,
            "customModelDeploymentName": self.name,
            "modelArn": self.model.arn,
            "createdAt": self.created,
            "status": self.status(now),
            "lastUpdatedAt": self.updated,
            "failureMessage": "The custom model could not be deployed." if failed else None,
        }

    def detail(self, now: datetime) -> dict[str, Any]:
        """Return it as GetCustomModelDeployment shows it."""
        shown = self.summary(now)
        name = shown.pop("customModelDeploymentName")
        update = {"modelArn": self.model.arn, "updateStatus": "UpdateCompleted"}
        return {
            **shown,
            "modelDeploymentName": name,
            "description": self.description,
            "updateDetails": update if self.updated else None,
        }
