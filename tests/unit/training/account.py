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
    """Jobs by name, executions by ARN, items; ``interrupted`` runs before the next write.

    Attributes:
        listed, described: how often Bedrock was asked for jobs, and Step Functions for executions.
        lost: writes of slots that others had changed meanwhile.
        lagging: the index of the line does not show anybody yet.
    """

    def __init__(self) -> None:
        self.now = START
        self.jobs: dict[str, str] = {}
        self.executions: dict[str, str] = {}
        self.items: dict[str, dict[str, Any]] = {}
        self.interrupted: Callable[[], object] | None = None
        self.lagging = False
        self.listed = self.described = self.lost = 0
        self._ticks = 0

    @property
    def running(self) -> int:
        return sum(status in ("InProgress", "Stopping") for status in self.jobs.values())

    def tick(self) -> str:
        """This moment by the functions' clocks, which never tell the same millisecond twice."""
        self._ticks += 1
        moment = self.now + timedelta(milliseconds=self._ticks)
        return moment.isoformat(timespec="milliseconds")

    # The table.

    def get_item(self, **request: Any) -> dict[str, Any]:
        assert request["ConsistentRead"]
        item = self.items.get(request["Key"]["run_id"]["S"])
        return {**({} if item is None else {"Item": dict(item)}), **self._stamp()}

    def update_item(self, **request: Any) -> dict[str, Any]:
        interruption, self.interrupted = self.interrupted, None
        if interruption:
            interruption()
        key, values = request["Key"]["run_id"]["S"], request.get("ExpressionAttributeValues", {})
        item = self.items.setdefault(key, {"run_id": {"S": key}})
        if key == "slots":
            for name in ("tickets", "turns"):
                if item.get(name) != values.get(f":{name}_read"):
                    self.lost += 1
                    raise refusal(UNMET)
            item.update({name: values[f":{name}"] for name in ("tickets", "turns", "moved")})
        elif request["UpdateExpression"] == "REMOVE #line":
            if item.pop("line", None) is None:
                raise refusal(UNMET)
        else:
            item.setdefault("joined", values[":joined"])
            item["line"] = values[":yes"]
        return {"Attributes": dict(item)}

    def register(self, run: str, execution: str) -> None:
        """Claim a run for an execution that goes on."""
        self.executions[execution] = "RUNNING"
        self.items[run] = {
            "run_id": {"S": run},
            "execution": {"S": execution},
            "created_at": {"S": self.tick()},
        }

    def _line(self) -> list[dict[str, Any]]:
        waiting = [item for item in self.items.values() if "line" in item and not self.lagging]
        return sorted(waiting, key=lambda item: str(item["joined"]["S"]))

    # Bedrock and Step Functions.

    def get_paginator(self, operation: str) -> "Account":
        assert operation in ("list_model_customization_jobs", "query")
        return self

    def paginate(self, *, statusEquals: str = "", **query: Any) -> Iterator[dict[str, Any]]:  # noqa: N803  botocore's name
        if query:
            assert "line" == query["IndexName"]
            yield {"Items": self._line()}
            return
        self.listed += 1
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
