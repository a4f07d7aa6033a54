"""What a run with a dataset of this disk would cost, and which ceilings of its recipe it passes."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Final

import msgspec

from tuning.cli import dataset_options
from tuning.costs import plan, tariff
from tuning.costs.hosting_mode import Choice, expect
from tuning.models import hyperparameters
from tuning.models.catalogue import base_model
from tuning.run.estimate import Estimate, Mode, Quantities
from tuning.run.plan import Ceiling
from tuning.run.recipe import Hosting, Limits, Recipe

LEASE_HOURS: Final[Mapping[Mode, float]] = {"provisioned": 32.0, "on_demand": 30.0}
"""The deadlines of dev, staging and prod, up to which an evaluation may hold hosting."""


def recipe(chosen: Namespace, planned: Recipe | None) -> Recipe:
    """Return the recipe, with what the arguments say instead of it.

    Raises:
        Unusable, BadHyperparameter: the model or an argument for it cannot be used.
    """
    model = (
        base_model(planned.base_model)
        if planned and not chosen.model
        else dataset_options.named_model(chosen)
    )
    own = planned if planned and planned.base_model == model.id else None
    values: dict[str, float] = {
        name: float(value) for name, value in (own.hyperparameters if own else {}).items()
    }
    given = vars(chosen)
    if given.get("epochs") is not None:
        values["epochCount"] = given["epochs"]
    asked_for = {"mode": given.get("hosting"), "keep_hours": given.get("hours")}
    hosting = {name: value for name, value in asked_for.items() if value is not None}
    base = planned or Recipe(provenance=dataset_options.UNSAID, hosting=Hosting())
    return msgspec.structs.replace(
        base,
        base_model=model.id,
        hyperparameters=hyperparameters.resolve(model, values),
        hosting=msgspec.structs.replace(base.hosting, **hosting),
    )


def forecast(
    settled: Recipe, amount: Quantities, lease_hours: Mapping[Mode, float] = LEASE_HOURS
) -> tuple[Choice, Estimate, tuple[str, ...]]:
    """Return how a model would be served, what the run would cost, and what that is over.

    Args:
        settled: complete.
        amount: what there is to train on and to ask.
        lease_hours: how long hosting may be held for the evaluation at most, by mode.
    """
    prices = tariff.of_table(settled)
    choice, costs = expect(settled, amount, lease_hours=lease_hours, prices=prices)
    over = () if choice.refusal else tuple(plan.over(costs, settled, prices, None))
    return choice, costs, tuple(_sentence(each, settled.base_model) for each in over)


def over(settled: Recipe, amount: Quantities) -> tuple[str, ...]:
    """Say which ceilings of a recipe a run with a dataset would pass."""
    if settled.limits == Limits() or not amount.training_tokens:
        return ()
    _, _, sentences = forecast(settled, amount)
    return sentences


def _sentence(ceiling: Ceiling, model: str) -> str:
    return (
        f"{ceiling.reason(model)} With limits.{ceiling.name} = {ceiling.ceiling:.10g} this run "
        "would be refused, or a person asked."
    )
