"""One client for each service, made when first needed and kept for the life of the process."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_pricing import PricingClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_service_quotas import ServiceQuotasClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_sts import STSClient

CONFIG: Final = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=16,
)
"""All attempts at a call that hangs end before the shortest function does (two minutes), so that
the state machine hears ``Transient`` and not that a function broke off."""

HURRIED: Final = Config(
    retries={"mode": "standard", "max_attempts": 2}, connect_timeout=3, read_timeout=5
)
"""For what a run can do without: it is asked briefly, and the run goes on without an answer."""

RUNTIME: Final = CONFIG.merge(Config(retries={"total_max_attempts": 1}, read_timeout=120))
"""Of what asks models: whoever asks keeps to a pace and tries again by itself, so that no request
goes out that is not counted. A long answer of a slow model takes a minute or two."""


@cache
def bedrock() -> "BedrockClient":
    """Return the client of Bedrock's control plane."""
    client: BedrockClient = boto3.client("bedrock", config=CONFIG)
    return client


@cache
def bedrock_runtime() -> "BedrockRuntimeClient":
    """Return the client that asks models for answers."""
    client: BedrockRuntimeClient = boto3.client("bedrock-runtime", config=RUNTIME)
    return client


@cache
def cloudformation() -> "CloudFormationClient":
    """Return the client that reads a deployed environment's outputs."""
    client: CloudFormationClient = boto3.client("cloudformation", config=CONFIG)
    return client


@cache
def cloudwatch() -> "CloudWatchClient":
    """Return the client that tells which alarms ring."""
    client: CloudWatchClient = boto3.client("cloudwatch", config=CONFIG)
    return client


@cache
def dynamodb() -> "DynamoDBClient":
    """Return the client of the runs ledger."""
    client: DynamoDBClient = boto3.client("dynamodb", config=CONFIG)
    return client


@cache
def events() -> "EventBridgeClient":
    """Return the client of rules, and of what is told outside: no run waits for either."""
    client: EventBridgeClient = boto3.client("events", config=HURRIED)
    return client


@cache
def iam() -> "IAMClient":
    """Return the client of roles, and of what their policies allow."""
    client: IAMClient = boto3.client("iam", config=CONFIG)
    return client


@cache
def kms() -> "KMSClient":
    """Return the client of the environment's keys."""
    client: KMSClient = boto3.client("kms", config=CONFIG)
    return client


@cache
def pricing() -> "PricingClient":
    """Return the client of the Price List, which us-east-1 serves for every region."""
    client: PricingClient = boto3.client("pricing", region_name="us-east-1", config=HURRIED)
    return client


@cache
def s3() -> "S3Client":
    """Return the client of datasets and artifacts."""
    client: S3Client = boto3.client("s3", config=CONFIG)
    return client


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    """Return the client of the schedules that end leases."""
    client: EventBridgeSchedulerClient = boto3.client("scheduler", config=CONFIG)
    return client


@cache
def service_quotas() -> "ServiceQuotasClient":
    """Return the client of the account's quotas."""
    client: ServiceQuotasClient = boto3.client("service-quotas", config=CONFIG)
    return client


@cache
def sns() -> "SNSClient":
    """Return the client that asks and tells people."""
    client: SNSClient = boto3.client("sns", config=CONFIG)
    return client


@cache
def sqs() -> Any:
    """Return the client of the queue that keeps drops which started no run."""
    return boto3.client("sqs", config=CONFIG)


@cache
def ssm() -> Any:
    """Return the client of the parameters that name what serves a task."""
    return boto3.client("ssm", config=CONFIG)


@cache
def stepfunctions() -> "SFNClient":
    """Return the client that watches, answers and stops executions."""
    client: SFNClient = boto3.client("stepfunctions", config=CONFIG)
    return client


@cache
def sts() -> "STSClient":
    """Return the client that says who is asking."""
    client: STSClient = boto3.client("sts", config=CONFIG)
    return client


def elsewhere(profile: str | None, region: str | None) -> None:
    """Have every client that is made from now on work for another profile, or in another region.

    Clients that somebody holds stay what they are.

    Args:
        profile: of the shared configuration; None: as the environment variables say.
        region: None: as they say, or else the profile's own.

    Raises:
        ProfileNotFound: there is no such profile.
    """
    boto3.setup_default_session(profile_name=profile, region_name=region)
    for made in tuple(globals().values()):
        if hasattr(made, "cache_clear"):
            made.cache_clear()


def service_time(response: "Mapping[str, Any]") -> datetime:
    """Return when the service answered, by its own clock.

    Ages and leases are compared with the clock that stamped them, so that a wrong clock on this
    side can neither stretch a lease nor end a job early.
    """
    stamp = response["ResponseMetadata"]["HTTPHeaders"].get("date")
    return parsedate_to_datetime(stamp).astimezone(UTC) if stamp else datetime.now(UTC)


def look_until(since: datetime, within: timedelta) -> str:
    """Return the end of a deadline as a state machine compares it with the time: in UTC, with Z."""
    return (since + within).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
