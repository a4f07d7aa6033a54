"""The CDK app: choose an environment, build its two stacks, and judge them by AwsSolutions."""

import os
import sys

from aws_cdk import App, Tags, Validations
from aws_cdk import Environment as Destination
from cdk_nag import AwsSolutionsChecks

from stacks.environments import BadEnvironment, Environment, chosen
from stacks.foundation_stack import FoundationStack
from stacks.layer import LayerFailed
from stacks.pipeline_stack import PipelineStack
from tuning import naming
from tuning.errors import TuningError

ARGUMENTS = ("env", "base_model", "notify")


def build(app: App, environment: Environment) -> None:
    """Add the stacks of an environment to the app."""
    destination = Destination(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=environment.region
    )
    foundation = FoundationStack(
        app, "Foundation", environment=environment, destination=destination
    )
    pipeline = PipelineStack(
        app,
        "Pipeline",
        environment=environment,
        destination=destination,
        holdings=foundation.holdings,
    )
    pipeline.add_stack_dependency(foundation)
    Tags.of(app).add("project", naming.PROJECT)
    Tags.of(app).add("environment", environment.name)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


if __name__ == "__main__":
    app = App()
    arguments = {name: app.node.try_get_context(name) for name in ARGUMENTS}
    try:
        build(app, chosen(arguments, os.environ.get("CDK_DEFAULT_REGION")))
    except (BadEnvironment, LayerFailed, TuningError) as error:
        sys.exit(f"error: {error}")
    app.synth()
