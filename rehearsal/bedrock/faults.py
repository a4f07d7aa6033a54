"""Faults: ways in which Bedrock can let the pipeline down, switched on by name."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock


class Fault(StrEnum):
    """A named fault; ``description`` says in one line what happens."""

    description: str

    JOB_FAILS = "job_fails", "the customization job ends Failed while it trains"
    JOB_STOPS = "job_stops", "somebody else stops the customization job"
    JOB_NEVER_ENDS = "job_never_ends", "the customization job trains until it is stopped"
    JOB_STALLS = "job_stalls", "the first job waits six hours for its training, then trains"
    JOB_NEVER_STARTS = "job_never_starts", "each job waits for its training until it is stopped"
    LEGACY_BASE = "legacy_base", "the base model turns Legacy: jobs are answered HTTP 500"
    THROUGHPUT_FAILS = "throughput_fails", "provisioned throughput ends Failed"
    THROUGHPUT_NEVER_SERVES = "throughput_never_serves", "provisioned throughput stays Creating"
    THROUGHPUT_QUOTA_ZERO = "throughput_quota_zero", "the account has no quota of model units"
    DEPLOYMENT_FAILS = "deployment_fails", "the custom model's deployment ends Failed"
    DEPLOYMENT_NEVER_ACTIVE = "deployment_never_active", "the deployment stays Creating"
    DEPLOYMENT_QUOTA_ZERO = "deployment_quota_zero", "the account has no quota of deployments"
    EVALUATION_FAILS = "evaluation_fails", "evaluation jobs end Failed"
    EVALUATION_STOPS = "evaluation_stops", "somebody else stops the evaluation jobs"
    EVALUATION_NEVER_ENDS = "evaluation_never_ends", "evaluation jobs run until they are stopped"
    JUDGE_DENIED = "judge_denied", "the account has no access to any model as a judge"
    JUDGE_PASSES_ALL = "judge_passes_all", "every judge gives full marks to whatever it reads"
    NEW_ACCOUNT = "new_account", "no units, 10 requests a minute, 10 functions, no Anthropic"
    SLOW_BEDROCK = (
        "slow_bedrock",
        "40 looks at jobs and hosting are slow and answered 503",
    )
    THROTTLE_ONCE = "throttle_once", "the first call of each operation is throttled"
    LOST_REPLY = "lost_reply", "hosting is bought once, but the reply is lost on its way"

    def __new__(cls, value: str, description: str) -> "Fault":
        """Make a member whose value is its name for people, with its description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


@dataclass(frozen=True, kw_only=True)
class Strike:
    """A fault that struck.

    Attributes:
        target: what it struck: an operation, a job, a quota.
        times: how often.
    """

    fault: Fault
    target: str
    times: int


class Faults:
    """The faults that are on, and what they have struck."""

    def __init__(self, *on: Fault) -> None:
        """Switch these faults on; none by default."""
        self._on = frozenset(on)
        self._struck: Counter[tuple[Fault, str]] = Counter()
        self._lock = Lock()

    def __contains__(self, fault: Fault) -> bool:
        return fault in self._on

    def __repr__(self) -> str:
        return f"Faults({', '.join(sorted(self._on))})"

    @property
    def struck(self) -> tuple[Strike, ...]:
        """What was struck so far, in the order of the first time."""
        with self._lock:
            struck = tuple(self._struck.items())
        return tuple(Strike(fault=f, target=target, times=times) for (f, target), times in struck)

    def strikes(self, fault: Fault, target: str, *, times: int | None = None) -> bool:
        """Say whether a fault strikes now, and remember that it did.

        Args:
            fault: which; one that is off never strikes.
            target: what it would strike, for people to read.
            times: how often it strikes each target at most; None for always.
        """
        if fault not in self._on:
            return False
        with self._lock:
            if times is not None and self._struck[fault, target] >= times:
                return False
            self._struck[fault, target] += 1
        return True
