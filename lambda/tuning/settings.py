"""What a deployed environment tells its functions, as one frozen record.

The stacks write it into each function's environment variables and into the pipeline stack's
outputs; handlers read the first, a person's terminal the second. Both are text, which is written
and read here alone.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Final, Self

import msgspec

PREFIX = "TUNING_"

READERS: Final[dict[object, Callable[[str], object]]] = {
    Mapping[str, float]: json.loads,
    bool: json.loads,
    tuple[str, ...]: lambda text: text.split(","),
}
"""How the text of a field is read where it is neither a text nor a number."""

NOTHING: Final[dict[object, str]] = {str: "", int: "0", float: "0", Mapping[str, float]: "{}"}
"""What a field says that a stack of an older version does not tell, by the field's type."""


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """What blocks or masks questions and answers, as those name it who ask a model.

    Attributes:
        identifier: its ARN.
        version: a number; never the draft, which changes.
    """

    identifier: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where a deployed environment keeps things and how long it waits.

    Durations are in the unit that the field's name ends with. ``companions_looks`` is how often a
    run looks for the files that it waits for (a drop is complete when nothing came for
    ``companions_poll_seconds``), ``slot_looks`` how often for a training slot,
    ``over_ceiling`` is ``refuse`` or ``approve``, a ceiling or a price that is not set is None,
    ``reaper_arn`` is the function that ends a lease, asked by schedules of ``schedule_group``
    under ``scheduler_role_arn`` (empty for that function itself, which starts no lease),
    ``snapshot_lock_days`` for how long a snapshot cannot be deleted (0: it can),
    ``only_promoted`` whether a run begins only with what another environment kept,
    ``segment_mebibytes`` the size above which a file is read in segments, ``notice`` what every
    report and message says of this environment before anything else, and ``guardrail_arn`` and
    ``guardrail_version`` its guardrail (empty: it has none).
    """

    environment: str
    datasets_bucket: str
    artifacts_bucket: str
    runs_table: str
    customization_role_arn: str
    evaluation_role_arn: str
    model_key_arn: str
    base_model: str
    hyperparameters: Mapping[str, float]
    companions_looks: int
    companions_poll_seconds: float
    customization_deadline_hours: float
    hosting_quota_deadline_hours: float
    queued_deadline_hours: float
    throughput_deadline_minutes: float
    deployment_deadline_minutes: float
    asking_deadline_hours: float
    evaluation_deadline_hours: float
    slot_poll_seconds: float
    slot_deadline_hours: float
    line_deadline_hours: float
    slot_looks: int
    approval_deadline_hours: float
    over_ceiling: str
    approvals: str
    max_model_units: int
    reaper_minutes: int
    drain_minutes: int
    model_retention_days: int
    snapshot_lock_days: int
    segment_mebibytes: int
    topic_arn: str
    schedule_group: str
    scheduler_role_arn: str
    reaper_arn: str = ""
    max_training_usd: float | None = None
    max_hosting_usd: float | None = None
    max_evaluation_usd: float | None = None
    max_month_usd: float | None = None
    max_open_runs: int | None = None
    unit_hour_usd: float | None = None
    min_gain: float = 0.0
    max_keep_hours: int | None = None
    owners: tuple[str, ...] = ()
    only_promoted: bool = False
    notice: str = ""
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    guardrail_arn: str = ""
    guardrail_version: str = ""

    @property
    def guardrail(self) -> Guardrail | None:
        """The guardrail of the environment; None where it has none."""
        if not self.guardrail_arn:
            return None
        return Guardrail(identifier=self.guardrail_arn, version=self.guardrail_version)

    def to_environment(self) -> dict[str, str]:
        """Return the environment variables that carry this record."""
        return {PREFIX + name.upper(): text for name, text in self._texts().items()}

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Self:
        """Read the record back.

        Raises:
            KeyError: a variable is missing; it is named.
            ValueError: a variable cannot be read as its field.
        """
        return cls._read({f.name: variables[PREFIX + f.name.upper()] for f in fields(cls)})

    def to_outputs(self) -> dict[str, str]:
        """Return the stack outputs that carry this record; CloudFormation refuses empty ones."""
        return {output_key(name): text for name, text in self._texts().items() if text}

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, str]) -> Self:
        """Read the record back; what the stack does not tell is empty, or 0 where it is needed.

        Raises:
            ValueError: an output cannot be read as its field.
        """
        texts = {f.name: outputs.get(output_key(f.name), "") for f in fields(cls)}
        needed = {f.name: f.type for f in fields(cls) if f.default is MISSING}
        return cls._read(
            texts | {name: texts[name] or NOTHING[type_] for name, type_ in needed.items()}
        )

    @classmethod
    def absent_from(cls, outputs: Mapping[str, str]) -> tuple[str, ...]:
        """Return the fields that a stack needs to tell and does not."""
        needed = (f.name for f in fields(cls) if f.default is MISSING)
        return tuple(name for name in needed if not outputs.get(output_key(name)))

    def _texts(self) -> dict[str, str]:
        return {f.name: _text(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def _read(cls, texts: Mapping[str, str]) -> Self:
        values = {
            f.name: READERS.get(f.type, str)(texts[f.name])
            for f in fields(cls)
            if texts[f.name] or f.default is MISSING
        }
        return msgspec.convert(values, cls, strict=False)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return json.dumps(value)
        case Mapping():
            return json.dumps(dict(value), sort_keys=True)
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def output_key(field_name: str) -> str:
    """Return the CloudFormation output key of a settings field: letters and digits only."""
    return "".join(word.capitalize() for word in field_name.split("_"))


@cache
def deployed() -> Settings:
    """Return the settings of the function that is running."""
    return Settings.from_environment(os.environ)
