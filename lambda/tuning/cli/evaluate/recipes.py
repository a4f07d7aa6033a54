"""What is asked of a model whose answers were brought: by a recipe, by hand, or by its task."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from msgspec import structs

from tuning.cli import dataset_options
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate.references import Item
from tuning.dataset.quality import labels
from tuning.dataset.sheet import Sheet
from tuning.evaluation.metrics import title
from tuning.evaluation.metrics.defaults import form_of, with_metrics
from tuning.evaluation.metrics.words import prose_words
from tuning.models.catalogue import base_model
from tuning.registration.recipe_rules import contradictions
from tuning.run.recipe import EvaluationSettings, Metric, Recipe, TaskType

A_PHRASE: Final = 5
"""Words of the middle reference up to which answers are short, as to a question; SQuAD's have
three on average (Rajpurkar et al., 2016)."""


KINDS: Final[Mapping[TaskType, str]] = {
    "Classification": "labels",
    "QuestionAndAnswer": "short answers",
    "Generation": "texts",
}
"""What references are, where nobody says what the task is."""


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
    texts = [item.record.reference for item in items]
    found = recipe or plain(EvaluationSettings(task_type=_task_type(texts)))
    if not metrics and not found.evaluation.chosen:
        lacks = "The recipe names no metrics" if recipe else "Without --recipe and --metric"
        form = form_of(texts)
        why = (
            f"the references are {form.words if form else KINDS[found.evaluation.task_type]}"
            if form or not recipe
            else f"evaluation.task_type is {found.evaluation.task_type}"
        )
        found = with_metrics(found, texts)
        first, least = title(found.evaluation.deciding[0]), found.evaluation.min_gain
        notes.append(f"{lacks}, so {first} decides, with a gain of more than {least:.3f}: {why}")
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


def _task_type(texts: list[str]) -> TaskType:
    """Tell the kind of a task by its references."""
    sheet = Sheet()
    sheet.add(range(len(texts)), asked=["" for _ in texts], answers=texts)
    if labels.evident([sheet]):
        return "Classification"
    short = median(len(prose_words(text)) for text in texts) <= A_PHRASE
    return "QuestionAndAnswer" if short else "Generation"
