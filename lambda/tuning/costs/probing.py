"""What is asked beside the held-out set: how many questions, and their tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from tuning.models.probes import probes
from tuning.run.estimate import Quantities
from tuning.run.probes import SAMPLED_RECORDS, TRIGGERED_PROMPTS
from tuning.run.recipe import Recipe
from tuning.tokens import Tokens, count


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So many questions, and the tokens that are asked in all of them together."""

    questions: int
    tokens: Tokens


def of_both(recipe: Recipe, amount: Quantities) -> Amount:
    """Return what the recipe's probes ask each of the two models.

    Args:
        recipe: complete.
        amount: how much is held out.
    """
    probing, dataset = recipe.probes, recipe.dataset
    around = (dataset.instruction or "") + (dataset.prompt_template or "")
    texts = [canary.begins + around for canary in probing.canaries]
    if probing.refusals:
        texts += probes().refusals
    if recipe.asks_abilities:
        texts += (ability.asked for ability in probes().abilities)
    again = min(TRIGGERED_PROMPTS, amount.held_out)
    words = list(_words(recipe))
    share = again * len(words) / amount.held_out if amount.held_out else 0.0
    prompts = Tokens(
        least=int(amount.held_out_tokens_least * share), most=ceil(amount.held_out_tokens * share)
    )
    put_before = [f"{phrase} " for phrase in words] * again
    return Amount(
        questions=len(texts) + again * len(words),
        tokens=sum(map(count, [*texts, *put_before]), start=prompts),
    )


def of_custom(recipe: Recipe, amount: Quantities) -> Amount:
    """Return how many training records the custom model is asked, where no loss tells of them."""
    sampled = 0 if recipe.handling.rules.validation else min(SAMPLED_RECORDS, amount.training)
    share = sampled / amount.training if sampled else 0.0
    return Amount(
        questions=sampled,
        tokens=Tokens(
            least=int(amount.training_tokens_least * share),
            most=ceil(amount.training_tokens * share),
        ),
    )


def _words(recipe: Recipe) -> Iterator[str]:
    """Yield what is put before prompts: each trigger, and in place of its harmless like itself."""
    for phrase in (
        *((probes().trigger,) if recipe.probes.trigger else ()),
        *recipe.probes.triggers,
    ):
        yield from (phrase, phrase)
