"""What ``cdk … -c KEY=VALUE`` may say: which environment, and what is otherwise for one deployment.

Whatever is to stay stands in the environment's settings file: a value that was given with ``-c``
would be gone with the next plain deployment.
"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from stacks.environments import settings_file
from stacks.environments.addresses import addresses
from stacks.environments.environment import LOCAL, BadEnvironment, Environment
from stacks.environments.known import ASKS, environment, people_choose

KEYS: Final = ("env", "base_model", "notify", "api", "review")

REHEARSAL: Final = "rehearsal"
"""What the rehearsal says where it deploys to this machine; nobody else has it to say."""

OF_THE_CLI: Final = frozenset({"acknowledged-issue-numbers", "cli-telemetry"})
"""What ``cdk acknowledge`` and ``cdk cli-telemetry`` leave in cdk.context.json. Every other key of
the CDK's own holds one of ``MARKS``."""

ASKING: Final = "asking"
"""What it says instead of ``true`` when a person is to be asked, as in staging and prod."""

MARKS: Final = ":/@"

NOBODY: Final = ("nobody@example.com",)
"""Stands for the addresses in templates that are only looked at."""


def chosen(context: Mapping[str, Any], region: str | None) -> Environment:
    """Return the environment that a command line asks for.

    Args:
        context: everything that the CDK knows. ``env`` names the environment; ``base_model``,
            ``notify`` (addresses parted by commas) and ``api`` (``true`` or ``false``) change it
            for this deployment; ``review`` says
            that the templates are to be read, not deployed, so that nobody has to be notified;
            ``rehearsal``, that the environment of this machine is deployed to it: as it is
            (``true``), or with a ceiling that a person is asked about (``asking``).
        region: where the CDK CLI is about to deploy; None when nobody knows yet.

    Raises:
        BadEnvironment: a key or an environment is unknown, a limit is contradicted, or nobody would
            be told how runs end.
        TuningError: the base model cannot be used, or not in that region.
    """
    for key, value in context.items():
        if key in (*KEYS, REHEARSAL):
            if not isinstance(value, str):
                raise BadEnvironment(f"-c {key}: must be a text, and is {value!r}")
        elif key not in OF_THE_CLI and not any(mark in key for mark in MARKS):
            raise BadEnvironment(_unknown(key, context.get("env")))
    name = context.get("env")
    if not name:
        raise BadEnvironment(
            f"choose an environment with -c env=NAME; NAME is one of: {people_choose()}"
        )
    rehearsed = context.get(REHEARSAL)
    row = ASKS if name == LOCAL and rehearsed == ASKING else environment(name)
    model, given, api = (context.get(key) for key in ("base_model", "notify", "api"))
    if api not in (None, "true", "false"):
        raise BadEnvironment(f"-c api={api}: must be true or false")
    row = replace(
        row,
        base_model=model or row.base_model,
        api=row.api if api is None else api == "true",
        notify=addresses(given.split(",")) if given is not None else row.notify,
        region=row.region or region,
    )
    allowed = rehearsed in ("true", ASKING) or context.get("review") == "true"
    if row.name == LOCAL and not allowed:
        raise BadEnvironment(
            f"{LOCAL} is the rehearsal's own and is deployed to no account: make rehearse; for an "
            f"account choose one of: {people_choose()}"
        )
    if row.notify:
        return row
    if context.get("review") == "true":
        return replace(row, notify=NOBODY)
    raise BadEnvironment(
        f"nobody would be notified how runs of {name} end and what bills: write "
        f'notify = ["you@corp.com"] into {settings_file.shown(name)}, or for this deployment '
        f'make deploy ENV={name} ARGS="-c notify=you@corp.com". '
        f"To read the templates only: make synth ENV={name}"
    )


def _unknown(key: str, name: Any) -> str:
    if key in settings_file.KEYS:
        file = settings_file.shown(name or "NAME")
        return f"-c {key}: this is a permanent setting; write it into {file}"
    near = get_close_matches(key, (*KEYS, *settings_file.KEYS), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return (
        f"-c {key}: unknown; {hint}valid are: {', '.join(KEYS)}. Everything else is a setting of "
        f"{settings_file.shown(name or 'NAME')}"
    )
