"""Show the events of an execution in a view, as they come."""

from typing import Final

from tuning.cli.following.details import detail, why
from tuning.cli.following.view import View
from tuning.cli.following.walk import Event, StateEntered, TaskEnded, Walk

BAD_NEWS: Final = ("failed", "stopped", "timed_out", "rejected", "refused")
"""Outcomes that end a run early, so that a person should see them marked."""

PUBLISHES: Final = "PublishReport"
"""The state whose outcome is the run's and not its own: a failed run is published well."""


def show(event: Event, walk: Walk, view: View) -> None:
    """Show an event that the walk has seen already."""
    name = walk.current
    visit = walk.visits.get(name)
    if visit is None:
        return
    if isinstance(event, StateEntered):
        view.begin(name)
    elif isinstance(event, TaskEnded) and event.error:
        view.note(name, why(event.error, event.cause))
    elif visit.status != "running":
        key = walk.shape.gives[name]
        result = walk.document.get(key) if visit.status == "succeeded" else None
        bad = visit.outcome in BAD_NEWS and name != PUBLISHES
        view.end(name, "failed" if bad else visit.status, detail(key, result) if result else "")
