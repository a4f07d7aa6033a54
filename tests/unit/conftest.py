"""What every room's tests stand on: one deployed environment, and clients that reach nothing."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import jsonschema
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tuning import clients
from tuning.events import sending
from tuning.registration import task_toml
from tuning.run.event import Kind
from tuning.run.registration import Registration, Source
from tuning.settings import Settings, deployed

Served = Callable[..., None]

PUBLISHED_EVENT = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "events.schema.json").read_text())
)

RECIPE = """
[provenance]
intended_use = "answering customers"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = false
automated_decisions = false
"""


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings that handlers read, in the environment variables that a function has."""
    values: dict[str, Any] = {
        field.name: field.name.replace("_", "-") for field in fields(Settings)
    } | {
        "environment": "dev",
        "base_model": "amazon.nova-micro-v1:0:128k",
        "hyperparameters": {},
        "customization_role_arn": "arn:aws:iam::123456789012:role/customization",
        "evaluation_role_arn": "arn:aws:iam::123456789012:role/evaluation",
        "model_key_arn": "arn:aws:kms:us-east-1:123456789012:key/"
        "11111111-2222-3333-4444-555555555555",
        "companions_looks": 3,
        "companions_poll_seconds": 30,
        "customization_deadline_hours": 24,
        "hosting_quota_deadline_hours": 24,
        "queued_deadline_hours": 24,
        "throughput_deadline_minutes": 60,
        "deployment_deadline_minutes": 60,
        "asking_deadline_hours": 2,
        "evaluation_deadline_hours": 6,
        "slot_poll_seconds": 600,
        "slot_deadline_hours": 72,
        "line_deadline_hours": 336,
        "slot_looks": 600,
        "approval_deadline_hours": 24,
        "over_ceiling": "refuse",
        "approvals": "one",
        "max_training_usd": None,
        "max_hosting_usd": None,
        "max_evaluation_usd": None,
        "max_month_usd": None,
        "max_open_runs": None,
        "min_gain": 0.0,
        "max_keep_hours": None,
        "owners": (),
        "only_promoted": False,
        "unit_hour_usd": None,
        "max_model_units": 1,
        "reaper_minutes": 15,
        "drain_minutes": 15,
        "model_retention_days": 30,
        "topic_arn": "arn:aws:sns:us-east-1:123456789012:topic",
        "scheduler_role_arn": "arn:aws:iam::123456789012:role/scheduler",
        "reaper_arn": "arn:aws:lambda:us-east-1:123456789012:function:reaper",
        "segment_mebibytes": 256,
        "snapshot_lock_days": 0,
        "notice": "",
        "guardrail_arn": "",
        "guardrail_version": "",
        "subnet_ids": (),
        "security_group_ids": (),
    }
    made = Settings(**values)
    for name, value in {
        **made.to_environment(),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    deployed.cache_clear()
    yield made
    deployed.cache_clear()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Have something answer in a service's place: `served(s3=store, sns=people)`."""

    def serve(**in_place: Any) -> None:
        for service, client in in_place.items():
            monkeypatch.setattr(clients, service, partial(_same, client))

    return serve


def _same(client: Any) -> Any:
    return client


class Outbox:
    """The account's event bus, in memory: it takes what is of the published schema, and refuses
    what it is told to refuse."""

    def __init__(self) -> None:
        self.events: list[tuple[Kind, dict[str, Any]]] = []
        self.refused: list[str] = []
        self.broken: Exception | None = None

    def put_events(self, *, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803  botocore's names
        [entry] = Entries
        assert {"Source", "DetailType", "Detail"} == set(entry)
        assert "bedrock-finetune" == entry["Source"]
        detail = json.loads(entry["Detail"])
        PUBLISHED_EVENT.validate(detail)
        if self.broken:
            raise self.broken
        if self.refused:
            said = {"ErrorCode": self.refused.pop(), "ErrorMessage": "no room"}
            return {"FailedEntryCount": 1, "Entries": [said]}
        self.events.append((Kind(entry["DetailType"]), detail))
        return {"FailedEntryCount": 0, "Entries": [{"EventId": str(len(self.events))}]}

    @property
    def kinds(self) -> list[Kind]:
        """What happened, in order."""
        return [kind for kind, _ in self.events]


@pytest.fixture(autouse=True)
def outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    """What was told outside; every test has it, because whatever happens to a run is told."""
    made = Outbox()
    monkeypatch.setattr(sending, "clients", SimpleNamespace(events=partial(_same, made)))
    return made


@pytest.fixture
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients that are made anew, from the environment variables of this test alone."""

    def forget() -> None:
        for made in vars(clients).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()

    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    forget()
    yield
    forget()


@pytest.fixture
def stubbed(settings: Settings) -> Iterator[Callable[[str], Stubber]]:
    """A client by the name of its function in `tuning.clients`, held to the service model."""
    stubs: dict[str, Stubber] = {}

    def stub(name: str) -> Stubber:
        client_of = getattr(clients, name)
        if name not in stubs:
            client_of.cache_clear()
            stubs[name] = Stubber(client_of())
            stubs[name].activate()
        return stubs[name]

    yield stub
    for name, stubber in stubs.items():
        stubber.deactivate()
        getattr(clients, name).cache_clear()


@pytest.fixture
def registration() -> Registration:
    """A run that is ready to be validated."""
    return Registration(
        run_id="faq-0123456789ab",
        task="faq",
        outcome="ready",
        training=Source(
            key="incoming/faq/train.jsonl", version_id="v1", size=1000, uploader="123456789012"
        ),
        recipe=task_toml.read(
            RECIPE, default_model="amazon.nova-micro-v1:0:128k", default_hyperparameters={}
        ),
    )


def etag(content: bytes) -> str:
    """Return what S3 tells one content from another by."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


class Bucket:
    """A bucket in memory: the few operations of an S3 client that artifacts are kept with."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.between: Callable[[str], None] | None = None

    def put_object(
        self,
        *,
        Bucket: str,  # noqa: N803  botocore's names
        Key: str,  # noqa: N803
        Body: bytes,  # noqa: N803
        ContentType: str,  # noqa: N803
        IfNoneMatch: str = "",  # noqa: N803
        IfMatch: str = "",  # noqa: N803
    ) -> None:
        if self.between:
            self.between(Key)
        there = etag(self.objects[Key]) if Key in self.objects else ""
        if (IfNoneMatch and there) or (IfMatch and IfMatch != there):
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        self.objects.pop(Key, None)
        self.objects[Key] = Body
        self.types[Key] = ContentType

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, BytesIO]:  # noqa: N803  botocore's names
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": BytesIO(self.objects[Key])}

    def get_paginator(self, operation: str) -> "Bucket":
        assert "list_objects_v2" == operation
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, list[dict[str, object]]]]:  # noqa: N803  botocore's names
        for age, key in enumerate(self.objects):
            if key.startswith(Prefix):
                tag = etag(self.objects[key])
                yield {"Contents": [{"Key": key, "LastModified": age, "ETag": tag}]}
        yield {}


@pytest.fixture
def bucket(settings: Settings, served: Served) -> Bucket:
    """The artifacts bucket, in memory; what was written last is the newest."""
    made = Bucket()
    served(s3=made)
    return made
