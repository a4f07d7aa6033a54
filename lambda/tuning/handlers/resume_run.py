"""Go on with a run whose execution has ended: from where it stands, to finish or to serve."""

from tuning.registration.register import ObjectCreated
from tuning.resumption import resume
from tuning.run.resumption import Resumption
from tuning.state import Recall


@Recall
def resume_run(detail: ObjectCreated, execution: str) -> Resumption:
    """Own a run that ended, and recall what its states said: nothing paid for is done again."""
    if detail.resume is None:
        raise ValueError("the event asks for no run to go on")
    return resume.resume(detail.resume, execution=execution)
