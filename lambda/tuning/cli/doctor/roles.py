"""The roles that services assume: whom each trusts, and what it may do with the keys."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli.doctor import keys, statements
from tuning.cli.doctor.finding import DoctorFinding, fix, ok
from tuning.cli.doctor.target import Target
from tuning.errors import code_of
from tuning.key_statements import LENDS, USES
from tuning.settings import deployed

VERSION: Final = "2012-10-17"


def trust(target: Target) -> Iterator[DoctorFinding]:
    """Hold whom each role trusts against whom it is to trust: nobody else may assume it."""
    settings = deployed()
    bedrock, scheduler = "bedrock.amazonaws.com", "scheduler.amazonaws.com"
    for what, role, statement in (
        (
            "role of training",
            settings.customization_role_arn,
            _like(target, bedrock, target.arn("bedrock", "model-customization-job/*")),
        ),
        (
            "role of evaluation",
            settings.evaluation_role_arn,
            _like(target, bedrock, target.arn("bedrock", "evaluation-job/*")),
        ),
        (
            "role of schedules",
            settings.scheduler_role_arn,
            _trusts(
                scheduler,
                {
                    "StringEquals": {
                        "aws:SourceAccount": target.account,
                        "aws:SourceArn": target.arn(
                            "scheduler", f"schedule-group/{settings.schedule_group}"
                        ),
                    }
                },
            ),
        ),
    ):
        yield _trust(what, _name(role), statement, target)


def use_of_keys(target: Target) -> Iterator[DoctorFinding]:
    """Ask IAM whether Bedrock's roles may use the keys, through the services that use them."""
    settings = deployed()
    data = keys.of_bucket(settings.artifacts_bucket)
    training, evaluation = settings.customization_role_arn, settings.evaluation_role_arn
    for what, role, key, via, actions in (
        ("training reads data", training, data, "s3", USES),
        ("training keeps the model", training, settings.model_key_arn, "bedrock", LENDS),
        ("evaluation reads data", evaluation, data, "s3", USES),
        ("evaluation keeps", evaluation, settings.model_key_arn, "bedrock", USES),
        ("evaluation keeps in S3", evaluation, settings.model_key_arn, "s3", USES),
    ):
        if key is not None:
            service = f"{via}.{target.region}.amazonaws.com"
            yield _use(what, role, key, service, actions, target)


def _trust(what: str, name: str, statement: dict[str, Any], target: Target) -> DoctorFinding:
    try:
        role = clients.iam().get_role(RoleName=name)["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return fix(what, f"{name} is gone: somebody deleted it by hand", target.drift)
    # botocore decodes the document, which travels as percent-encoded JSON.
    document: Any = role["AssumeRolePolicyDocument"]
    service = statement["Principal"]["Service"]
    found = [statements.normal(each) for each in statements.as_list(document["Statement"])]
    if found == [statements.normal(statement)]:
        return ok(what, f"{service} alone assumes it, for this account's own")
    wanted = json.dumps({"Version": VERSION, "Statement": [statement]})
    return fix(
        what,
        f"{name} trusts others than {service} for this account's own, or not it",
        f"aws iam update-assume-role-policy --role-name {name} "
        f"--policy-document {shlex.quote(wanted)}",
    )


def _use(
    what: str, role: str, key: str, via: str, actions: Sequence[str], target: Target
) -> DoctorFinding:
    answer = clients.iam().simulate_principal_policy(
        PolicySourceArn=role,
        ActionNames=list(actions),
        ResourceArns=[key],
        ContextEntries=[
            {
                "ContextKeyName": "kms:ViaService",
                "ContextKeyValues": [via],
                "ContextKeyType": "string",
            }
        ],
    )
    denied = [
        result["EvalActionName"]
        for result in answer["EvaluationResults"]
        if result["EvalDecision"] != "allowed"
    ]
    if denied:
        said = f"{_name(role)} may not {' and '.join(denied)} on {key} via {via}"
        return fix(what, said, target.drift)
    return ok(what, f"its role may use {key.rpartition('/')[2]} via {via}")


def _like(target: Target, service: str, source: str) -> dict[str, Any]:
    return _trusts(
        service,
        {
            "StringEquals": {"aws:SourceAccount": target.account},
            "ArnLike": {"aws:SourceArn": source},
        },
    )


def _trusts(service: str, conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": conditions,
    }


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]
