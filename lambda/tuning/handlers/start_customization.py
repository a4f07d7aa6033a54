"""Start the customization job on the snapshot, in the slot that the run took."""

from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.run.validation import Admission
from tuning.state import State
from tuning.training import jobs


@State
def start_customization(
    registration: Registration,
    admission: Admission,
    customization: Customization | None = None,
    training_status: TrainingStatus | None = None,
) -> Customization:
    """Ask Bedrock to train; asking twice starts one job, and one that stalled a second one."""
    return jobs.start(registration, admission, customization, training_status)
