"""Decide from the sizes whether a drop is read whole or in segments, side by side."""

from tuning.admission.segments import plan
from tuning.run.registration import Registration
from tuning.run.validation import ValidationPlan
from tuning.state import State


@State
def plan_validation(registration: Registration) -> ValidationPlan:
    """Plan how the files of the drop are read."""
    return plan.plan(registration)
