from dataclasses import fields

import pytest

from tuning.settings import Settings


def some(**changes: str) -> Settings:
    values = {field.name: f"value-of-{field.name}" for field in fields(Settings)}
    return Settings(**{**values, **changes})


def test_settings_survive_the_functions_environment() -> None:
    assert Settings.from_environment(some().to_environment()) == some()


def test_settings_survive_the_stack_outputs_even_where_a_value_is_empty() -> None:
    settings = some(subnet_ids="", security_group_ids="")

    assert Settings.from_outputs(settings.to_outputs()) == settings
    assert all(key.isalnum() for key in settings.to_outputs())


def test_a_missing_variable_is_named() -> None:
    variables = some().to_environment()
    del variables["TUNING_RUNS_TABLE"]

    with pytest.raises(KeyError, match="TUNING_RUNS_TABLE"):
        Settings.from_environment(variables)
