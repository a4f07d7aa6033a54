"""Where the embedded AWS is, and how to talk to it."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config

ROOT_ACCESS_KEY: Final = "test"
"""The embedded AWS knows this access key as the account's root user."""

ROOT_SECRET_KEY: Final = "test"  # noqa: S105 (nothing is protected by it: loopback only)

_CONFIG: Final = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=16,
    proxies={},  # a proxy of the developer's knows no server on this machine
)

_NO_FILES: Final[dict[str, Any]] = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""Session variables that leave a developer's own profiles and their settings unread."""


@dataclass(frozen=True, kw_only=True)
class EmbeddedAws:
    """An AWS on this machine.

    Attributes:
        endpoint_url: one address for every service but Bedrock.
        ca_bundle: the certificate that it shows; None when it speaks plain HTTP.
    """

    endpoint_url: str
    region: str = "us-east-1"
    account: str = "123456789012"
    ca_bundle: Path | None = None

    def client(self, service: str) -> Any:
        """Return the root user's client of a service; asking again returns the same one."""
        return _client(self, service)

    def environment(self) -> dict[str, str]:
        """Return the variables that make a child process talk to this AWS as its root user.

        The files of a developer's own AWS configuration are hidden from the child, so that it can
        never reach a real account.
        """
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_KEY,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            **{name: _with_loopback(os.environ.get(name, "")) for name in ("NO_PROXY", "no_proxy")},
        }
        if self.ca_bundle:
            variables["AWS_CA_BUNDLE"] = str(self.ca_bundle)
            variables["NODE_EXTRA_CA_CERTS"] = str(self.ca_bundle)
        return variables


@cache
def _client(aws: EmbeddedAws, service: str) -> Any:
    session = boto3.Session(
        botocore_session=botocore.session.Session(session_vars=_NO_FILES),
        aws_access_key_id=ROOT_ACCESS_KEY,
        aws_secret_access_key=ROOT_SECRET_KEY,
        region_name=aws.region,
    )
    verify = str(aws.ca_bundle) if aws.ca_bundle else None
    return session.client(service, endpoint_url=aws.endpoint_url, verify=verify, config=_CONFIG)


def _with_loopback(hosts: str) -> str:
    """Add this machine to the hosts that are reached without a proxy."""
    return ",".join(filter(None, (hosts, "127.0.0.1")))
