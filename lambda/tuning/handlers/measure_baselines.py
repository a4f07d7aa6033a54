"""Measure what training has to beat, before anything is paid for it."""

from tuning.costs import spending
from tuning.evaluation.prospect import measure
from tuning.run.evaluation import Prospect
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.state import State


@State
def measure_baselines(
    registration: Registration,
    admission: Admission,
    hosting_plan: HostingPlan | None = None,
    prospect: Prospect | None = None,
) -> Prospect:
    """Ask the base model every held-out record once, and say whether training can be worth it."""
    if hosting_plan and hosting_plan.outcome == "over" and prospect is None:
        spending.approved(hosting_plan, registration)
    return measure(registration, admission, prospect)
