"""Which way to serve a custom model: the recipe's, or the cheaper one, as far as quotas allow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tuning.account.quotas import Quota, Quotas
from tuning.costs.estimate import estimate
from tuning.costs.prices import PriceList
from tuning.run.estimate import Estimate, Mode, Quantities
from tuning.run.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A way to serve, and why, in a sentence; ``refusal`` says why there is none after all."""

    mode: Mode
    why: str
    refusal: str | None = None


UNREAD: Final = Quotas()
"""Before an account is asked: no quota is known, so none is too small."""


def expect(
    recipe: Recipe,
    amount: Quantities,
    *,
    lease_hours: Mapping[Mode, float],
    prices: PriceList,
    quotas: Quotas = UNREAD,
) -> tuple[Choice, Estimate]:
    """Choose how to serve a custom model, and estimate what the run then costs.

    Args:
        recipe: complete.
        amount: what there is to train on and to ask.
        lease_hours: how long hosting may be held for the evaluation at most, by mode.
        prices: what it is counted at.
        quotas: of the account, where they were read.
    """
    costs = {
        mode: estimate(recipe, amount, mode=mode, lease_hours=hours, prices=prices)
        for mode, hours in lease_hours.items()
    }
    break_even = costs["provisioned"].break_even_tokens_per_hour
    choice = choose(recipe, break_even=break_even, quotas=quotas)
    return choice, costs[choice.mode]


def choose(recipe: Recipe, *, break_even: int | None, quotas: Quotas) -> Choice:
    """Choose how to serve a custom model.

    Args:
        recipe: complete.
        break_even: tokens per hour above which its units are cheaper than tokens, if known.
        quotas: of the account.
    """
    wished = _wished(recipe, break_even)
    undeployable = _undeployable(recipe, quotas)
    if wished.mode == "on_demand":
        return _refused(wished, undeployable) if undeployable else wished
    unprovided = _unprovided(recipe, quotas)
    if unprovided is None:
        return wished
    if recipe.hosting.commitment or not recipe.model.on_demand_deployment:
        return _refused(wished, unprovided)
    if undeployable:
        return _refused(wished, f"{unprovided}; and {undeployable}")
    return Choice(mode="on_demand", why=f"On demand instead of provisioned: {unprovided}.")


def _undeployable(recipe: Recipe, quotas: Quotas) -> str | None:
    """Return why the model cannot be deployed on demand, if it cannot."""
    if not recipe.model.on_demand_deployment:
        return f"{recipe.model.name} cannot be deployed on demand"
    short = quotas.deployments
    return _too_small(short, 1) if short and short.value < 1 else None


def _unprovided(recipe: Recipe, quotas: Quotas) -> str | None:
    """Return why no throughput can be bought for the model, if none can."""
    if not recipe.model.provisioned_throughput:
        return f"no provisioned throughput is sold for {recipe.model.name}"
    short = _short(recipe, quotas)
    return _too_small(short, recipe.hosting.units) if short else None


def _too_small(quota: Quota, needed: int) -> str:
    return (
        f"the account's quota '{quota.name}' is {quota.value} and the run needs {needed}; ask for "
        f"more at {quota.request}"
    )


def _wished(recipe: Recipe, break_even: int | None) -> Choice:
    mode, traffic, model = (
        recipe.hosting.mode,
        recipe.hosting.expected_tokens_per_hour,
        recipe.model,
    )
    if mode == "provisioned":
        return Choice(mode=mode, why="Provisioned, as the recipe requests.")
    if mode == "on_demand":
        return Choice(mode=mode, why="On demand, as the recipe requests.")
    if not model.on_demand_deployment:
        return Choice(
            mode="provisioned",
            why=f"Provisioned: {model.name} cannot be deployed on demand.",
        )
    if traffic is None:
        return Choice(
            mode="on_demand",
            why="On demand: nothing bills while it is idle, and the recipe expects no traffic "
            "(hosting.expected_tokens_per_hour).",
        )
    if break_even is None:
        return Choice(
            mode="on_demand",
            why="On demand: nothing bills while it is idle, and without all its prices "
            f"provisioned throughput cannot be shown to be cheaper for {model.name}.",
        )
    if traffic > break_even:
        return Choice(
            mode="provisioned",
            why=f"Provisioned: {traffic:,} tokens an hour are expected, and above {break_even:,} "
            "it is cheaper than paying by the token.",
        )
    return Choice(
        mode="on_demand",
        why=f"On demand: {traffic:,} tokens an hour are expected, and up to {break_even:,} it is "
        "cheaper than provisioned throughput.",
    )


def _short(recipe: Recipe, quotas: Quotas) -> Quota | None:
    """Return the first quota that is known to be too small; committed units have others."""
    shared = None if recipe.hosting.commitment else quotas.model_units
    for quota in (shared, quotas.units_per_model):
        if quota and quota.value < recipe.hosting.units:
            return quota
    return None


def _refused(wished: Choice, obstacle: str) -> Choice:
    return replace(wished, refusal=f"The model cannot be hosted: {obstacle}.")
