"""Who asks through the environment's guardrail, where it has one."""

from collections.abc import Iterator
from typing import Final

from tests.account.service_calls import (
    HERE,
    MODEL_KEY,
    THERE,
    ServiceCall,
    role_of,
    through,
    with_,
    without,
)
from tests.account.simulation import Call

GUARDRAIL: Final = "Pipeline/Guardrail/Guardrail"
"""The API's stack has one of its own under the same logical id, so both have one ARN here."""

ASKING: Final = (
    role_of("MeasureBaselines"),
    role_of("AskModels"),
    role_of("Promote"),
    "{Api/Answer/Role}",
    "{Pipeline/People/Asker/Policy}",
    "{Pipeline/People/Operator/Policy}",
)


def calls() -> Iterator[ServiceCall]:
    """Yield what goes along with each question, and the key that the policy lies under."""
    for caller in ASKING:
        yield ServiceCall(
            document="bedrock/userguide/guardrails-permissions",
            call=Call(caller=caller, action="bedrock:ApplyGuardrail", resource=f"{{{GUARDRAIL}}}"),
            changes=(
                {"resource": f"{HERE}:guardrail/z9y8x7w6v5u4"},
                {"resource": f"{THERE}:guardrail/a1b2c3d4e5f6"},
                {"action": "bedrock:UpdateGuardrail"},
                {"action": "bedrock:DeleteGuardrail"},
                {"action": "bedrock:CreateGuardrailVersion"},
                {"caller": role_of("ReleaseThroughput")},
            ),
            only_with=GUARDRAIL,
        )
    yield ServiceCall(
        document="bedrock/userguide/guardrails-permissions-kms",
        call=Call(
            caller=role_of("MeasureBaselines"),
            action="kms:Decrypt",
            resource=MODEL_KEY,
            context=through("bedrock"),
        ),
        changes=(
            with_(**through("s3")),
            without("kms:ViaService"),
            {"action": "kms:GenerateDataKey"},
            {"action": "kms:CreateGrant"},
        ),
        only_with=GUARDRAIL,
    )
