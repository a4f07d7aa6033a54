"""The CDK app: choose an environment, build its two stacks, and judge them by AwsSolutions."""

import os
import sys

from aws_cdk import App, Tags, Validations
from aws_cdk import Environment as Destination
from cdk_nag import AwsSolutionsChecks

from stacks.arguments import chosen
from stacks.environments.environment import BadEnvironment
from stacks.foundation_stack import FoundationStack
from stacks.functions.layer import LayerFailed
from stacks.pipeline_stack import PipelineStack
from tuning import naming
from tuning.costs import foresight
from tuning.errors import TuningError


def main() -> None:
    """Synthesise what the command line asks for, or say in one line what is wrong with it."""
    app = App()
    try:
        environment = chosen(app.node.get_all_context(), os.environ.get("CDK_DEFAULT_REGION"))
        account = os.environ.get("CDK_DEFAULT_ACCOUNT")
        where = Destination(account=account, region=environment.region)
        foundation = FoundationStack(app, "Foundation", environment=environment, destination=where)
        pipeline = PipelineStack(
            app,
            "Pipeline",
            environment=environment,
            destination=where,
            holdings=foundation.holdings,
        )
        for sentence in foresight.warnings(environment):
            sys.stderr.write(f"note: {sentence}\n")
    except (BadEnvironment, LayerFailed, TuningError) as error:
        sys.exit(f"error: {error}")
    pipeline.add_stack_dependency(foundation)
    Tags.of(app).add("project", naming.PROJECT)
    Tags.of(app).add("environment", environment.name)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    main()
