"""Read one segment of a large drop, as ValidateDataset reads a small one, and keep the result."""

from tuning.admission.segments import validate
from tuning.run.registration import Registration
from tuning.run.validation import Segment, ValidatedSegment
from tuning.state import State


@State
def validate_segment(registration: Registration, segment: Segment) -> ValidatedSegment:
    """Judge and convert the records of one segment."""
    return validate.validate(registration, segment)
