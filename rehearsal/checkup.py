"""The last two commands: the doctor looks at what was deployed, and the teardown takes it away."""

import os
import sys
from dataclasses import dataclass
from typing import Final

from rehearsal import child
from rehearsal.deploy import ROOT
from rehearsal.sandbox import Sandbox
from tuning.cli.following.view import View

BOUND_SECONDS: Final = 120.0
DOCTOR: Final = "doctor"
TEARDOWN: Final = "teardown"


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """What a command of ``python -m tuning`` came to.

    Attributes:
        lines: what it printed.
    """

    well: bool
    lines: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Its last line, which sums the others up."""
        return next((line for line in reversed(self.lines) if line[:1].strip()), "it wrote nothing")


def commands(*, keep: bool) -> tuple[str, ...]:
    """Return what is run at the end; what is kept open is not torn down."""
    return (DOCTOR,) if keep else (DOCTOR, TEARDOWN)


def check_up(sandbox: Sandbox, environment: str, view: View, *, keep: bool) -> tuple[str, ...]:
    """Have the doctor look and everything taken away; return what they do not like.

    Raises:
        Overdue: one of them took longer than its bound.
    """
    trouble: list[str] = []
    for name in commands(keep=keep):
        view.begin(name)
        done = (doctor if name == DOCTOR else teardown)(sandbox, environment)
        view.end(name, "succeeded" if done.well else "failed", done.sentence)
        if not done.well:
            trouble += done.lines
    return tuple(trouble)


def doctor(sandbox: Sandbox, environment: str) -> Checkup:
    """Examine the deployed environment.

    Raises:
        Overdue: it took longer than its bound.
    """
    return tuning(sandbox, "doctor", "--env", environment)


def teardown(sandbox: Sandbox, environment: str) -> Checkup:
    """Take everything away, and look that nothing is left.

    Raises:
        Overdue: it took longer than its bound.
    """
    return tuning(sandbox, "teardown", "--env", environment, "--yes")


def tuning(sandbox: Sandbox, *arguments: str) -> Checkup:
    """Run a command of ``python -m tuning`` as a person would, in a process of its own.

    Raises:
        Overdue: it took longer than its bound.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    lines: list[str] = []
    code = child.run(
        (sys.executable, "-m", "tuning", *arguments),
        cwd=ROOT,
        environment={**own, **sandbox.environment()},
        log=sandbox.work / "checkup.log",
        bound_seconds=BOUND_SECONDS,
        on_line=lines.append,
    )
    return Checkup(well=code == 0, lines=tuple(lines))
