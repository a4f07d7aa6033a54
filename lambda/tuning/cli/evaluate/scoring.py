"""The answers of files as the answers of a run: one line for each record, with every score."""

from collections.abc import Sequence

from tuning.evaluation import clusters
from tuning.evaluation.answers import Answered, HeldOut, Reply
from tuning.evaluation.metrics import score_all
from tuning.evaluation.rivals import CHAMPION
from tuning.run.recipe import Metric, Recipe

Texts = Sequence[str] | None
"""What a model answered, record by record; None where nobody brought it."""

Scored = tuple[Reply | None, dict[Metric, float]]
"""A reply and its scores; nothing and none where nobody brought it."""


def answered(
    records: Sequence[HeldOut], recipe: Recipe, *, custom: Texts, base: Texts, champion: Texts
) -> list[Answered]:
    """Score answers as a run scores them.

    Args:
        records: the held-out records.
        recipe: whose metrics count.
        custom, base, champion: what each model answered.
    """
    columns = (_scored(records, recipe, texts) for texts in (custom, base, champion))
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
            others={CHAMPION: served[0]} if served[0] else {},
            other_scores={CHAMPION: {**served[1]}} if served[0] else {},
        )
        for number, (record, cluster, after, before, served) in enumerate(
            zip(records, clusters.grouped(records), *columns, strict=True), 1
        )
    ]


def _scored(records: Sequence[HeldOut], recipe: Recipe, texts: Texts) -> Sequence[Scored]:
    if texts is None:
        return [(None, {})] * len(records)
    references = [record.reference for record in records]
    scores = score_all(recipe.evaluation, texts, references)
    return [(Reply(text=text), each) for text, each in zip(texts, scores, strict=True)]
