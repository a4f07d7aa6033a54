"""A rehearsal that stays: its AWS runs on until somebody ends it, and its model can be asked."""

import signal
from pathlib import Path

from rehearsal.outcome import Outcome
from rehearsal.sandbox import SCALE
from rehearsal.shell import sourcing
from tuning.cli.following.view import View
from tuning.report.words import duration
from tuning.run.lease import LONGEST_HOURS


def stay(outcome: Outcome, view: View, *, shell: Path, environment: str) -> None:
    """Leave the embedded AWS running until somebody ends it, and say what can be done with it.

    Args:
        outcome: of the run.
        view: where it is said.
        shell: what a shell sources to talk to it.
        environment: in which the run was.
    """
    view.say("The embedded AWS keeps running. To talk to it from another terminal:")
    view.say(f"  {sourcing(shell)}")
    if outcome.status == "kept":
        longest = duration(LONGEST_HOURS * 3600 / SCALE)
        words = f"{outcome.run_id} --env {environment}"
        view.say(f"To serve its model for {longest} (an hour passes in {3600 / SCALE:.1f} s here):")
        view.say(f"  python -m tuning serve {words} --hours {LONGEST_HOURS} --owner me")
        view.say(f'To ask it: python -m tuning ask {outcome.run_id} "…" --env {environment} --both')
    view.say("Ctrl-C here ends it.")
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        view.say("Ending it.")
