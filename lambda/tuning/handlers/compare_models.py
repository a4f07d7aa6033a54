"""Compare what both models answered, side by side: keep or discard."""

from tuning.evaluation import compare
from tuning.evaluation.asking import Answers
from tuning.evaluation.comparison import Comparison
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def compare_models(registration: Registration, answers: Answers) -> Comparison:
    """Compare custom with base over the held-out set and say which one to serve."""
    return compare.compare(registration, answers)
