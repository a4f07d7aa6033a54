"""Where the embedded AWS is, and how to talk to it."""

import os
import secrets
import string
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config

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
        access_key: by this the embedded AWS knows the account's root user, and by nothing else;
            it does not check signatures, so that the key is the secret and is made anew each time.
        secret_key: what the SDKs sign with.
    """

    endpoint_url: str
    region: str = "us-east-1"
    account: str = "123456789012"
    ca_bundle: Path | None = None
    access_key: str = field(default_factory=lambda: f"AKIA{_random(16)}", repr=False)
    secret_key: str = field(default_factory=lambda: _random(40), repr=False)

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
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
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
        aws_access_key_id=aws.access_key,
        aws_secret_access_key=aws.secret_key,
        region_name=aws.region,
    )
    verify = str(aws.ca_bundle) if aws.ca_bundle else None
    return session.client(service, endpoint_url=aws.endpoint_url, verify=verify, config=_CONFIG)


def _random(length: int) -> str:
    return "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(length))


def _with_loopback(hosts: str) -> str:
    """Add this machine to the hosts that are reached without a proxy."""
    return ",".join(filter(None, (hosts, "127.0.0.1")))
