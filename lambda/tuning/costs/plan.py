"""How a run will serve its custom model and what that costs, before anything is bought."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, Protocol

from tuning.account.quotas import Quotas, read
from tuning.costs import judging, tariff
from tuning.costs.hosting_mode import expect
from tuning.costs.prices import UNIT_HOUR, PriceList, price_list
from tuning.run.estimate import Estimate, Mode
from tuning.run.plan import Ceiling, CeilingName, HostingPlan
from tuning.run.price import What
from tuning.run.recipe import Limits, Recipe
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.settings import Settings, deployed
from tuning.text import usd

OF_ONE_RUN: Final[tuple[CeilingName, ...]] = (
    "max_training_usd",
    "max_hosting_usd",
    "max_evaluation_usd",
    "max_model_units",
)
"""The ceilings that the estimate of a run is held against alone."""

SLACK_HOURS: Final = 1
"""Beside the deadlines: for the states in between, and for the last attempt to ask the models."""


def plan(registration: Registration, admission: Admission) -> HostingPlan:
    """Choose how to serve the custom model, and hold the estimate against the ceilings.

    Raises:
        ValueError: the dataset was not admitted; the walk brings no such run this far.
    """
    recipe = registration.ready_recipe
    quotas, prices = read(recipe.model), tariff.of(recipe, uploader=registration.uploader)
    hours = lease_hours()
    choice, costs = expect(
        recipe, admission.quantities, lease_hours=hours, prices=prices, quotas=quotas
    )
    judges = judging.choose(
        recipe.model,
        recipe.evaluation.judge,
        scored_by_program=not recipe.evaluation.wants_judge
        and judging.scored_by_program(recipe.model, admission, choice.mode),
    )
    if deployed().max_evaluation_usd is not None:
        judges = replace(judges, judges=judging.priced(judges.judges, price_list()))
    judging_usd = judging.most_usd(
        recipe.evaluation, admission.quantities, judges.judges, price_list()
    )
    beyond = (
        ()
        if choice.refusal
        else tuple(
            _with_its_judge(ceiling, judges.judges, costs)
            for ceiling in over(costs, recipe, prices, deployed(), judging_usd=judging_usd)
        )
    )
    return HostingPlan(
        outcome=_outcome(refused=bool(choice.refusal), over=bool(beyond)),
        mode=choice.mode,
        why=_why(choice.why, recipe, costs, prices),
        units=costs.units,
        unit_hour_usd=costs.unit_hour_usd,
        hours=hours[choice.mode],
        costs=costs,
        over=beyond,
        break_even_tokens_per_hour=costs.break_even_tokens_per_hour,
        reasons=(choice.refusal,)
        if choice.refusal
        else tuple(ceiling.reason(recipe.base_model) for ceiling in beyond),
        quotas=_words(quotas),
        remedies=tuple(dict.fromkeys(ceiling.remedy for ceiling in beyond)),
        prices=prices.prices,
        judges=judges.judges,
        judging=judges.why,
        title="the model cannot be hosted" if choice.refusal else beyond[0].title if beyond else "",
    )


def _with_its_judge(ceiling: Ceiling, judges: Sequence[str], costs: Estimate) -> Ceiling:
    """Say which judge has no price, where that is all that is missing to an estimate."""
    known = ceiling.estimate is not None or costs.evaluation_usd is None
    if ceiling.name != "max_evaluation_usd" or known:
        return ceiling
    table = price_list()
    return replace(
        ceiling,
        judge=judging.without_price(judges, table),
        instead=judging.with_price(table),
    )


def _why(why: str, recipe: Recipe, costs: Estimate, prices: PriceList) -> str:
    """Say why this way, and where the price of a unit comes from that is bought for it."""
    if costs.mode == "on_demand":
        return why
    row = prices.row(recipe.base_model, UNIT_HOUR[recipe.hosting.commitment])
    if row is None:
        return f"{why} The hourly price of a model unit is unknown."
    return f"{why} A model unit costs {usd(row.usd)} an hour: {row.origin}."


class Deadlines(Protocol):
    """How long an environment waits: its settings as they are deployed, or a row of the table."""

    @property
    def throughput_deadline_minutes(self) -> float:
        """For throughput to serve."""

    @property
    def deployment_deadline_minutes(self) -> float:
        """For a deployment to serve."""

    @property
    def asking_deadline_hours(self) -> float:
        """For both models to be asked."""

    @property
    def evaluation_deadline_hours(self) -> float:
        """For evaluation jobs to end."""


def lease_hours(of: Deadlines | None = None) -> dict[Mode, float]:
    """Return how long hosting may be held for an evaluation: until every deadline has passed.

    Args:
        of: an environment; without it, the one whose function is running.
    """
    row = of or deployed()
    evaluation = row.asking_deadline_hours + row.evaluation_deadline_hours
    return {
        "provisioned": row.throughput_deadline_minutes / 60 + evaluation + SLACK_HOURS,
        "on_demand": row.deployment_deadline_minutes / 60 + evaluation + SLACK_HOURS,
    }


def over(
    costs: Estimate,
    recipe: Recipe,
    prices: PriceList,
    environment: Settings | None,
    *,
    judging_usd: float | None = 0.0,
) -> Iterator[Ceiling]:
    """Yield the ceilings that an estimate passes.

    Args:
        costs: the estimate.
        recipe: complete.
        prices: what it is counted at.
        environment: whose ceilings count beside the recipe's; None at a terminal, where none do.
        judging_usd: what the judge may cost at most, which is in no estimate; None: nobody knows.
    """
    expected: Mapping[CeilingName, float | None] = {
        "max_training_usd": costs.training_usd,
        "max_hosting_usd": costs.hosting_usd,
        "max_evaluation_usd": None
        if costs.evaluation_usd is None or judging_usd is None
        else costs.evaluation_usd + judging_usd,
        "max_model_units": costs.units,
    }
    doubts: Mapping[CeilingName, str] = {
        "max_training_usd": _doubt(prices, recipe, "training_1k_tokens"),
        "max_hosting_usd": _doubt(prices, recipe, UNIT_HOUR[recipe.hosting.commitment])
        if costs.units
        else "",
        "max_evaluation_usd": "",
        "max_model_units": "",
    }
    for ceiling in _ceilings(recipe.limits, environment):
        name, cost = ceiling.name, expected[ceiling.name]
        least = (costs.training_usd_least or None) if name == "max_training_usd" else None
        if cost is None or cost > ceiling.ceiling:
            yield replace(ceiling, estimate=cost, least=least)
        elif doubts[name] and (own := getattr(environment, name, None)) is not None:
            yield Ceiling(name=name, estimate=cost, least=least, ceiling=own, doubt=doubts[name])


def _ceilings(limits: Limits, environment: Settings | None) -> Iterator[Ceiling]:
    """Yield every ceiling that is set, nothing held against it yet: the lower one of the two."""
    for name in OF_ONE_RUN:
        own, environments = getattr(limits, name, None), getattr(environment, name, None)
        if own is not None and (environments is None or own < environments):
            yield Ceiling(name=name, estimate=None, ceiling=float(own), whose="recipe")
        elif environments is not None:
            yield Ceiling(name=name, estimate=None, ceiling=environments)


def _doubt(prices: PriceList, recipe: Recipe, what: What) -> str:
    """Return who alone states a price, where neither AWS nor the environment's people do."""
    row = prices.row(recipe.base_model, what)
    if row is None:
        return ""
    if row.confidence == "unconfirmed":
        return "one unconfirmed source names"
    return "the recipe itself states" if row.source.startswith(tariff.RECIPE) else ""


def _outcome(*, refused: bool, over: bool) -> Literal["within", "over", "refused"]:
    if refused or (over and deployed().over_ceiling == "refuse"):
        return "refused"
    return "over" if over else "within"


def _words(quotas: Quotas) -> str:
    if quotas.unreadable:
        return f"Quotas are unknown: {quotas.unreadable}."
    listed = (quotas.model_units, quotas.units_per_model, quotas.deployments)
    known = [quota for quota in listed if quota]
    if not known:
        return "Quotas are unknown: Service Quotas lists none for hosting."
    return "; ".join(f"{quota.name}: {quota.value}" for quota in known) + "."
