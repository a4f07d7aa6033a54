"""What is asked of a model whose answers were brought: by a recipe, by hand, or by its task."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from msgspec import structs

from tuning.cli import dataset_options
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate.references import Item
from tuning.dataset.quality import labels
from tuning.dataset.sheet import Sheet
from tuning.evaluation.metrics import title
from tuning.evaluation.metrics.structured import is_container, parsed
from tuning.evaluation.metrics.words import prose_words
from tuning.models.catalogue import base_model
from tuning.registration.recipe_rules import contradictions
from tuning.run.recipe import EvaluationSettings, Metric, Recipe

A_PHRASE: Final = 5
"""Words of the middle reference up to which answers are short, as to a question; SQuAD's have
three on average (Rajpurkar et al., 2016)."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What references are, in words, and by what their answers are scored."""

    words: str
    settings: EvaluationSettings


LABELS: Final = Kind(words="labels", settings=EvaluationSettings(task_type="Classification"))
SHORT: Final = Kind(
    words="short answers", settings=EvaluationSettings(task_type="QuestionAndAnswer")
)
JSON: Final = Kind(
    words="JSON",
    settings=EvaluationSettings(metrics=("json_fields", "json_equal", "json_valid")),
)
LONG: Final = Kind(words="texts", settings=EvaluationSettings())


def settled(
    recipe: Recipe | None, metrics: Sequence[Metric] | None, items: Sequence[Item]
) -> tuple[Recipe, list[str]]:
    """Return what is asked of the model, and what was taken for granted.

    Args:
        recipe: that was named.
        metrics: that were named, which take the place of the recipe's.
        items: the held-out records, whose references say the rest.

    Raises:
        Unusable: a metric needs what no recipe says.
    """
    notes: list[str] = []
    found = recipe
    if found is None:
        kind = _kind(items)
        found = plain(kind.settings)
        if not metrics:
            first, least = title(found.evaluation.deciding[0]), found.evaluation.min_gain
            notes.append(
                f"Without --recipe and --metric, {first} decides, with a gain of more than "
                f"{least:.3f}: the references are {kind.words}"
            )
    if metrics:
        evaluation = structs.replace(
            found.evaluation, metrics=tuple(dict.fromkeys(metrics)), decided_by=()
        )
        found = structs.replace(found, evaluation=evaluation)
        for rule in contradictions(found):
            if rule.startswith("evaluation."):
                raise Unusable(f"--metric: {rule} (--recipe names a task.toml)")
    return found, notes


def plain(settings: EvaluationSettings) -> Recipe:
    """Return a recipe that says nothing but how answers are scored."""
    model = base_model(dataset_options.MODEL)
    return Recipe(provenance=dataset_options.UNSAID, base_model=model.id, evaluation=settings)


def _kind(items: Sequence[Item]) -> Kind:
    """Tell the kind of a task by its references."""
    texts = [item.record.reference for item in items]
    if all(is_container(parsed(text)) for text in texts):
        return JSON
    sheet = Sheet()
    sheet.add(range(len(texts)), asked=["" for _ in texts], answers=texts)
    if labels.evident([sheet]):
        return LABELS
    return SHORT if median(len(prose_words(text)) for text in texts) <= A_PHRASE else LONG
