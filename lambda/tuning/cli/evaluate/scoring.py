"""The answers of files as the answers of a run: one line for each record, with every score."""

from collections.abc import Mapping, Sequence

from tuning.evaluation import clusters
from tuning.evaluation.answers import Answered, HeldOut, Reply
from tuning.evaluation.metrics import score_all
from tuning.run.evaluation import Model
from tuning.run.recipe import Metric, Recipe

Texts = Sequence[str] | None
"""What a model answered, record by record; None where nobody brought it."""

Scored = tuple[Reply | None, dict[Metric, float]]
"""A reply and its scores; nothing and none where nobody brought it."""


def answered(
    records: Sequence[HeldOut],
    recipe: Recipe,
    *,
    custom: Texts,
    base: Texts,
    others: Mapping[Model, Sequence[str]],
) -> list[Answered]:
    """Score answers as a run scores them.

    Args:
        records: the held-out records.
        recipe: whose metrics count.
        custom, base: what each model answered.
        others: what others answered.
    """
    columns = (_scored(records, recipe, texts) for texts in (custom, base))
    beside = {name: _scored(records, recipe, texts) for name, texts in others.items()}
    return [
        Answered(
            record=number,
            system=record.system_text,
            prompt=record.prompt,
            reference=record.reference,
            cluster=cluster,
            base=before[0],
            custom=after[0],
            base_scores={**before[1]},
            custom_scores={**after[1]},
            others={name: reply for name, each in beside.items() if (reply := each[number - 1][0])},
            other_scores={
                name: {str(metric): score for metric, score in each[number - 1][1].items()}
                for name, each in beside.items()
            },
        )
        for number, (record, cluster, after, before) in enumerate(
            zip(records, clusters.grouped(records), *columns, strict=True), 1
        )
    ]


def _scored(records: Sequence[HeldOut], recipe: Recipe, texts: Texts) -> Sequence[Scored]:
    if texts is None:
        return [(None, {})] * len(records)
    references = [record.reference for record in records]
    scores = score_all(recipe.evaluation, texts, references)
    return [(Reply(text=text), each) for text, each in zip(texts, scores, strict=True)]
