"""Which way to serve a custom model: the recipe's, or the cheaper one, as far as quotas allow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tuning.costs.estimate import Estimate, Mode, Quantities, estimate
from tuning.costs.quotas import Quota, Quotas
from tuning.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A way to serve, and why, in a sentence; ``refusal`` says why there is none after all."""

    mode: Mode
    why: str
    refusal: str | None = None


UNREAD: Final = Quotas()
"""Before an account is asked: no quota is known, so none is too small."""


def expect(
    plan: Recipe,
    amount: Quantities,
    *,
    lease_hours: Mapping[Mode, float],
    quotas: Quotas = UNREAD,
) -> tuple[Choice, Estimate]:
    """Choose how to serve a custom model, and estimate what the run then costs.

    Args:
        plan: the recipe, complete.
        amount: what there is to train on and to ask.
        lease_hours: how long hosting may be held for the evaluation at most, by mode.
        quotas: of the account, where they were read.
    """
    costs = {
        mode: estimate(plan, amount, mode=mode, lease_hours=hours)
        for mode, hours in lease_hours.items()
    }
    break_even = costs["provisioned"].break_even_tokens_per_hour
    choice = choose(plan, break_even=break_even, quotas=quotas)
    return choice, costs[choice.mode]


def choose(plan: Recipe, *, break_even: int | None, quotas: Quotas) -> Choice:
    """Choose how to serve a custom model.

    Args:
        plan: the recipe, complete.
        break_even: tokens per hour above which its units are cheaper than tokens, if known.
        quotas: of the account.
    """
    wished = _wished(plan, break_even)
    model = plan.model
    if wished.mode == "on_demand":
        if model.on_demand_deployment:
            return wished
        return _refused(wished, f"{model.name} cannot be deployed on demand")
    if not model.provisioned_throughput:
        obstacle = f"no provisioned throughput is sold for {model.name}"
    elif short := _short(plan, quotas):
        obstacle = (
            f"the account's quota '{short.name}' is {short.value} and the run needs "
            f"{plan.hosting.units}; ask for more at {short.request}"
        )
    else:
        return wished
    if model.on_demand_deployment and not plan.hosting.commitment:
        return Choice(mode="on_demand", why=f"On demand instead of provisioned: {obstacle}.")
    return _refused(wished, obstacle)


def _wished(plan: Recipe, break_even: int | None) -> Choice:
    mode, traffic, model = plan.hosting.mode, plan.hosting.expected_tokens_per_hour, plan.model
    if mode == "provisioned":
        return Choice(mode=mode, why="Provisioned, as the recipe asks.")
    if mode == "on_demand":
        return Choice(mode=mode, why="On demand, as the recipe asks.")
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
            why="On demand: nothing bills while it is idle, and without all its prices nobody can "
            f"say that provisioned throughput is cheaper for {model.name}.",
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


def _short(plan: Recipe, quotas: Quotas) -> Quota | None:
    """Return the first quota that is known to be too small; committed units have others."""
    shared = None if plan.hosting.commitment else quotas.model_units
    for quota in (shared, quotas.units_per_model):
        if quota and quota.value < plan.hosting.units:
            return quota
    return None


def _refused(wished: Choice, obstacle: str) -> Choice:
    return replace(wished, refusal=f"The model cannot be hosted: {obstacle}.")
