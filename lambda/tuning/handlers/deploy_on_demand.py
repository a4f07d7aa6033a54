"""Deploy the custom model on demand, with a lease: billed by the token, and never for ever."""

from tuning.hosting.deployment import deploy
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.state import State


@State
def deploy_on_demand(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    serving: Serving | None = None,
) -> Serving:
    """Deploy it; asking twice deploys once."""
    return deploy(registration, training_status, hosting_plan, serving)
