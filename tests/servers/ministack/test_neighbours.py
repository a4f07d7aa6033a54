"""A rehearsal is its owner's: who else is on this machine gets nothing from the embedded AWS."""

import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rehearsal.sandbox import scratch
from tests.servers.ministack.account import ANYTHING, Account, package

NOBODY = 65534
"""A user who owns nothing, on every Linux."""

NO_KEYS = ("test", "123456789012", "000000000000", "")
"""What MiniStack takes for the account's root user as it is published."""


def stranger(account: Account, access_key: str, service: str) -> Any:
    """A client of somebody who was given no credentials."""
    return boto3.client(
        cast(Any, service),
        endpoint_url=account.aws.endpoint_url,
        region_name=account.aws.region,
        aws_access_key_id=access_key or "unsigned",
        aws_secret_access_key="guessed",
        verify=False,
        config=Config(
            signature_version=None if access_key else UNSIGNED, retries={"total_max_attempts": 1}
        ),
    )


def attempts(account: Account, access_key: str) -> Iterator[Callable[[], object]]:
    """What a neighbour would like to do, each as a call."""
    role = account.role("lambda", ANYTHING)
    s3, lambdas, iam, sts = (
        stranger(account, access_key, service) for service in ("s3", "lambda", "iam", "sts")
    )
    code = package({"main.py": "def handler(event, context):\n    return 1\n"})
    yield lambda: s3.list_buckets()
    yield lambda: sts.get_caller_identity()
    yield lambda: iam.list_roles()
    yield lambda: lambdas.create_function(
        FunctionName=f"neighbour-{access_key or 'unsigned'}",
        Role=role,
        Code={"ZipFile": code},
        Handler="main.handler",
        Runtime="python3.11",
    )


@pytest.mark.parametrize("access_key", NO_KEYS)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_no_key_that_is_known_to_all_opens_the_account(patched: Account, access_key: str) -> None:
    for attempt in attempts(patched, access_key):
        with pytest.raises(ClientError) as refusal:
            attempt()
        assert 403 == refusal.value.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_the_mend_is_needed(published: Account) -> None:
    for attempt in attempts(published, "test"):
        attempt()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_ministack/reset"),
        ("POST", "/_ministack/config"),
        ("GET", "/_ministack/sqs/messages"),
        ("GET", "/_ministack/ses/messages"),
        ("GET", "/_ministack/lambda-code/anything"),
        ("GET", "/_ministack//reset"),
        ("GET", "/_localstack/init"),
    ],
)
def test_the_paths_for_administration_are_closed(patched: Account, method: str, path: str) -> None:
    trusted = ssl.create_default_context(cafile=patched.aws.ca_bundle)
    request = Request(  # noqa: S310 (loopback)
        f"{patched.aws.endpoint_url}{path}", data=b"{}" if method == "POST" else None, method=method
    )
    with pytest.raises(HTTPError, match="403"):
        urlopen(request, context=trusted)  # noqa: S310 (loopback)


def test_every_rehearsal_has_keys_of_its_own(patched: Account, published: Account) -> None:
    keys = {account.aws.access_key for account in (patched, published)}
    secrets = {account.aws.secret_key for account in (patched, published)}

    assert 2 == len(keys) == len(secrets)
    assert not any(value in repr(patched.aws) for value in (*keys, *secrets))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user of the machine")
def test_another_user_reads_no_file_and_calls_nothing(patched: Account) -> None:
    with scratch() as work:
        file = work / "ministack.log"
        file.write_text("anything")

        trusted = ssl.create_default_context(cafile=patched.aws.ca_bundle)
        told = as_nobody(lambda: "".join(_tries(patched, file, trusted)))

    assert "PermissionError 403 403" == told


def _tries(account: Account, file: Path, trusted: ssl.SSLContext) -> Iterator[str]:
    try:
        yield file.read_text()
    except PermissionError:
        yield "PermissionError"
    for method, path in (("POST", "/_ministack/reset"), ("GET", "/2015-03-31/functions/")):
        request = Request(  # noqa: S310 (loopback)
            f"{account.aws.endpoint_url}{path}",
            method=method,
            headers={
                "Authorization": "AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/lambda/"
                "aws4_request, SignedHeaders=host, Signature=0"
            },
        )
        try:
            with urlopen(request, context=trusted) as answer:  # noqa: S310 (loopback)
                yield f" {answer.status}"
        except HTTPError as error:
            yield f" {error.code}"


def as_nobody(act: Callable[[], str]) -> str:
    """Return what a process of another user makes of something."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writing, act().encode())
        except BaseException as error:  # the parent sees it in place of the answer
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        answer = said.read()
    os.waitpid(child, 0)
    return answer
