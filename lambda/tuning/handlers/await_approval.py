"""Ask a person: the estimate is over a ceiling, and only a person may say that it is worth it."""

from tuning.costs import approvals
from tuning.run.approval import ApprovalRequest
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.state import State


@State
def await_approval(
    registration: Registration, hosting_plan: HostingPlan, task_token: str
) -> ApprovalRequest:
    """Send the question; the answer comes from a terminal, with the token that is kept for it."""
    return approvals.ask(registration, hosting_plan, task_token)
