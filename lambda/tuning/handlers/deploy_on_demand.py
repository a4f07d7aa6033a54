"""Deploy the custom model on demand, with a lease: billed by the token, and never for ever."""

from tuning.costs.plan import HostingPlan
from tuning.hosting import deployment
from tuning.hosting.deployment import Deployment
from tuning.ledger.registration import Registration
from tuning.state import State
from tuning.training.jobs import TrainingStatus


@State
def deploy_on_demand(
    registration: Registration, training_status: TrainingStatus, hosting_plan: HostingPlan
) -> Deployment:
    """Deploy it; asking twice deploys once."""
    return deployment.deploy(registration, training_status, hosting_plan)
