"""The environments: those that have a settings file, and the one of this machine."""

from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Final

from stacks.environments import settings_file
from stacks.environments.environment import LOCAL, BadEnvironment, Environment
from stacks.environments.guardrail import GuardrailPolicy, Topic

ON_THIS_MACHINE: Final = Environment(
    name=LOCAL,
    notify=("nobody@example.com",),
    companions_deadline_minutes=10,
    approval_deadline_hours=4,
    slot_poll_seconds=120,
    slot_deadline_hours=6,
    line_deadline_hours=24,
    customization_poll_seconds=120,
    customization_deadline_hours=18,
    queued_poll_seconds=300,
    queued_deadline_hours=2,
    hosting_quota_poll_seconds=60,
    hosting_quota_deadline_hours=1,
    throughput_deadline_minutes=60,
    asking_poll_seconds=60,
    asking_deadline_hours=2,
    evaluation_poll_seconds=60,
    evaluation_deadline_hours=4,
    log_retention_days=1,
    artifact_retention_days=1,
    snapshot_lock_days=1,
    reaper_minutes=240,
    model_retention_days=1,
    segment_mebibytes=1,
    architecture="host",
    api=True,
    guardrail=GuardrailPolicy(
        prompt_attack="high",
        personal_data={"credit_debit_card_number": "block", "email": "anonymise"},
        topics=(
            Topic(
                name="Medical advice",
                definition="Diagnosing an illness, or saying which medicine or dose to take.",
                examples=("Which dose of ibuprofen may I take?",),
            ),
        ),
        blocked_words=("project bluebird",),
    ),
    notice="Rehearsed. Bedrock was a stand-in: a small model trained on one machine, whose answers "
    "say nothing about the models that this report names. No judge was asked: the stand-in counts "
    "what an answer shares with its reference.",
)
"""Deployed to an AWS on this machine, whose clock runs fast; it is nobody's to configure."""


ASKS: Final = replace(
    ON_THIS_MACHINE,
    over_ceiling="approve",
    max_training_usd=0.01,
    approval_deadline_hours=72,
)
"""The same with the rule of staging and prod, and a ceiling that nearly every dataset passes."""


def people_choose() -> str:
    """Name the environments that are deployed to an account."""
    return ", ".join(settings_file.names())


def names() -> tuple[str, ...]:
    """Return the name of every environment."""
    return (*settings_file.names(), LOCAL)


def environment(name: str) -> Environment:
    """Return the environment of this name.

    Raises:
        BadEnvironment: there is none, and the message names those that there are; or its settings
            contradict a limit.
    """
    if name == LOCAL:
        if LOCAL in settings_file.names():
            raise BadEnvironment(
                f"{settings_file.shown(LOCAL)} reaches nobody: {LOCAL} is the rehearsal's own; "
                "give the file another name"
            )
        return ON_THIS_MACHINE
    if name not in settings_file.names():
        near = get_close_matches(name, settings_file.names(), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadEnvironment(
            f"unknown environment {name!r}; {hint}choose one of: {people_choose()}, or write "
            f"{settings_file.shown('NAME')} for a new one"
        )
    return _read(name)


@cache
def _read(name: str) -> Environment:
    return settings_file.read(name)


def environments() -> tuple[Environment, ...]:
    """Return every environment; settings that contradict a limit say so here."""
    return tuple(environment(name) for name in names())
