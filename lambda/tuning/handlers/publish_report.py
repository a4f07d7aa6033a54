"""Write the run's report and say how the run ended."""

from tuning.report import publish
from tuning.run.approval import Approval
from tuning.run.publication import Publication
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.run.run import Failure
from tuning.state import State


@State
def publish_report(
    registration: Registration,
    failure: Failure | None = None,
    approval: Approval | None = None,
    resumption: Resumption | None = None,
) -> Publication:
    """Publish the report of a run, however it ended, and close the run in the ledger."""
    return publish.publish(registration.run_id, failure, approval, resumption)
