"""A run that a person names, by its id or as the one of a task."""

from collections.abc import Callable

from tuning.cli import ledger, tasks
from tuning.cli.arguments import Unusable
from tuning.ledger import runs
from tuning.run.run import Run


def named(name: str) -> Run:
    """Return a run by its id, or of a task the one whose model was kept last and is stored.

    Raises:
        Unusable: no run and no task is called so, or no such model of the task is stored.
    """
    return _found(
        name,
        lambda run: run.stored_model is not None,
        "has no kept model that is stored; name the run whose model is to serve: python -m tuning "
        f"runs --task {name}",
    )


def hosted(name: str) -> Run:
    """Return a run by its id, or of a task the one whose model is hosted.

    Raises:
        Unusable: no run and no task is called so, or none of the task's models is hosted.
    """
    return _found(
        name,
        lambda run: run.held is not None,
        "has no model that is hosted: nothing bills by the hour",
    )


def _found(name: str, wanted: Callable[[Run], bool], without: str) -> Run:
    if found := runs.find(name):
        return found
    for run in tasks.kept(name):
        if wanted(run):
            return run
    tasks.check(name, ledger.every())
    raise Unusable(f"task {name} {without}")
