"""The model card: model-card.md, the facts of the report in the form that model hubs read."""

from collections.abc import Mapping
from typing import Any, Final

from tuning.evaluation.metrics import title
from tuning.report.contents import Contents
from tuning.report.standing import standings
from tuning.report.templates import written
from tuning.run.recipe import TaskType

CARD: Final = "model-card.md"

TASKS: Final[Mapping[TaskType, str]] = {
    "Classification": "text-classification",
    "QuestionAndAnswer": "question-answering",
    "Summarization": "summarization",
    "Generation": "text-generation",
}
"""What model hubs call the kinds of task (``pipeline_tag`` of their cards' metadata)."""


def render(contents: Contents) -> str:
    """Return the card of a run's model; of a run that has a recipe."""
    return written(
        "model-card.md.j2",
        contents=contents,
        data=contents.dataset,
        front=front_matter(contents),
        standings=tuple(standings(contents)),
    )


def front_matter(contents: Contents) -> dict[str, Any]:
    """Return the card's metadata; each value is written as JSON, which is YAML too."""
    recipe = contents.recipe
    if recipe is None:
        return {}
    task = {"type": TASKS[recipe.evaluation.task_type], "name": contents.task}
    dataset = {"type": contents.task, "name": f"{contents.task}, held out"}
    metrics = [
        {"type": row.metric, "name": title(row.metric), "value": round(row.custom, 4)}
        for row in contents.scores
    ]
    results = [{"task": task, "dataset": dataset, "metrics": metrics}] if metrics else []
    return {
        "base_model": recipe.base_model,
        "license": "other",
        "license_name": recipe.provenance.licence,
        "pipeline_tag": task["type"],
        "tags": ["amazon-bedrock", "fine-tuned", contents.task],
        "model-index": [{"name": contents.run_id, "results": results}],
    }
