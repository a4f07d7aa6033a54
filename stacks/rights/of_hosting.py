"""What the states may do that serve a model under a lease, keep it, or release it."""

from stacks.rights import alias, bedrock, capacity, lease, ledger, storage
from stacks.rights.of_evaluation import stops_evaluation
from stacks.rights.of_training import stops_job
from stacks.rights.policy import Right
from stacks.rights.scope import Scope


def buy_throughput(scope: Scope) -> tuple[Right, ...]:
    """Buy model units for the run's own model."""
    return (
        *_under_lease(scope),
        *capacity.finds(),
        *capacity.buys_throughput(scope.environment),
        bedrock.looks_at_model(scope.environment),
        storage.lends(scope.holdings.model_key_arn, "bedrock"),
    )


def check_throughput(scope: Scope) -> tuple[Right, ...]:
    """Look at what was bought."""
    action = "bedrock:GetProvisionedModelThroughput"
    return (bedrock.manages(scope.environment, bedrock.THROUGHPUT, action),)


def deploy_on_demand(scope: Scope) -> tuple[Right, ...]:
    """Deploy the run's own model."""
    return (
        *_under_lease(scope),
        *capacity.finds(),
        *capacity.deploys(scope.environment),
        bedrock.looks_at_model(scope.environment),
        storage.lends(scope.holdings.model_key_arn, "bedrock"),
    )


def check_deployment(scope: Scope) -> tuple[Right, ...]:
    """Look at what was deployed."""
    action = "bedrock:GetCustomModelDeployment"
    return (bedrock.manages(scope.environment, bedrock.DEPLOYMENTS, action),)


def promote(scope: Scope) -> tuple[Right, ...]:
    """Keep a model, and count in what a person approved of serving it."""
    return (*keeps(scope), ledger.notes(scope.holdings.runs_table_arn, *ledger.COUNTED))


def keeps(scope: Scope) -> tuple[Right, ...]:
    """Ask a kept model one question, make its lease last longer and name its task after it."""
    environment = scope.environment
    return (
        *_under_lease(scope),
        bedrock.lists("bedrock:ListProvisionedModelThroughputs"),
        capacity.retags(environment),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.CROWNED),
        *bedrock.asks_own(environment, "bedrock:InvokeModel"),
        *bedrock.applies(scope.settings.guardrail),
        storage.encrypts(scope.holdings.model_key_arn, "bedrock"),
        alias.switches(environment),
    )


def release_throughput(scope: Scope) -> tuple[Right, ...]:
    """Stop what runs and delete what bills."""
    return (
        bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
        stops_job(scope),
        bedrock.lists("bedrock:ListEvaluationJobs"),
        stops_evaluation(scope),
        storage.recalls(scope.holdings.runs_table_arn),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.HELD, *ledger.UNCROWNED),
        alias.withdraws(scope.environment),
        *capacity.finds(),
        *capacity.deletes(scope.environment),
        lease.schedules(scope.settings.schedule_group, "scheduler:DeleteSchedule"),
    )


def _under_lease(scope: Scope) -> tuple[Right, ...]:
    return (
        storage.recalls(scope.holdings.runs_table_arn),
        ledger.notes(scope.holdings.runs_table_arn, *ledger.BOUGHT),
        lease.schedules(
            scope.settings.schedule_group, "scheduler:CreateSchedule", "scheduler:UpdateSchedule"
        ),
        bedrock.passes(scope.settings.scheduler_role_arn, service="scheduler.amazonaws.com"),
    )
