"""The functions of the walk."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.functions.code import Code
from stacks.functions.pipeline_function import PipelineFunction
from stacks.rights.policy import Policy
from stacks.rights.scope import Scope
from stacks.rights.shared import of_every_state, sees_executions
from stacks.rights.telling import tells_of
from stacks.walk.walk import WALK
from tuning.handlers.take_slot import take_slot
from tuning.settings import Guardrail, Settings
from tuning.state import State


class Functions(Construct):
    """One function for each state, by the state's name."""

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
    ) -> None:
        super().__init__(scope, id_)
        over = Scope(row=environment, holdings=holdings, settings=settings)
        self._of_state: Mapping[str, PipelineFunction] = {
            step.state.name: PipelineFunction(
                self,
                step.state.name,
                handler=step.state.handler,
                purpose=(step.state.__doc__ or step.state.name).splitlines()[0],
                environment=environment,
                code=code,
                operations_key=operations_key,
                variables=settings.to_environment(),
                rights=(
                    *(own := step.rights(over)),
                    *of_every_state(over, gives=step.state.gives, own=own),
                    *tells_of(step.state),
                ),
                extent=step.extent,
                brings=step.brings,
            )
            for step in WALK
        }
        self.by_state: Mapping[str, lambda_.Function] = {
            name: made.function for name, made in self._of_state.items()
        }

    def role_of(self, state: State[Any]) -> iam.IRole:
        """Return the role under which a state's function runs."""
        return self._of_state[state.name].role

    def watch(self, state_machine: sfn.StateMachine) -> None:
        """Let the queue see which executions live.

        Afterwards, and in a policy of its own: the machine's role names its functions first.
        """
        Policy(
            self,
            "Watch",
            role=self.role_of(take_slot),
            rights=[sees_executions(state_machine)],
        )


def settings_of(
    environment: Environment,
    holdings: Holdings,
    *,
    topic_arn: str,
    guardrail: Guardrail | None,
) -> Settings:
    """Return what the functions, and a person's terminal, are told of this environment."""
    return Settings(
        environment=environment.name,
        datasets_bucket=holdings.datasets_bucket,
        artifacts_bucket=holdings.artifacts_bucket,
        runs_table=holdings.runs_table,
        customization_role_arn=holdings.customization_role_arn,
        evaluation_role_arn=holdings.evaluation_role_arn,
        model_key_arn=holdings.model_key_arn,
        base_model=environment.base_model,
        hyperparameters=environment.hyperparameters,
        companions_looks=environment.companions_looks,
        companions_poll_seconds=environment.companions_poll_seconds,
        customization_deadline_hours=environment.customization_deadline_hours,
        hosting_quota_deadline_hours=environment.hosting_quota_deadline_hours,
        queued_deadline_hours=environment.queued_deadline_hours,
        throughput_deadline_minutes=environment.throughput_deadline_minutes,
        deployment_deadline_minutes=environment.deployment_deadline_minutes,
        asking_deadline_hours=environment.asking_deadline_hours,
        evaluation_deadline_hours=environment.evaluation_deadline_hours,
        slot_poll_seconds=environment.slot_poll_seconds,
        slot_deadline_hours=environment.slot_deadline_hours,
        line_deadline_hours=environment.line_deadline_hours,
        slot_looks=environment.slot_looks,
        approval_deadline_hours=environment.approval_deadline_hours,
        over_ceiling=environment.over_ceiling,
        approvals=environment.approvals,
        max_training_usd=environment.max_training_usd,
        max_hosting_usd=environment.max_hosting_usd,
        max_evaluation_usd=environment.max_evaluation_usd,
        max_month_usd=environment.max_month_usd,
        max_open_runs=environment.max_open_runs,
        min_gain=environment.min_gain,
        max_keep_hours=environment.max_keep_hours,
        owners=environment.owners,
        only_promoted=environment.only_promoted,
        unit_hour_usd=environment.unit_hour_usd,
        max_model_units=environment.max_model_units,
        reaper_minutes=environment.reaper_minutes,
        drain_minutes=environment.drain_minutes,
        model_retention_days=environment.model_retention_days,
        snapshot_lock_days=environment.snapshot_lock_days,
        segment_mebibytes=environment.segment_mebibytes,
        notice=environment.notice,
        subnet_ids=environment.subnet_ids,
        security_group_ids=environment.security_group_ids,
        topic_arn=topic_arn,
        guardrail_arn=guardrail.identifier if guardrail else "",
        guardrail_version=guardrail.version if guardrail else "",
        schedule_group="",
        scheduler_role_arn="",
    )
