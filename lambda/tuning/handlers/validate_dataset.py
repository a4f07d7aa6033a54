"""Stream, judge, convert, split; freeze a content-addressed snapshot; estimate the cost."""

from tuning.dataset import admit
from tuning.dataset.admission import Admission
from tuning.dataset.shards.segment import ValidationPlan
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def validate_dataset(registration: Registration, validation_plan: ValidationPlan) -> Admission:
    """Admit the dataset into a snapshot, or reject it with every problem named."""
    return admit.admit(registration, validation_plan)
