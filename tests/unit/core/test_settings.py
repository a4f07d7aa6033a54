from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from tuning.settings import Settings

VALUES: dict[Any, Any] = {
    int: 7,
    bool: True,
    float: 2.5,
    float | None: 0.25,
    int | None: 9,
    Mapping[str, float]: {"epochCount": 3.0, "learningRate": 1e-5},
    tuple[str, ...]: ("one", "two"),
}


def some(**changes: Any) -> Settings:
    values = {f.name: VALUES.get(f.type, f"value-of-{f.name}") for f in fields(Settings)}
    return Settings(**{**values, **changes})


def test_settings_survive_the_functions_environment() -> None:
    assert some() == Settings.from_environment(some().to_environment())


def test_what_is_not_set_survives_the_functions_environment() -> None:
    settings = some(
        hyperparameters={}, max_training_usd=None, unit_hour_usd=0.0, snapshot_lock_days=0
    )

    assert settings == Settings.from_environment(settings.to_environment())


def test_settings_survive_the_stack_outputs_even_where_a_value_is_empty() -> None:
    settings = some(subnet_ids=(), security_group_ids=(), max_hosting_usd=None)

    assert settings == Settings.from_outputs(settings.to_outputs())
    assert all(key.isalnum() for key in settings.to_outputs())


def test_what_a_stack_of_an_older_version_does_not_tell_is_empty_and_named() -> None:
    outputs = some().to_outputs()
    del outputs["SlotLooks"], outputs["TopicArn"], outputs["MaxTrainingUsd"]

    assert some(slot_looks=0, topic_arn="", max_training_usd=None) == Settings.from_outputs(outputs)
    assert ("slot_looks", "topic_arn") == Settings.absent_from(outputs)
    assert () == Settings.absent_from(some(snapshot_lock_days=0).to_outputs())


def test_a_missing_variable_is_named() -> None:
    variables = some().to_environment()
    del variables["TUNING_RUNS_TABLE"]

    with pytest.raises(KeyError, match="TUNING_RUNS_TABLE"):
        Settings.from_environment(variables)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("slot_looks", "often", "slot_looks"),
        ("reaper_minutes", "", "reaper_minutes"),
        ("hyperparameters", "{", "Expecting property name"),
    ],
)
def test_a_variable_that_is_not_of_its_type_is_refused_at_the_edge(
    name: str, text: str, reason: str
) -> None:
    variables = some().to_environment() | {f"TUNING_{name.upper()}": text}

    with pytest.raises(ValueError, match=reason):
        Settings.from_environment(variables)
