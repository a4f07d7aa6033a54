"""The page: report.html, self-contained, in which everything from the dataset is escaped."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tuning.evaluation.verdict import words as metric_words
from tuning.report import charts, words
from tuning.report.contents import Contents
from tuning.report.dataset_view import view
from tuning.report.loss_chart import losses
from tuning.report.words import shortened

HERE: Final = Path(__file__).parent

LONGEST_TEXT: Final = 1200
"""Characters of a prompt or an answer that the page shows; answers.jsonl holds them whole."""


def render(said: Contents) -> str:
    """Return the page of a report."""
    style = (HERE / "page.css").read_text("utf-8")
    return _template().render(
        said=said,
        data=view(said.dataset),
        style=Markup(style),  # noqa: S704  a file of this package
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(charts=charts, losses=losses, count=words.count)
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
