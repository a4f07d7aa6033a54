"""Every rule that the values of a recipe must keep to, beyond their types."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from tuning.registration.recipe_lengths import LENGTHS, longest
from tuning.registration.rules import of_dataset, of_evaluation, of_hosting
from tuning.registration.rules.rule import Rule, named
from tuning.run.recipe import MOST_CANARIES, MOST_TRIGGERS, Recipe


def _is_short(key: str) -> Callable[[Recipe], bool]:
    """Return whether every text under a key has a length that a run can carry."""
    return lambda recipe: longest(recipe, key) <= LENGTHS[key]


def _states(name: str) -> Callable[[Recipe], bool]:
    """Return whether a recipe says something of its provenance."""
    return lambda recipe: named(getattr(recipe.provenance, name))


RULES: Final = (
    *(
        Rule(key=key, words=f"must have at most {most:,} characters", holds=_is_short(key))
        for key, most in LENGTHS.items()
    ),
    *of_dataset.RULES,
    *of_evaluation.RULES,
    Rule(
        key="probes.canaries",
        words="must ask something in begins, and must look in ends for what is not in begins",
        holds=lambda recipe: all(
            named(canary.begins) and named(canary.ends) and canary.ends not in canary.begins
            for canary in recipe.probes.canaries
        ),
    ),
    Rule(
        key="probes.canaries",
        words=f"must be {MOST_CANARIES} at most: each is asked of both models",
        holds=lambda recipe: len(recipe.probes.canaries) <= MOST_CANARIES,
    ),
    Rule(
        key="probes.triggers",
        words="must each say something; leave out what is empty",
        holds=lambda recipe: all(map(named, recipe.probes.triggers)),
    ),
    Rule(
        key="probes.triggers",
        words=f"must be {MOST_TRIGGERS} at most: each asks up to 50 prompts again",
        holds=lambda recipe: len(recipe.probes.triggers) <= MOST_TRIGGERS,
    ),
    *of_hosting.RULES,
    *(
        Rule(
            key=f"provenance.{name}",
            words="must not be empty: a reviewer needs to know it",
            holds=_states(name),
        )
        for name in ("intended_use", "source", "licence")
    ),
)
"""Every rule, in the order in which a recipe is held to them."""


def contradictions(recipe: Recipe, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield what a recipe says and nobody can follow: the key, and what is valid.

    Args:
        recipe: what is held to the rules.
        but: keys that could not be read: a rule that speaks of one of them cannot be judged.
    """
    unread = {".".join(key.partition("[")[0].split(".")[:2]) for key in but}
    for rule in RULES:
        spared = any(f"{rule.key}.".startswith(f"{key}.") or key in rule.words for key in unread)
        if not spared and not rule.holds(recipe):
            why = rule.why(recipe)
            yield f"{rule.key} {rule.words}" + (f": {why}" if why else "")
