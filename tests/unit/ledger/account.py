"""An account in memory: the runs table, the jobs and the executions, as far as slots need them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from botocore.exceptions import ClientError

START = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
QUOTA = 2
UNMET = "ConditionalCheckFailedException"


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "Call")


class Account:
    """Jobs by name, executions by ARN, one item; ``interrupted`` runs before the next write."""

    def __init__(self) -> None:
        self.now = START
        self.jobs: dict[str, str] = {}
        self.executions: dict[str, str] = {}
        self.item: dict[str, Any] | None = None
        self.interrupted: Callable[[], object] | None = None
        self.described = 0

    @property
    def running(self) -> int:
        return sum(status in ("InProgress", "Stopping") for status in self.jobs.values())

    # The table.

    def get_item(self, **request: Any) -> dict[str, Any]:
        assert request["ConsistentRead"]
        assert request["Key"] == {"run_id": {"S": "slots"}}
        return {} if self.item is None else {"Item": self.item}

    def update_item(self, **request: Any) -> None:
        interruption, self.interrupted = self.interrupted, None
        if interruption:
            interruption()
        values = request["ExpressionAttributeValues"]
        there = self.item and self.item["tickets"]
        if "ConditionExpression" in request and there != values.get(":read"):
            raise refusal(UNMET)
        self.item = {"tickets": values[":written"]}

    # Bedrock and Step Functions.

    def get_paginator(self, operation: str) -> "Account":
        assert operation == "list_model_customization_jobs"
        return self

    def paginate(self, *, statusEquals: str) -> Iterator[dict[str, Any]]:  # noqa: N803  botocore's name
        names = [name for name, status in self.jobs.items() if status == statusEquals]
        yield {"modelCustomizationJobSummaries": [{"jobName": n} for n in names], **self._stamp()}

    def get_model_customization_job(self, *, jobIdentifier: str) -> dict[str, Any]:  # noqa: N803  botocore's name
        if jobIdentifier not in self.jobs:
            raise refusal("ResourceNotFoundException")
        return {"status": self.jobs[jobIdentifier]}

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:  # noqa: N803  botocore's name
        self.described += 1
        if executionArn not in self.executions:
            raise refusal("ExecutionDoesNotExist")
        return {"status": self.executions[executionArn]}

    def pass_hours(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def _stamp(self) -> dict[str, Any]:
        return {"ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(self.now)}}}
