"""Buy provisioned throughput for the custom model, without commitment and with a lease."""

from tuning.hosting import throughput
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.state import State
from tuning.training.jobs import TrainingStatus


@State
def buy_throughput(registration: Registration, training_status: TrainingStatus) -> Throughput:
    """Buy it; asking twice buys once."""
    return throughput.buy(registration, training_status)
