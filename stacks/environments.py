"""The environments: one frozen row each, and every choice that differs between them."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Final

from stacks.environment import BadEnvironment, Environment

ARGUMENTS: Final = ("env", "base_model", "notify")
"""What ``cdk … -c NAME=VALUE`` may say; see ``chosen``."""


@cache
def environments() -> tuple[Environment, ...]:
    """Return every environment; a row that contradicts a limit says so here."""
    return (
        Environment(
            name="dev",
            notify=("bedrock-finetune-dev@example.com",),
            max_training_usd=25,
            max_hosting_usd=50,
            monthly_budget_usd=200,
        ),
        Environment(
            name="staging",
            notify=("bedrock-finetune-staging@example.com",),
            over_ceiling="approve",
            max_training_usd=100,
            max_hosting_usd=200,
            model_retention_days=90,
            monthly_budget_usd=1000,
            log_retention_days=90,
            artifact_retention_days=180,
            snapshot_lock_days=30,
        ),
        Environment(
            name="prod",
            notify=("bedrock-finetune-prod@example.com",),
            over_ceiling="approve",
            max_training_usd=500,
            max_hosting_usd=2000,
            max_model_units=2,
            approval_deadline_hours=72,
            model_retention_days=365,
            monthly_budget_usd=5000,
            termination_protection=True,
            retain=True,
            log_retention_days=400,
            artifact_retention_days=1827,
            snapshot_lock_days=365,
        ),
        Environment(
            name="local",
            notify=("nobody@example.com",),
            companions_deadline_minutes=10,
            approval_deadline_hours=4,
            slot_poll_seconds=120,
            slot_deadline_hours=6,
            customization_poll_seconds=120,
            customization_deadline_hours=6,
            hosting_quota_poll_seconds=60,
            hosting_quota_deadline_hours=1,
            throughput_deadline_minutes=60,
            evaluation_poll_seconds=60,
            evaluation_deadline_hours=4,
            log_retention_days=1,
            artifact_retention_days=1,
            snapshot_lock_days=1,
            reaper_minutes=240,
            model_retention_days=1,
            segment_mebibytes=1,
            architecture="host",
        ),
    )


def environment(name: str) -> Environment:
    """Return the environment of this name.

    Raises:
        BadEnvironment: there is none; the message names those that there are.
    """
    rows = {row.name: row for row in environments()}
    if name not in rows:
        near = get_close_matches(name, rows, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadEnvironment(
            f"unknown environment {name!r}; {hint}choose one of: {', '.join(rows)}"
        )
    return rows[name]


def chosen(context: Mapping[str, str | None], region: str | None) -> Environment:
    """Return the environment that a command line asks for.

    Args:
        context: ``env`` names the row; ``base_model`` and ``notify`` (addresses parted by commas)
            change it for this deployment.
        region: where the CDK CLI is about to deploy; None when nobody knows yet.

    Raises:
        BadEnvironment: no environment or an unknown one is named, or a limit is contradicted.
        TuningError: the base model cannot be used, or not in that region.
    """
    name = context.get("env")
    if not name:
        names = ", ".join(row.name for row in environments())
        raise BadEnvironment(f"choose an environment with -c env=NAME; NAME is one of: {names}")
    row = environment(name)
    model, addresses = context.get("base_model"), context.get("notify")
    return replace(
        row,
        base_model=model or row.base_model,
        notify=tuple(addresses.split(",")) if addresses else row.notify,
        region=row.region or region,
    )
