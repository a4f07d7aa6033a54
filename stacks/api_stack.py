"""The API: for applications that are to hold no right to Bedrock. An environment may have one."""

from dataclasses import fields
from typing import Final

from aws_cdk import CfnOutput, Stack
from aws_cdk import Environment as Destination
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.api.gateway import Gateway
from stacks.api.quotas import Quotas
from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.functions.code import Code
from stacks.functions.functions import settings_of
from stacks.functions.pipeline_function import PipelineFunction
from stacks.guardrail.guardrail import pinned
from stacks.rights import of_api
from stacks.rights.policy import Policy
from stacks.rights.scope import Scope
from stacks.walk.extent import ANSWERS, WITH_DATA
from tuning import naming
from tuning.api.bounds import Bounds
from tuning.handlers.answer import answer

HANDLER: Final = f"{answer.__module__}.{answer.__name__}"


class ApiStack(Stack):
    """API Gateway, one function, and the policies of whoever calls them.

    It imports what the foundation exports and nothing of the pipeline: neither changes with it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        destination: Destination,
        holdings: Holdings,
    ) -> None:
        super().__init__(
            scope,
            id_,
            stack_name=naming.stack_name(environment.name, "api"),
            description=f"{naming.PROJECT} {environment.name}: answers applications",
            env=destination,
            termination_protection=environment.termination_protection,
        )
        key = kms.Key.from_key_arn(self, "OperationsKey", holdings.operations_key_arn)
        quotas = Quotas(self, "Quotas", key=key)
        guardrail = pinned(self, environment, holdings, part="api-guardrail")
        settings = settings_of(environment, holdings, topic_arn="", guardrail=guardrail)
        bounds = Bounds(
            **{field.name: getattr(settings, field.name) for field in fields(settings)},
            callers_table=quotas.table.table_name,
            calls_a_minute=environment.api_calls_a_minute,
            tokens_a_day=environment.api_tokens_a_day,
        )
        over = Scope(row=environment, holdings=holdings, settings=settings)
        function = PipelineFunction(
            self,
            "Answer",
            handler=HANDLER,
            purpose="Answer an application by what serves its task.",
            environment=environment,
            code=Code(self, "Code", environment=environment),
            operations_key=key,
            variables=bounds.to_environment(),
            rights=of_api.answer(over, quotas.table.table_arn),
            extent=ANSWERS,
            brings=WITH_DATA,
        ).function
        api = Gateway(
            self, "Gateway", environment=environment, holdings=holdings, function=function
        ).api
        policies = {
            "ApiCaller": ("Ask what serves any task", of_api.calls),
            "TaskApiCaller": (
                "Ask what serves the task that the principal's tag names",
                of_api.calls_of_own_task,
            ),
        }
        callers = Construct(self, "Callers")
        outputs = {
            "ApiUrl": api.url,
            "ApiStageArn": api.deployment_stage.stage_arn,
            **{
                f"{name}Policy": Policy(
                    callers,
                    name,
                    description=description,
                    rights=rights(api.rest_api_id, environment.name),
                ).managed.managed_policy_arn
                for name, (description, rights) in policies.items()
            },
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
