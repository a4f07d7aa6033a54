"""Stream, judge, convert, split; freeze a content-addressed snapshot; estimate the cost."""

from tuning.admission import admit
from tuning.run.registration import Registration
from tuning.run.validation import Admission, ValidationPlan
from tuning.state import State


@State
def validate_dataset(registration: Registration, validation_plan: ValidationPlan) -> Admission:
    """Admit the dataset into a snapshot, or reject it with every problem named."""
    return admit.admit(registration, validation_plan)
