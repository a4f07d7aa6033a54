"""The CDK app: choose an environment, build its two stacks, and judge them by every pack."""

import os
import sys

from aws_cdk import App
from aws_cdk import Environment as Destination

from stacks.arguments import chosen
from stacks.compliance.packs import judge
from stacks.compliance.table import BadDecision
from stacks.environment_stacks import compose
from stacks.environments.environment import BadEnvironment
from stacks.functions.layer import LayerFailed
from tuning.costs import foresight
from tuning.errors import TuningError


def main() -> None:
    """Synthesise what the command line asks for, or say in one line what is wrong with it."""
    app = App()
    try:
        environment = chosen(app.node.get_all_context(), os.environ.get("CDK_DEFAULT_REGION"))
        account = os.environ.get("CDK_DEFAULT_ACCOUNT")
        where = Destination(account=account, region=environment.region)
        compose(app, environment=environment, destination=where)
        for sentence in foresight.warnings(environment):
            sys.stderr.write(f"note: {sentence}\n")
    except (BadDecision, BadEnvironment, LayerFailed, TuningError) as error:
        sys.exit(f"error: {error}")
    judge(app)
    app.synth()


if __name__ == "__main__":
    main()
