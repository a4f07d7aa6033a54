"""Read the loss curves: did it learn, did it overfit."""

from tuning.ledger.registration import Registration
from tuning.state import State
from tuning.training import curves
from tuning.training.curves import Judgement


@State
def judge_training(registration: Registration) -> Judgement:
    """Judge the curves that the job wrote; a model that did not learn is not hosted."""
    return curves.judge(registration)
