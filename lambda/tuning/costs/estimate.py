"""What a run will cost, before it spends: tokens, epochs, hours and dated list prices."""

from collections.abc import Iterator
from math import ceil
from typing import Final, Literal

from tuning.costs import judging, probing
from tuning.costs.prices import UNIT_HOUR, PriceList
from tuning.run.estimate import Estimate, Mode, Quantities
from tuning.run.recipe import FEW_SHOT_TOKENS, Commitment, Recipe
from tuning.tokens import TOKEN_METHOD

End = Literal["least", "most"]

TERM_HOURS: Final[dict[Commitment, int]] = {"OneMonth": 31 * 24, "SixMonths": 184 * 24}
"""The longest that a term can last; a committed throughput bills to its end."""


def estimate(
    recipe: Recipe, amount: Quantities, *, mode: Mode, lease_hours: float, prices: PriceList
) -> Estimate:
    """Estimate what training, evaluation and hosting will cost.

    Bedrock charges the tokens of the training file times the epochs, then storage by the month,
    then each unit of provisioned throughput by the hour until it is deleted, or else each token.

    Args:
        recipe: complete.
        amount: what there is to train on and to ask.
        mode: how the custom model is served.
        lease_hours: how long hosting may be held for the evaluation, at most.
        prices: what it is counted at.
    """
    amount = amount.asked
    training = prices.usd(recipe.base_model, "training_1k_tokens")
    epochs = int(recipe.hyperparameters["epochCount"])
    training_usd = _times(training, amount.training_tokens * epochs / 1000)
    evaluation_tokens, evaluation_usd = _evaluation(recipe, amount, mode, prices, end="most")
    tokens_least, usd_least = _evaluation(recipe, amount, mode, prices, end="least")
    training_least = _times(training, amount.training_tokens_least * epochs / 1000)
    hours = _hours(recipe, lease_hours)
    unit_hour = prices.usd(recipe.base_model, UNIT_HOUR[recipe.hosting.commitment])
    token = _token_usd(recipe, amount, prices)
    hosting_usd = (
        _times(unit_hour, recipe.hosting.units * hours)
        if mode == "provisioned"
        else _times(token, _traffic(recipe))
    )
    known = (training_usd, evaluation_usd, hosting_usd)
    return Estimate(
        mode=mode,
        training_tokens=amount.training_tokens,
        training_tokens_least=amount.training_tokens_least,
        epochs=epochs,
        token_method=TOKEN_METHOD,
        training_usd=training_usd,
        training_usd_least=training_least,
        storage_month_usd=prices.usd(recipe.base_model, "storage_month"),
        evaluation_tokens=evaluation_tokens,
        evaluation_usd=evaluation_usd,
        evaluation_tokens_least=tokens_least,
        evaluation_usd_least=usd_least,
        units=recipe.hosting.units if mode == "provisioned" else 0,
        unit_hour_usd=unit_hour if mode == "provisioned" else 0.0,
        hosting_hours=hours,
        hosting_usd=hosting_usd,
        break_even_tokens_per_hour=(
            ceil(recipe.hosting.units * unit_hour / token) if unit_hour and token else None
        ),
        total_usd=_total(training_usd, evaluation_usd, hosting_usd),
        total_usd_least=_total(training_least, usd_least, hosting_usd),
        unknown=tuple(_unknown(recipe, amount, mode, known)),
        outlook=recipe.model.outlook,
    )


def _hours(recipe: Recipe, lease_hours: float) -> float:
    """Return how long hosting bills at most: a term to its end, however soon it is not needed."""
    held = lease_hours + recipe.hosting.keep_hours
    term = TERM_HOURS[recipe.hosting.commitment] if recipe.hosting.commitment else 0
    return max(held, term)


def _evaluation(
    recipe: Recipe, amount: Quantities, mode: Mode, prices: PriceList, *, end: End
) -> tuple[int, float | None]:
    """Return the tokens of all questions and answers, and what those that bill by the token cost.

    The pipeline asks both models every held-out record and what the probes ask, and the base once
    more where the recipe has a best prompt. Where throughput is provisioned, an evaluation job for
    each model asks its prompts again, and the custom model's tokens are free. At most every answer
    is as long as the recipe allows; at least it is one token.
    """
    again, settings = mode == "provisioned", recipe.evaluation
    longest = settings.max_output_tokens if end == "most" else 1
    beside, sample = probing.of_both(recipe, amount), probing.of_custom(recipe, amount)
    asked = amount.held_out + again * amount.prompts + beside.questions
    of = amount if end == "most" else amount.least
    input_tokens = of.held_out_tokens + again * of.prompt_tokens + getattr(beside.tokens, end)
    of_sample: int = getattr(sample.tokens, end)
    shown = FEW_SHOT_TOKENS if settings.few_shot and end == "most" else 0
    prompted = settings.prompts_base
    more_input = prompted * (of.held_out_tokens + of.held_out * shown)
    more_output = prompted * amount.held_out * longest
    base = _tokens_usd(
        prices.tokens(recipe.base_model, base=True),
        input_tokens=input_tokens + more_input,
        output_tokens=asked * longest + more_output,
    )
    custom = _tokens_usd(
        prices.tokens(recipe.base_model, base=False),
        input_tokens=input_tokens + of_sample,
        output_tokens=(asked + sample.questions) * longest,
    )
    of_both = 2 * (input_tokens + asked * longest)
    of_one = more_input + more_output + of_sample + sample.questions * longest
    return of_both + of_one, base if again else _sum(base, custom)


def _traffic(recipe: Recipe) -> int:
    """Return the tokens that the recipe expects while the model stays hosted."""
    return recipe.hosting.keep_hours * (recipe.hosting.expected_tokens_per_hour or 0)


def _token_usd(recipe: Recipe, amount: Quantities, prices: PriceList) -> float | None:
    """Return what a custom model's token costs on demand, at the held-out set's mix."""
    output_tokens = amount.held_out * recipe.evaluation.max_output_tokens
    price = prices.tokens(recipe.base_model, base=False)
    usd = _tokens_usd(price, input_tokens=amount.held_out_tokens, output_tokens=output_tokens)
    asked_and_answered = amount.held_out_tokens + output_tokens
    return usd / asked_and_answered if usd and asked_and_answered else None


def _tokens_usd(
    price: tuple[float | None, float | None], *, input_tokens: int, output_tokens: int
) -> float | None:
    question, answer = price
    return _sum(_times(question, input_tokens / 1000), _times(answer, output_tokens / 1000))


def _unknown(
    recipe: Recipe, amount: Quantities, mode: Mode, known: tuple[float | None, ...]
) -> Iterator[str]:
    for what, usd in zip(("training", "evaluation", "hosting"), known, strict=True):
        if usd is None:
            yield f"{what}: no price is known for {recipe.base_model}"
    if mode == "on_demand" or recipe.evaluation.wants_judge:
        judgements = judging.judgements(recipe.evaluation, amount.held_out)
        longest = amount.held_out * recipe.evaluation.max_output_tokens
        tokens = judging.judged_tokens(recipe.evaluation, amount.held_out_tokens + longest)
        yield (
            f"judge jobs: {judgements:,} judgements of {tokens:,} tokens or so, estimated by "
            "questions and answers; how many Bedrock puts around them is not known"
        )
    idle = recipe.hosting.keep_hours and not recipe.hosting.expected_tokens_per_hour
    if mode == "on_demand" and idle:
        yield "traffic while the model stays hosted: the recipe expects none"


def _total(*amounts: float | None) -> float:
    """Return the sum of what is known."""
    return round(sum(amount for amount in amounts if amount is not None), 4)


def _times(price: float | None, quantity: float) -> float | None:
    """Multiply; nothing costs nothing, whatever its price."""
    if quantity == 0:
        return 0.0
    return None if price is None else round(price * quantity, 6)


def _sum(*amounts: float | None) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
