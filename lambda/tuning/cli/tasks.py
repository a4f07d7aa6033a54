"""The tasks of an environment: those that had a run."""

from collections.abc import Iterable
from difflib import get_close_matches

from tuning.cli.arguments import Unusable
from tuning.run.run import Run


def check(task: str, runs: Iterable[Run]) -> None:
    """Refuse a task that never had a run.

    Raises:
        Unusable: it names the nearest task, and all of them.
    """
    known = sorted({run.task for run in runs})
    if task not in known:
        near = get_close_matches(task, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise Unusable(
            f"no run was ever of task {task!r}; {hint}tasks are: {', '.join(known) or 'none yet'}"
        )
