"""What is asked beside the held-out set: how many questions, and their tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from tuning.models.probes import probes
from tuning.run.estimate import Quantities
from tuning.run.probes import SAMPLED_RECORDS, TRIGGERED_PROMPTS
from tuning.run.recipe import Recipe
from tuning.tokens import tokens


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So many questions, and the tokens that are asked in all of them together."""

    questions: int
    input_tokens: int


def of_both(recipe: Recipe, amount: Quantities) -> Amount:
    """Return what the recipe's probes ask each of the two models.

    Args:
        recipe: complete.
        amount: how much is held out.
    """
    probing, dataset = recipe.probes, recipe.dataset
    around = len(dataset.instruction or "") + len(dataset.prompt_template or "")
    texts = [len(canary.begins) + around for canary in probing.canaries]
    if probing.refusals:
        texts += map(len, probes().refusals)
    if recipe.asks_abilities:
        texts += (len(ability.asked) for ability in probes().abilities)
    again = min(TRIGGERED_PROMPTS, amount.held_out)
    prompt = amount.held_out_tokens / amount.held_out if amount.held_out else 0.0
    words = list(_words(recipe))
    return Amount(
        questions=len(texts) + again * len(words),
        input_tokens=sum(map(tokens, texts))
        + sum(ceil(again * (prompt + tokens(characters + 1))) for characters in words),
    )


def of_custom(recipe: Recipe, amount: Quantities) -> Amount:
    """Return how many training records the custom model is asked, where no loss tells of them."""
    sampled = 0 if recipe.handling.rules.validation else min(SAMPLED_RECORDS, amount.training)
    share = sampled / amount.training if sampled else 0.0
    return Amount(questions=sampled, input_tokens=ceil(amount.training_tokens * share))


def _words(recipe: Recipe) -> Iterator[int]:
    """Yield the characters of what is put before prompts: each trigger, and its harmless like."""
    for phrase in (
        *((probes().trigger,) if recipe.probes.trigger else ()),
        *recipe.probes.triggers,
    ):
        yield from (len(phrase), len(phrase))
