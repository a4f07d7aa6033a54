"""The page of a run: report.html, self-contained."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from tuning.dataset.samples import Samples
from tuning.report import charts, snippets
from tuning.report.contents import Contents, StateSpan
from tuning.report.samples import excerpts
from tuning.report.snippets import Snippet
from tuning.report.standing import standings
from tuning.report.templates import rendered
from tuning.report.twice import twice
from tuning.run.estimate import Estimate
from tuning.run.run import RunStatus
from tuning.text import usd, usd_between

MONEY: Final = {
    "Training": "training_usd",
    "Evaluation": "evaluation_usd",
    "Hosting": "hosting_usd",
    "Storage, each month": "storage_month_usd",
}
"""What the table of money shows, and what estimate and cost alike call it."""

NOT_ESTIMATED: Final = "\N{EN DASH}"


def render(contents: Contents, samples: Samples) -> str:
    """Return the page of a report.

    Args:
        contents: the report.
        samples: texts of the dataset, redacted; the page is the only place that shows them.
    """
    return rendered(
        "page.html.j2",
        contents=contents,
        data=contents.dataset,
        samples=samples,
        bars=_bars(contents.timeline),
        money=_money(contents),
        standings=tuple(standings(contents)),
        twice=tuple(twice(contents.promoted_from, contents.scores))
        if contents.promoted_from
        else (),
        excerpts=excerpts(contents.samples),
        snippets=_snippets(contents),
    )


def _snippets(contents: Contents) -> tuple[Snippet, ...]:
    """Return how a program calls a kept model; nothing while nothing serves it."""
    arn = contents.held.arn if contents.held else None
    if contents.status is not RunStatus.KEPT or arn is None or contents.recipe is None:
        return ()
    return tuple(snippets.of(arn, arn.split(":")[3], contents.recipe))


def _money(contents: Contents) -> list[tuple[str, str, str]]:
    """Return each kind of cost, what it was expected to be and what it came to."""
    return [
        (
            title,
            _expected(contents.estimate, amount) if contents.estimate else NOT_ESTIMATED,
            usd(getattr(contents.cost, amount)),
        )
        for title, amount in MONEY.items()
    ]


def _expected(estimate: Estimate, amount: str) -> str:
    return usd_between(getattr(estimate, f"{amount}_least", None), getattr(estimate, amount))


def _bars(timeline: Sequence[StateSpan]) -> list[tuple[StateSpan, float, Markup]]:
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
