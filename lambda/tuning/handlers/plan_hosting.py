"""Choose how the custom model will be served, and hold the estimate against the ceilings."""

from tuning.costs import plan, promotions, repeats, spending
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.state import State


@State
def plan_hosting(registration: Registration, admission: Admission) -> HostingPlan:
    """Plan before anything is bought; a quota of zero, a ceiling, a repetition are found here."""
    planned = promotions.held_back(plan.plan(registration, admission), registration, admission)
    planned = repeats.held_back(planned, registration, admission)
    return spending.held_back(planned, registration)
