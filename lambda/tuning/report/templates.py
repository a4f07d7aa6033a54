"""The templates of the pages: self-contained HTML, in which everything from outside is escaped."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tuning.evaluation import metrics
from tuning.evaluation.rivals import TITLES
from tuning.report import charts, dataset_charts, dataset_view, words
from tuning.report.loss_chart import losses
from tuning.text import shortened, usd

TEMPLATES: Final = Path(__file__).with_name("templates")

LONGEST_TEXT: Final = 1200
"""Characters of a prompt or an answer that the page shows; answers.jsonl holds them whole."""


def rendered(template: str, **content: Any) -> str:
    """Return a page, with the style sheet that its policy allows by its hash."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704  a file of this package
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            **content,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        charts=charts,
        dataset_charts=dataset_charts,
        dataset_view=dataset_view,
        losses=losses,
        count=words.count,
        holding=words.holding,
        parts=words.PARTS,
        handled=words.HANDLED,
        kinds=words.KINDS,
    )
    environment.filters.update(
        usd=usd,
        duration=words.duration,
        moment=words.moment,
        size=words.size,
        score=words.score,
        percent=words.percent,
        gain=words.gain,
        metric=metrics.title,
        baseline=lambda name: TITLES[name].capitalize(),
        shown=lambda text: shortened(text, LONGEST_TEXT),
    )
    return environment
