"""What PlanHosting says: how the model will be served, and what that may cost."""

from dataclasses import dataclass
from typing import Literal

from tuning.run.estimate import Estimate, Mode
from tuning.run.price import Price
from tuning.run.resumption import Wish
from tuning.settings import deployed
from tuning.text import usd, usd_between

CeilingName = Literal[
    "max_training_usd",
    "max_hosting_usd",
    "max_evaluation_usd",
    "max_model_units",
    "max_month_usd",
    "max_open_runs",
]


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """A ceiling that a run passes.

    Attributes:
        name: as recipe and environment call it.
        estimate: what is expected at most; None when its price is unknown, which passes every
            ceiling.
        ceiling: the lower one of the recipe's and the environment's.
        whose: of which of them it is.
        doubt: the estimate is below the ceiling, but at a price that neither AWS nor the
            environment's people vouch for: who states it, in words. Naming a price lets nobody's
            own run through.
        least: the other end of the estimate, where it is a range.
        spent, planned: what the other runs of the month have cost and may still cost, in USD; of
            its ceiling alone.
        judge: the name of the judge whose price nobody knows, where that is why there is no
            estimate.
        instead: judges whose price is known, by their identifiers.
    """

    name: CeilingName
    estimate: float | None
    ceiling: float
    whose: Literal["recipe", "environment"] = "environment"
    doubt: str = ""
    least: float | None = None
    spent: float = 0.0
    planned: float = 0.0
    judge: str = ""
    instead: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What it limits."""
        return {
            "max_training_usd": "training",
            "max_hosting_usd": "hosting",
            "max_model_units": "model units",
            "max_evaluation_usd": "evaluation with its judge",
            "max_month_usd": "the run",
            "max_open_runs": "runs of a task",
        }[self.name]

    @property
    def amount(self) -> str:
        """The ceiling as people read it."""
        units = self.name in ("max_model_units", "max_open_runs")
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
                f"{self.what.capitalize()} is estimated at {self._expected}, but at a price that "
                f"only {self.doubt}, so {self.limit} does not let it pass by itself."
            )
        if self.judge:
            return (
                f"{self.judge} would judge, and the price table has no price of it, so {self.what} "
                f"cannot be held against {self.limit}."
            )
        if self.estimate is None:
            return (
                f"The price of {self.what} is unknown for {model}, so it cannot be held against "
                f"{self.limit}."
            )
        if self.name == "max_model_units":
            return f"{self.estimate:g} model units are requested, over {self.limit}."
        if self.name == "max_open_runs":
            return f"{self.estimate:g} runs of the task go on already; at most are {self.limit}."
        if self.name == "max_month_usd":
            return (
                f"The month's runs have spent {usd(self.spent)} and plan {usd(self.planned)}; with "
                f"{self._expected} for this one that is over {self.limit}."
            )
        may_be = "over" if self.least is None or self.least > self.ceiling else "so it may pass"
        return f"{self.what.capitalize()} is estimated at {self._expected}, {may_be} {self.limit}."

    @property
    def _expected(self) -> str:
        if self.least is None:
            return f"{usd(self.estimate)} at most"
        return usd_between(self.least, self.estimate)

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
            return (
                f"If the run may cost that, raise {self.name} under [limits] in task.toml and "
                f"{drop}."
            )
        if self.name == "max_open_runs":
            return (
                f"Wait until one of them has ended and {drop}, or raise {self.name} in {settings}, "
                f"{again}; {approve}."
            )
        if self.name == "max_evaluation_usd" and self.estimate is None:
            these = f" ({' or '.join(self.instead)})" if self.instead else ""
            return (
                f"Choose a judge with a known price, as evaluation.judge in task.toml{these}, and "
                f"{drop}, or leave {self.name} out of {settings}, {again}; {approve}."
            )
        unsure = self.estimate is None or bool(self.doubt)
        if unsure and self.name == "max_training_usd":
            return f"{self._learn.capitalize()}, {again}; {approve}."
        if unsure:
            return (
                "If AWS has given you the price, write it as unit_hour_usd into "
                f"{settings}, {again}; {approve}."
            )
        return f"If the run may cost that, raise {self.name} in {settings}, {again}; {approve}."

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
        purpose: what the model is hosted for: its evaluation, or to serve once it was evaluated.
        wish: what was asked for, where it is to serve.
        month: in which the run is counted, such as ``2026-11``; empty where it is in none.
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
    purpose: Literal["evaluate", "serve"] = "evaluate"
    wish: Wish | None = None
    month: str = ""
