"""Put the held-out records to both models, on whatever serves the custom one."""

from tuning.evaluation import asking
from tuning.run.evaluation import Answers
from tuning.run.hosting import Serving
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.state import State


@State
def ask_models(
    registration: Registration,
    admission: Admission,
    serving: Serving,
    answers: Answers | None = None,
) -> Answers:
    """Ask both every record once, for as long as it takes, and write the answers down."""
    return asking.ask(registration, admission, serving, answers)
