"""Judging: which models may judge the answers of a run, and why these or none."""

from dataclasses import dataclass
from typing import Final

from tuning.account import access
from tuning.models.catalogue import BaseModel
from tuning.models.judges import Judge, candidates
from tuning.run.estimate import Mode
from tuning.run.judging import MOST_PROMPTS
from tuning.run.recipe import EvaluationSettings
from tuning.run.validation import Admission


@dataclass(frozen=True, kw_only=True)
class Judging:
    """Who judges.

    Attributes:
        judges: identifiers as evaluation jobs take them, the first choice first; none: nobody does.
        why: in a sentence, why this one, or why nobody.
    """

    judges: tuple[str, ...]
    why: str


TESTED: Final = 3
"""Answers that are put to a judge to test it, by one metric."""


def judgements(settings: EvaluationSettings, held_out: int) -> int:
    """Return how often a judge is asked at most: every answer of both models by every metric.

    Each metric asks the judge once more for every answer. The labels of a drop come on top.
    """
    return 2 * min(held_out, MOST_PROMPTS) * len(settings.judged_by) + TESTED


def judged_tokens(settings: EvaluationSettings, of_one_model: int) -> int:
    """Return the tokens that a judge reads of both models, by each metric, in about.

    Bedrock tells nobody how many there were, nor what it puts around an answer.

    Args:
        settings: of the recipe.
        of_one_model: tokens of every question and answer of one model.
    """
    return 2 * of_one_model * len(settings.judged_by)


def scored_by_program(model: BaseModel, admission: Admission, mode: Mode) -> bool:
    """Say whether an evaluation job may ask both models itself, and score them without a judge.

    The service takes provisioned throughput for it and no deployment (the pattern of its
    ``modelIdentifier``), and not every base model (``evaluation_job`` of the catalogue).
    """
    return mode == "provisioned" and model.evaluation_job and admission.prompts is not None


def choose(model: BaseModel, requested: str | None, *, scored_by_program: bool = False) -> Judging:
    """Choose among the judges that this account may use.

    Args:
        model: the base model: its own kin judge only where nobody else may.
        requested: the judge that the recipe asks for.
        scored_by_program: an evaluation job of Bedrock's scores both models without a judge, so
            that one is asked only if the recipe says so.
    """
    if scored_by_program and requested is None:
        return Judging(
            judges=(),
            why="No judge is used: Bedrock's evaluation job asks both models itself, and the "
            "recipe names no judge.",
        )
    missing = {row: access.lacking(row.id) for row in candidates(model, requested)}
    able = [row for row, what in missing.items() if not what]
    unable = [f"{row.name} ({', '.join(what)})" for row, what in missing.items() if what]
    if not able:
        return Judging(
            judges=(),
            why=f"No judge is used: this account may use none of {'; '.join(unable)}.",
        )
    return Judging(
        judges=tuple(row.id for row in able), why=_why(able[0], model, requested, missing)
    )


def _why(
    first: Judge, model: BaseModel, requested: str | None, missing: dict[Judge, tuple[str, ...]]
) -> str:
    passed_over = []
    for row, what in missing.items():
        if row == first:
            break
        passed_over.append(f"{row.name} ({', '.join(what)})")
    if passed_over:
        return f"{first.name} judges, because this account may not use {'; '.join(passed_over)}."
    if first.id == requested:
        return f"{first.name} judges, as the recipe requests."
    return f"{first.name} judges: the first judge of another model family."
