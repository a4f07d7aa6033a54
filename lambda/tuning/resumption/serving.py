"""The plan to serve a model again: how, for how long, at what price, within which ceilings."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from msgspec import structs

from tuning.account import quotas
from tuning.costs import hosting_mode, plan, spending, tariff
from tuning.costs.prices import UNIT_HOUR
from tuning.registration.floor import Floor
from tuning.run.estimate import Estimate, Mode
from tuning.run.lease import LONGEST_HOURS
from tuning.run.plan import Ceiling, CeilingName, HostingPlan
from tuning.run.recipe import Limits, Recipe
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption, Wish
from tuning.settings import deployed
from tuning.text import hours as in_hours
from tuning.text import shown

CEILINGS: Final[frozenset[CeilingName]] = frozenset({"max_hosting_usd", "max_model_units"})
"""What serving is held against, beside the month's: it trains nothing and compares nothing."""


def plan_serving(
    registration: Registration, evaluated: HostingPlan, resumption: Resumption
) -> HostingPlan:
    """Choose how a model is served again, and hold what that costs against the ceilings.

    The recipe's own ceilings were for its run; who serves is held against the environment's.

    Args:
        registration: the run that trained it.
        evaluated: how it was hosted for its evaluation.
        resumption: what is asked for.
    """
    wish = resumption.wish
    recipe = _asked(registration.ready_recipe, wish)
    prices = tariff.of(recipe, uploader=registration.uploader)
    choice = hosting_mode.choose(
        recipe,
        break_even=evaluated.break_even_tokens_per_hour,
        quotas=quotas.read(recipe.model),
    )
    hours = _hours(choice.mode, wish)
    price = prices.usd(recipe.base_model, UNIT_HOUR[None]) if choice.mode == "provisioned" else 0.0
    costs = _costs(evaluated.costs, recipe, mode=choice.mode, hours=hours, price=price)
    refusals = tuple(filter(None, (choice.refusal, *_below_floor(wish))))
    beyond: tuple[Ceiling, ...] = ()
    if not refusals:
        over = plan.over(costs, recipe, prices, deployed())
        beyond = tuple(each for each in over if each.name in CEILINGS)
    planned = replace(
        evaluated,
        outcome="within",
        purpose="serve",
        wish=wish,
        mode=choice.mode,
        why=choice.why,
        units=costs.units,
        unit_hour_usd=price,
        hours=hours,
        costs=costs,
        over=beyond,
        reasons=refusals or tuple(each.reason(recipe.base_model) for each in beyond),
        remedies=tuple(dict.fromkeys(each.remedy for each in beyond)),
        title="the model cannot be served" if refusals else "",
        prices=tuple(
            {(row.model, row.what): row for row in (*prices.prices, *evaluated.prices)}.values()
        ),
    )
    return spending.serving_held_back(planned, registration, resumption, refused=bool(refusals))


def _asked(recipe: Recipe, wish: Wish) -> Recipe:
    """Return the recipe as a model is served by what is asked for; never under a commitment."""
    hosting = structs.replace(
        recipe.hosting,
        mode=wish.mode or "auto",
        units=wish.units,
        owner=wish.owner,
        commitment=None,
        commitment_binds_until_term=False,
    )
    return structs.replace(recipe, hosting=hosting, limits=Limits())


def _hours(mode: Mode, wish: Wish) -> float:
    """Return how long the lease is: the hours that are asked for, and until it serves."""
    settings = deployed()
    minutes = {
        "provisioned": settings.throughput_deadline_minutes,
        "on_demand": settings.deployment_deadline_minutes,
    }[mode]
    return min(minutes / 60 + wish.hours, LONGEST_HOURS)


def _costs(
    evaluated: Estimate, recipe: Recipe, *, mode: Mode, hours: float, price: float | None
) -> Estimate:
    """Return what the run was expected to cost with its hosting in place of what it was."""
    units = recipe.hosting.units if mode == "provisioned" else 0
    usd = 0.0 if units == 0 else None if price is None else round(units * hours * price, 4)
    return replace(
        evaluated,
        mode=mode,
        units=units,
        unit_hour_usd=price,
        hosting_hours=hours,
        hosting_usd=usd,
    )


def _below_floor(wish: Wish) -> Iterator[str]:
    """Say what of a wish the environment allows nobody."""
    floor = Floor.of(deployed())
    most = floor.max_keep_hours
    if most is not None and wish.hours > most:
        yield (
            f"{in_hours(wish.hours)} are longer than {floor.environment} keeps a model "
            f"(max_keep_hours = {most:,}): ask for fewer, and extend it later"
        )
    if not wish.owner.strip() or wish.owner != shown(wish.owner):
        yield "whoever answers for what serves needs a name: say it with --owner"
    elif not floor.may_own(wish.owner):
        yield (
            f"{wish.owner!r} is none of the owners of {floor.environment}: "
            f"{', '.join(floor.owners)}"
        )
