"""Accounts and days that are not as one would wish: what a run must still come to."""

from collections.abc import Callable
from dataclasses import replace

import tomlkit

from rehearsal.bedrock import Fault
from rehearsal.bedrock.dispatch import OUTAGE_CALLS
from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine, trained
from tests.workflow.test_queue import entered
from tuning.handlers.check_customization import check_customization

Faulty = Callable[[Fault], Machine]


def test_a_job_that_waits_for_hours_trains_in_the_end(
    faulty: Faulty, few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_STALLS)
    long = {"TUNING_QUEUED_DEADLINE_HOURS": "24", "TUNING_CUSTOMIZATION_DEADLINE_HOURS": "48"}

    with machine.told(check_customization, **long):
        execution = machine.started(few_tickets)
        walk = machine.ended(execution)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert "WaitInQueue" in entered(machine, execution)
    assert walk.document["training_status"]["seconds"] > 6 * 3600


def test_a_job_that_waits_too_long_is_started_once_more_where_the_recipe_allows_it(
    faulty: Faulty, few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_STALLS)
    recipe = tomlkit.parse(few_tickets.recipe)
    recipe.setdefault("training", tomlkit.table())["restart_stalled"] = True
    allowing = replace(few_tickets, recipe=tomlkit.dumps(recipe).encode())

    walk = machine.ended(machine.started(allowing))

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert 2 == walk.document["customization"]["attempt"]
    assert walk.document["customization"]["replaced"]


def test_a_job_that_never_trains_ends_within_its_deadline_and_is_not_paid_for(
    faulty: Faulty, few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_NEVER_STARTS)
    before = machine.sandbox.bedrock.bill()

    with machine.told(check_customization, TUNING_QUEUED_DEADLINE_HOURS="1"):
        walk = machine.ended(machine.started(few_tickets))

    report = machine.report(walk)
    assert "failed" == report["status"]
    assert "queue" in report["reason"].lower() or "stall" in report["reason"].lower()
    assert trained(before) == trained(machine.sandbox.bedrock.bill())


def test_a_base_model_that_turns_legacy_is_named_as_the_reason(
    faulty: Faulty, few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.LEGACY_BASE)

    walk = machine.ended(machine.started(few_tickets))

    report = machine.report(walk)
    assert "failed" == report["status"]
    assert "legacy" in report["reason"].lower()
    assert 0 == machine.sandbox.bedrock.held().deployments


def test_an_hour_without_answers_ends_nothing_that_was_paid_for(
    faulty: Faulty, few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.SLOW_BEDROCK)

    walk = machine.ended(machine.started(few_tickets), bound_seconds=240)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    (strike,) = machine.sandbox.bedrock.struck[-1:]
    assert (Fault.SLOW_BEDROCK, OUTAGE_CALLS) == (strike.fault, strike.times)
    assert 0 == machine.sandbox.bedrock.held().deployments
