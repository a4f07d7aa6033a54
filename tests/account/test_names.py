"""A policy that speaks of a name must know it as the account does, whoever chose it."""

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest

from stacks.environments.environment import BadEnvironment
from stacks.environments.known import environments
from tests.account.names import KINDS, RANDOM, Account, generated, given_name
from tests.stacks.conftest import Resource, Resources
from tuning import naming
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.hosting.leases import SERVING
from tuning.training.jobs import JOB, MODEL

NAMES = [environment.name for environment in environments()]
ASSUMED_FOR_A_RESOURCE = ("events.amazonaws.com", "states.amazonaws.com")


@pytest.mark.parametrize(
    ("stack", "logical_id", "expected"),
    [
        (
            "bedrock-finetune-staging-pipeline",
            "TriggerRule9B777F7D",
            f"bedrock-finetune-staging-pipeli-TriggerRule9B777F7D-{RANDOM}",
        ),
        (
            "bedrock-finetune-dev-pipeline",
            "ForeignCapacityBought5E24296E",
            f"bedrock-finetune-dev-pipe-ForeignCapacityBought5E24-{RANDOM}",
        ),
        (
            "bedrock-finetune-prod-pipeline",
            "TriggerRule9B777F7D",
            f"bedrock-finetune-prod-pipeline-TriggerRule9B777F7D-{RANDOM}",
        ),
        ("short", "Rule", f"short-Rule-{RANDOM}"),
    ],
)
def test_cloud_formation_cuts_a_long_name_as_its_own_code_does(
    stack: str, logical_id: str, expected: str
) -> None:
    """Measured with IdentifierUtils of the CloudFormation CLI, which names rules."""
    assert expected == generated(stack, logical_id, longest=64)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_is_trusted_for_a_resource_is_trusted_by_the_name_that_it_has(
    resources: Resources, name: str
) -> None:
    account = Account(resources, name)
    trusted = [
        role
        for role in account.resources
        if role.type == "AWS::IAM::Role" and service(role) in ASSUMED_FOR_A_RESOURCE
    ]

    assert len(trusted) >= 3
    for role in trusted:
        sources = source_arns(account, role)
        users = account.users(role)
        assert sources, f"{role} trusts {service(role)} whatever it works for"
        assert users, f"nothing works under {role}"
        for user in users:
            arn = account.arn(user)
            assert any(fnmatchcase(arn, one) for one in sources), f"{role} does not know {arn}"


@pytest.mark.parametrize("name", NAMES)
def test_a_rules_role_knows_its_rule_exactly(resources: Resources, name: str) -> None:
    account = Account(resources, name)
    for role in account.resources:
        if role.type == "AWS::IAM::Role" and service(role) == "events.amazonaws.com":
            assert {account.arn(user) for user in account.users(role)} == source_arns(account, role)


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_log_group_knows_it_by_name(resources: Resources, name: str) -> None:
    account = Account(resources, name)
    patterns = {
        account.resolved(pattern, key.stack)
        for key in account.resources
        if key.type == "AWS::KMS::Key"
        for statement in key.properties["KeyPolicy"]["Statement"]
        for pattern in statement.get("Condition", {})
        .get("ArnLike", {})
        .get("kms:EncryptionContext:aws:logs:arn", ())
    }
    groups = [one for one in account.resources if one.type == "AWS::Logs::LogGroup"]

    assert groups
    for group in groups:
        arn = account.arn(group)
        assert any(fnmatchcase(arn, one) for one in patterns), f"no key works for {arn}"


@pytest.mark.parametrize("name", NAMES)
def test_every_one_writer_is_known_by_the_name_of_its_role(resources: Resources, name: str) -> None:
    account = Account(resources, name)
    roles = [account.arn(one) for one in account.resources if one.type == "AWS::IAM::Role"]
    patterns = {
        account.resolved(pattern, policy.stack)
        for policy in account.resources
        if policy.type == "AWS::S3::BucketPolicy"
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement.get("Sid", "").startswith("OneWriterOf")
        for pattern in listed(statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"])
    }

    assert patterns
    for pattern in patterns:
        assert any(fnmatchcase(role, pattern) for role in roles), pattern


def test_every_name_that_is_given_is_one_that_its_service_takes(resources: Resources) -> None:
    named = [one for one in resources if given_name(one) is not None]

    assert named
    for resource in named:
        name = Account(resources, resource.environment.name).name(resource)
        assert len(name) <= KINDS[resource.type].longest, f"{resource}: {name}"


def test_no_type_of_resource_has_a_name_that_nobody_measures(resources: Resources) -> None:
    for resource in resources:
        if resource.type not in KINDS:
            noun = resource.type.rpartition("::")[2]
            assert not {"Name", f"{noun}Name"} & resource.properties.keys(), resource


@pytest.mark.parametrize("environment", NAMES)
@pytest.mark.parametrize("part", [JOB, MODEL, SERVING, BASE, CUSTOM])
def test_bedrock_takes_every_name_of_the_longest_run(environment: str, part: str) -> None:
    task = "t" * naming.TASK_LENGTH
    run = naming.run_id(task=task, bucket="b", key="k", version="v")

    assert naming.resource_name(environment, run, part)


def test_an_environment_whose_name_is_too_long_is_refused_before_a_run_meets_it() -> None:
    longest = "e" * naming.ENVIRONMENT_LENGTH
    named = replace(environments()[0], name=longest)
    run = naming.run_id(task="t" * naming.TASK_LENGTH, bucket="b", key="k", version="v")

    assert naming.NAME_LENGTH == len(naming.resource_name(named.name, run, SERVING))
    with pytest.raises(BadEnvironment, match="name: 1 to 9 lower-case"):
        replace(named, name=f"{longest}e")


def service(role: Resource) -> str:
    (statement,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
    return str(statement["Principal"]["Service"])


def source_arns(account: Account, role: Resource) -> set[str]:
    """For what a role may be assumed, as its trust policy says."""
    (statement,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
    return {
        account.resolved(pattern, role.stack)
        for condition in statement["Condition"].values()
        for pattern in listed(condition.get("aws:SourceArn", ()))
    }


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
