"""A world in memory behind real clients: what Bedrock holds, the ledger, the schedules, one clock.

The clients are botocore's own, so every request is checked against the service models; only the
wire is cut. A call can be lost on its way there, or its answer on its way back.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal

import boto3
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.unit.expressions import Expressions

START = datetime(2026, 11, 21, 8, tzinfo=UTC)
ACCOUNT = "arn:aws:bedrock:us-east-1:123456789012"
MODEL = f"{ACCOUNT}:custom-model/amazon.nova-2-lite-v1:0:256k/abcdefghijkl"

MOST_VERSIONS = 100
"""What Systems Manager keeps of a parameter (sysparam-versions)."""

Loss = Literal["request", "reply"]


class Lost(ReadTimeoutError):
    """A function that died, or a network that lost something: nobody knows which."""

    def __init__(self, operation: str) -> None:
        super().__init__(endpoint_url=operation)


@dataclass(kw_only=True)
class Thing:
    """Throughput or a deployment that the service holds."""

    kind: Literal["throughput", "deployment"]
    arn: str
    name: str
    units: int
    created: datetime
    tags: dict[str, str]
    status: str = "Creating"
    bound_until: datetime | None = None
    busy: bool = False


@dataclass(kw_only=True)
class StoredModel:
    """A custom model that the service keeps."""

    arn: str
    created: datetime
    tags: dict[str, str]
    busy: bool = False


@dataclass(kw_only=True)
class Parameter:
    """What Systems Manager keeps under one name: each version as it was put."""

    tags: list[dict[str, str]]
    versions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(kw_only=True)
class World:
    """Everything that the pipeline talks to.

    Attributes:
        calls: every operation that was asked for, in order.
        loses: the number of the call that is lost, counted from 0, and what of it.
        unlisted: the service's lists lag behind and show nothing new.
        full: the account's quotas are used up.
        meanwhile: runs just before the next call of an operation.
        between: runs before every call, so that somebody does something at every moment there is.
        warming: how many more times a model is not ready when it is asked.
        mute: what answers with nothing.
        through: the guardrail of each question.
        trace: what it says that it did.
    """

    now: datetime = START
    held: dict[str, Thing] = field(default_factory=dict)
    models: dict[str, StoredModel] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    loses: tuple[int, Loss] | None = None
    unlisted: bool = False
    full: bool = False
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)
    tokens: dict[str, tuple[Mapping[str, Any], str]] = field(default_factory=dict)
    undead: set[str] = field(default_factory=set)
    executions: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    between: Callable[[], object] | None = None
    warming: int = 0
    mute: set[str] = field(default_factory=set)
    through: list[Any] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Return the client of botocore's for a service, its wire led here from now on."""
        client, wire = _wired(service)
        wire.world = self
        return client

    def claim(self, run_id: str, status: str = "running") -> None:
        """Put a run into the ledger, with an execution that is running."""
        self.executions[execution_of(run_id)] = "RUNNING"
        self.items[run_id] = {
            "run_id": {"S": run_id},
            "task": {"S": "faq"},
            "status": {"S": status},
            "open": {"S": "yes"},
            "execution": {"S": execution_of(run_id)},
            "created_at": {"S": self.now.isoformat()},
            "updated_at": {"S": self.now.isoformat()},
            "timeline": {"M": {}},
        }

    def end_execution(self, run_id: str, status: str) -> None:
        """Have the execution of a run end, however that came."""
        self.executions[execution_of(run_id)] = status

    def refused(self, code: str) -> ClientError:
        """Return the error that a service answers with, and when by its clock."""
        error = refusal(code)
        headers = {"date": format_datetime(self.now, usegmt=True)}
        error.response["ResponseMetadata"] = {
            "HTTPHeaders": headers,
            "HTTPStatusCode": 400,
            "HostId": "",
            "RequestId": "",
            "RetryAttempts": 0,
        }
        return error

    def pass_hours(self, hours: float) -> None:
        """Let time pass, by the clock that bills."""
        self.now += timedelta(hours=hours)

    def _answer(self, operation: str, request: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        if self.between:
            self.between()
        meanwhile = self.meanwhile.pop(operation, None)
        if meanwhile:
            meanwhile()
        number = len(self.calls)
        self.calls.append(operation)
        if self.loses == (number, "request"):
            raise Lost(operation)
        status = 200
        parsed: dict[str, Any]
        try:
            parsed = getattr(self, operation)(**request) or {}
        except ClientError as error:
            status, parsed = 400, dict(error.response)
        if self.loses == (number, "reply"):
            raise Lost(operation)
        headers = {"date": format_datetime(self.now, usegmt=True)}
        parsed = parsed | {"ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers}}
        return SimpleNamespace(status_code=status), parsed

    # Bedrock

    def CreateProvisionedModelThroughput(  # noqa: N802  the service's name, as are those below
        self,
        *,
        clientRequestToken: str,  # noqa: N803
        **request: Any,
    ) -> dict[str, Any]:
        arn = self._make("throughput", clientRequestToken, request["provisionedModelName"], request)
        if made := self.held.get(arn):  # a token is answered with what it made, be that gone by now
            made.units = request["modelUnits"]
            if request.get("commitmentDuration"):
                made.bound_until = self.now + timedelta(days=30)
        return {"provisionedModelArn": arn}

    def CreateCustomModelDeployment(self, *, clientRequestToken: str, **request: Any) -> Any:  # noqa: N802, N803
        arn = self._make("deployment", clientRequestToken, request["modelDeploymentName"], request)
        return {"customModelDeploymentArn": arn}

    def _make(self, kind: Any, token: str, name: str, request: dict[str, Any]) -> str:
        if token in self.tokens:
            before, arn = self.tokens[token]
            if before != request:
                raise refusal("ValidationException")
            return arn
        if self.full:
            raise refusal("ServiceQuotaExceededException")
        part = "provisioned-model" if kind == "throughput" else "custom-model-deployment"
        arn = f"{ACCOUNT}:{part}/{len(self.tokens):012d}"
        self.tokens[token] = (request, arn)
        self.hold(kind, arn, name=name, tags={tag["key"]: tag["value"] for tag in request["tags"]})
        return arn

    def hold(self, kind: Any, arn: str, *, name: str, tags: dict[str, str]) -> Thing:
        """Have the service hold something, whoever asked for it."""
        units = 1 if kind == "throughput" else 0
        self.held[arn] = Thing(
            kind=kind, arn=arn, name=name, units=units, created=self.now, tags=tags
        )
        return self.held[arn]

    def _listed(self, kind: str) -> Iterator[Thing]:
        if not self.unlisted:
            yield from (each for each in self.held.values() if each.kind == kind)

    def ListProvisionedModelThroughputs(self, **_: Any) -> dict[str, Any]:  # noqa: N802
        return {
            "provisionedModelSummaries": [self._throughput(t) for t in self._listed("throughput")]
        }

    def _throughput(self, thing: Thing) -> dict[str, Any]:
        bound = {"commitmentExpirationTime": thing.bound_until} if thing.bound_until else {}
        return {
            "provisionedModelName": thing.name,
            "provisionedModelArn": thing.arn,
            "modelArn": MODEL,
            "modelUnits": thing.units,
            "status": thing.status,
            "creationTime": thing.created,
            **bound,
        }

    def ListCustomModelDeployments(self, **_: Any) -> dict[str, Any]:  # noqa: N802
        return {
            "modelDeploymentSummaries": [
                {
                    "customModelDeploymentArn": thing.arn,
                    "customModelDeploymentName": thing.name,
                    "modelArn": MODEL,
                    "createdAt": thing.created,
                    "status": thing.status,
                }
                for thing in self._listed("deployment")
            ]
        }

    def GetProvisionedModelThroughput(self, *, provisionedModelId: str) -> dict[str, Any]:  # noqa: N802, N803
        return self._throughput(self._found(provisionedModelId))

    def ListTagsForResource(self, *, resourceARN: str) -> dict[str, Any]:  # noqa: N802, N803
        model = self.models.get(resourceARN)
        tags = model.tags if model else self._found(resourceARN).tags
        return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def TagResource(self, *, resourceARN: str, tags: list[dict[str, str]]) -> None:  # noqa: N802, N803
        self._found(resourceARN).tags.update({tag["key"]: tag["value"] for tag in tags})

    def DeleteProvisionedModelThroughput(self, *, provisionedModelId: str) -> None:  # noqa: N802, N803
        self._delete(provisionedModelId)

    def DeleteCustomModelDeployment(self, *, customModelDeploymentIdentifier: str) -> None:  # noqa: N802, N803
        self._delete(customModelDeploymentIdentifier)

    def _delete(self, arn: str) -> None:
        thing = self._found(arn)
        if thing.busy or (thing.bound_until and thing.bound_until > self.now):
            raise refusal("ConflictException")
        if arn not in self.undead:
            del self.held[arn]

    def ListCustomModels(  # noqa: N802
        self,
        *,
        creationTimeBefore: datetime,  # noqa: N803
        nameContains: str,  # noqa: N803
        sortBy: str,  # noqa: N803
        sortOrder: str,  # noqa: N803
        isOwned: bool,  # noqa: N803
    ) -> dict[str, Any]:
        assert (
            "dev-",
            "CreationTime",
            "Ascending",
            True,
        ) == (nameContains, sortBy, sortOrder, isOwned)
        old = [model for model in self.models.values() if model.created < creationTimeBefore]
        return {
            "modelSummaries": [
                {"modelArn": model.arn} for model in sorted(old, key=lambda model: model.created)
            ]
        }

    def DeleteCustomModel(self, *, modelIdentifier: str) -> None:  # noqa: N802, N803
        if self.models[modelIdentifier].busy:
            raise refusal("ConflictException")
        del self.models[modelIdentifier]

    def _found(self, arn: str) -> Thing:
        if arn not in self.held:
            raise refusal("ResourceNotFoundException")
        return self.held[arn]

    def GetModelCustomizationJob(self, **_: Any) -> None:  # noqa: N802
        raise refusal("ResourceNotFoundException")

    def ListEvaluationJobs(self, **_: Any) -> dict[str, Any]:  # noqa: N802
        return {}

    # Bedrock's runtime

    def Converse(self, *, modelId: str, **more: Any) -> dict[str, Any]:  # noqa: N802, N803
        self._found(modelId)
        self.through.append(more.get("guardrailConfig"))
        if self.warming:
            self.warming -= 1
            raise refusal("ModelNotReadyException")
        content = [] if modelId in self.mute else [{"text": "Ready."}]
        return {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": "guardrail_intervened" if self.trace else "end_turn",
            "usage": {"inputTokens": 9, "outputTokens": 2, "totalTokens": 11},
            "metrics": {"latencyMs": 1},
            "trace": self.trace,
        }

    # Systems Manager, as far as a parameter goes

    def GetParameter(self, *, Name: str) -> dict[str, Any]:  # noqa: N802, N803
        return {"Parameter": {"Name": Name, **self._parameter(Name).versions[-1]}}

    def GetParameterHistory(self, *, Name: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        return {"Parameters": [{"Name": Name, **each} for each in self._parameter(Name).versions]}

    def GetParametersByPath(self, *, Path: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        return {
            "Parameters": [
                {"Name": name, **kept.versions[-1]}
                for name, kept in self.parameters.items()
                if name.startswith(Path)
            ]
        }

    def PutParameter(  # noqa: N802
        self,
        *,
        Name: str,  # noqa: N803
        Value: str,  # noqa: N803
        Description: str,  # noqa: N803
        Type: str,  # noqa: N803
        Overwrite: bool = False,  # noqa: N803
        Tags: Any = None,  # noqa: N803
    ) -> dict[str, Any]:
        if Overwrite and Tags:
            raise refusal("ValidationException")
        if not Overwrite and Name in self.parameters:
            raise refusal("ParameterAlreadyExists")
        kept = self.parameters.setdefault(Name, Parameter(tags=Tags or []))
        version = {
            "Value": Value,
            "Description": Description,
            "Type": Type,
            "Version": kept.versions[-1]["Version"] + 1 if kept.versions else 1,
            "LastModifiedDate": self.now,
        }
        kept.versions = [*kept.versions, version][-MOST_VERSIONS:]
        return {"Version": version["Version"]}

    def _parameter(self, name: str) -> Parameter:
        if name not in self.parameters:
            raise refusal("ParameterNotFound")
        return self.parameters[name]

    # EventBridge Scheduler

    def CreateSchedule(self, *, Name: str, **request: Any) -> None:  # noqa: N802, N803
        if Name in self.schedules:
            raise refusal("ConflictException")
        self.schedules[Name] = request

    def UpdateSchedule(self, *, Name: str, **request: Any) -> None:  # noqa: N802, N803
        self.schedules[Name] = request

    def DeleteSchedule(self, *, Name: str, **_: Any) -> None:  # noqa: N802, N803
        if Name not in self.schedules:
            raise refusal("ResourceNotFoundException")
        del self.schedules[Name]

    # Step Functions and SNS

    def DescribeExecution(self, *, executionArn: str) -> dict[str, Any]:  # noqa: N802, N803
        if executionArn not in self.executions:
            raise refusal("ExecutionDoesNotExist")
        return {"status": self.executions[executionArn]}

    def Publish(self, *, Subject: str, Message: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        self.told.append((Subject, Message))
        return {}

    # DynamoDB, as far as the ledger speaks it

    def GetItem(self, *, Key: Any, ConsistentRead: bool, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        assert ConsistentRead
        item = self.items.get(Key["run_id"]["S"])
        return {"Item": json.loads(json.dumps(item))} if item else {}

    def Query(  # noqa: N802
        self,
        *,
        IndexName: str,  # noqa: N803
        ExpressionAttributeNames: dict[str, str],  # noqa: N803
        ExpressionAttributeValues: dict[str, Any],  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        assert "open-runs" == IndexName
        wanted = {
            name: ExpressionAttributeValues[f":{placeholder[1:]}"]
            for placeholder, name in ExpressionAttributeNames.items()
        }
        found = [item for item in self.items.values() if wanted.items() <= item.items()]
        return {"Items": [{"run_id": item["run_id"]} for item in found]}

    def Scan(self, *, FilterExpression: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        assert "attribute_exists(task)" == FilterExpression
        return {"Items": [item for item in self.items.values() if "task" in item]}

    def PutItem(  # noqa: N802
        self,
        *,
        Item: dict[str, Any],  # noqa: N803
        ConditionExpression: str = "",  # noqa: N803
        ExpressionAttributeNames: dict[str, str],  # noqa: N803
        ExpressionAttributeValues: dict[str, Any] | None = None,  # noqa: N803
        **_: Any,
    ) -> None:
        before = self.items.get(Item["run_id"]["S"], {})
        said = Expressions(ExpressionAttributeNames, ExpressionAttributeValues)
        if not said.hold(ConditionExpression, before):
            raise refusal("ConditionalCheckFailedException")
        self.items[Item["run_id"]["S"]] = Item

    def UpdateItem(  # noqa: N802
        self,
        *,
        Key: Any,  # noqa: N803
        UpdateExpression: str,  # noqa: N803
        ConditionExpression: str = "",  # noqa: N803
        ExpressionAttributeNames: dict[str, str],  # noqa: N803
        ExpressionAttributeValues: dict[str, Any] | None = None,  # noqa: N803
        **_: Any,
    ) -> None:
        said = Expressions(ExpressionAttributeNames, ExpressionAttributeValues)
        [key] = (each["S"] for each in Key.values())
        item = self.items.get(key, {})
        if not said.hold(ConditionExpression, item):
            raise refusal("ConditionalCheckFailedException")
        item = self.items.setdefault(key, {})
        said.apply(UpdateExpression, item)


def execution_of(run_id: str) -> str:
    """Return the ARN of the execution that owns a run."""
    return f"arn:aws:states:us-east-1:123456789012:execution:machine:{run_id}"


def refusal(code: str) -> ClientError:
    """Return the error that a service answers with."""
    return ClientError({"Error": {"Code": code, "Message": code}}, "Call")


class Wire:
    """Where the requests of a client go instead of to AWS: to one world at a time."""

    world: World

    def __init__(self) -> None:
        self._asked: list[dict[str, Any]] = []

    def listen(self, params: dict[str, Any], **_: Any) -> None:
        """Keep a request as it was asked, before botocore puts it into a form."""
        self._asked.append(dict(params))

    def answer(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        """Answer instead of the service."""
        return self.world._answer(model.name, self._asked.pop())


@cache
def _wired(service: str) -> tuple[Any, Wire]:
    """Make a client once: that takes far longer than any test that uses one."""
    client, wire = _session().client(service), Wire()
    client.meta.events.register("before-parameter-build", wire.listen)
    client.meta.events.register("before-call", wire.answer)
    return client, wire


@cache
def _session() -> boto3.Session:
    return boto3.Session(
        region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
