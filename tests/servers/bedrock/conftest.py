"""A Bedrock stand-in that serves real boto3 clients, beside a real embedded AWS."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from rehearsal.bedrock import BedrockStandIn
from rehearsal.bedrock.model import LanguageModel
from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws
from rehearsal.ministack import PYTHON, MiniStack
from tests.servers.bedrock.account import Account, Requests, Statement, name, policy
from tests.servers.bedrock.parrot import Parrot

SCALE = 20_000.0
"""Simulated seconds in a real one: a job of 25 minutes takes 75 ms."""

NO_BEDROCK = "http://127.0.0.1:9"

Connect = Callable[..., Any]
Until = Callable[..., Mapping[str, Any]]
Refused = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAws]:
    """The embedded AWS, with TLS and with its policies enforced."""
    if not PYTHON.exists():
        pytest.skip("the embedded AWS is not installed: run `make rehearse`")
    work = tmp_path_factory.mktemp("aws")
    with MiniStack(work=work, clock=Clock(SCALE), bedrock_url=NO_BEDROCK) as ministack:
        yield ministack.aws


@pytest.fixture(scope="session")
def account(aws: EmbeddedAws) -> Account:
    """A bucket and two keys."""
    return Account.new(aws)


@pytest.fixture(scope="session")
def prepared(account: Account) -> Requests:
    """A snapshot and two roles for jobs, which no test changes."""
    return Requests.new(account)


@pytest.fixture
def asks(prepared: Requests) -> Requests:
    """What this test asks for."""
    return replace(prepared, folder=name("runs/r"))


@pytest.fixture
def stand_in(aws: EmbeddedAws) -> Iterator[BedrockStandIn]:
    """The stand-in, serving."""
    base = cast("Callable[[str], LanguageModel]", lambda _: Parrot())
    with BedrockStandIn(aws=aws, clock=Clock(SCALE), base=base) as serving:
        yield serving


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session, so that the service models are read once."""
    return boto3.Session(region_name="us-east-1")


@pytest.fixture
def connect(stand_in: BedrockStandIn, aws: EmbeddedAws, session: boto3.Session) -> Connect:
    """Make a real client of the stand-in, as root by default."""

    def client(
        service: str = "bedrock", *, attempts: int = 1, credentials: Mapping[str, str] | None = None
    ) -> Any:
        signs = credentials or {
            "AccessKeyId": aws.access_key,
            "SecretAccessKey": aws.secret_key,
        }
        return session.client(
            cast(Any, service),
            aws_access_key_id=signs["AccessKeyId"],
            aws_secret_access_key=signs["SecretAccessKey"],
            aws_session_token=signs.get("SessionToken"),
            endpoint_url=stand_in.url,
            config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
        )

    return client


@pytest.fixture
def caller(account: Account, connect: Connect) -> Connect:
    """Make a client under a new role that has these rights and no others."""
    root = {"AWS": f"arn:aws:iam::{account.aws.account}:root"}
    trust = policy({"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"})

    def client(*rights: Statement, service: str = "bedrock") -> Any:
        role = account.role(trust, *rights)
        sts = account.aws.client("sts")
        session = sts.assume_role(RoleArn=role, RoleSessionName="session")
        return connect(service, credentials=session["Credentials"])

    return client


@pytest.fixture
def bedrock(connect: Connect) -> Any:
    """Bedrock's control plane, as root."""
    return connect()


@pytest.fixture
def runtime(connect: Connect) -> Any:
    """Bedrock's runtime, as root."""
    return connect("bedrock-runtime")


@pytest.fixture
def until() -> Until:
    """Read until the status is one of these, for ten seconds at most."""

    def read_until(read: Callable[[], Mapping[str, Any]], *statuses: str) -> Mapping[str, Any]:
        end = time.monotonic() + 10
        while (answer := read())["status"] not in statuses:
            assert time.monotonic() < end, f"still {answer['status']}"
            time.sleep(0.01)
        return answer

    return read_until


@pytest.fixture
def refused() -> Refused:
    """Make a call that is refused, and return the code and the message."""

    def call(function: Callable[..., Any], **request: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as raised:
            function(**request)
        error = raised.value.response["Error"]
        return error["Code"], error["Message"]

    return call


@pytest.fixture
def custom_model(bedrock: Any, asks: Requests, until: Until) -> str:
    """The ARN of a custom model."""
    job = bedrock.create_model_customization_job(**asks.job())["jobArn"]
    done = until(
        lambda: bedrock.get_model_customization_job(jobIdentifier=job), "Completed", "Failed"
    )
    assert "Completed" == done["status"], done.get("failureMessage")
    return str(done["outputModelArn"])


@pytest.fixture
def throughput(bedrock: Any, custom_model: str, until: Until) -> str:
    """The ARN of throughput that serves the custom model."""
    arn = bedrock.create_provisioned_model_throughput(
        provisionedModelName="faq",
        modelId=custom_model,
        modelUnits=1,
        tags=[{"key": "project", "value": "faq"}],
    )["provisionedModelArn"]
    until(lambda: bedrock.get_provisioned_model_throughput(provisionedModelId=arn), "InService")
    return str(arn)


@pytest.fixture
def deployment(bedrock: Any, custom_model: str, until: Until) -> str:
    """The ARN of a deployment of the custom model."""
    arn = bedrock.create_custom_model_deployment(
        modelDeploymentName="faq",
        modelArn=custom_model,
        tags=[{"key": "project", "value": "faq"}],
    )["customModelDeploymentArn"]
    until(
        lambda: bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=arn), "Active"
    )
    return str(arn)
