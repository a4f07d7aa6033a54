"""Judging: which models may judge the answers of a run, and why these or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuning.account import access
from tuning.costs.prices import PriceList
from tuning.models import judges as known
from tuning.models.catalogue import BaseModel
from tuning.models.judges import Judge, candidates
from tuning.run.estimate import Mode, Quantities
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


AROUND: Final = 2_000
SAID: Final = 1_000
"""Tokens that Bedrock puts around an answer, and that a judge says of it: an allowance, since the
service tells nobody."""


def most_usd(
    settings: EvaluationSettings, amount: Quantities, judges: Sequence[str], prices: PriceList
) -> float | None:
    """Return what judging may cost at most; None while the price of a judge is unknown.

    Args:
        settings: of the recipe.
        amount: what is held out, of which no more is judged than asked.
        judges: any of which may come to judge.
        prices: of base models; a judge that is none of them has no price.
    """
    asked = amount.asked
    often = judgements(settings, asked.held_out)
    answers = asked.held_out * settings.max_output_tokens
    read = judged_tokens(settings, asked.held_out_tokens + answers) + often * AROUND
    most = 0.0
    for each in judges:
        question, answer = _prices(each, prices)
        if question is None or answer is None:
            return None
        most = max(most, (read * question + often * SAID * answer) / 1000)
    return most


def priced(judges: tuple[str, ...], prices: PriceList) -> tuple[str, ...]:
    """Return those judges that a ceiling lets pass: of known price, if the first choice is.

    The others are asked only where the service refuses those before them; under a ceiling nobody
    takes the place of a judge whose price was counted without a price of their own.
    """
    able = tuple(each for each in judges if None not in _prices(each, prices))
    return able if able[:1] == judges[:1] else judges


def without_price(asked: Sequence[str], prices: PriceList) -> str:
    """Return the name of the first judge whose price nobody knows; empty when there is none."""
    unknown = (each for each in asked if None in _prices(each, prices))
    return next((known.judge(each).name for each in unknown), "")


def with_price(prices: PriceList) -> tuple[str, ...]:
    """Return the identifiers of the judges whose price is known."""
    return tuple(row.id for row in known.judges() if None not in _prices(row.id, prices))


def _prices(judge: str, prices: PriceList) -> tuple[float | None, float | None]:
    """Return a judge's prices: those of the base model that it is, whatever its profile."""
    own = f"{judge.removeprefix('us.')}:"
    models = sorted({row.model for row in prices.prices if row.model.startswith(own)})
    return prices.tokens(models[0], base=True) if models else (None, None)


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
