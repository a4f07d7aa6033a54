"""``settings/NAME.toml``: what a team decides for one of its environments.

Every key is a field of ``Environment`` and is checked as such; what a file leaves out has the
default that stands there.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec

from stacks.checkout import ROOT
from stacks.environments import guardrail
from stacks.environments.addresses import addresses
from stacks.environments.environment import BadEnvironment, Environment
from stacks.environments.kinds import words
from tuning.errors import TuningError

FOLDER: Final = ROOT / "settings"

KEYS: Final = {
    field.name: get_type_hints(Environment)[field.name]
    for field in fields(Environment)
    if field.name != "name"
}
"""Every key of a settings file and its type."""

READS: Final[Mapping[str, Callable[[Any], Any]]] = {"guardrail": guardrail.read}
"""What reads a key that is more than one value."""


def shown(name: str) -> str:
    """Return the file of an environment as a person finds it."""
    return f"{FOLDER.name}/{name}.toml"


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the environments that have a settings file."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


def read(name: str, folder: Path = FOLDER) -> Environment:
    """Read the settings of an environment.

    Raises:
        BadEnvironment: the file is not TOML, or a key or a value in it cannot be used; the message
            names the file, the key, and what is valid.
    """
    try:
        content = tomllib.loads((folder / f"{name}.toml").read_text("utf-8-sig"))
        return Environment(name=name, **_checked(content))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadEnvironment(f"{shown(name)} is not TOML: {error}") from error
    except OSError as error:
        raise BadEnvironment(f"{shown(name)} cannot be read: {error.strerror}") from error
    except (BadEnvironment, TuningError) as error:
        raise BadEnvironment(f"{shown(name)}: {error}") from error


def _checked(content: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise BadEnvironment(f"unknown key {key}; {hint}valid are: {', '.join(sorted(KEYS))}")
        try:
            values[key] = READS[key](value) if key in READS else msgspec.convert(value, KEYS[key])
        except msgspec.ValidationError as error:
            raise BadEnvironment(f"{key} must be {words(KEYS[key])}") from error
        except guardrail.BadPolicy as error:
            raise BadEnvironment(f"{key} {error}") from error
    if "notify" in values:
        values["notify"] = addresses(values["notify"])
    return values
