"""Read what Bedrock accepted and the loss curves: did it learn, did it overfit."""

from tuning.run.registration import Registration
from tuning.run.training import Judgement
from tuning.run.validation import Admission
from tuning.state import State
from tuning.training import curves


@State
def judge_training(registration: Registration, admission: Admission) -> Judgement:
    """Judge what the job read and wrote; a model that did not learn is not hosted."""
    return curves.judge(registration, admission)
