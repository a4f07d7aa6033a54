"""Compare what both models answered, side by side: keep, discard or hold."""

from tuning.evaluation import compare
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import Failure
from tuning.run.training import Doubt
from tuning.run.validation import Admission
from tuning.state import State


@State
def compare_models(
    registration: Registration,
    admission: Admission,
    answers: Answers,
    evaluation: EvaluationJobs | None = None,
    evaluation_status: EvaluationStatus | None = None,
    evaluation_failure: Failure | None = None,
    judgement: Doubt | None = None,
    serving: Serving | None = None,
    hosting_plan: HostingPlan | None = None,
) -> Comparison:
    """Compare custom with base over the held-out set and say which one to serve.

    Our own scores decide. What became of the evaluation jobs is told beside them.
    """
    failure = f"The evaluation jobs: {evaluation_failure.told}" if evaluation_failure else None
    return compare.compare(
        registration,
        admission,
        answers,
        evaluation,
        evaluation_status,
        failure,
        judgement,
        serving,
        hosting_plan,
    )
