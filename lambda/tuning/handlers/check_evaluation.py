"""Ask how the evaluation jobs stand; stop them when their deadline has passed."""

from tuning.evaluation import checking
from tuning.run.evaluation import EvaluationJobs, EvaluationStatus
from tuning.run.registration import Registration
from tuning.state import State


@State
def check_evaluation(registration: Registration, evaluation: EvaluationJobs) -> EvaluationStatus:
    """Map their statuses to what the walk does next."""
    return checking.check(registration, evaluation)
