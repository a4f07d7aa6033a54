"""The roles that services assume: whom each trusts, and what it may do with the keys."""

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.settings import deployed
from tuning.terminal.doctor import keys
from tuning.terminal.doctor.finding import Finding, fix, ok
from tuning.terminal.doctor.patient import Patient

VERSION: Final = "2012-10-17"

USES: Final = ("kms:Decrypt", "kms:GenerateDataKey")


def trust(patient: Patient) -> Iterator[Finding]:
    """Hold whom each role trusts against whom it is to trust: nobody else may assume it."""
    told = deployed()
    bedrock, scheduler = "bedrock.amazonaws.com", "scheduler.amazonaws.com"
    for what, role, statement in (
        (
            "role of training",
            told.customization_role_arn,
            _like(patient, bedrock, patient.arn("bedrock", "model-customization-job/*")),
        ),
        (
            "role of evaluation",
            told.evaluation_role_arn,
            _like(patient, bedrock, patient.arn("bedrock", "evaluation-job/*")),
        ),
        (
            "role of schedules",
            told.scheduler_role_arn,
            _trusts(
                scheduler,
                {
                    "StringEquals": {
                        "aws:SourceAccount": patient.account,
                        "aws:SourceArn": patient.arn(
                            "scheduler", f"schedule-group/{told.schedule_group}"
                        ),
                    }
                },
            ),
        ),
    ):
        yield _trust(what, _name(role), statement, patient)


def use_of_keys(patient: Patient) -> Iterator[Finding]:
    """Ask IAM whether Bedrock's roles may use the keys, through the services that use them."""
    told = deployed()
    data = keys.of_bucket(told.artifacts_bucket)
    for what, role, key, via in (
        ("training reads data", told.customization_role_arn, data, "s3"),
        ("evaluation reads data", told.evaluation_role_arn, data, "s3"),
        ("evaluation keeps", told.evaluation_role_arn, told.model_key_arn, "bedrock"),
    ):
        if key is not None:
            yield _use(what, role, key, f"{via}.{patient.region}.amazonaws.com", patient)


def _trust(what: str, name: str, statement: dict[str, Any], patient: Patient) -> Finding:
    try:
        role = clients.iam().get_role(RoleName=name)["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return fix(what, f"{name} is gone: somebody deleted it by hand", patient.drift)
    # botocore decodes the document, which travels as percent-encoded JSON.
    document: Any = role["AssumeRolePolicyDocument"]
    service = statement["Principal"]["Service"]
    if [_normal(each) for each in _list(document["Statement"])] == [_normal(statement)]:
        return ok(what, f"{service} alone assumes it, for this account's own")
    wanted = json.dumps({"Version": VERSION, "Statement": [statement]})
    return fix(
        what,
        f"{name} trusts others than {service} for this account's own, or not it",
        f"aws iam update-assume-role-policy --role-name {name} "
        f"--policy-document {shlex.quote(wanted)}",
    )


def _use(what: str, role: str, key: str, via: str, patient: Patient) -> Finding:
    answer = clients.iam().simulate_principal_policy(
        PolicySourceArn=role,
        ActionNames=list(USES),
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
        return fix(what, said, patient.drift)
    return ok(what, f"its role may use {key.rpartition('/')[2]} via {via}")


def _like(patient: Patient, service: str, source: str) -> dict[str, Any]:
    return _trusts(
        service,
        {
            "StringEquals": {"aws:SourceAccount": patient.account},
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


def _normal(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement with lists where IAM takes one value or a list, and without its name."""
    return {
        "Effect": statement["Effect"],
        "Principal": {kind: _list(who) for kind, who in dict(statement["Principal"]).items()}
        if isinstance(statement.get("Principal"), Mapping)
        else statement.get("Principal"),
        "Action": _list(statement.get("Action")),
        "Condition": {
            operator: {key: _list(values) for key, values in keyed.items()}
            for operator, keyed in statement.get("Condition", {}).items()
        },
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]
