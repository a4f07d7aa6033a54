"""What an environment asks of every recipe, however it is written: its floor under the gate.

Who drops a dataset writes the recipe too. What is to be trusted in every verdict and every model
that stays hosted is decided by who deploys.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Self

import msgspec

from tuning.run.recipe import Recipe
from tuning.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Floor:
    """What no recipe of an environment goes below.

    Attributes:
        environment: whose floor it is; empty: nobody's.
        min_gain: the least gain by which a model may be kept, 0 to 1.
        max_keep_hours: the longest that a recipe may have a model stay hosted; None: no limit but
            that of every lease.
        owners: who may own a model that stays hosted, as patterns with ``*``; empty: whoever is
            named.
        guards: whether it has a guardrail that models can be asked through.
    """

    environment: str = ""
    min_gain: float = 0.0
    max_keep_hours: int | None = None
    owners: tuple[str, ...] = ()
    guards: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the floor of a deployed environment."""
        return cls(
            environment=settings.environment,
            min_gain=settings.min_gain,
            max_keep_hours=settings.max_keep_hours,
            owners=settings.owners,
            guards=settings.guardrail is not None,
        )

    def filled_in(self, recipe: Recipe, content: Mapping[str, Any]) -> Recipe:
        """Return a recipe that states no gain with the environment's, where that is more."""
        stated = content.get("evaluation", {})
        if "min_gain" in stated or recipe.evaluation.min_gain >= self.min_gain:
            return recipe
        raised = msgspec.structs.replace(recipe.evaluation, min_gain=self.min_gain)
        return msgspec.structs.replace(recipe, evaluation=raised)

    def problems(self, recipe: Recipe) -> Iterator[str]:
        """Yield what of a recipe is below the floor, and what is not."""
        hosting, gain = recipe.hosting, recipe.evaluation.min_gain
        if gain < self.min_gain:
            yield (
                f"evaluation.min_gain = {gain:g} is below the least of {self.environment} "
                f"({self.min_gain:g}): raise it, or leave it out to take that"
            )
        if self.max_keep_hours is not None and hosting.keep_hours > self.max_keep_hours:
            yield (
                f"hosting.keep_hours = {hosting.keep_hours:,} is longer than {self.environment} "
                f"keeps a model (max_keep_hours = {self.max_keep_hours:,}): lower it; who operates "
                "runs can extend it later"
            )
        if hosting.keep_hours and not self.may_own(hosting.owner or ""):
            yield (
                f"hosting.owner = {hosting.owner!r} is none of the owners of {self.environment}: "
                f"{', '.join(self.owners)}"
            )
        if recipe.evaluation.guardrail and not self.guards:
            yield (
                f"evaluation.guardrail = true, and {self.environment} has no guardrail: leave it "
                f"out, or have who deploys add [guardrail] to settings/{self.environment}.toml"
            )

    def may_own(self, owner: str) -> bool:
        """Say whether somebody may own a model that stays hosted."""
        return not self.owners or any(fnmatchcase(owner, pattern) for pattern in self.owners)
