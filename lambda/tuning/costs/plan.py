"""How a run will serve its custom model and what that costs, before anything is bought."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Protocol, get_args

from tuning.account.quotas import Quotas, read
from tuning.costs import judging, tariff
from tuning.costs.estimate import Estimate, Mode
from tuning.costs.hosting_mode import expect
from tuning.costs.prices import UNIT_HOUR, Price, PriceList, What
from tuning.run.recipe import Limits, Recipe
from tuning.settings import deployed
from tuning.text import usd

if TYPE_CHECKING:
    from tuning.run.registration import Registration
    from tuning.run.validation import Admission

SLACK_HOURS: Final = 1
"""Beside the deadlines: for the states in between, and for the last attempt to ask the models."""

CeilingName = Literal["max_training_usd", "max_hosting_usd", "max_model_units"]


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """A ceiling that a run passes.

    Attributes:
        name: as recipe and environment call it.
        estimate: what is expected; None when its price is unknown, which passes every ceiling.
        ceiling: the lower one of the recipe's and the environment's.
        whose: of which of them it is.
        doubt: the estimate is below the ceiling, but at a price that neither AWS nor the
            environment's people vouch for: who states it, in words. Naming a price lets nobody's
            own run through.
    """

    name: CeilingName
    estimate: float | None
    ceiling: float
    whose: Literal["recipe", "environment"] = "environment"
    doubt: str = ""

    @property
    def what(self) -> str:
        """What it limits."""
        return {
            "max_training_usd": "training",
            "max_hosting_usd": "hosting",
            "max_model_units": "model units",
        }[self.name]

    @property
    def amount(self) -> str:
        """The ceiling as people read it."""
        units = self.name == "max_model_units"
        return f"{self.ceiling:g}" if units else usd(self.ceiling)

    @property
    def limit(self) -> str:
        """The ceiling with whose it is."""
        return f"{self._whose} {self.name} ({self.amount})"

    @property
    def _whose(self) -> str:
        return "the recipe's" if self.whose == "recipe" else f"{deployed().environment}'s"

    @property
    def title(self) -> str:
        """Why a run stops here, in a few words."""
        if self.doubt:
            return f"the price of {self.what} is not certain"
        if self.estimate is None:
            return f"the price of {self.what} is unknown"
        return f"over {self._whose} {self.name}"

    def reason(self, model: str) -> str:
        """Return why a run on a base model stops here, in a sentence."""
        if self.doubt:
            return (
                f"{self.what.capitalize()} is estimated at {usd(self.estimate)} at most, but at a "
                f"price that only {self.doubt}, so {self.limit} does not let it pass by itself."
            )
        if self.estimate is None:
            return (
                f"The price of {self.what} is unknown for {model}, so it cannot be held against "
                f"{self.limit}."
            )
        if self.name == "max_model_units":
            return f"{self.estimate:g} model units are asked for, over {self.limit}."
        return (
            f"{self.what.capitalize()} is estimated at {usd(self.estimate)} at most, over "
            f"{self.limit}."
        )

    @property
    def remedy(self) -> str:
        """How the run gets past it, for who may decide that."""
        environment = deployed().environment
        settings = f"settings/{environment}.toml"
        drop = "drop the training file again"
        again = f"then deploy {environment} and {drop}"
        approve = 'or set over_ceiling = "approve" there, so that a person decides on each run'
        if self.estimate is None and self.whose == "recipe":
            return f"Leave {self.name} out of [limits] in task.toml and {drop}, or {self._learn}."
        if self.whose == "recipe":
            return f"If it may cost that, raise {self.name} under [limits] in task.toml and {drop}."
        unsure = self.estimate is None or bool(self.doubt)
        if unsure and self.name == "max_training_usd":
            return f"{self._learn.capitalize()}, {again}; {approve}."
        if unsure:
            return (
                "Who knows the price from AWS states it as unit_hour_usd in "
                f"{settings}, {again}; {approve}."
            )
        return f"If it may cost that, raise {self.name} in {settings}, {again}; {approve}."

    @property
    def _learn(self) -> str:
        if self.name == "max_training_usd":
            return "learn the price with python -m tuning prices --refresh"
        return "state the price, from AWS, as hosting.unit_hour_usd in task.toml"


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
        remedies: how the run gets past what stops it, a sentence for each reason.
        prices: what all of it is counted at, and what the run has cost will be.
        title: why the run is refused or a person is asked, in a few words; empty when within.
        judges: those that may judge the answers, the first choice first; none: nobody does.
        judging: why this judge, or why none.
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
    remedies: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()
    title: str = ""
    judges: tuple[str, ...] = ()
    judging: str = ""


def plan(registration: "Registration", admission: "Admission") -> HostingPlan:
    """Choose how to serve the custom model, and hold the estimate against the ceilings.

    Raises:
        ValueError: the dataset was not admitted; the walk brings no such run this far.
    """
    recipe = registration.plan
    quotas, prices = read(recipe.model), tariff.of(recipe, uploader=registration.uploader)
    hours = lease_hours()
    choice, costs = expect(
        recipe, admission.quantities, lease_hours=hours, prices=prices, quotas=quotas
    )
    judges = judging.choose(
        recipe.model,
        recipe.evaluation.judge,
        scored_by_program=judging.scored_by_program(recipe.model, admission, choice.mode),
    )
    over = () if choice.refusal else tuple(_over(costs, recipe, prices))
    return HostingPlan(
        outcome=_outcome(refused=bool(choice.refusal), over=bool(over)),
        mode=choice.mode,
        why=_why(choice.why, recipe, costs, prices),
        units=costs.units,
        unit_hour_usd=costs.unit_hour_usd,
        hours=hours[choice.mode],
        costs=costs,
        over=over,
        break_even_tokens_per_hour=costs.break_even_tokens_per_hour,
        reasons=(choice.refusal,)
        if choice.refusal
        else tuple(ceiling.reason(recipe.base_model) for ceiling in over),
        quotas=_words(quotas),
        remedies=tuple(dict.fromkeys(ceiling.remedy for ceiling in over)),
        prices=prices.prices,
        judges=judges.judges,
        judging=judges.why,
        title="the model cannot be hosted" if choice.refusal else over[0].title if over else "",
    )


def _why(why: str, recipe: Recipe, costs: Estimate, prices: PriceList) -> str:
    """Say why this way, and where the price of a unit comes from that is bought for it."""
    if costs.mode == "on_demand":
        return why
    row = prices.row(recipe.base_model, UNIT_HOUR[recipe.hosting.commitment])
    if row is None:
        return f"{why} What a model unit costs for an hour is unknown."
    return f"{why} A model unit costs {usd(row.usd)} an hour: {row.origin}."


class Deadlines(Protocol):
    """How long an environment waits: its settings as they are deployed, or a row of the table."""

    @property
    def throughput_deadline_minutes(self) -> float | str:
        """For throughput to serve."""

    @property
    def deployment_deadline_minutes(self) -> float | str:
        """For a deployment to serve."""

    @property
    def asking_deadline_hours(self) -> float | str:
        """For both models to be asked."""

    @property
    def evaluation_deadline_hours(self) -> float | str:
        """For evaluation jobs to end."""


def lease_hours(of: Deadlines | None = None) -> dict[Mode, float]:
    """Return how long hosting may be held for an evaluation: until every deadline has passed.

    Args:
        of: an environment; without it, the one whose function is running.
    """
    row = of or deployed()
    evaluation = float(row.asking_deadline_hours) + float(row.evaluation_deadline_hours)
    return {
        "provisioned": float(row.throughput_deadline_minutes) / 60 + evaluation + SLACK_HOURS,
        "on_demand": float(row.deployment_deadline_minutes) / 60 + evaluation + SLACK_HOURS,
    }


def _ceilings(limits: Limits) -> Iterator[Ceiling]:
    """Yield every ceiling that is set, nothing held against it yet: the lower one of the two."""
    names: tuple[CeilingName, ...] = get_args(CeilingName)
    for name in names:
        own, environments = getattr(limits, name), getattr(deployed(), name)
        if own is not None and (not environments or own < float(environments)):
            yield Ceiling(name=name, estimate=None, ceiling=float(own), whose="recipe")
        elif environments:
            yield Ceiling(name=name, estimate=None, ceiling=float(environments))


def _over(costs: Estimate, recipe: Recipe, prices: PriceList) -> Iterator[Ceiling]:
    expected: dict[CeilingName, float | None] = {
        "max_training_usd": costs.training_usd,
        "max_hosting_usd": costs.hosting_usd,
        "max_model_units": costs.units,
    }
    doubts: dict[CeilingName, str] = {
        "max_training_usd": _doubt(prices, recipe, "training_1k_tokens"),
        "max_hosting_usd": _doubt(prices, recipe, UNIT_HOUR[recipe.hosting.commitment])
        if costs.units
        else "",
        "max_model_units": "",
    }
    for ceiling in _ceilings(recipe.limits):
        cost = expected[ceiling.name]
        if cost is None or cost > ceiling.ceiling:
            yield replace(ceiling, estimate=cost)
        elif doubts[ceiling.name] and (own := getattr(deployed(), ceiling.name)):
            yield Ceiling(
                name=ceiling.name, estimate=cost, ceiling=float(own), doubt=doubts[ceiling.name]
            )


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
    told = (quotas.model_units, quotas.units_per_model, quotas.deployments)
    known = [quota for quota in told if quota]
    if not known:
        return "Quotas are unknown: Service Quotas lists none for hosting."
    return "; ".join(f"{quota.name}: {quota.value}" for quota in known) + "."
