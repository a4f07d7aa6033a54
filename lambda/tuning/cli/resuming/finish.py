"""`python -m tuning redrive RUN`: go on with a run that broke, from what it has done already."""

from collections.abc import Mapping

from tuning.cli import environment
from tuning.cli.output import Print
from tuning.cli.resuming import going_on
from tuning.ledger import runs
from tuning.run.resumption import Wish
from tuning.settings import deployed


def finish(run_id: str, say: Print, outputs: Mapping[str, str]) -> None:
    """Have a run come to what it was for, and say where it goes on.

    Args:
        run_id: the run.
        say: prints a line.
        outputs: the pipeline stack's, which name its state machine.

    Raises:
        UnknownRun: the ledger has no run of this id.
        NotResumable: the run cannot go on; the message says what to do instead.
    """
    wish = Wish(of=run_id, number=going_on.number(), purpose="finish", who=environment.caller())
    where = going_on.go_on(runs.get(run_id), wish, outputs)
    say(f"{run_id} goes on: {going_on.WORDS[where]}.")
    say(f"Follow: python -m tuning runs {run_id} --env {deployed().environment}")
