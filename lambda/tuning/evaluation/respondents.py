"""Respondents: the models of a run that can be asked, each at a pace of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from tuning.evaluation import prompting, rates
from tuning.evaluation.answers import HeldOut
from tuning.evaluation.pacing import Clock, Pace
from tuning.evaluation.rivals import CHAMPION, PROMPTED
from tuning.models.catalogue import BaseModel, base_model
from tuning.run.evaluation import Champion, Model
from tuning.run.hosting import Serving
from tuning.run.lease import Kind
from tuning.run.recipe import Recipe

Framing = Callable[[HeldOut], HeldOut]
"""What a respondent is asked instead of a record: the same question, put in another way."""


def unchanged(record: HeldOut) -> HeldOut:
    """Ask a record as it stands."""
    return record


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A model that can be asked.

    Attributes:
        name: by which its replies are kept.
        identifier: what Converse takes.
        pace: how fast it may be asked; respondents that are one model to the service share it.
        framing: how records are put to it.
    """

    name: Model
    identifier: str
    pace: Pace
    framing: Framing = unchanged


BASE: Final = "base"
CUSTOM: Final = "custom"


def base(recipe: Recipe, clock: Clock) -> Respondent:
    """Return the base model of a recipe, at the pace of its quotas."""
    model = recipe.model
    return Respondent(
        name=BASE, identifier=model.inference_id, pace=Pace(rates.of_base(model), clock)
    )


def prompted(
    recipe: Recipe, asked_plainly: Respondent, training: Callable[[], Iterable[HeldOut]]
) -> Iterator[Respondent]:
    """Yield the base model with its best prompt, where the recipe has one.

    Args:
        recipe: of the task.
        asked_plainly: the base model, which is the same model to the service.
        training: reads the training records, from which examples are drawn.
    """
    if recipe.evaluation.prompts_base:
        framing = prompting.framing(recipe, training)
        yield replace(asked_plainly, name=PROMPTED, framing=framing)


def custom(recipe: Recipe, serving: Serving, clock: Clock) -> Respondent:
    """Return the custom model on whatever serves it: only a deployment has quotas."""
    return Respondent(
        name=CUSTOM, identifier=serving.arn, pace=_tuned(serving.kind, recipe.model, clock)
    )


def champion(found: Champion, framing: Framing, clock: Clock) -> Respondent:
    """Return the champion on what serves it."""
    pace = _tuned(found.kind, base_model(found.base_model), clock)
    return Respondent(name=CHAMPION, identifier=found.arn or "", pace=pace, framing=framing)


def _tuned(kind: Kind | None, model: BaseModel, clock: Clock) -> Pace:
    return Pace(rates.of_deployments(model) if kind == "deployment" else rates.NO_LIMIT, clock)
