"""Plan how a model that was evaluated is served again, and hold that against the ceilings."""

from tuning.resumption import serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.state import State


@State
def plan_serving(
    registration: Registration, hosting_plan: HostingPlan, resumption: Resumption
) -> HostingPlan:
    """Plan before anything is bought, as for an evaluation; without a commitment to a term."""
    return serving.plan_serving(registration, hosting_plan, resumption)
