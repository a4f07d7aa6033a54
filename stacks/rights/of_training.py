"""What the states may do that plan, approve, train and look at what was learned."""

from typing import Final

from stacks.rights import bedrock, lease, ledger, storage
from stacks.rights.of_data import PROMOTIONS
from stacks.rights.policy import Right
from stacks.rights.scope import Scope

TRAINING: Final = storage.of_runs("training/*")


def plan_hosting(scope: Scope) -> tuple[Right, ...]:
    """Read what the account may use, and what that costs."""
    return (
        bedrock.reads_access(),
        lease.reads_quotas(),
        lease.reads_prices(),
        storage.recalls(scope.holdings.runs_table_arn),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.PRICED),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.REPEATED),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.COUNTED),
    )


def await_approval(scope: Scope) -> tuple[Right, ...]:
    """Ask people, with what a promotion showed, and keep the token with which they answer."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.writes(artifacts, storage.TOKENS),
        storage.reads(artifacts, PROMOTIONS),
        *_notifies(scope),
    )


def take_slot(scope: Scope) -> tuple[Right, ...]:
    """Count the jobs of the account and the runs in line."""
    table = scope.holdings.runs_table_arn
    return (
        lease.reads_quotas(),
        bedrock.lists("bedrock:ListModelCustomizationJobs"),
        bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
        storage.recalls(table),
        storage.reads_line(table),
        ledger.joins(table),
        ledger.notes(table, *ledger.TAKEN),
    )


def start_customization(scope: Scope) -> tuple[Right, ...]:
    """Start the job, on a snapshot that is hashed again before."""
    holdings = scope.holdings
    return (
        *bedrock.starts_customization(scope.environment),
        bedrock.reads_lifecycle(),
        bedrock.passes(holdings.customization_role_arn),
        storage.lends(holdings.model_key_arn, "bedrock"),
        storage.lists(holdings.artifacts_arn),
        storage.reads(holdings.artifacts_arn, storage.SNAPSHOTS),
    )


def check_customization(scope: Scope) -> tuple[Right, ...]:
    """Look at the job, and stop one that is late."""
    return (
        bedrock.manages(scope.environment, bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
        stops_job(scope),
        storage.recalls(scope.holdings.runs_table_arn),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.STALLED),
        *_notifies(scope),
    )


def judge_training(scope: Scope) -> tuple[Right, ...]:
    """Read the curves that the job left."""
    artifacts = scope.holdings.artifacts_arn
    return (
        storage.lists(artifacts),
        storage.reads(artifacts, TRAINING),
        *storage.seals(artifacts, storage.of_runs("curves.json")),
    )


def stops_job(scope: Scope) -> Right:
    """Stop a customization job of this environment."""
    return bedrock.manages(scope.environment, bedrock.JOBS, "bedrock:StopModelCustomizationJob")


def _notifies(scope: Scope) -> tuple[Right, ...]:
    return (
        lease.publishes(scope.settings.topic_arn),
        storage.encrypts(scope.holdings.operations_key_arn, "sns"),
    )
