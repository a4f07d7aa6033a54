"""The tasks of an environment: those that had a run."""

from collections.abc import Iterable
from difflib import get_close_matches

from tuning.cli.arguments import Unusable
from tuning.ledger import champions, runs
from tuning.run.run import Run


def kept(task: str) -> list[Run]:
    """Return the runs that may hold the champion of a task, the one that was hosted last first."""
    return [run for each in champions.of(task) if (run := runs.find(each))]


def check(task: str, had: Iterable[Run]) -> None:
    """Refuse a task that never had a run.

    Raises:
        Unusable: it names the nearest task, and all of them.
    """
    known = sorted({run.task for run in had})
    if task not in known:
        near = get_close_matches(task, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise Unusable(
            f"no run was ever of task {task!r}; {hint}tasks are: {', '.join(known) or 'none yet'}"
        )
