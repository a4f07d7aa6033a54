"""Buy provisioned throughput for the custom model, under a lease that was written before."""

from tuning.costs.approvals import Approval
from tuning.costs.plan import HostingPlan
from tuning.hosting.throughput import Throughput, buy
from tuning.run.registration import Registration
from tuning.state import State
from tuning.training.jobs import TrainingStatus


@State
def buy_throughput(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    approval: Approval | None = None,
    throughput: Throughput | None = None,
) -> Throughput:
    """Buy it; asking twice buys once."""
    return buy(registration, training_status, hosting_plan, approval, throughput)
