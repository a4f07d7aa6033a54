"""Start one evaluation job for the base model and one for the custom model."""

from tuning.dataset.admission import Admission
from tuning.evaluation import jobs
from tuning.evaluation.asking import Answers
from tuning.evaluation.jobs import Evaluation
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def start_evaluation(
    registration: Registration, admission: Admission, answers: Answers
) -> Evaluation:
    """Evaluate both over the same held-out prompts; asking twice starts each job once."""
    return jobs.start(registration, admission, answers)
