"""`python -m tuning approve RUN`: say yes or no to a run whose estimate is over a ceiling."""

import sys
from argparse import ArgumentParser, Namespace

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.arguments import Unusable
from tuning.cli.output import printer
from tuning.costs import approvals
from tuning.costs.approvals import NotWaiting
from tuning.ledger import items, runs
from tuning.run.approval import Approval
from tuning.run.run import RunStatus


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_run(parser)
    parser.add_argument("--deny", action="store_true", help="say no: the run ends as rejected")
    parser.add_argument(
        "--reason", type=options.reason, required=True, help="why; it is kept with the run"
    )
    parser.add_argument(
        "--question",
        default="",
        metavar="N",
        help="which of its questions, as the message says, where a model is to be served again",
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Show what a run waits for, and answer it; who answered, when and why is recorded.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: the reason says nothing.
        UnknownRun: the ledger has no run of this id.
        NotWaiting: nobody waits for this answer; one line says why.
        NotTheirs: somebody else has to give it.
    """
    run_id, reason, say = chosen.run, chosen.reason.strip(), printer(sys.stdout)
    if not reason:
        raise Unusable("--reason must say why; it is kept with the run")
    environment.enter(chosen.env)
    waiting = runs.get(run_id, only=runs.ASKED)
    if waiting.approval:
        raise NotWaiting(f"{run_id} {waiting.approval.sentence}")
    if waiting.status is not RunStatus.RUNNING:
        raise NotWaiting(f"{run_id} waits for no approval: it ended as {waiting.status}")
    if waiting.approval_request is None:
        raise NotWaiting(
            f"{run_id} waits for no approval: it is in {waiting.state or 'its first state'}"
        )
    for line in (*waiting.approval_request.figures, *waiting.approval_request.facts):
        say(line)
    answer = Approval(
        outcome="denied" if chosen.deny else "approved",
        who=environment.caller(),
        when=items.now(),
        why=reason,
    )
    given = approvals.answer(waiting, answer, question=chosen.question)
    say(f"{run_id} {answer.sentence}")
    if given is None:
        say("A second person has to approve it too: until then nothing is bought.")
    return 0
