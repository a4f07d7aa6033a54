"""Buy provisioned throughput for the custom model, under a lease that was written before."""

from tuning.hosting.throughput import buy
from tuning.run.approval import Approval
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.state import State


@State
def buy_throughput(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    approval: Approval | None = None,
    serving: Serving | None = None,
) -> Serving:
    """Buy it; asking twice buys once."""
    return buy(registration, training_status, hosting_plan, approval, serving)
