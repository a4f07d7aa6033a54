"""The templates of the pages: self-contained HTML, in which everything from outside is escaped."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tuning.evaluation import metrics
from tuning.evaluation.rivals import TITLES
from tuning.report import charts, dataset_charts, dataset_view, words
from tuning.report.loss_chart import losses
from tuning.report.matrix_chart import matrix
from tuning.report.wordwise import marked
from tuning.text import printable, shortened, usd

TEMPLATES: Final = Path(__file__).with_name("templates")

LONGEST_TEXT: Final = 1200
"""Characters of a prompt or an answer that the page shows; answers.jsonl holds them whole."""


MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]<>#|~&]")
"""What may be markup in Markdown, and is escaped by a backslash."""

LONGEST_LINE: Final = 100
"""Characters of a text that names what a line is about."""


def rendered(template: str, **content: Any) -> str:
    """Return a page, with the style sheet that its policy allows by its hash."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    page = (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704  a file of this package
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            **content,
        )
    )
    return printable(page)


def written(template: str, **content: Any) -> str:
    """Return a text for people that is no page; what it holds is escaped by its own filters."""
    lines = printable(_environment().get_template(template).render(**content)).splitlines()
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"


def rival(name: str) -> str:
    """Return what a rival is called, as a word that begins a cell."""
    titles: Mapping[Any, str] = TITLES
    return titles.get(name, name).capitalize()


def plain(text: str) -> str:
    """Return a text as one line of Markdown in which nothing is markup."""
    return MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        charts=charts,
        dataset_charts=dataset_charts,
        dataset_view=dataset_view,
        losses=losses,
        marked=marked,
        matrix=matrix,
        between=words.between,
        count=words.count,
        holding=words.holding,
        parts=words.PARTS,
        handled=words.HANDLED,
        kinds=words.KINDS,
    )
    environment.filters.update(
        usd=usd,
        duration=words.duration,
        seconds=lambda ms: "unknown" if ms is None else words.duration(ms / 1000),
        moment=words.moment,
        size=words.size,
        score=words.score,
        percent=words.percent,
        gain=words.gain,
        metric=metrics.title,
        rival=rival,
        opening=lambda text: text[:1].upper() + text[1:],
        shown=lambda text: shortened(text, LONGEST_TEXT),
        md=plain,
        json=lambda value: msgspec.json.encode(value).decode(),
        line=lambda text: shortened(" ".join(text.split()), LONGEST_LINE),
    )
    return environment
