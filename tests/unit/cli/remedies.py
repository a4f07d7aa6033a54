"""Whether what the doctor prints as a fix can be run: each command is held to its real tool."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import botocore.session
from botocore import xform_name

from tuning.cli import commands

ROOT = Path(__file__).parents[3]
TOOLS = ("aws ", "make ", "python -m tuning ", "export ")

OF_THE_CLI_ALONE = {
    ("logs", "tail"): {"--since"},
    ("cloudformation", "wait"): {"--stack-name"},
}
"""Commands of the AWS CLI that are no operation of a service: documented, and in no model."""

EVERYWHERE = {"--query", "--output", "--region", "--profile"}
"""Options of the AWS CLI that every command takes."""


def hold(remedy: str) -> None:
    """Fail unless every command of a remedy is one that its tool takes."""
    started = re.search("|".join(TOOLS), remedy)
    if started is None:
        assert "`" not in remedy, remedy
        return
    for command in remedy[started.start() :].split(" && "):
        _hold_command(command)


def _hold_command(command: str) -> None:
    for nested in re.findall(r"\$\((.*?)\)", command):
        _hold_command(nested)
    tool, *words = shlex.split(re.sub(r"\$\(.*?\)", "nested", command))
    if tool == "aws":
        _hold_aws(words)
    elif tool == "make":
        make = shutil.which("make") or "make"
        subprocess.run([make, "--dry-run", *words], cwd=ROOT, check=True, capture_output=True)
    elif tool == "python":
        commands.parse(words[2:])
    else:
        assert "export" == tool, command
        subprocess.run(["/bin/sh", "-ec", command], check=True)


def _hold_aws(words: list[str]) -> None:
    service, operation, *rest = words
    options = {word for word in rest if word.startswith("--")} - EVERYWHERE
    if (service, operation) in OF_THE_CLI_ALONE:
        assert options <= OF_THE_CLI_ALONE[service, operation], words
        return
    model = botocore.session.get_session().get_service_model({"s3api": "s3"}.get(service, service))
    named = {xform_name(name, "-"): name for name in model.operation_names}
    assert operation in named, words
    shape = model.operation_model(named[operation]).input_shape
    assert shape is not None
    members = {f"--{xform_name(name, '-')}" for name in shape.members}
    flags = {f"--no-{option[2:]}" for option in members}
    assert options <= members | flags, words
    given = options | {option.replace("--no-", "--") for option in options & flags}
    assert {f"--{xform_name(name, '-')}" for name in shape.required_members} <= given, words
