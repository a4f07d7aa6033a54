"""The base models that can be customised, read from catalogue.json: adding a model adds a row."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from tuning.errors import TuningError

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
        reserved_words: texts that fail a job when they stand in user or system text.
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
    hyperparameters: tuple[Hyperparameter, ...]
    source: str
    as_of: str


class RetiredModel(msgspec.Struct, frozen=True, kw_only=True):
    """A base model that takes no new job: LEGACY, or past its end of life (EOL)."""

    id: str
    name: str
    lifecycle: Literal["LEGACY", "EOL"]
    end_of_life: str | None
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
    for retired in catalogue().retired:
        if identifier == retired.id:
            ended = f" (end of life {retired.end_of_life})" if retired.end_of_life else ""
            raise UnusableModel(
                f"base model {identifier} is {retired.lifecycle}{ended} and takes no new "
                f"customization job; choose one of: {valid}"
            )
    near = get_close_matches(identifier, live, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UnusableModel(f"unknown base model {identifier!r}; {hint}choose one of: {valid}")


def check_region(model: BaseModel, region: str) -> None:
    """Refuse a region in which the model cannot be customised.

    Raises:
        UnusableModel: the message names the regions that can.
    """
    if region not in model.regions:
        raise UnusableModel(
            f"{model.id} cannot be customised in {region}; it can in: {', '.join(model.regions)}"
        )
