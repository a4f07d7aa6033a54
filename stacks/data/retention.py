"""What happens to data when its stack goes."""

from aws_cdk import RemovalPolicy

from stacks.environments.environment import Environment


def removal(environment: Environment) -> RemovalPolicy:
    """Return what becomes of a resource that holds data, or a key to it.

    Kept where the environment says so, but never what a first deploy made that is rolled back:
    it holds nothing yet, and would bill or bar the next deploy.
    """
    if environment.retain:
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    return RemovalPolicy.DESTROY
