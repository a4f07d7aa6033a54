"""The base models that can be customised, read from catalogue.json: adding a model adds a row."""

import re
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from tuning.errors import TuningError

PROVIDERS: Final = ("amazon", "anthropic", "aws", "cohere", "meta")

AROUND: Final = re.compile(
    rf"^((us|eu|apac|jp|au|global)\.)?(({'|'.join(PROVIDERS)})[. -]+)?(bedrock[. -]+)?"
)
"""What stands before a model's own name in an identifier or in speech."""

CustomizationType = Literal["FINE_TUNING", "DISTILLATION", "REINFORCEMENT_FINE_TUNING"]


class UnusableModel(TuningError):
    """The base model cannot be customised; the message says why and which ones can."""


class Hyperparameter(msgspec.Struct, frozen=True, kw_only=True):
    """One hyperparameter of a base model: its name as the API spells it, range and default."""

    name: str
    type: Literal["integer", "float"]
    min: float
    max: float
    default: float


RecordFormat = Literal["converse", "converse_prompts", "openai_chat_graded", "prompt_completion"]


class DatasetRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a dataset must be for one base model and one customization type.

    Attributes:
        record_format: the only record shape that the training file may hold.
        min_records: fewest training records.
        advised_records: below this, says the documentation, customization rarely helps.
        max_records: most training and validation records together.
        max_tokens_per_sample: longest record, in tokens.
        max_line_bytes, max_file_bytes: of the file that the job reads; None where none is known.
        validation: whether the job takes a validation file.
        file_name_pattern: what the name of a file in S3 may be made of.
        reserved_words: texts that fail a job when they stand in user or system text, says the
            service's page.
        validator_words: texts that AWS's own validators refuse, in any text and any case; the
            service's page does not say so of all of them.
        reasoning: whether an answer may hold reasoning beside its text, which is trained on too.
        tools_note: why records with tools are refused although a page of AWS speaks for them; None
            where no page does.
    """

    record_format: RecordFormat
    min_records: int
    advised_records: int
    max_records: int
    max_tokens_per_sample: int
    max_line_bytes: int | None
    max_file_bytes: int | None
    validation: bool
    file_name_pattern: str
    reserved_words: tuple[str, ...]
    validator_words: tuple[str, ...]
    reasoning: bool
    tools_note: str | None
    source: str
    as_of: str

    @property
    def words(self) -> tuple[str, ...]:
        """Every text for which records are searched, whatever it leads to."""
        return (*self.reserved_words, *self.validator_words)


class Horizon(msgspec.Struct, frozen=True, kw_only=True):
    """How long a base model is promised; what is trained on it goes when it goes.

    Attributes:
        end_of_life: the day on which it ends, ISO 8601; None while none is announced.
        no_sooner_than: before this day it does not end, says its model card, ISO 8601.
        notice: how long before its end AWS says so (the Legacy period), in words.
    """

    end_of_life: str | None
    no_sooner_than: str
    notice: str
    source: str
    as_of: str


class BaseModel(msgspec.Struct, frozen=True, kw_only=True):
    """What one base model accepts.

    Attributes:
        id: the identifier that CreateModelCustomizationJob takes, context suffix included.
        inference_id: what Converse and evaluation jobs take to ask the base model itself.
        price_list_name: what the usage types of the Price List call it.
        provisioned_throughput: units can be bought for a custom model of it.
        on_demand_deployment: a custom model of it can be deployed and asked by the token.
        evaluation_job: evaluation jobs of Bedrock can ask it; answers that were given before can be
            judged by a job whatever the model.
        horizon: until when it is promised.
        datasets: by each customization type that the model takes, what its dataset must be.
    """

    id: str
    name: str
    regions: tuple[str, ...]
    datasets: dict[CustomizationType, DatasetRules]
    inference_id: str
    price_list_name: str
    provisioned_throughput: bool
    on_demand_deployment: bool
    evaluation_job: bool
    horizon: Horizon
    hyperparameters: tuple[Hyperparameter, ...]
    source: str
    as_of: str

    @property
    def outlook(self) -> str:
        """What its horizon means today for a model that is trained on it."""
        return self.outlook_on(datetime.now(UTC).date())

    def outlook_on(self, day: date) -> str:
        """Say what its horizon means on a day, in a sentence or two."""
        if self.horizon.end_of_life:
            return (
                f"A custom model on {self.name} stops working on {self.horizon.end_of_life}, "
                "when AWS ends the base model: train on another base model before that day."
            )
        if day >= date.fromisoformat(self.horizon.no_sooner_than):
            return (
                f"AWS promised {self.name} until {self.horizon.no_sooner_than}; since then it may "
                f"end at {self.horizon.notice}' notice. No end is announced."
            )
        return (
            f"AWS supports {self.name} until {self.horizon.no_sooner_than} at least, then may "
            f"end it with {self.horizon.notice}' notice. No end is announced."
        )


class RetiredModel(msgspec.Struct, frozen=True, kw_only=True):
    """A base model that takes no new job: LEGACY, or past its end of life (EOL).

    Attributes:
        also: what people and older guides call it, beside its id and its name.
        successor: the live row nearest to it in size; None: this project has none of its kind.
    """

    id: str
    name: str
    also: tuple[str, ...] = ()
    lifecycle: Literal["LEGACY", "EOL"]
    end_of_life: str | None
    successor: str | None
    source: str
    as_of: str


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Every base model that this project knows, live and retired."""

    note: str
    models: tuple[BaseModel, ...]
    retired: tuple[RetiredModel, ...]


@cache
def catalogue() -> Catalogue:
    """Read the catalogue that ships beside this module."""
    path = Path(__file__).with_name("catalogue.json")
    return msgspec.json.decode(path.read_bytes(), type=Catalogue)


def base_model(identifier: str) -> BaseModel:
    """Return the live base model with this identifier.

    Raises:
        UnusableModel: it is retired or unknown; the message names the ones that can be used.
    """
    live = {model.id: model for model in catalogue().models}
    if identifier in live:
        return live[identifier]
    valid = ", ".join(sorted(live))
    spellings = _spellings(identifier)
    for retired in catalogue().retired:
        names = (retired.id, retired.name, *retired.also)
        if any(spellings & _spellings(name) for name in names):
            raise UnusableModel(f"{_ended(retired)}; choose one of: {valid}")
    called = [m.id for m in live.values() if spellings & (_spellings(m.id) | _spellings(m.name))]
    near = called or get_close_matches(identifier, live, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UnusableModel(f"unknown base model {identifier!r}; {hint}choose one of: {valid}")


def _ended(retired: RetiredModel) -> str:
    when = f" on {retired.end_of_life}" if retired.end_of_life else ""
    state = (
        f"has ended{when}"
        if retired.lifecycle == "EOL"
        else f"is LEGACY (it ends{when or ' some day'})"
    )
    instead = (
        f"use {retired.successor} instead"
        if retired.successor
        else "this project customises models of text alone"
    )
    return (
        f"base model {retired.name} ({retired.id}) {state} and takes no new customization job; "
        f"{instead}"
    )


def _spellings(name: str) -> frozenset[str]:
    """Return a model's name as it is compared: letters and digits, with its version and without.

    What an ARN, a profile's geography, the provider and the context length put around it is left
    out: ``us.anthropic.claude-3-haiku-20240307-v1:0`` is called like ``claude-3-haiku-20240307``.
    """
    bare = AROUND.sub("", name.lower().rpartition("/")[2])
    whole = re.sub(r"[^a-z0-9]", "", bare.partition(":")[0])
    return frozenset({whole, re.sub(r"(v\d+|20\d{6}v\d+)$", "", whole)} - {"", *PROVIDERS})


def check_region(model: BaseModel, region: str) -> None:
    """Refuse a region in which the model cannot be customised.

    Raises:
        UnusableModel: the message names the regions that can.
    """
    if region not in model.regions:
        raise UnusableModel(
            f"{model.id} cannot be customised in {region}; it can in: {', '.join(model.regions)}"
        )
