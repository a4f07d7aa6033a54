"""How a run will serve its custom model and what that costs, before anything is bought."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from tuning.costs.estimate import Estimate, Mode
from tuning.costs.hosting_mode import expect
from tuning.costs.quotas import Quotas, read
from tuning.recipe import Limits, Recipe
from tuning.settings import deployed

if TYPE_CHECKING:
    from tuning.dataset.admission import Admission
    from tuning.ledger.registration import Registration

SLACK_HOURS: Final = 1
"""Beside the deadlines: for the states in between, which ask the models and compare them."""

CeilingName = Literal["max_training_usd", "max_hosting_usd", "max_model_units"]


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """A ceiling that a run passes.

    Attributes:
        name: as recipe and environment call it.
        estimate: what is expected; None when its price is unknown, which passes every ceiling.
        ceiling: the lower one of the recipe's and the environment's.
    """

    name: CeilingName
    estimate: float | None
    ceiling: float


@dataclass(frozen=True, kw_only=True)
class HostingPlan:
    """How a run will serve its custom model, what it may cost, and whether it may go on.

    Attributes:
        outcome: ``within`` every ceiling; ``over`` one, and a person is asked; ``refused``.
        mode: how the model is served.
        why: why this way, in a sentence.
        units: model units to buy; none on demand.
        unit_hour_usd: one unit for one hour; None when no price is known, 0 on demand.
        hours: how long hosting may be held for the evaluation, at most: the lease.
        costs: the estimate for this mode.
        over: the ceilings that are passed.
        break_even_tokens_per_hour: above it the recipe's units are cheaper than tokens.
        reasons: a sentence for each ceiling that is passed, or why the run is refused.
        quotas: what the account's quotas say, or that they could not be read.
    """

    outcome: Literal["within", "over", "refused"]
    mode: Mode
    why: str
    units: int
    unit_hour_usd: float | None
    hours: float
    costs: Estimate
    over: tuple[Ceiling, ...]
    break_even_tokens_per_hour: int | None
    reasons: tuple[str, ...]
    quotas: str = ""


def plan(registration: "Registration", admission: "Admission") -> HostingPlan:
    """Choose how to serve the custom model, and hold the estimate against the ceilings.

    Raises:
        ValueError: the dataset was not admitted; the walk brings no such run this far.
    """
    recipe = registration.plan
    quotas = read(recipe.model)
    hours = lease_hours()
    choice, costs = expect(recipe, admission.quantities, lease_hours=hours, quotas=quotas)
    over = tuple(_over(costs, recipe.limits))
    reasons = (choice.refusal,) if choice.refusal else tuple(_say(c, recipe) for c in over)
    return HostingPlan(
        outcome=_outcome(refused=bool(choice.refusal), over=bool(over)),
        mode=choice.mode,
        why=choice.why,
        units=costs.units,
        unit_hour_usd=costs.unit_hour_usd,
        hours=hours[choice.mode],
        costs=costs,
        over=over,
        break_even_tokens_per_hour=costs.break_even_tokens_per_hour,
        reasons=reasons,
        quotas=_words(quotas),
    )


def lease_hours() -> dict[Mode, float]:
    """Return how long hosting may be held for an evaluation: until every deadline has passed."""
    settings = deployed()
    asked = float(settings.evaluation_deadline_hours) + SLACK_HOURS
    return {
        "provisioned": float(settings.throughput_deadline_minutes) / 60 + asked,
        "on_demand": float(settings.deployment_deadline_minutes) / 60 + asked,
    }


def ceilings(limits: Limits) -> Iterator[tuple[CeilingName, float]]:
    """Yield every ceiling that is set: the lower one of the recipe's and the environment's."""
    names: tuple[CeilingName, ...] = get_args(CeilingName)
    for name in names:
        own, environments = getattr(limits, name), getattr(deployed(), name)
        known = [float(value) for value in (own, environments or None) if value is not None]
        if known:
            yield name, min(known)


def _over(costs: Estimate, limits: Limits) -> Iterator[Ceiling]:
    expected: dict[CeilingName, float | None] = {
        "max_training_usd": costs.training_usd,
        "max_hosting_usd": costs.hosting_usd,
        "max_model_units": costs.units,
    }
    for name, ceiling in ceilings(limits):
        cost = expected[name]
        if cost is None or cost > ceiling:
            yield Ceiling(name=name, estimate=cost, ceiling=ceiling)


def _say(ceiling: Ceiling, recipe: Recipe) -> str:
    if ceiling.name == "max_model_units":
        return (
            f"{ceiling.estimate:g} model units are asked for; max_model_units is "
            f"{ceiling.ceiling:g}."
        )
    what = "training" if ceiling.name == "max_training_usd" else "hosting"
    if ceiling.estimate is None:
        return (
            f"The price of {what} is unknown for {recipe.base_model}, so it cannot be held against "
            f"{ceiling.name} ({_usd(ceiling.ceiling)} USD)."
        )
    return (
        f"{what.capitalize()} is estimated at {_usd(ceiling.estimate)} USD at most; "
        f"{ceiling.name} is {_usd(ceiling.ceiling)}."
    )


def _usd(amount: float) -> str:
    """Write an amount so that two that differ look different."""
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}"


def _outcome(*, refused: bool, over: bool) -> Literal["within", "over", "refused"]:
    if refused or (over and deployed().over_ceiling == "refuse"):
        return "refused"
    return "over" if over else "within"


def _words(quotas: Quotas) -> str:
    if quotas.unreadable:
        return f"Quotas are unknown: {quotas.unreadable}."
    known = [quota for quota in (quotas.model_units, quotas.units_per_model) if quota]
    if not known:
        return "Quotas are unknown: Service Quotas lists none for model units."
    return "; ".join(f"{quota.name}: {quota.value}" for quota in known) + "."
