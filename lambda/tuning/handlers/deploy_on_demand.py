"""Deploy the custom model on demand, with a lease: billed by the token, and never for ever."""

from tuning.costs.plan import HostingPlan
from tuning.hosting.deployment import Deployment, deploy
from tuning.run.registration import Registration
from tuning.state import State
from tuning.training.jobs import TrainingStatus


@State
def deploy_on_demand(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    deployment: Deployment | None = None,
) -> Deployment:
    """Deploy it; asking twice deploys once."""
    return deploy(registration, training_status, hosting_plan, deployment)
