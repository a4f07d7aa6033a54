"""What `python -m tuning ask` does, under the policy of those who ask."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.account.deployed import ACCOUNT, REGION
from tests.account.service_calls import (
    ANOTHER_ENVIRONMENT,
    ARTIFACTS,
    DATA_KEY,
    HERE,
    MODEL_KEY,
    OURS,
    TABLE,
    TLS,
    ServiceCall,
    through,
    with_,
    without,
)
from tests.account.simulation import Call

COMMAND: Final = "ask"
ASKS: Final = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
MODEL: Final = f"{HERE}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
NOVA: Final = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-micro-v1:0"
CLAUDE: Final = (
    f"arn:aws:bedrock:{REGION}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"
)


def calls(asker: str, another: str) -> Iterator[ServiceCall]:
    """Yield each call that who asks makes, with one step beside it that nobody may take.

    Args:
        asker: who asks.
        another: somebody who may not.
    """
    for call, changes in (
        *_models(asker, another),
        *_ledger(asker),
        *_account(asker),
    ):
        yield ServiceCall(document=COMMAND, call=call, changes=changes)


def _models(asker: str, another: str) -> Iterator[tuple[Call, tuple[Mapping[str, Any], ...]]]:
    for action in ASKS:
        for kind in ("provisioned-model", "custom-model-deployment"):
            yield (
                Call(
                    caller=asker,
                    action=action,
                    resource=f"{HERE}:{kind}/abcdefghijkl",
                    context=OURS,
                ),
                ({"context": ANOTHER_ENVIRONMENT}, without(*OURS), {"caller": another}),
            )
        yield (
            Call(caller=asker, action=action, resource=NOVA),
            ({"resource": CLAUDE}, {"caller": another}),
        )
    yield (
        Call(caller=asker, action="bedrock:GetCustomModel", resource=MODEL, context=OURS),
        (
            {"context": ANOTHER_ENVIRONMENT},
            {"action": "bedrock:DeleteCustomModel"},
            {"action": "bedrock:CreateCustomModelDeployment"},
            {"action": "bedrock:CreateProvisionedModelThroughput"},
        ),
    )
    yield (
        Call(
            caller=asker,
            action="bedrock:GetProvisionedModelThroughput",
            resource=f"{HERE}:provisioned-model/abcdefghijkl",
            context=OURS,
        ),
        (
            {"context": ANOTHER_ENVIRONMENT},
            {"action": "bedrock:DeleteProvisionedModelThroughput"},
            {"action": "bedrock:TagResource"},
        ),
    )
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        yield (
            Call(caller=asker, action=action, resource=MODEL_KEY, context=through("bedrock")),
            (with_(**through("s3")), without("kms:ViaService"), {"action": "kms:CreateGrant"}),
        )


def _ledger(asker: str) -> Iterator[tuple[Call, tuple[Mapping[str, Any], ...]]]:
    for action in ("dynamodb:GetItem", "dynamodb:Scan"):
        yield (
            Call(caller=asker, action=action, resource=TABLE),
            (
                {"resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"},
                {"action": "dynamodb:PutItem"},
                {"action": "dynamodb:UpdateItem"},
                {"action": "dynamodb:DeleteItem"},
            ),
        )
    yield (
        Call(caller=asker, action="kms:Decrypt", resource=DATA_KEY, context=through("dynamodb")),
        (
            with_(**through("s3")),
            without("kms:ViaService"),
            {"action": "kms:GenerateDataKey"},
            {
                "action": "s3:GetObject",
                "resource": f"{ARTIFACTS}/runs/tickets/tickets-000000000000/answers.jsonl",
                "context": {**TLS, "kms:ViaService": None},
            },
        ),
    )


def _account(asker: str) -> Iterator[tuple[Call, tuple[Mapping[str, Any], ...]]]:
    for action, beside in (
        ("bedrock:ListProvisionedModelThroughputs", "bedrock:ListCustomModels"),
        ("servicequotas:ListServiceQuotas", "servicequotas:RequestServiceQuotaIncrease"),
        ("servicequotas:ListAWSDefaultServiceQuotas", "servicequotas:RequestServiceQuotaIncrease"),
    ):
        yield Call(caller=asker, action=action, resource="*"), ({"action": beside},)
