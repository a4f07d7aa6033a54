"""The stacks of an environment, wherever they are put: in this app or in somebody else's."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Environment as Destination
from aws_cdk import Tags
from constructs import Construct

from stacks.api_stack import ApiStack
from stacks.compliance.answers import answer
from stacks.environments.environment import Environment
from stacks.foundation_stack import FoundationStack
from stacks.pipeline_stack import PipelineStack
from tuning import naming

TAGS_PRIORITY: Final = 200
"""Above the CDK's default of 100: budgets count by these tags, and an app around may give its own
to everything under the same keys."""


@dataclass(frozen=True, kw_only=True)
class EnvironmentStacks:
    """What holds the data, what can be replaced without losing any, and the API if there is one."""

    foundation: FoundationStack
    pipeline: PipelineStack
    api: ApiStack | None


def compose(
    scope: Construct, *, environment: Environment, destination: Destination
) -> EnvironmentStacks:
    """Build the stacks under a scope, in the order in which they are deployed, and tag them.

    Raises:
        BadDecision: the table of decisions cannot be read.
        LayerFailed: pip could not build what the functions depend on.
    """
    foundation = FoundationStack(
        scope, "Foundation", environment=environment, destination=destination
    )
    pipeline = PipelineStack(
        scope,
        "Pipeline",
        environment=environment,
        destination=destination,
        holdings=foundation.holdings,
    )
    pipeline.add_stack_dependency(foundation)
    api = None
    if environment.api:
        api = ApiStack(
            scope,
            "Api",
            environment=environment,
            destination=destination,
            holdings=foundation.holdings,
        )
        api.add_stack_dependency(foundation)
    Tags.of(scope).add("project", naming.PROJECT, priority=TAGS_PRIORITY)
    Tags.of(scope).add("environment", environment.name, priority=TAGS_PRIORITY)
    answer(foundation, pipeline, *((api,) if api else ()))
    return EnvironmentStacks(foundation=foundation, pipeline=pipeline, api=api)
