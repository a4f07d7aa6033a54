"""The functions of the walk."""

import json
from collections.abc import Mapping

from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.code import Code
from stacks.environments import Environment
from stacks.holdings import Holdings
from stacks.permissions import permissions
from stacks.state_function import StateFunction
from stacks.walk import WALK
from tuning.settings import COMPREHEND, Settings


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
        operations_key: kms.IKey,
    ) -> None:
        super().__init__(scope, id_)
        code = Code(self, "Code", environment=environment)
        rights = permissions(environment, holdings)
        self.by_state: Mapping[str, lambda_.Function] = {
            step.state.name: StateFunction(
                self,
                state=step.state,
                environment=environment,
                code=code,
                operations_key=operations_key,
                variables=settings.to_environment(),
                rights=rights[step.state.name],
            ).function
            for step in WALK
        }


def settings_of(environment: Environment, holdings: Holdings) -> Settings:
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
        hyperparameters=json.dumps(dict(environment.hyperparameters), sort_keys=True),
        companions_looks=str(environment.companions_looks),
        customization_deadline_hours=str(environment.customization_deadline_hours),
        throughput_deadline_minutes=str(environment.throughput_deadline_minutes),
        evaluation_deadline_hours=str(environment.evaluation_deadline_hours),
        snapshot_lock_days=str(environment.snapshot_lock_days),
        second_opinion=COMPREHEND if environment.second_opinion else "",
        segment_mebibytes=str(environment.segment_mebibytes),
        subnet_ids=",".join(environment.subnet_ids),
        security_group_ids=",".join(environment.security_group_ids),
    )
