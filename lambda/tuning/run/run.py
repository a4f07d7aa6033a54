"""The record of one run: what each state of the walk said, and how it ended."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from tuning.errors import UNREADABLE
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Prospect
from tuning.run.hosting import Promotion, Release, Serving, ServingStatus
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.run.training import Customization, Judgement, Slot, TrainingStatus
from tuning.run.validation import Admission


class RunStatus(StrEnum):
    """Where a run stands; every run ends in one of the last eight."""

    RUNNING = "running"
    KEPT = "kept"
    DISCARDED = "discarded"
    UNDECIDED = "undecided"
    NOT_NEEDED = "not_needed"
    CANNOT_BE_PROVED = "cannot_be_proved"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """What people read."""
        return self.value.replace("_", " ")


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """Who ended a run from a terminal, when, and why; ``why`` is empty where nobody said."""

    who: str
    when: str
    why: str = ""

    @property
    def sentence(self) -> str:
        """Say it in a few words."""
        return f"{self.who} cancelled the run at {self.when}" + (
            f": {self.why}" if self.why else ""
        )


class Failure(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """What Step Functions caught: the error's name and its cause, in its own two fields."""

    error: str
    cause: str = ""

    @property
    def reason(self) -> str:
        """The cause in words: a Lambda's is a JSON document, of which people want the message."""
        try:
            said = msgspec.json.decode(self.cause, type=dict[str, Any])
        except UNREADABLE:
            return self.cause
        return str(said.get("errorMessage", self.cause))

    @property
    def told(self) -> str:
        """The error and its reason, in one line."""
        return " ".join(f"{self.error}: {self.reason}".split())


@dataclass(frozen=True, kw_only=True)
class Span:
    """When a state first began and last ended, ISO 8601 in UTC."""

    started: str
    ended: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run as the ledger holds it; a result that is None has not been reached.

    Attributes:
        closing_since: when the reaper began to close it, because its execution could not.
        announced_at: when the reaper told people how it ended.
        model_deleted_at: when its custom model was, by retention or a teardown.
    """

    run_id: str
    task: str
    status: RunStatus
    execution: str
    created_at: str
    updated_at: str
    state: str = ""
    timeline: dict[str, Span] = field(default_factory=dict)
    registration: Registration | None = None
    admission: Admission | None = None
    hosting_plan: HostingPlan | None = None
    approval_request: ApprovalRequest | None = None
    first_approval: Approval | None = None
    approval: Approval | None = None
    prospect: Prospect | None = None
    slot: Slot | None = None
    customization: Customization | None = None
    training_status: TrainingStatus | None = None
    judgement: Judgement | None = None
    lease: Lease | None = None
    serving: Serving | None = None
    serving_status: ServingStatus | None = None
    answers: Answers | None = None
    evaluation: EvaluationJobs | None = None
    evaluation_status: EvaluationStatus | None = None
    comparison: Comparison | None = None
    promotion: Promotion | None = None
    release: Release | None = None
    resumption: Resumption | None = None
    failure: Failure | None = None
    cancellation: Cancellation | None = None
    report_key: str | None = None
    closing_since: str | None = None
    announced_at: str | None = None
    model_deleted_at: str | None = None

    @property
    def is_registered(self) -> bool:
        """Whether its drop was understood: until then another execution may register it."""
        return self.registration is not None and self.registration.outcome != "waiting"

    @property
    def unfinished(self) -> bool:
        """Whether it has not ended, or has been closed without anybody being told."""
        return self.status is RunStatus.RUNNING or bool(
            self.closing_since and not self.announced_at
        )

    @property
    def is_open(self) -> bool:
        """Whether somebody may have to look after it."""
        return self.unfinished or self.held is not None

    @property
    def held(self) -> Lease | None:
        """The lease of what may still bill, if any: also of what was only about to be bought."""
        return self.lease if self.lease and self.lease.state != "released" else None

    @property
    def awaits_answer(self) -> bool:
        """Whether a person is asked about its expense, and neither they nor time has answered."""
        return (
            self.status is RunStatus.RUNNING
            and self.approval_request is not None
            and self.approval is None
        )

    @property
    def queued(self) -> str | None:
        """Since when Bedrock has its job in a queue, while it has; ISO 8601 in UTC."""
        status = self.training_status
        return status.queued_since if status and status.outcome == "queued" else None

    @property
    def model_arn(self) -> str | None:
        """The custom model that the run trained, if it did."""
        return self.training_status.model_arn if self.training_status else None

    @property
    def stored_model(self) -> str | None:
        """The custom model while it bills its storage: until it is deleted."""
        return None if self.model_deleted_at else self.model_arn

    @property
    def serves_again(self) -> bool:
        """Whether it went on after its end to serve its model, which changes no verdict."""
        return self.resumption is not None and self.resumption.wish.purpose == "serve"

    @property
    def not_served(self) -> str | None:
        """Why its model does not serve again although somebody asked for that, if it does not."""
        if not self.serves_again or (self.held and self.held.kept):
            return None
        if self.cancellation:
            return self.cancellation.sentence
        stored = self.promotion.reason if self.promotion and self.serving else None
        return self.why_failed or self.why_rejected or stored

    @property
    def outcome(self) -> RunStatus:
        """How the run ends, from what its states said: the one place where that is decided."""
        if self.resumption and self.serves_again:
            return RunStatus(self.resumption.before)
        if self.status is RunStatus.CANCELLED:
            return RunStatus.CANCELLED
        if self.failure or self.why_failed:
            return RunStatus.FAILED
        if self.why_rejected:
            return RunStatus.REJECTED
        if self.prospect and self.prospect.ends:
            return RunStatus(self.prospect.outcome)
        if self.promotion:
            return RunStatus.KEPT
        if self.comparison and self.comparison.outcome == "hold":
            return RunStatus.UNDECIDED
        return RunStatus.DISCARDED

    @property
    def why_rejected(self) -> str | None:
        """Why the pipeline refused the drop, if it did."""
        if self.registration and self.registration.outcome == "refused":
            return "; ".join(self.registration.reasons)
        if self.admission and self.admission.outcome == "rejected":
            return self.admission.summary
        if self.hosting_plan and self.hosting_plan.outcome == "refused":
            return " ".join(self.hosting_plan.reasons)
        if self.approval and self.approval.outcome == "denied":
            return f"The expense {self.approval.sentence}.{self._asked}"
        if self.approval_request and not self.approval:
            return f"The expense was not approved by {self.approval_request.until}.{self._asked}"
        return None

    @property
    def _asked(self) -> str:
        """What a person was asked about, as the sentences that follow on the answer."""
        figures = self.approval_request.figures if self.approval_request else ()
        return "".join(f" {figure}" for figure in figures)

    @property
    def why_failed(self) -> str | None:
        """What broke, if something did: the first stage whose service said so."""
        if self.failure:
            return f"{self.failure.error}: {self.failure.reason}"
        if self.slot and self.slot.outcome == "timed_out":
            return self.slot.message
        if self.serving and self.serving.outcome == "timed_out":
            return self.serving.message
        for what, status in (
            ("customization job", self.training_status),
            (self.serving.title if self.serving else "hosting", self.serving_status),
        ):
            if status and status.outcome in ("failed", "stopped", "timed_out"):
                words = status.outcome.replace("_", " ")
                return f"{what} {words}: {status.message or 'the service gave no reason'}"
        if self.judgement and self.judgement.outcome == "too_few":
            return self.judgement.summary.removeprefix("The ").removesuffix(".")
        return None
