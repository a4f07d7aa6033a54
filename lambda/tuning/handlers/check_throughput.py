"""Ask whether the provisioned throughput serves yet."""

from tuning.hosting.throughput import check
from tuning.run.hosting import Throughput, ThroughputStatus
from tuning.run.registration import Registration
from tuning.state import State


@State
def check_throughput(registration: Registration, throughput: Throughput) -> ThroughputStatus:
    """Map its status to what the walk does next."""
    return check(throughput)
