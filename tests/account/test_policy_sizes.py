"""A policy has a size, and a role a number of policies (IAM and AWS STS quotas)."""

import json
from collections import Counter
from typing import Final

from tests.account.deployed import Deployed

MANAGED: Final = 6_144
"""Characters of a managed policy, without spaces."""

TRUST: Final = 2_048
"""Characters of a trust policy, without spaces."""

KEY: Final = 32_768
BUCKET: Final = 20_480
"""Bytes of a key policy (AWS KMS quotas) and of a bucket policy (Amazon S3)."""

POLICIES_OF_A_ROLE: Final = 10


def size(document: object) -> int:
    return len(json.dumps(document, separators=(",", ":")))


def test_every_policy_fits_what_takes_it(environments_deployed: list[Deployed]) -> None:
    for deployed in environments_deployed:
        for made in deployed.of("AWS::IAM::ManagedPolicy"):
            assert size(made.properties["PolicyDocument"]) < MANAGED, made.path
        for made in deployed.of("AWS::IAM::Role"):
            assert size(made.properties["AssumeRolePolicyDocument"]) < TRUST, made.path
        for made in deployed.of("AWS::KMS::Key"):
            assert size(made.properties["KeyPolicy"]) < KEY, made.path
        for made in deployed.of("AWS::S3::BucketPolicy"):
            assert size(made.properties["PolicyDocument"]) < BUCKET, made.path


def test_no_role_has_more_policies_than_it_may(environments_deployed: list[Deployed]) -> None:
    for deployed in environments_deployed:
        attached = Counter(
            role
            for made in deployed.of("AWS::IAM::ManagedPolicy")
            for role in made.properties.get("Roles", ())
        )
        assert attached
        assert max(attached.values()) <= POLICIES_OF_A_ROLE
