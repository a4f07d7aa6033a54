"""Measure what training has to beat, before anything is paid for it."""

from tuning.evaluation.prospect import measure
from tuning.run.evaluation import Prospect
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.state import State


@State
def measure_baselines(
    registration: Registration, admission: Admission, prospect: Prospect | None = None
) -> Prospect:
    """Ask the base model every held-out record once, and say whether training can be worth it."""
    return measure(registration, admission, prospect)
