"""Find a deployed environment from a terminal: its pipeline stack's outputs are its settings."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.cli.stacks import ABSENT
from tuning.errors import TuningError, code_of
from tuning.settings import Settings, deployed, output_key

ELSEWHERE: Final = "choose another AWS_PROFILE or AWS_REGION"


SETTINGS: Final = Path("settings")
"""The folder of a checkout that has a file for each environment."""


class NotDeployed(TuningError):
    """The environment cannot be reached; the message says what to do about it."""


def enter(name: str) -> Mapping[str, str]:
    """Make ``name`` the environment that every room of this process works in; return its outputs.

    Raises:
        NotDeployed: there are no credentials, or nothing of that name is deployed here.
    """
    stack = naming.stack_name(name, "pipeline")
    try:
        answer = clients.cloudformation().describe_stacks(StackName=stack)
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise
        raise NotDeployed(f"{missing(name)}{_how_to_deploy(name)}, or {ELSEWHERE}") from error
    outputs = {o["OutputKey"]: o["OutputValue"] for o in answer["Stacks"][0].get("Outputs", ())}
    os.environ.update(Settings.from_outputs(outputs).to_environment())
    return outputs


def enter_another(name: str, *, profile: str | None, region: str | None) -> Mapping[str, str]:
    """Leave the environment of this process for another one; return its outputs.

    Args:
        name: of the other one.
        profile: whose credentials reach it; None: those that this process has.
        region: in which it is deployed; None: that of this process, or else the profile's own.

    Raises:
        NotDeployed: nothing of that name is deployed there.
    """
    clients.elsewhere(profile, region)
    outputs = enter(name)
    deployed.cache_clear()
    return outputs


def missing(name: str) -> str:
    """Say that an environment was not found, where it was looked for, and what is found there."""
    region = clients.cloudformation().meta.region_name
    stack = naming.stack_name(name, "pipeline")
    return f"{stack} was not found in this account in {region}: {_others(name)}"


def _how_to_deploy(name: str) -> str:
    """Say how an environment is deployed; in a checkout that has no such one, which ones it has."""
    written = sorted(file.stem for file in SETTINGS.glob("*.toml"))
    if written and name not in written:
        return f"no {SETTINGS / name}.toml is here, only those of {', '.join(written)}"
    return f"deploy it with `{deploy(name)}`"


def is_known(name: str) -> bool:
    """Say whether this folder is a checkout that has settings of an environment."""
    return (SETTINGS / f"{name}.toml").is_file()


def deploy(name: str) -> str:
    """Return the command that deploys an environment: of a checkout, or of an app with a wheel."""
    return f"make deploy ENV={name}" if SETTINGS.is_dir() else "cdk deploy --all"


def caller() -> str:
    """Return the ARN of who types, as the account knows them."""
    return clients.sts().get_caller_identity()["Arn"]


def output(outputs: Mapping[str, str], key: str) -> str:
    """Return an output of the pipeline stack.

    Raises:
        NotDeployed: the stack is of an older version, which does not have it yet.
    """
    if key not in outputs:
        name = outputs.get(output_key("environment"), "it")
        raise NotDeployed(f"an older version of {name} is deployed, without {key}: {deploy(name)}")
    return outputs[key]


def _others(name: str) -> str:
    """Name the environments that are deployed here, the nearest first."""
    pages = clients.cloudformation().get_paginator("describe_stacks").paginate()
    try:
        stacks = {stack["StackName"] for page in pages for stack in page["Stacks"]}
    except ClientError:
        return ""  # who may look at one stack may not be allowed to list them
    before, after = naming.stack_name("|", "pipeline").split("|")
    names = [
        stack.removeprefix(before).removesuffix(after)
        for stack in sorted(stacks)
        if stack.startswith(before) and stack.endswith(after)
    ]
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}deployed here: {', '.join(names)}; " if names else ""


def enter_by_name(name: str) -> Mapping[str, str]:
    """Make ``name`` the environment of this process although its pipeline is not deployed.

    Its tags can then be told from others; everything that its stacks would tell is empty.
    """
    outputs = {output_key("environment"): name}
    os.environ.update(Settings.from_outputs(outputs).to_environment())
    return {}
