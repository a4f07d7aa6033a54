"""Read one segment of a large drop, as ValidateDataset reads a small one, and keep the result."""

from tuning.dataset.shards import validate
from tuning.dataset.shards.segment import Segment
from tuning.dataset.shards.validate import ValidatedSegment
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def validate_segment(registration: Registration, segment: Segment) -> ValidatedSegment:
    """Judge and convert the records of one segment."""
    return validate.validate(registration, segment)
