"""The deployment as a person sees it: a row for the bootstrap, and one for the stacks."""

from functools import partial
from typing import Final

from rehearsal import deploy
from rehearsal.deploy import Deployment
from rehearsal.sandbox import Sandbox
from tuning.cli.following.view import View

SANDBOX: Final = "embedded AWS"
BOOTSTRAP: Final = "cdk bootstrap"
DEPLOY: Final = "cdk deploy"


def deployed(sandbox: Sandbox, environment: str, view: View, *, asking: bool = False) -> Deployment:
    """Bootstrap the account and deploy an environment.

    Args:
        sandbox: where to.
        environment: its name.
        view: where it is shown.
        asking: whether a person is asked about a run over a ceiling.

    Raises:
        DeployFailed: the CDK CLI failed.
        Overdue: it took longer than its bound.
    """

    def show(name: str, line: str) -> None:
        if detail := deploy.progress(line):
            view.note(name, detail)

    view.begin(BOOTSTRAP)
    deploy.bootstrap(sandbox.aws, work=sandbox.work, on_line=partial(show, BOOTSTRAP))
    view.end(BOOTSTRAP, "succeeded", f"{sandbox.aws.account}/{sandbox.aws.region}")
    view.begin(DEPLOY)
    view.note(DEPLOY, "synthesising, with all checks")
    deployment = deploy.deploy(
        sandbox.aws,
        environment,
        work=sandbox.work,
        asking=asking,
        on_line=partial(show, DEPLOY),
    )
    view.end(DEPLOY, "succeeded", deployment.settings.environment)
    return deployment
