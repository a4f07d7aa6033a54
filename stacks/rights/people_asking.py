"""What people may do who ask what is served, from a terminal or by a program of their own."""

from typing import Final

from stacks.rights import bedrock, bedrock_arns, lease, storage
from stacks.rights.policy import Right
from stacks.rights.scope import Scope

ASKS: Final = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""Of Converse and ConverseStream too: they have no actions of their own."""


def asks(scope: Scope) -> tuple[Right, ...]:
    """Ask what serves this environment's models, and their base models: `python -m tuning ask`.

    Who serves a task is in the ledger, of which every item can be read and none changed.
    """
    environment, holdings = scope.environment, scope.holdings
    return (
        *bedrock.asks_models(environment, *ASKS),
        *bedrock.applies(scope.settings.guardrail),
        bedrock.manages(environment, bedrock.DEPLOYMENTS, *ASKS),
        *bedrock.looks_at_asked(environment, bedrock_arns.asked()),
        storage.encrypts(holdings.model_key_arn, "bedrock"),
        storage.recalls(holdings.runs_table_arn),
        storage.scans(holdings.runs_table_arn),
        storage.decrypts(holdings.data_key_arn, "dynamodb"),
        bedrock.lists("bedrock:ListProvisionedModelThroughputs"),
        lease.reads_quotas(),
    )
