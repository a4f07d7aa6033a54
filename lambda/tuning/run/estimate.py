"""What a run is expected to cost, and the quantities that this is counted by."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Final, Literal

MOST_RECORDS: Final = 1000
"""How many held-out records are asked at most: as many prompts as a Bedrock evaluation job takes.

1,000 records of two models at one second an answer, eight at a time, take about four minutes; at
ten requests a minute, which a new account may have, about two hours.
"""

Mode = Literal["provisioned", "on_demand"]


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """How much there is to train on and to ask.

    Tokens are estimated as a range: the most that they may be, and as ``…_least`` the least.

    Attributes:
        training, training_tokens: records of the training file, and their tokens, once.
        held_out, held_out_tokens: records that both models are asked, and their tokens.
        prompts, prompt_tokens: those of them that Bedrock's evaluation jobs ask again.
    """

    training_tokens: int
    training: int = 0
    held_out: int = 0
    held_out_tokens: int = 0
    prompts: int = 0
    prompt_tokens: int = 0
    training_tokens_least: int = 0
    held_out_tokens_least: int = 0
    prompt_tokens_least: int = 0

    @property
    def asked(self) -> "Quantities":
        """The same, with no more held out than models are asked: of more a sample is drawn."""
        if self.held_out <= MOST_RECORDS:
            return self
        share = MOST_RECORDS / self.held_out
        return replace(
            self,
            held_out=MOST_RECORDS,
            held_out_tokens=ceil(self.held_out_tokens * share),
            held_out_tokens_least=int(self.held_out_tokens_least * share),
        )

    @property
    def least(self) -> "Quantities":
        """The same, with the least tokens that there may be."""
        return replace(
            self,
            training_tokens=self.training_tokens_least,
            held_out_tokens=self.held_out_tokens_least,
            prompt_tokens=self.prompt_tokens_least,
        )


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The expected cost of a run in USD; None where no price is known.

    Tokens and what they cost are a range: the most, which is held against ceilings, and as
    ``…_least`` the least; in records of older releases that is 0 or None.

    Attributes:
        mode: how the custom model is served.
        training_tokens: tokens of the training file, once.
        epochs: how often they are trained on.
        token_method: how the tokens were counted.
        training_usd: the training tokens of all epochs.
        storage_month_usd: the custom model, each month until it is deleted.
        evaluation_tokens: asked and answered at most, by both models.
        evaluation_usd: of those of them that bill by the token; judge jobs are not in it.
        units: model units of provisioned throughput; none on demand.
        unit_hour_usd: one model unit for one hour; 0 on demand, where no hour bills.
        hosting_hours: until the evaluation's lease and the time to keep are over, at the latest.
        hosting_usd: for those hours; on demand, the expected traffic of the time to keep.
        break_even_tokens_per_hour: above it the recipe's units are cheaper than tokens, at the
            held-out set's mix of asked and answered tokens.
        total_usd: everything but storage, as far as prices are known.
        unknown: what is not in the total because nobody knows its price, in words.
        outlook: how long the base model is promised, in words; empty in records of older releases.
    """

    mode: Mode
    training_tokens: int
    epochs: int
    token_method: str
    training_usd: float | None
    storage_month_usd: float | None
    evaluation_tokens: int
    evaluation_usd: float | None
    units: int
    unit_hour_usd: float | None
    hosting_hours: float
    hosting_usd: float | None
    break_even_tokens_per_hour: int | None
    total_usd: float
    unknown: tuple[str, ...]
    outlook: str = ""
    training_tokens_least: int = 0
    training_usd_least: float | None = None
    evaluation_tokens_least: int = 0
    evaluation_usd_least: float | None = None
    total_usd_least: float | None = None
