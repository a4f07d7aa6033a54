"""Start the evaluation jobs of the base model and of the custom model."""

from tuning.evaluation import jobs
from tuning.run.evaluation import Answers, EvaluationJobs
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.state import State


@State
def start_evaluation(
    registration: Registration, admission: Admission, hosting_plan: HostingPlan, answers: Answers
) -> EvaluationJobs:
    """Evaluate both over the same held-out prompts; asking twice starts each job once."""
    return jobs.start(registration, admission, hosting_plan, answers)
