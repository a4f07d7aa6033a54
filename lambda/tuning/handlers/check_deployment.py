"""Ask whether the deployment answers yet."""

from tuning.hosting.deployment import check
from tuning.run.hosting import Deployment, DeploymentStatus
from tuning.run.registration import Registration
from tuning.state import State


@State
def check_deployment(registration: Registration, deployment: Deployment) -> DeploymentStatus:
    """Map its status to what the walk does next."""
    return check(deployment)
