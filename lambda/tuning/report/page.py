"""The page: report.html, self-contained, in which everything from the dataset is escaped."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tuning.evaluation.verdict import words as metric_words
from tuning.report import charts, words
from tuning.report.contents import Contents, Stage
from tuning.report.dataset_view import view
from tuning.report.loss_chart import losses
from tuning.report.words import shortened

TEMPLATES: Final = Path(__file__).with_name("templates")

LONGEST_TEXT: Final = 1200
"""Characters of a prompt or an answer that the page shows; answers.jsonl holds them whole."""

PARTS: Final = {
    "training": "training",
    "validation": "validation",
    "evaluation": "held out for the evaluation",
    "prompts": "of those, asked by Bedrock's evaluation jobs",
}
"""What the parts of a dataset are called on the page."""


def render(said: Contents) -> str:
    """Return the page of a report."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    return _template().render(
        said=said,
        data=view(said.dataset),
        bars=_bars(said.timeline),
        style=Markup(style),  # noqa: S704  a file of this package
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
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


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(charts=charts, losses=losses, count=words.count, parts=PARTS)
    environment.filters.update(
        usd=words.usd,
        duration=words.duration,
        moment=words.moment,
        score=words.score,
        gain=words.gain,
        metric=metric_words,
        shown=lambda text: shortened(text, LONGEST_TEXT),
    )
    return environment.get_template("page.html.j2")
