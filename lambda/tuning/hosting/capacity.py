"""Capacity: all that serves custom models in the account, as Bedrock's own lists tell it.

What belongs to a run is found by its tags, whatever anybody remembers: a purchase whose reply was
lost is in the list, and what is not ours is in it too and is left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.costs.prices import price_list
from tuning.errors import Transient, code_of
from tuning.run.lease import HOUR, Kind
from tuning.settings import deployed

GONE: Final = "ResourceNotFoundException"
BUSY: Final = "ConflictException"


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Provisioned throughput or an on-demand deployment, ours or not.

    Attributes:
        units: model units; 0 for a deployment, which bills tokens only.
        model_arn: the custom model that it serves.
        created_at: when it began to bill, by the service's clock.
        bound_until: it cannot be deleted before, because somebody committed to a term.
        tags: all that it carries.
    """

    kind: Kind
    arn: str
    name: str
    units: int
    model_arn: str
    created_at: datetime
    bound_until: datetime | None
    tags: dict[str, str]

    @property
    def ours(self) -> bool:
        """Whether it carries this environment's tags: only then may it ever be touched."""
        return are_ours(self.tags)

    @property
    def run_id(self) -> str | None:
        """The run of this environment that it was made for; None when it is not ours."""
        return self.tags.get("run") if self.ours else None

    @property
    def unit_hour_usd(self) -> float | None:
        """The list price of one of its units for one hour, by the base model in its model's ARN."""
        if self.kind == "deployment":
            return 0.0
        base = self.model_arn.partition("custom-model/")[2].rpartition("/")[0]
        return price_list().usd(base, "provisioned_unit_hour")

    def unit_hours(self, until: datetime) -> float:
        """Return the model-unit hours that it has billed until a moment of the service's clock."""
        return self.units * ((until - self.created_at) / HOUR)


def everything() -> Iterator[Capacity]:
    """Yield all throughput and all deployments of the account in this region, foreign ones too."""
    bedrock = clients.bedrock()
    for page in bedrock.get_paginator("list_provisioned_model_throughputs").paginate():
        for summary in page["provisionedModelSummaries"]:
            arn = summary["provisionedModelArn"]
            tags = tags_of(arn)
            if tags is not None:
                yield Capacity(
                    kind="throughput",
                    arn=arn,
                    name=summary["provisionedModelName"],
                    units=summary["modelUnits"],
                    model_arn=summary["modelArn"],
                    created_at=summary["creationTime"],
                    bound_until=summary.get("commitmentExpirationTime"),
                    tags=tags,
                )
    for found in bedrock.get_paginator("list_custom_model_deployments").paginate():
        for made in found.get("modelDeploymentSummaries", ()):
            arn = made["customModelDeploymentArn"]
            tags = tags_of(arn)
            if tags is not None:
                yield Capacity(
                    kind="deployment",
                    arn=arn,
                    name=made["customModelDeploymentName"],
                    units=0,
                    model_arn=made["modelArn"],
                    created_at=made["createdAt"],
                    bound_until=None,
                    tags=tags,
                )


def of(run_id: str) -> tuple[Capacity, ...]:
    """Return all that carries the tags of a run of this environment."""
    return tuple(resource for resource in everything() if resource.run_id == run_id)


def delete(capacity: Capacity) -> datetime:
    """Delete it and return when, by the service's clock; one that is gone is as good as deleted.

    Raises:
        Transient: it cannot be deleted just now, for example while it is being made.
    """
    bedrock = clients.bedrock()
    try:
        if capacity.kind == "throughput":
            return clients.service_time(
                bedrock.delete_provisioned_model_throughput(provisionedModelId=capacity.arn)
            )
        return clients.service_time(
            bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=capacity.arn)
        )
    except ClientError as error:
        if code_of(error) == BUSY:
            raise Transient(f"{capacity.arn} cannot be deleted yet: {error}") from error
        if code_of(error) != GONE:
            raise
        return clients.service_time(error.response)


def now() -> datetime:
    """Return this moment by the clock that bills."""
    return clients.service_time(clients.bedrock().list_provisioned_model_throughputs(maxResults=1))


def are_ours(tags: Mapping[str, str]) -> bool:
    """Say whether tags are this environment's: only what carries them may ever be touched."""
    return (
        tags.get("project") == naming.PROJECT and tags.get("environment") == deployed().environment
    )


def tags_of(arn: str) -> dict[str, str] | None:
    """Return the tags of something that was listed; None when it is gone by now."""
    try:
        answer = clients.bedrock().list_tags_for_resource(resourceARN=arn)
    except ClientError as error:
        if code_of(error) != GONE:
            raise
        return None
    return {tag["key"]: tag["value"] for tag in answer.get("tags", ())}
