"""Ask whether the deployment answers yet."""

from tuning.hosting.deployment import check
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.registration import Registration
from tuning.state import State


@State
def check_deployment(registration: Registration, serving: Serving) -> ServingStatus:
    """Map its status to what the walk does next."""
    return check(serving)
