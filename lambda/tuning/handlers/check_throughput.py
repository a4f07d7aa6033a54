"""Ask whether the provisioned throughput serves yet."""

from tuning.hosting.throughput import check
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.registration import Registration
from tuning.state import State


@State
def check_throughput(registration: Registration, serving: Serving) -> ServingStatus:
    """Map its status to what the walk does next."""
    return check(serving)
