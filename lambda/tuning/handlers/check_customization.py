"""Ask how the customization job stands; stop it when a deadline has passed."""

from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.state import State
from tuning.training import checking


@State
def check_customization(
    registration: Registration,
    customization: Customization,
    training_status: TrainingStatus | None = None,
) -> TrainingStatus:
    """Map the job's status to what the walk does next."""
    return checking.check(registration, customization, training_status)
