"""`python -m tuning approve RUN`: say yes or no to a run whose estimate is over a ceiling."""

from tuning import clients
from tuning.cli.arguments import Unusable
from tuning.cli.output import Print
from tuning.costs import approvals
from tuning.costs.approvals import NotWaiting
from tuning.ledger import items, runs
from tuning.run.approval import Approval
from tuning.run.run import RunStatus


def approve(run_id: str, *, deny: bool, reason: str, say: Print) -> None:
    """Show what was asked, and answer it; who answered, when and why is recorded.

    Raises:
        Unusable: the reason says nothing.
        UnknownRun: the ledger has no run of this id.
        NotWaiting: nobody waits for this answer; one line says why.
    """
    if not reason.strip():
        raise Unusable("--reason must say why; it is kept with the run")
    run = runs.get(run_id)
    if run.approval:
        raise NotWaiting(f"{run_id} {run.approval.sentence}")
    if run.status is not RunStatus.RUNNING:
        raise NotWaiting(f"{run_id} waits for no approval: it ended as {run.status}")
    if run.approval_request is None:
        raise NotWaiting(
            f"{run_id} waits for no approval: it is in {run.state or 'its first state'}"
        )
    for figure in run.approval_request.figures:
        say(figure)
    answer = Approval(
        outcome="denied" if deny else "approved",
        who=clients.sts().get_caller_identity()["Arn"],
        when=items.now(),
        why=reason.strip(),
    )
    approvals.answer(run_id, answer)
    say(f"{run_id} {answer.sentence}")
