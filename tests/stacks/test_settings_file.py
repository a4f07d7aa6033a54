"""A team's settings file: what stands in it holds, and what is wrong in it is one line."""

import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from stacks.checkout import ROOT
from stacks.environments import settings_file
from stacks.environments.environment import BadEnvironment, Environment
from stacks.environments.kinds import words
from stacks.environments.limits import RANGES

EVERYTHING = """
notify = [" ada@corp.com "]
base_model = "amazon.nova-lite-v1:0:300k"
region = "us-east-1"
max_training_usd = 12
max_hosting_usd = 7.5
over_ceiling = "approve"
reaper_minutes = 30
retain = true
subnet_ids = ["subnet-1", "subnet-2"]
security_group_ids = ["sg-1"]
[hyperparameters]
epochCount = 3
learningRate = 1e-5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "team.toml"


def test_a_new_environment_is_a_new_file(file: Path) -> None:
    file.write_text(EVERYTHING)

    row = settings_file.read("team", file.parent)

    assert ("team",) == settings_file.names(file.parent)
    assert ("team", ("ada@corp.com",)) == (row.name, row.notify)
    assert (12, 7.5, "approve", 30) == (
        row.max_training_usd,
        row.max_hosting_usd,
        row.over_ceiling,
        row.reaper_minutes,
    )
    assert {"epochCount": 3, "learningRate": 1e-5} == dict(row.hyperparameters)
    assert ("subnet-1", "subnet-2") == row.subnet_ids


def test_what_a_file_leaves_out_has_its_default(file: Path) -> None:
    file.write_text("")

    assert settings_file.read("team", file.parent) == Environment(name="team")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("notify = ", "team.toml is not TOML: "),
        ("\x00", "team.toml is not TOML: "),
        (
            "max_trainingusd = 9",
            "unknown key max_trainingusd; did you mean max_training_usd? valid",
        ),
        ("name = 'dev'", "unknown key name; "),
        ("zzz = 1", "unknown key zzz; valid are: api, api_calls_a_minute, "),
        ("notify = 'you@corp.com'", 'notify must be a list of texts, ["one", "another"]'),
        ("notify = ['you@corp']", "notify: 'you@corp' is no e-mail address"),
        ("notify = ['you@example.com']", "notify: nobody can read you@example.com"),
        ("max_training_usd = '9'", "max_training_usd must be a number"),
        ("max_training_usd = nan", "max_training_usd = nan must be from 0.01"),
        ("reaper_minutes = 1.5", "reaper_minutes must be a whole number"),
        ("reaper_minutes = true", "reaper_minutes must be a whole number"),
        ("reaper_minutes = 481", "reaper_minutes = 481 must be from 1 to 480 ("),
        ("reaper_minutes = -1", "reaper_minutes = -1 must be from 1"),
        ("retain = 1", "retain must be true or false"),
        ("over_ceiling = 'ask'", "over_ceiling must be one of: refuse, approve"),
        ("architecture = 'host'", "architecture must be arm64 or x86_64"),
        ("base_model = 'amazon.nova'", "unknown base model"),
        ("region = 'eu-west-1'", "cannot be customised in eu-west-1; it can in: us-east-1"),
        ("[hyperparameters]\nepochs = 2", "did you mean epochCount?"),
        ("[hyperparameters]\nepochCount = '2'", "hyperparameters must be a table of numbers"),
        ("hyperparameters = 3", "hyperparameters must be a table of numbers"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_the_file_the_key_and_what_is_valid(
    file: Path, text: str, message: str
) -> None:
    file.write_text(text)

    with pytest.raises(BadEnvironment) as refused:
        settings_file.read("team", file.parent)

    assert str(refused.value).startswith("settings/team.toml")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_text("reaper_minutes = 30\n", encoding="utf-8-sig")

    assert 30 == settings_file.read("team", file.parent).reaper_minutes


def test_a_file_that_is_no_text_is_one_line(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(BadEnvironment, match=r"settings/team\.toml is not TOML"):
        settings_file.read("team", file.parent)


def test_a_file_that_cannot_be_read_is_one_line(file: Path) -> None:
    file.mkdir()

    with pytest.raises(BadEnvironment, match=r"settings/team\.toml cannot be read: Is a directory"):
        settings_file.read("team", file.parent)


def test_a_file_whose_name_is_no_environments_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Prod_EU.toml").write_text("")

    with pytest.raises(BadEnvironment, match="'Prod_EU' cannot be an environment's name"):
        settings_file.read("Prod_EU", tmp_path)


def row(key: str) -> str:
    """How the row of a key begins: its name, its default, and what it may be."""
    default = getattr(Environment(name="any"), key)
    shown = str(default).lower() if isinstance(default, bool) else default
    if default in (None, (), {}):
        shown = "none"
    limit = RANGES.get(key) or words(settings_file.KEYS[key])
    return f"| `{key}` | {shown} | {limit} |"


@pytest.mark.parametrize("key", settings_file.KEYS)
def test_the_page_of_settings_has_every_key_with_its_default_and_limit(key: str) -> None:
    page = (ROOT / "docs" / "settings.md").read_text().splitlines()

    assert 1 == sum(line.startswith(row(key)) for line in page), f"{row(key)} what it is |"


def test_the_shipped_files_name_nobody_and_only_what_differs_from_the_defaults() -> None:
    defaults = {field.name: field.default for field in fields(Environment)}
    for name in settings_file.names():
        written = tomllib.loads((settings_file.FOLDER / f"{name}.toml").read_text())
        assert written.pop("notify") == []
        assert MISSING not in {defaults[key] for key in written}
