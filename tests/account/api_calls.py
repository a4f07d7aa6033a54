"""What the API's function does, what delivers its access log, and what its callers may."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.account.deployed import ACCOUNT, REGION
from tests.account.service_calls import (
    ANOTHER_ENVIRONMENT,
    DATA_KEY,
    HERE,
    MODEL_KEY,
    NAME,
    OPERATIONS_KEY,
    OTHER_NAMES,
    OURS,
    TABLE,
    TLS,
    ServiceCall,
    through,
    with_,
    without,
)
from tests.account.simulation import ELSEWHERE, Call
from tuning.api import quota, served

CALLER: Final = "{Api/Callers/ApiCaller/Policy}"
TASK_CALLER: Final = "{Api/Callers/TaskApiCaller/Policy}"
ANSWER: Final = "{Api/Answer/Role}"
DELIVERS: Final = "{Api/Gateway/AccessLog/Role}"
COUNTS: Final = "{Api/Quotas/Callers}"
ACCESS_LOGS: Final = "{Foundation/Buckets/AccessLogs}"
STAGE: Final = "{Api/Gateway/Api}/{environment}"
OF_TICKETS: Final = {"aws:PrincipalTag/bedrock-finetune-task": "tickets"}

Row = tuple[Call, tuple[Mapping[str, Any], ...]]


def calls(another: str) -> Iterator[ServiceCall]:
    """Yield each call, with those beside it that nobody may make.

    Args:
        another: somebody who may do nothing of it.
    """
    rows = (*_callers(another), *_function(another), *_deliveries(another))
    for call, changes in rows:
        yield ServiceCall(document="api", call=call, changes=changes)


def _callers(another: str) -> Iterator[Row]:
    for method, path in (
        ("POST", "tasks/tickets/answer"),
        ("POST", "tasks/tickets/v1/chat/completions"),
        ("GET", "tasks/tickets/v1/models"),
    ):
        yield (
            Call(
                caller=TASK_CALLER,
                action="execute-api:Invoke",
                resource=f"{STAGE}/{method}/{path}",
                context=OF_TICKETS,
            ),
            (
                {"context": {"aws:PrincipalTag/bedrock-finetune-task": "billing"}},
                without(*OF_TICKETS),
                {"resource": f"{STAGE}/{method}/{path.replace('tickets', 'billing')}"},
                {"resource": f"{STAGE}/DELETE/{path}"},
                {"resource": f"{STAGE}/POST/v1/chat/completions"},
                {"resource": f"{STAGE}/GET/v1/models"},
                {"caller": another},
            ),
        )
    for method, path in (
        ("POST", "tasks/tickets/answer"),
        ("POST", "v1/chat/completions"),
        ("GET", "v1/models"),
    ):
        whole = f"{STAGE}/{method}/{path}"
        yield (
            Call(caller=CALLER, action="execute-api:Invoke", resource=whole),
            (
                {"resource": whole.replace("{environment}", "elsewhere")},
                {"resource": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:another/x/{method}/{path}"},
                {"resource": f"{STAGE}/DELETE/{path}"},
                {"action": "execute-api:InvalidateCache"},
                {"caller": another},
            ),
        )


def _function(another: str) -> Iterator[Row]:
    for action in ("ssm:GetParameterHistory", "ssm:GetParametersByPath"):
        yield (
            Call(caller=ANSWER, action=action, resource=NAME),
            (
                *({"resource": other} for other in OTHER_NAMES),
                {"action": "ssm:PutParameter"},
                {"action": "ssm:DeleteParameter"},
            ),
        )
    read: dict[str, Any] = {"dynamodb:Attributes": served.READ}
    yield (
        Call(caller=ANSWER, action="dynamodb:GetItem", resource=TABLE, context=read),
        (
            {"context": {"dynamodb:Attributes": (*served.READ, "answers")}},
            {"action": "dynamodb:Scan"},
            {"action": "dynamodb:UpdateItem"},
        ),
    )
    counted: dict[str, Any] = {"dynamodb:Attributes": quota.ATTRIBUTES}
    yield (
        Call(caller=ANSWER, action="dynamodb:UpdateItem", resource=COUNTS, context=counted),
        (
            {"context": {"dynamodb:Attributes": (*quota.ATTRIBUTES, "another")}},
            {"context": {"dynamodb:ReturnValues": "ALL_OLD"}},
            {"action": "dynamodb:DeleteItem"},
            {"action": "dynamodb:GetItem"},
            {"resource": TABLE},
        ),
    )
    for kind in ("provisioned-model", "custom-model-deployment"):
        yield (
            Call(
                caller=ANSWER,
                action="bedrock:InvokeModel",
                resource=f"{HERE}:{kind}/abcdefghijkl",
                context=OURS,
            ),
            (
                {"context": ANOTHER_ENVIRONMENT},
                without(*OURS),
                {"action": "bedrock:InvokeModelWithResponseStream"},
                {"resource": f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-micro-v1:0"},
                {"caller": another},
            ),
        )
    for key, service in (
        (DATA_KEY, "dynamodb"),
        (OPERATIONS_KEY, "dynamodb"),
        (MODEL_KEY, "bedrock"),
    ):
        yield (
            Call(caller=ANSWER, action="kms:Decrypt", resource=key, context=through(service)),
            (with_(**through("s3")), without("kms:ViaService"), {"action": "kms:CreateGrant"}),
        )


def _deliveries(another: str) -> Iterator[Row]:
    yield (
        Call(
            caller="firehose.amazonaws.com",
            action="sts:AssumeRole",
            resource=DELIVERS,
            context={"aws:SourceAccount": ACCOUNT},
        ),
        (
            with_(**{"aws:SourceAccount": ELSEWHERE}),
            without("aws:SourceAccount"),
            {"caller": "lambda.amazonaws.com"},
        ),
    )
    line = f"{ACCESS_LOGS}/api/2026/11/28/20/lines.gz"
    yield (
        Call(caller=DELIVERS, action="s3:PutObject", resource=line, context=TLS),
        (
            {"resource": f"{ACCESS_LOGS}/datasets/lines"},
            {"action": "s3:GetObject"},
            {"action": "s3:DeleteObject"},
            {"caller": another},
        ),
    )
