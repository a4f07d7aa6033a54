"""What the stand-in would have billed, in the units of the price table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

Unit = Literal[
    "training_1k_tokens",
    "input_1k_tokens",
    "output_1k_tokens",
    "base_input_1k_tokens",
    "base_output_1k_tokens",
    "provisioned_unit_hour",
    "judged_response",
]


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What one base model's use adds up to.

    Attributes:
        model: the base model's identifier in the catalogue, whose custom models count with it; or
            that of a judge.
        what: the unit of ``tuning/costs/prices.json`` in which ``quantity`` is counted; or a score
            by a judge, which the service bills by tokens that nobody counts here.
    """

    model: str
    what: Unit
    quantity: float


@dataclass(frozen=True, kw_only=True)
class Held:
    """What still serves: throughput bills by the hour, a deployment takes a place in a quota."""

    provisioned_throughput: int
    deployments: int

    @property
    def serves(self) -> bool:
        """Whether anything serves a model."""
        return bool(self.provisioned_throughput or self.deployments)


class Meter:
    """Adds up what is used."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._used: defaultdict[tuple[str, Unit], float] = defaultdict(float)
        self._lock = Lock()

    def add(self, model: str, what: Unit, quantity: float) -> None:
        """Count a use of a base model or of a custom model made from it."""
        with self._lock:
            self._used[model, what] += quantity

    def charges(self, *, still_held: Iterable[tuple[str, float]] = ()) -> tuple[Charge, ...]:
        """Return what was used so far.

        Args:
            still_held: unit-hours, by base model, of throughput that was not deleted yet.
        """
        with self._lock:
            used = self._used.copy()
        for model, hours in still_held:
            used[model, "provisioned_unit_hour"] += hours
        return tuple(
            Charge(model=model, what=what, quantity=quantity)
            for (model, what), quantity in sorted(used.items())
        )
