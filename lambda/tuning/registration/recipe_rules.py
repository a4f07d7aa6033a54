"""What the values of a recipe must be, beyond their types."""

import math
from collections.abc import Iterator
from typing import Final

from tuning.run.recipe import Recipe

MOST_KEEP_HOURS: Final = 720
"""Thirty days: who wants a model hosted for longer says so again."""


def contradictions(recipe: Recipe) -> Iterator[str]:
    """Yield what a recipe says and nobody can follow: the key, and what is valid."""
    hosting, limits = recipe.hosting, recipe.limits
    longest = recipe.evaluation.max_output_tokens
    traffic = hosting.expected_tokens_per_hour
    checks: tuple[tuple[str, bool, str], ...] = (
        ("evaluation.metrics", bool(recipe.evaluation.metrics), "must name at least one metric"),
        ("evaluation.min_gain", 0 <= recipe.evaluation.min_gain <= 1, "must be from 0 to 1"),
        ("evaluation.max_output_tokens", 1 <= longest <= 5000, "must be from 1 to 5000"),
        ("hosting.units", hosting.units >= 1, "must be at least 1"),
        (
            "hosting.keep_hours",
            0 <= hosting.keep_hours <= MOST_KEEP_HOURS,
            f"must be from 0 to {MOST_KEEP_HOURS}",
        ),
        (
            "hosting.owner",
            not hosting.keep_hours or bool(hosting.owner and hosting.owner.strip()),
            "must say who answers for a model that stays hosted (hosting.keep_hours)",
        ),
        (
            "hosting.unit_hour_usd",
            hosting.unit_hour_usd is None or 0 < hosting.unit_hour_usd < math.inf,
            "must be above 0: what AWS charges for one model unit for one hour; leave it out when "
            "nobody knows",
        ),
        ("hosting.expected_tokens_per_hour", traffic is None or traffic > 0, "must be above 0"),
        (
            "hosting.commitment",
            not hosting.commitment or hosting.mode == "provisioned",
            'is for hosting.mode = "provisioned"',
        ),
        (
            "hosting.commitment",
            bool(hosting.commitment) == hosting.commitment_binds_until_term,
            "is bought only when hosting.commitment_binds_until_term = true says so too: a "
            "committed throughput cannot be deleted and bills until its term ends, whatever the "
            "verdict on the model",
        ),
        *(
            (f"limits.{name}", value is None or value >= 0, "must not be negative")
            for name, value in (
                ("max_training_usd", limits.max_training_usd),
                ("max_hosting_usd", limits.max_hosting_usd),
                ("max_model_units", limits.max_model_units),
            )
        ),
    )
    for key, holds, rule in checks:
        if not holds:
            yield f"{key} {rule}"
