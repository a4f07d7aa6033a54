"""Runs that seek a slot in an account in memory, as executions of the walk would."""

from types import SimpleNamespace

import pytest

from tests.unit.training.account import QUOTA, Account
from tuning import clients, naming
from tuning.account import quotas
from tuning.ledger import items, runs
from tuning.run.registration import Registration
from tuning.run.training import Customization, Slot, TrainingStatus
from tuning.training import slots


def execution_of(run: str) -> str:
    return f"execution-of-{run}"


def job_of(run: str) -> str:
    return naming.resource_name("dev", run, "job")


class Seekers:
    """What each run was told last, and what became of its job."""

    def __init__(self, account: Account, patch: pytest.MonkeyPatch) -> None:
        self.account = account
        self.slots: dict[str, Slot] = {}
        self.customizations: dict[str, Customization] = {}
        self.statuses: dict[str, TrainingStatus] = {}
        for service in ("bedrock", "dynamodb", "stepfunctions"):
            patch.setattr(clients, service, lambda: account)
        patch.setattr(quotas, "customization_jobs", lambda: QUOTA)
        patch.setattr(runs, "get", self._run)
        patch.setattr(items, "now", account.tick)
        patch.setattr(slots, "PAUSE_SECONDS", 0)

    def _run(self, run: str) -> SimpleNamespace:
        return SimpleNamespace(execution=execution_of(run), training_status=self.statuses.get(run))

    def arrive(self, run: str) -> None:
        self.account.register(run, execution_of(run))

    def die(self, run: str) -> None:
        self.account.executions[execution_of(run)] = "ABORTED"

    def pause(self, run: str) -> None:
        self.account.executions[execution_of(run)] = "PENDING_REDRIVE"

    def lives(self, run: str) -> bool:
        return self.account.executions[execution_of(run)] == "RUNNING"

    def ask(self, run: str) -> Slot:
        """Go through TakeSlot once, as the execution does: its earlier results come along."""
        registration = Registration(run_id=run, task=naming.task_of(run), outcome="ready")
        slot = slots.take(registration, self.slots.get(run), self.customizations.get(run))
        self.slots[run] = slot
        return slot

    def start(self, run: str, attempt: int = 1) -> bool:
        """Go through StartCustomization; say whether the service took the job."""
        taken = self.account.running < QUOTA
        if taken:
            self.account.jobs[job_of(run)] = "InProgress"
        self.customizations[run] = Customization(
            outcome="started" if taken else "no_slot",
            job_name=job_of(run),
            model_name="model",
            attempt=attempt,
            message=None if taken else "the quota is used up",
        )
        return taken

    def complete(self, run: str) -> None:
        self.account.jobs[job_of(run)] = "Completed"
