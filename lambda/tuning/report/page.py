"""The page of a run: report.html, self-contained."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from tuning.dataset.samples import Samples
from tuning.report import charts
from tuning.report.contents import Contents, Stage
from tuning.report.dataset_view import view
from tuning.report.templates import rendered


def render(said: Contents, samples: Samples) -> str:
    """Return the page of a report.

    Args:
        said: the report.
        samples: texts of the dataset, redacted; the page is the only place that shows them.
    """
    return rendered(
        "page.html.j2",
        said=said,
        data=view(said.dataset),
        samples=samples,
        bars=_bars(said.timeline),
    )


def _bars(timeline: Sequence[Stage]) -> list[tuple[Stage, float, Markup]]:
    """Return each state, the seconds from the run's begin to its own, and its place in the run."""
    if not timeline:
        return []
    begun = [datetime.fromisoformat(stage.started) for stage in timeline]
    after = [(moment - begun[0]).total_seconds() for moment in begun]
    whole = max(a + stage.seconds for a, stage in zip(after, timeline, strict=True)) or 1.0
    return [
        (stage, seconds, charts.share(seconds / whole, stage.seconds / whole))
        for stage, seconds in zip(timeline, after, strict=True)
    ]
