"""What the policies of a deployed environment say of a call, judged by iam-simulate.

One node process judges a whole batch. Whoever acts under a role of the environment brings the
role's policies; what is acted upon brings its own, where it has one.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.account.deployed import ACCOUNT, Deployed, Made

ROOT: Final = Path(__file__).parents[2]
DRIVER: Final = Path(__file__).with_name("simulate.mjs")
SOMEBODY: Final = f"arn:aws:iam::{ACCOUNT}:role/people/somebody"
ELSEWHERE: Final = "999999999999"
"""Another account."""

ENCRYPTION_CONTEXT: Final = "kms:EncryptionContext:"
SPELLED: Final = "aws:PrincipalTag/EncryptionContext:"
"""iam-simulate 0.1.173 knows keys with a variable part after a slash, not after a colon: policies
and requests alike are given to it in another spelling."""

Context = Mapping[str, str | tuple[str, ...] | None]
"""Condition keys of a request; None: the request has no such key."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call, in names that every environment has.

    Attributes:
        caller: ``{path in the app}`` of a role, or a service; of one or more policies, parted by
            ``+``, for somebody of the account who has them.
        resource: an ARN; ``{path in the app}`` stands for the ARN of what the template makes,
            ``{path in the app#name}`` for its name and ``{environment}`` for the environment.
    """

    caller: str
    action: str
    resource: str
    context: Context = field(default_factory=dict)

    def __str__(self) -> str:
        known = {key: value for key, value in self.context.items() if value is not None}
        return f"{self.caller}: {self.action} on {self.resource} with {known}"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A call in an environment, and what became of it."""

    environment: str
    call: Call
    verdict: str
    ignored: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return self.verdict == "Allowed"

    def __str__(self) -> str:
        return f"{self.environment}: {self.call} is {self.verdict}"


def judge(asked: Iterable[tuple[Deployed, Call]]) -> list[Judged]:
    """Return what becomes of each call, in the order asked.

    Raises:
        AssertionError: the simulator does not know such a call, or one of its condition keys.
    """
    pairs = list(asked)
    requests = json.dumps([_simulation(deployed, call) for deployed, call in pairs])
    requests = requests.replace(f'"{ENCRYPTION_CONTEXT}', f'"{SPELLED}')
    done = subprocess.run(
        ["node", str(DRIVER)],  # noqa: S607 - the Makefile says which node
        input=requests,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, f"{done.stderr}\n`npm ci` installs what package.json pins"
    verdicts: list[dict[str, Any]] = json.loads(done.stdout)
    judged = [
        Judged(
            environment=deployed.environment,
            call=call,
            verdict=verdict["result"],
            ignored=tuple(verdict.get("ignored", ())),
        )
        for (deployed, call), verdict in zip(pairs, verdicts, strict=True)
    ]
    unknown = [
        f"{one}: {verdict.get('detail') or one.ignored}"
        for one, verdict in zip(judged, verdicts, strict=True)
        if one.verdict == "Error" or one.ignored
    ]
    assert [] == unknown, "not in the service-authorization data:\n" + "\n".join(unknown[:20])
    return judged


def _simulation(deployed: Deployed, call: Call) -> dict[str, Any]:
    caller = filled(call.caller, deployed)
    resource = filled(call.resource, deployed)
    principal = SOMEBODY if ":policy/" in caller else caller
    context = {"aws:PrincipalIsAWSService": "true"}
    if principal.startswith("arn:"):
        context = {
            "aws:PrincipalArn": principal,
            "aws:PrincipalAccount": principal.split(":")[4],
            "aws:PrincipalIsAWSService": "false",
        }
    return {
        "request": {
            "principal": principal,
            "action": call.action,
            "resource": {"resource": resource, "accountId": ACCOUNT},
            "contextVariables": context
            | {
                filled(key, deployed): filled(value, deployed)
                if isinstance(value, str)
                else [filled(each, deployed) for each in value]
                for key, value in call.context.items()
                if value is not None
            },
        },
        "identityPolicies": [
            {"name": policy.name, "policy": policy.properties["PolicyDocument"]}
            for policy in policies_of(deployed, caller)
        ],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
        "resourcePolicy": policy_on(deployed, resource),
    }


def filled(text: str, deployed: Deployed) -> str:
    """Return a text with what its braces stand for in an environment."""
    text = text.replace("{environment}", deployed.environment)
    text = re.sub(r"\{([^{}]+)#name\}", lambda match: deployed.one(match[1]).name, text)
    return re.sub(r"\{([^{}]+)\}", lambda match: deployed.one(match[1]).arn, text)


def policies_of(deployed: Deployed, caller: str) -> Sequence[Made]:
    """Return the managed policies of a role, or those whose ARNs they are."""
    name, attached = caller.rpartition("/")[2], caller.split("+")
    return [
        policy
        for policy in deployed.of("AWS::IAM::ManagedPolicy")
        if policy.arn in attached or name in policy.properties.get("Roles", ())
    ]


def policy_on(deployed: Deployed, resource: str) -> dict[str, Any] | None:
    """Return the policy that a resource itself has: a bucket, a key, a queue, a role's trust."""
    if resource.startswith("arn:aws:s3:::"):
        bucket = resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        return _documents(deployed, "AWS::S3::BucketPolicy", "Bucket", bucket)
    for made in deployed.resources:
        if made.arn != resource:
            continue
        match made.type:
            case "AWS::KMS::Key":
                return dict(made.properties["KeyPolicy"])
            case "AWS::IAM::Role":
                trust: dict[str, Any] = json.loads(
                    json.dumps(made.properties["AssumeRolePolicyDocument"])
                )
                return trust
            case "AWS::SNS::Topic":
                return _documents(deployed, "AWS::SNS::TopicPolicy", "Topics", made.arn)
            case "AWS::SQS::Queue":
                return _documents(deployed, "AWS::SQS::QueuePolicy", "Queues", made.name)
            case "AWS::Lambda::Function":
                return _permissions(deployed, made)
    return None


def _documents(deployed: Deployed, type_: str, by: str, name: str) -> dict[str, Any] | None:
    """Merge what policies of a type say of a resource."""
    statements = [
        statement
        for policy in deployed.of(type_)
        if name in _as_list(policy.properties[by])
        for statement in policy.properties["PolicyDocument"]["Statement"]
    ]
    return {"Version": "2012-10-17", "Statement": statements} if statements else None


def _permissions(deployed: Deployed, function: Made) -> dict[str, Any] | None:
    """Return the policy that Lambda makes of the permissions of a function."""
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"Service": permission.properties["Principal"]},
            "Action": permission.properties["Action"],
            "Resource": function.arn,
            "Condition": {"ArnLike": {"AWS:SourceArn": permission.properties["SourceArn"]}},
        }
        for permission in deployed.of("AWS::Lambda::Permission")
        if permission.properties["FunctionName"] == function.arn
    ]
    return {"Version": "2012-10-17", "Statement": statements} if statements else None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
