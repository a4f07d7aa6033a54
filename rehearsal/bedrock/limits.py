"""What the service takes, read from limits.toml, which is written from the service's documents.

The pipeline has a catalogue of its own; nothing here may read it, for it is what is tested here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

FILE: Final = Path(__file__).with_name("limits.toml")

Lifecycle = Literal["ACTIVE", "LEGACY", "EOL"]


@dataclass(frozen=True, kw_only=True)
class Range:
    """What values a hyperparameter may have.

    Attributes:
        whole: whether it is a whole number.
        default: what a job has that does not name it, as the API writes it.
    """

    whole: bool
    least: float
    most: float
    default: str


@dataclass(frozen=True, kw_only=True)
class FineTuning:
    """What the files of a fine-tuning job may hold.

    Attributes:
        fewest_records: in the training file.
        most_records: in the training and the validation file together.
        validation: whether the job takes a validation file.
        longest_record_tokens: in one record; six characters count as one token.
        reserved_words: texts that fail a job when they stand in user or system text.
        reasoning: whether an answer may hold reasoning, as the Converse API wraps it.
    """

    fewest_records: int
    most_records: int
    validation: bool
    longest_record_tokens: int
    reserved_words: tuple[str, ...]
    reasoning: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundationModel:
    """A base model that is live.

    Attributes:
        id: what a customization job takes, context length included.
        methods: the customization types that it can be the base of.
        asked_as: what Converse takes: the model's own identifier or that of a profile.
        provisioned, on_demand: how a custom model of it can be served.
        evaluated: whether an automatic evaluation job takes it.
        requests_per_minute: on demand, by the account's default quota.
        longest_answer_tokens: the most that a request may ask for.
        fine_tuning: what its files may hold.
        hyperparameters: by the names that the API takes.
        sources: where this is written, by the keys of ``sources`` in the file.
    """

    id: str
    provider: str
    name: str
    lifecycle: Lifecycle
    regions: tuple[str, ...]
    methods: tuple[str, ...]
    asked_as: str
    provisioned: bool
    on_demand: bool
    evaluated: bool
    requests_per_minute: int
    longest_answer_tokens: int
    fine_tuning: FineTuning
    hyperparameters: Mapping[str, Range]
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The whole table.

    Attributes:
        models: the live base models, by identifier.
        legacy, ended: the names of those that take no new job, by identifier.
        judges: the names of the models that may judge, by what they are asked as.
        sources: the documents, by the keys that the rows name.
    """

    models: Mapping[str, FoundationModel]
    legacy: Mapping[str, str]
    ended: Mapping[str, str]
    judges: Mapping[str, str]
    sources: Mapping[str, str]


@cache
def limits() -> Limits:
    """Read the table."""
    table = tomllib.loads(FILE.read_text())
    return Limits(
        models={id_: _model(id_, row) for id_, row in table["models"].items()},
        legacy=table["legacy"],
        ended=table["ended"],
        judges=table["judges"],
        sources=table["sources"],
    )


def _model(id_: str, row: Mapping[str, Any]) -> FoundationModel:
    tuning = row["fine_tuning"]
    return FoundationModel(
        **{
            **row,
            "id": id_,
            "regions": tuple(row["regions"]),
            "methods": tuple(row["methods"]),
            "sources": tuple(row["sources"]),
            "fine_tuning": FineTuning(
                **{**tuning, "reserved_words": tuple(tuning["reserved_words"])}
            ),
            "hyperparameters": {
                name: Range(**values) for name, values in row["hyperparameters"].items()
            },
        }
    )
