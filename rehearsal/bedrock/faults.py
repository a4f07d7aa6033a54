"""Faults: ways in which Bedrock can let the pipeline down, switched on by name."""

from enum import StrEnum
from threading import Lock


class Fault(StrEnum):
    """A named fault; ``description`` says in one line what happens."""

    description: str

    JOB_FAILS = "job_fails", "the customization job ends Failed while it trains"
    JOB_STOPS = "job_stops", "somebody else stops the customization job"
    JOB_NEVER_ENDS = "job_never_ends", "the customization job trains until it is stopped"
    THROUGHPUT_FAILS = "throughput_fails", "provisioned throughput ends Failed"
    THROUGHPUT_NEVER_SERVES = "throughput_never_serves", "provisioned throughput stays Creating"
    THROUGHPUT_QUOTA_ZERO = "throughput_quota_zero", "the account has no quota of model units"
    DEPLOYMENT_FAILS = "deployment_fails", "the custom model's deployment ends Failed"
    DEPLOYMENT_NEVER_ACTIVE = "deployment_never_active", "the deployment stays Creating"
    DEPLOYMENT_QUOTA_ZERO = "deployment_quota_zero", "the account has no quota of deployments"
    EVALUATION_FAILS = "evaluation_fails", "evaluation jobs end Failed"
    EVALUATION_STOPS = "evaluation_stops", "somebody else stops the evaluation jobs"
    EVALUATION_NEVER_ENDS = "evaluation_never_ends", "evaluation jobs run until they are stopped"
    THROTTLE_ONCE = "throttle_once", "the first call of each operation is throttled"
    LOST_REPLY = "lost_reply", "hosting is bought once, but the reply is lost on its way"

    def __new__(cls, value: str, description: str) -> "Fault":
        """Make a member whose value is its name for people, with its description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class Faults:
    """The faults that are on."""

    def __init__(self, *on: Fault) -> None:
        """Switch these faults on; none by default."""
        self._on = frozenset(on)
        self._struck: set[tuple[Fault, str]] = set()
        self._lock = Lock()

    def __contains__(self, fault: Fault) -> bool:
        return fault in self._on

    def __repr__(self) -> str:
        return f"Faults({', '.join(sorted(self._on))})"

    def strikes(self, fault: Fault, target: str) -> bool:
        """Say whether a fault that happens once happens now: the first time for each target."""
        if fault not in self._on:
            return False
        with self._lock:
            fresh = (fault, target) not in self._struck
            self._struck.add((fault, target))
        return fresh
