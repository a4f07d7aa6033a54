"""The recipe's ceilings against the estimate: too expensive is a property of the drop."""

from collections.abc import Iterator

from tuning.costs.estimate import Estimate
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.recipe import Limits


def faults(estimate: Estimate, limits: Limits, *, model: str) -> Iterator[Fault]:
    """Yield each ceiling that the estimate exceeds, and each that it cannot be compared with."""
    for what, code, cost, ceiling in (
        ("training", Code.TRAINING_OVER_CEILING, estimate.training_usd, limits.max_training_usd),
        ("hosting", Code.HOSTING_OVER_CEILING, estimate.hosting_usd, limits.max_hosting_usd),
    ):
        if ceiling is None:
            continue
        if cost is None:
            name = f"max_{what}_usd"
            yield Fault.of(Code.PRICE_UNKNOWN, what=what, model=model, ceiling=name)
        elif cost > ceiling:
            yield Fault.of(code, estimate=_usd(cost), ceiling=_usd(ceiling))


def _usd(amount: float) -> str:
    """Write an amount so that two that differ look different."""
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}"
