"""Record the decision to keep: what is held, what it costs and until when."""

from tuning.hosting.throughput import Promotion, Throughput, keep
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def promote(registration: Registration, throughput: Throughput) -> Promotion:
    """Keep the custom model on the throughput that it was evaluated on."""
    return keep(throughput)
