"""A Bedrock stand-in that serves real boto3 clients, in an account with what a run needs."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import boto3
import pytest
from botocore.config import Config

from rehearsal.bedrock import BedrockStandIn
from rehearsal.bedrock.model import LanguageModel
from rehearsal.clock import Clock
from tests.unit.bedrock.fake_aws import (
    ACCOUNT,
    BUCKET,
    DATA_KEY,
    EVALUATOR,
    MODEL_KEY,
    TRAINER,
    FakeAws,
    Role,
    allow,
    delegating_to_account,
    policy,
    trust,
)
from tests.unit.bedrock.parrot import Parrot

SCALE = 20_000.0
"""Simulated seconds in a real one: a job of 25 minutes takes 75 ms."""



def record(prompt: str, answer: str) -> str:
    """One training record."""
    return json.dumps(
        {
            "schemaVersion": "bedrock-conversation-2024",
            "messages": [
                {"role": "user", "content": [{"text": prompt}]},
                {"role": "assistant", "content": [{"text": answer}]},
            ],
        }
    )


def jsonl(*lines: str) -> bytes:
    """A file of lines."""
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.fixture
def aws() -> FakeAws:
    """An account with a snapshot, two roles for jobs, a caller without rights and two keys."""
    s3 = f"arn:aws:s3:::{BUCKET}"
    data = [
        allow(["s3:GetObject", "s3:PutObject"], f"{s3}/*"),
        allow("s3:ListBucket", s3, StringLike={"s3:prefix": ["snapshots/*", "runs/*"]}),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            DATA_KEY,
            StringEquals={"kms:ViaService": "s3.us-east-1.amazonaws.com"},
        ),
    ]
    asks = allow(
        ["bedrock:InvokeModel", "bedrock:GetProvisionedModelThroughput", "kms:Decrypt"], "*"
    )
    questions = [(f"question {number}", f"answer {number}") for number in range(8)]
    prompts = [
        json.dumps({"prompt": prompt, "referenceResponse": answer}) for prompt, answer in questions
    ]
    return FakeAws(
        objects={
            "snapshots/1/train.jsonl": jsonl(*(record(*pair) for pair in questions)),
            "snapshots/1/validation.jsonl": jsonl(record("question 1", "answer 1")),
            "snapshots/1/prompts.jsonl": jsonl(*prompts),
        },
        roles={
            "trainer": Role(trust=trust("model-customization-job"), inline=policy(*data)),
            "evaluator": Role(trust=trust("evaluation-job"), inline=policy(*data, asks)),
            "nobody": Role(trust=policy(), inline=policy()),
        },
        keys={DATA_KEY: delegating_to_account(), MODEL_KEY: delegating_to_account()},
    )


class Sessions:
    """Knows root, and gives every other access key to the role of the same name."""

    def arn(self, access_key: str) -> str | None:
        if access_key == "test":
            return None
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{access_key}/session"


@pytest.fixture
def stand_in(aws: FakeAws) -> Iterator[BedrockStandIn]:
    """The stand-in, serving."""
    base = cast("Callable[[str], LanguageModel]", lambda _: Parrot())
    with BedrockStandIn(
        aws=aws, clock=Clock(SCALE), callers=Sessions(), base=base
    ) as serving:
        yield serving


Connect = Callable[..., Any]


@pytest.fixture
def connect(stand_in: BedrockStandIn) -> Connect:
    """Make a real client of the stand-in: of a service, as root or under a role by name."""

    def client(service: str = "bedrock", *, role: str = "test", attempts: int = 1) -> Any:
        session = boto3.Session(
            aws_access_key_id=role, aws_secret_access_key="secret", region_name="us-east-1"
        )
        config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
        return session.client(cast(Any, service), endpoint_url=stand_in.url, config=config)

    return client


@pytest.fixture
def bedrock(connect: Connect) -> Any:
    """Bedrock's control plane, as root."""
    return connect()


@pytest.fixture
def runtime(connect: Connect) -> Any:
    """Bedrock's runtime, as root."""
    return connect("bedrock-runtime")


def job_request(**changes: Any) -> dict[str, Any]:
    """A request for a customization job; None leaves a member out."""
    request = {
        "jobName": "faq-job",
        "customModelName": "faq-model",
        "roleArn": TRAINER,
        "clientRequestToken": "faq-job",
        "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
        "trainingDataConfig": {"s3Uri": f"s3://{BUCKET}/snapshots/1/train.jsonl"},
        "validationDataConfig": {
            "validators": [{"s3Uri": f"s3://{BUCKET}/snapshots/1/validation.jsonl"}]
        },
        "outputDataConfig": {"s3Uri": f"s3://{BUCKET}/runs/1/training/"},
        "hyperParameters": {"epochCount": "2"},
        "jobTags": [{"key": "project", "value": "faq"}],
        "customModelTags": [{"key": "project", "value": "faq"}],
        **changes,
    }
    return {name: value for name, value in request.items() if value is not None}


def evaluation_request(model: str, **changes: Any) -> dict[str, Any]:
    """A request for an evaluation job."""
    location = {"s3Uri": f"s3://{BUCKET}/snapshots/1/prompts.jsonl"}
    dataset = {
        "taskType": "Classification",
        "dataset": {"name": "faq", "datasetLocation": location},
        "metricNames": ["Builtin.Accuracy"],
    }
    return {
        "jobName": "faq-evaluation",
        "roleArn": EVALUATOR,
        "evaluationConfig": {"automated": {"datasetMetricConfigs": [dataset]}},
        "inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": model}}]},
        "outputDataConfig": {"s3Uri": f"s3://{BUCKET}/runs/1/evaluation/"},
        "jobTags": [{"key": "project", "value": "faq"}],
        **changes,
    }


def until(read: Callable[[], Mapping[str, Any]], *statuses: str) -> Mapping[str, Any]:
    """Read until the status is one of these, for five seconds at most."""
    end = time.monotonic() + 5
    while (answer := read())["status"] not in statuses:
        assert time.monotonic() < end, f"still {answer['status']}"
        time.sleep(0.005)
    return answer


@pytest.fixture
def custom_model(bedrock: Any) -> str:
    """The ARN of a custom model."""
    job = bedrock.create_model_customization_job(**job_request())["jobArn"]
    done = until(
        lambda: bedrock.get_model_customization_job(jobIdentifier=job), "Completed", "Failed"
    )
    assert done["status"] == "Completed", done.get("failureMessage")
    return str(done["outputModelArn"])


@pytest.fixture
def throughput(bedrock: Any, custom_model: str) -> str:
    """The ARN of throughput that serves the custom model."""
    arn = bedrock.create_provisioned_model_throughput(
        provisionedModelName="faq",
        modelId=custom_model,
        modelUnits=1,
        tags=[{"key": "project", "value": "faq"}],
    )["provisionedModelArn"]
    until(
        lambda: bedrock.get_provisioned_model_throughput(provisionedModelId=arn), "InService"
    )
    return str(arn)
