"""What a deployed environment tells its functions, as one frozen record.

The stacks write it into each function's environment variables and into the pipeline stack's
outputs; handlers read the first, a person's terminal the second.
"""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Final, Self

PREFIX = "TUNING_"

COMPREHEND: Final = "comprehend"
"""The one service that can give a second opinion on personal data."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where a deployed environment keeps things and how long it waits.

    Durations are in the unit that the field's name ends with. Numbers travel as text, because
    environment variables and stack outputs are text; ``hyperparameters`` is a JSON object,
    ``companions_looks`` how often a run looks for the files that it waits for, ``slot_looks`` how
    often for a training slot,
    ``over_ceiling`` is ``refuse`` or ``approve``, a ceiling or a price that is not set is empty,
    ``reaper_arn`` is the function that ends a lease, asked by schedules of ``schedule_group``
    under ``scheduler_role_arn`` (empty for that function itself, which starts no lease),
    ``snapshot_lock_days`` for how long a snapshot cannot be deleted (0: it can),
    ``segment_mebibytes`` the size above which a file is read in segments, and
    ``second_opinion`` names the service that is asked about personal data too, if any.
    """

    environment: str
    datasets_bucket: str
    artifacts_bucket: str
    runs_table: str
    customization_role_arn: str
    evaluation_role_arn: str
    model_key_arn: str
    base_model: str
    hyperparameters: str
    companions_looks: str
    customization_deadline_hours: str
    hosting_quota_deadline_hours: str
    queued_deadline_hours: str
    throughput_deadline_minutes: str
    deployment_deadline_minutes: str
    asking_deadline_hours: str
    evaluation_deadline_hours: str
    slot_poll_seconds: str
    slot_deadline_hours: str
    line_deadline_hours: str
    slot_looks: str
    approval_deadline_hours: str
    over_ceiling: str
    max_model_units: str
    reaper_minutes: str
    model_retention_days: str
    snapshot_lock_days: str
    segment_mebibytes: str
    topic_arn: str
    schedule_group: str
    scheduler_role_arn: str
    reaper_arn: str = ""
    max_training_usd: str = ""
    max_hosting_usd: str = ""
    unit_hour_usd: str = ""
    second_opinion: str = ""
    subnet_ids: str = ""
    security_group_ids: str = ""

    def to_environment(self) -> dict[str, str]:
        """Return the environment variables that carry this record."""
        return {PREFIX + name.upper(): value for name, value in asdict(self).items()}

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Self:
        """Read the record back; a missing variable is a KeyError that names it."""
        return cls(**{f.name: variables[PREFIX + f.name.upper()] for f in fields(cls)})

    def to_outputs(self) -> dict[str, str]:
        """Return the stack outputs that carry this record; CloudFormation refuses empty ones."""
        return {output_key(name): value for name, value in asdict(self).items() if value}

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, str]) -> Self:
        """Read the record back from a stack's outputs; a missing output is a KeyError."""
        return cls(**{f.name: outputs.get(output_key(f.name), "") for f in fields(cls)})


def output_key(field_name: str) -> str:
    """Return the CloudFormation output key of a settings field: letters and digits only."""
    return "".join(word.capitalize() for word in field_name.split("_"))


@cache
def deployed() -> Settings:
    """Return the settings of the function that is running."""
    return Settings.from_environment(os.environ)
