"""Ask both models the held-out prompts, score the answers side by side: keep or discard."""

from tuning.dataset.admission import Admission
from tuning.evaluation import compare
from tuning.evaluation.comparison import Comparison
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def compare_models(
    registration: Registration, admission: Admission, throughput: Throughput
) -> Comparison:
    """Compare custom with base over the held-out set and say which one to serve."""
    return compare.compare(registration, admission, throughput)
