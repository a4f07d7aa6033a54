"""What the sections ``[hosting]`` and ``[limits]`` must say: what bills, and how much."""

from typing import Final

from tuning.registration.rules.rule import Rule, named
from tuning.run.lease import LONGEST_HOURS
from tuning.run.recipe import MOST_MODEL_UNITS

MOST_USD: Final = 1_000_000
"""Above every budget of this kind; what is multiplied with it stays a number."""

MOST_TOKENS: Final = 10**12
"""A million millions: no service serves them in an hour."""

AMOUNT: Final = (
    f"must not be negative, and must be an amount in US dollars, {MOST_USD:,} at most; leave it "
    "out to set no ceiling"
)


def _amount(usd: float | None) -> bool:
    """Say whether a ceiling is left out, or an amount."""
    return usd is None or 0 <= usd <= MOST_USD


def _unset_or_above_zero(value: float | None, *, most: float) -> bool:
    """Say whether a figure is left out, or one that can be reckoned with."""
    return value is None or 0 < value <= most


RULES: Final = (
    Rule(
        key="hosting.units",
        words=f"must be from 1 to {MOST_MODEL_UNITS:,}",
        holds=lambda recipe: 1 <= recipe.hosting.units <= MOST_MODEL_UNITS,
    ),
    Rule(
        key="hosting.keep_hours",
        words=f"must be from 0 to {LONGEST_HOURS}",
        holds=lambda recipe: 0 <= recipe.hosting.keep_hours <= LONGEST_HOURS,
    ),
    Rule(
        key="hosting.owner",
        words="must name the owner of a model that stays hosted (hosting.keep_hours)",
        holds=lambda recipe: not recipe.hosting.keep_hours or named(recipe.hosting.owner),
    ),
    Rule(
        key="hosting.owner",
        words="must be one line of what can be printed: mails say it",
        holds=lambda recipe: (recipe.hosting.owner or "").isprintable(),
    ),
    Rule(
        key="hosting.unit_hour_usd",
        words=f"must be above 0 and at most {MOST_USD:,}: the price in dollars of one model unit "
        "for one hour; leave it out if you do not know it",
        holds=lambda recipe: _unset_or_above_zero(recipe.hosting.unit_hour_usd, most=MOST_USD),
    ),
    Rule(
        key="hosting.expected_tokens_per_hour",
        words=f"must be above 0 and at most {MOST_TOKENS:,}",
        holds=lambda recipe: _unset_or_above_zero(
            recipe.hosting.expected_tokens_per_hour, most=MOST_TOKENS
        ),
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
            not recipe.hosting.commitment or recipe.hosting.commitment_binds_until_term
        ),
    ),
    Rule(
        key="hosting.commitment_binds_until_term",
        words="confirms a hosting.commitment, and none is named: name one, or leave this key out",
        holds=lambda recipe: (
            bool(recipe.hosting.commitment) or not recipe.hosting.commitment_binds_until_term
        ),
    ),
    Rule(
        key="limits.max_training_usd",
        words=AMOUNT,
        holds=lambda recipe: _amount(recipe.limits.max_training_usd),
    ),
    Rule(
        key="limits.max_hosting_usd",
        words=AMOUNT,
        holds=lambda recipe: _amount(recipe.limits.max_hosting_usd),
    ),
    Rule(
        key="limits.max_model_units",
        words=f"must not be negative, and at most {MOST_MODEL_UNITS:,}",
        holds=lambda recipe: 0 <= (recipe.limits.max_model_units or 0) <= MOST_MODEL_UNITS,
    ),
)
