"""What the values of a recipe must be, beyond their types: a row a rule."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tuning.run.lease import LONGEST_HOURS
from tuning.run.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that a recipe must keep to.

    Attributes:
        key: the key in task.toml, with its section.
        words: what the value must be, after the key.
        holds: whether a recipe keeps to it.
    """

    key: str
    words: str
    holds: Callable[[Recipe], bool]


RULES: Final = (
    Rule(
        key="evaluation.metrics",
        words="must name at least one metric",
        holds=lambda recipe: bool(recipe.evaluation.metrics),
    ),
    Rule(
        key="evaluation.min_gain",
        words="must be from 0 to 1",
        holds=lambda recipe: 0 <= recipe.evaluation.min_gain <= 1,
    ),
    Rule(
        key="evaluation.max_output_tokens",
        words="must be from 1 to 5000",
        holds=lambda recipe: 1 <= recipe.evaluation.max_output_tokens <= 5000,
    ),
    Rule(
        key="hosting.units",
        words="must be at least 1",
        holds=lambda recipe: recipe.hosting.units >= 1,
    ),
    Rule(
        key="hosting.keep_hours",
        words=f"must be from 0 to {LONGEST_HOURS}",
        holds=lambda recipe: 0 <= recipe.hosting.keep_hours <= LONGEST_HOURS,
    ),
    Rule(
        key="hosting.owner",
        words="must name the owner of a model that stays hosted (hosting.keep_hours)",
        holds=lambda recipe: not recipe.hosting.keep_hours or _named(recipe.hosting.owner),
    ),
    Rule(
        key="hosting.unit_hour_usd",
        words="must be above 0: the price in dollars of one model unit for one hour; leave it "
        "out if you do not know it",
        holds=lambda recipe: _unset_or_above_zero(recipe.hosting.unit_hour_usd),
    ),
    Rule(
        key="hosting.expected_tokens_per_hour",
        words="must be above 0",
        holds=lambda recipe: _unset_or_above_zero(recipe.hosting.expected_tokens_per_hour),
    ),
    Rule(
        key="hosting.commitment",
        words='is for hosting.mode = "provisioned"',
        holds=lambda recipe: not recipe.hosting.commitment or recipe.hosting.mode == "provisioned",
    ),
    Rule(
        key="hosting.commitment",
        words="is bought only when hosting.commitment_binds_until_term = true says so too: a "
        "committed throughput cannot be deleted and bills until its term ends, whatever the "
        "verdict on the model",
        holds=lambda recipe: (
            bool(recipe.hosting.commitment) == recipe.hosting.commitment_binds_until_term
        ),
    ),
    Rule(
        key="limits.max_training_usd",
        words="must not be negative",
        holds=lambda recipe: (recipe.limits.max_training_usd or 0) >= 0,
    ),
    Rule(
        key="limits.max_hosting_usd",
        words="must not be negative",
        holds=lambda recipe: (recipe.limits.max_hosting_usd or 0) >= 0,
    ),
    Rule(
        key="limits.max_model_units",
        words="must not be negative",
        holds=lambda recipe: (recipe.limits.max_model_units or 0) >= 0,
    ),
)
"""Every rule, in the order in which a recipe is held to them."""


def contradictions(recipe: Recipe) -> Iterator[str]:
    """Yield what a recipe says and nobody can follow: the key, and what is valid."""
    for rule in RULES:
        if not rule.holds(recipe):
            yield f"{rule.key} {rule.words}"


def _named(owner: str | None) -> bool:
    return bool(owner and owner.strip())


def _unset_or_above_zero(value: float | None) -> bool:
    return value is None or 0 < value < math.inf
