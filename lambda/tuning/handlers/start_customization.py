"""Start the customization job on the snapshot, in the slot that the run took."""

from tuning.dataset.admission import Admission
from tuning.ledger.registration import Registration
from tuning.state import State
from tuning.training import jobs
from tuning.training.jobs import Customization


@State
def start_customization(registration: Registration, admission: Admission) -> Customization:
    """Ask Bedrock to train; asking twice starts one job."""
    return jobs.start(registration, admission)
