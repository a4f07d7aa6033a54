"""Two environments of two accounts in memory: each with its buckets, its ledger and its stack."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from tests.unit.hosting.world import MODEL, World
from tests.unit.registration.drops import Drops
from tuning import artifacts
from tuning.admission import admit as admitting
from tuning.ledger import items
from tuning.registration.manifest import Manifest, Member, promise, written
from tuning.registration.register import ObjectCreated, register
from tuning.run.evaluation import Answers, Comparison, Score
from tuning.run.keys import KEYS
from tuning.run.registration import Registration
from tuning.run.run import RunStatus
from tuning.run.training import TrainingStatus
from tuning.run.validation import Admission, ValidationPlan
from tuning.settings import Settings, deployed

FOLDER = "incoming/faq/"

SCORE = Score(
    metric="exact_match", base=0.5, custom=0.9, gain=0.4, gain_low=0.3, gain_high=0.5, decides=True
)


class Buckets(Drops):
    """All buckets of an account: drops with their versions, artifacts under the newest alone."""

    def get_object(self, *, Bucket: str, Key: str, VersionId: str = "", **more: Any) -> Any:  # noqa: N803  botocore's names
        found = self._there(Key, VersionId)
        if found is None:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return super().get_object(Bucket=Bucket, Key=Key, VersionId=found.id) | {
            "VersionId": found.id
        }

    def put_object(self, *, Bucket: str, Key: str, IfNoneMatch: str = "", **more: Any) -> Any:  # noqa: N803
        if IfNoneMatch and self._there(Key):
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        return super().put_object(Bucket=Bucket, Key=Key, **more)


@dataclass
class Account:
    """One account with one environment; ``who`` types there."""

    settings: Settings
    who: str
    buckets: Buckets
    world: World
    outputs: dict[str, str]

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803  botocore's names
        if StackName != f"bedrock-finetune-{self.settings.environment}-pipeline":
            raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStacks")
        listed = [{"OutputKey": key, "OutputValue": text} for key, text in self.outputs.items()]
        return {"Stacks": [{"StackName": StackName, "Outputs": listed}]}

    @property
    def meta(self) -> Any:
        return SimpleNamespace(region_name="us-east-1")

    def get_paginator(self, _: str) -> Any:
        return SimpleNamespace(paginate=list)


@dataclass
class Two:
    """dev and prod, of which one is entered."""

    accounts: Mapping[str, Account]
    monkeypatch: pytest.MonkeyPatch
    served: Callable[..., None]

    def enter(self, name: str) -> Account:
        """Work in one of them, as a function of it would."""
        account = self.accounts[name]
        self.reach(name)
        for variable, text in account.settings.to_environment().items():
            self.monkeypatch.setenv(variable, text)
        deployed.cache_clear()
        return account

    def reach(self, name: str | None, region: str | None = None) -> None:
        """Have every client be of one account."""
        account = self.accounts[name or "dev"]
        self.served(
            s3=account.buckets,
            dynamodb=account.world.client("dynamodb"),
            cloudformation=account,
            sts=SimpleNamespace(get_caller_identity=lambda: {"Arn": account.who}),
        )

    def set(self, name: str, **settings: Any) -> None:
        """Have an environment be deployed with other settings."""
        account = self.accounts[name]
        account.settings = replace(account.settings, **settings)
        account.outputs = account.settings.to_outputs()


def accounts(settings: Settings) -> dict[str, Account]:
    """Return two accounts; settings that name their environment differ alone."""
    found = {}
    for number, name in ((1, "dev"), (2, "prod")):
        account = str(number) * 12
        own = replace(
            settings,
            environment=name,
            datasets_bucket=f"datasets-{name}",
            artifacts_bucket=f"artifacts-{name}",
            topic_arn=f"arn:aws:sns:us-east-1:{account}:topic",
        )
        who = f"arn:aws:sts::{account}:assumed-role/Engineer/eve@corp.com"
        found[name] = Account(
            settings=own, who=who, buckets=Buckets(), world=World(), outputs=own.to_outputs()
        )
    return found


def kept(account: Account, files: Mapping[str, bytes]) -> str:
    """Have a run read files, be admitted as it is in an account, and be kept; return its id."""
    versions = {
        name: account.buckets.put(FOLDER + name, body, metadata=promise(FOLDER + name))
        for name, body in files.items()
    }
    members = {n: Member(version_id=v, size=len(files[n])) for n, v in versions.items()}
    account.buckets.put(f"{FOLDER}_ready", written(Manifest(files=members, by=account.who)))
    said = heard(account)
    assert "ready" == said.outcome, said.reasons
    admission = admitted(said)
    assert "admitted" == admission.outcome, admission.summary
    answers = artifacts.seal(
        artifacts.key_of(said.run_id, "answers.jsonl"), b"{}\n", content_type="application/jsonl"
    )
    artifacts.write(
        artifacts.key_of(said.run_id, "report.json"), b"{}", content_type="application/json"
    )
    results: tuple[Any, ...] = (
        said,
        admission,
        TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL),
        Answers(serving="arn", answers=answers, records=40, input_tokens=1, output_tokens=1),
        Comparison(
            outcome="keep",
            reason="It is certainly better by exact match.",
            scores=(SCORE,),
            records=40,
            prompts=40,
            input_tokens=1,
            output_tokens=1,
            answered_at="2026-11-28T12:00:00+00:00",
        ),
    )
    for result in results:
        items.record(said.run_id, state="S", key=KEYS[type(result)], result=result, started="")
    items.note(said.run_id, status=RunStatus.KEPT)
    return said.run_id


def heard(account: Account) -> Registration:
    """Return what RegisterRun says of the training file that came last."""
    newest = account.buckets.versions[f"{FOLDER}train.jsonl"][-1].id
    detail = {
        "bucket": {"name": account.settings.datasets_bucket},
        "object": {"key": f"{FOLDER}train.jsonl", "version-id": newest},
    }
    return register(msgspec.convert(detail, ObjectCreated), execution="e")


def admitted(registration: Registration) -> Admission:
    """Return what ValidateDataset says of what was registered."""
    return admitting.admit(registration, ValidationPlan(outcome="whole"))
