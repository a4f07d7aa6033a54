"""What scores a task whose recipe names no metrics: the form of its references, else its kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from tuning.evaluation.metrics.markup import xml_valid
from tuning.evaluation.metrics.structured import is_container, parsed
from tuning.run.recipe import METRICS_OF_TASK, Metric, Recipe

NEARLY_ALL: Final = 0.95
"""Of the references, that are of a form where answers are to be of it."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that a text is written in, by which it must be compared.

    Attributes:
        words: what people call it.
        has: whether a text has it.
        metrics: what scores answers of this form; the first decides.
    """

    words: str
    has: Callable[[str], bool]
    metrics: tuple[Metric, ...]

    def of(self, references: Sequence[str]) -> bool:
        """Whether nearly all references have this form."""
        return bool(references) and (sum(map(self.has, references)) >= NEARLY_ALL * len(references))


def _is_json(text: str) -> bool:
    # a number alone is JSON as well, and no form
    return is_container(parsed(text))


def _is_xml(text: str) -> bool:
    return xml_valid(text, text) == 1


JSON: Final = Form(words="JSON", has=_is_json, metrics=("json_fields", "json_equal", "json_valid"))
XML: Final = Form(words="XML", has=_is_xml, metrics=("xml_fields", "xml_structure", "xml_valid"))
"""Structure alone does not decide: where all references are built alike, any answer that is built
so would be right whatever it says."""


def with_metrics(recipe: Recipe, references: Sequence[str]) -> Recipe:
    """Return a recipe with metrics: its own, else those of its references' form or of its task.

    Whoever asks, scores or judges settles them alike, by the held-out records.
    """
    settings = recipe.evaluation
    if settings.chosen:
        return recipe
    form = form_of(references)
    metrics = form.metrics if form else METRICS_OF_TASK[settings.task_type]
    return structs.replace(recipe, evaluation=structs.replace(settings, metrics=metrics))


def form_of(references: Sequence[str]) -> Form | None:
    """Return the form that nearly all references have, if they have one."""
    return next((form for form in (JSON, XML) if form.of(references)), None)
