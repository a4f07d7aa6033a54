"""The reaper: releases whatever bills and belongs to no living run."""

from dataclasses import replace
from typing import Final

from aws_cdk import Aws, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.functions.code import Code
from stacks.functions.pipeline_function import PipelineFunction
from stacks.rights import alias, bedrock, capacity, lease, ledger, storage, telling
from stacks.rights.policy import Policy, Right
from stacks.rights.shared import sees_executions
from stacks.walk.extent import SWEEPS, WITH_DATA
from tuning.handlers.reap import reap
from tuning.run.hosting import Release
from tuning.run.keys import KEYS
from tuning.settings import Settings

HANDLER: Final = f"{reap.__module__}.{reap.__name__}"

BROKEN_OFF: Final = ("FAILED", "TIMED_OUT", "ABORTED")
"""How an execution ends without having released what its run holds."""


class Reaper(Construct):
    """A function that sweeps every few minutes, and tends a run that broke off or whose lease ends.

    Attributes:
        settings: what all other functions are told, so that their leases can wake it.
        rules: what wakes it, beside the leases.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        settings: Settings,
        holdings: Holdings,
        code: Code,
        operations_key: kms.IKey,
        untold: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id_)
        self._untold = untold
        group = scheduler.CfnScheduleGroup(self, "Leases")
        own_settings = replace(settings, schedule_group=group.ref)
        self._reaps = PipelineFunction(
            self,
            "Reap",
            handler=HANDLER,
            purpose="Release whatever bills and belongs to no living run.",
            environment=environment,
            code=code,
            operations_key=operations_key,
            variables=own_settings.to_environment(),
            rights=_rights(environment.name, holdings, own_settings),
            extent=SWEEPS,
            brings=WITH_DATA,
        )
        self.function = self._reaps.function
        sweep = events.Rule(
            self,
            "Sweep",
            description="Release what bills and belongs to no live run",
            schedule=events.Schedule.rate(Duration.minutes(environment.reaper_minutes)),
            targets=[self._woken()],
        )
        self.rules = [sweep]
        self.settings = replace(
            own_settings,
            scheduler_role_arn=self._scheduler(group).role_arn,
            reaper_arn=self.function.function_arn,
        )

    def watch(self, state_machine: sfn.StateMachine) -> None:
        """Tend the run of an execution that broke off, and see which executions live.

        Afterwards, and in a policy of its own: the machine needs its functions first, and they are
        told of the reaper.
        """
        broken_off = events.Rule(
            self,
            "BrokenOff",
            description="An execution ended without a result: release what its run holds",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "stateMachineArn": [state_machine.state_machine_arn],
                    "status": list(BROKEN_OFF),
                },
            ),
            targets=[self._woken()],
        )
        self.rules.append(broken_off)
        sees = sees_executions(state_machine)
        Policy(self, "Watch", role=self._reaps.role, rights=[sees])

    def _woken(self) -> targets.LambdaFunction:
        return targets.LambdaFunction(self.function, dead_letter_queue=self._untold)

    def _scheduler(self, group: scheduler.CfnScheduleGroup) -> iam.IRole:
        role = iam.Role(
            self,
            "Scheduler",
            description="Wakes the reaper when a lease is over",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={
                    "StringEquals": {
                        "aws:SourceAccount": Aws.ACCOUNT_ID,
                        "aws:SourceArn": group.attr_arn,
                    }
                },
            ),
        )
        wakes = Right(actions=("lambda:InvokeFunction",), resources=(self.function.function_arn,))
        Policy(self, "SchedulerPolicy", role=role, rights=[wakes])
        return role.without_policy_updates()


def _rights(environment: str, holdings: Holdings, settings: Settings) -> tuple[Right, ...]:
    table, artifacts = holdings.runs_table_arn, holdings.artifacts_arn
    return (
        storage.recalls(table),
        storage.finds_open(table),
        ledger.records(table, KEYS[Release]),
        ledger.notes(
            table,
            *ledger.BOUGHT,
            *ledger.UNCROWNED,
            *ledger.ENDED,
            *ledger.COUNTED,
            *ledger.REFUSED,
            *ledger.CLOSED,
            *ledger.DELETED,
            *ledger.STOOD,
            *ledger.TOLD,
        ),
        storage.encrypts(holdings.data_key_arn, "s3", "dynamodb"),
        *capacity.finds(),
        *capacity.deletes(environment),
        *capacity.expires_models(environment),
        alias.reads(environment),
        alias.withdraws(environment),
        telling.tells(*telling.OF_STEERING),
        bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
        bedrock.manages(environment, bedrock.JOBS, "bedrock:StopModelCustomizationJob"),
        bedrock.lists("bedrock:ListEvaluationJobs"),
        bedrock.manages(environment, bedrock.EVALUATIONS, "bedrock:StopEvaluationJob"),
        lease.schedules(settings.schedule_group, "scheduler:DeleteSchedule"),
        storage.lists(artifacts),
        storage.reads(artifacts, storage.RUNS),
        storage.reads(artifacts, storage.SNAPSHOTS),
        storage.writes(artifacts, storage.of_runs("report.*")),
        storage.writes(artifacts, storage.of_runs("model-card.md")),
        storage.writes(artifacts, storage.of_runs("cost.json")),
        storage.writes(artifacts, storage.of_runs("approvals*.json")),
        lease.publishes(settings.topic_arn),
        storage.encrypts(holdings.operations_key_arn, "sns"),
    )
