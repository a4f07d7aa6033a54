"""One environment: what a team decides for it, held against the limits of the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import Final, Literal, get_type_hints

from stacks.environments import guardrail, limits
from stacks.environments.guardrail import GuardrailPolicy
from stacks.environments.kinds import fits, words
from tuning import naming
from tuning.models.catalogue import base_model, check_region
from tuning.models.hyperparameters import resolve
from tuning.training.slots import SLOWEST

OUTAGES_HOURS: Final = 24
"""Room in an execution's deadline for what its states wait through without a deadline of theirs."""

JOBS_A_RUN: Final = 2
"""A job that stalls may be started once more, and then wait as long again."""


HOSTINGS: Final = ("throughput", "deployment")
"""What a run may wait for to serve its model: one of them, never both."""


LOCAL: Final = "local"
"""The one environment that no account has: it is deployed to this machine."""


class BadEnvironment(ValueError):
    """The environment is unknown or contradicts a limit; the message says what is valid."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One place to which the pipeline is deployed.

    Durations are in the unit that the field's name ends with. A deadline says how long a run waits
    for something, a poll how often it looks.

    Attributes:
        notify: e-mail addresses that are told how runs end and what went wrong; see
            ``stacks.environments.addresses``.
        base_model: fine-tuned by a task whose recipe names none.
        hyperparameters: the environment's own, for that base model; the rest are the model's.
        region: None leaves it to the CDK environment, as the account always is.
        companions_poll_seconds: also the settling time of a drop, which is complete when nothing
            came from one look to the next.
        companions_deadline_minutes: for files that a recipe names and that arrive late.
        termination_protection: CloudFormation refuses to delete the stacks.
        retain: data, keys and the ledger outlive their stack.
        artifact_retention_days: after which snapshots and reports of runs expire.
        snapshot_lock_days: for so long nobody deletes a snapshot who may not bypass governance; 0
            locks none. Set it before the first deployment: a lock cannot be taken off a bucket.
        segment_mebibytes: a larger file is read in segments of this size, by many functions.
        architecture: of the functions; ``host`` where this machine itself runs them.
        subnet_ids: customization jobs run in these subnets; none: in the service's own network.
        over_ceiling: what happens to a run whose estimate passes a ceiling: it is refused, or it
            waits until a person approves it.
        approvals: how many people must approve a run that is over a ceiling; one no is enough.
        max_training_usd: ceiling of what a run may spend on training; None sets none. A price that
            nobody knows counts as above a ceiling.
        max_hosting_usd: ceiling of what a run may spend on hosting until its lease is over.
        max_evaluation_usd: ceiling of what a run may spend on asking both models and on the judge.
        max_month_usd: ceiling of what all runs of a calendar month (UTC) may cost together: what
            ended runs have cost, and the most that those may cost that go on.
        max_open_runs: ceiling of how many runs of one task go on at once.
        min_gain: the least gain, 0 to 1, by which a model may be kept, whatever its recipe says.
        max_keep_hours: the longest that a recipe may have a model stay hosted; None: 30 days, as
            every lease.
        owners: who may own a model that stays hosted, each with ``*`` for what varies; without any,
            whoever a recipe names.
        only_promoted: a run begins only with what another environment kept, which `promote --to`
            brings here; any other drop is refused.
        unit_hour_usd: what AWS charges for one model unit of the base model for one hour, as this
            environment's people know it; counted where neither the Price List nor the price table
            knows.
        max_model_units: most model units that a run may buy.
        approval_deadline_hours: for a person's answer; without one the run ends as rejected.
        slot_deadline_hours: for anybody to get a training slot, while a run stands in line.
        line_deadline_hours: for its own turn, however well the line moves: 30 days of 10 jobs at a
            time are 7,200 jobs of an hour each. An execution has to end within a year.
        hosting_quota_deadline_hours: for the account's quota of deployments or model units, while
            the trained model is stored.
        queued_deadline_hours: for Bedrock to begin to train what it has validated. The stalls that
            were reported in 2026 lasted 6 to 74 hours, and none of them came to an end by itself.
        reaper_minutes: from one sweep for what bills and belongs to no living run to the next.
        drain_minutes: for which throughput that a task was named after serves on once another model
            is named: the time in which whoever keeps an ARN has to ask for the name again.
        asking_deadline_hours: for both models to answer every held-out record: 1,000 records take
            two hours where an account may ask ten times a minute. What was not asked by then is not
            compared.
        model_retention_days: after which a custom model is deleted that nothing serves.
        uploaders: who may drop datasets beside principals with the uploader's tag: roles and users
            of this account, ``role/NAME`` or ``user/NAME``, with ``*`` for what varies.
        notice: what every report and message of this environment says first, in a sentence: that
            its models are for a trial, or whom to ask. Empty: nothing.
        separates_approval: who may drop datasets may not approve what they cost.
        api: whether applications may ask what serves a task by an API, which is a stack of its own.
        api_calls_a_minute: how often one caller of it may ask.
        api_tokens_a_day: how many tokens one caller of it may use, asked and answered ones.
        monthly_budget_usd: people are told when a month costs most of it, and all; None: no budget.
        guardrail: what is blocked or masked in questions and answers; None: nothing is.
    """

    name: str
    notify: tuple[str, ...] = ()
    base_model: str = "amazon.nova-micro-v1:0:128k"
    hyperparameters: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    region: str | None = None
    companions_poll_seconds: int = 30
    companions_deadline_minutes: int = 30
    over_ceiling: Literal["refuse", "approve"] = "refuse"
    approvals: Literal["one", "two"] = "one"
    max_training_usd: float | None = None
    max_hosting_usd: float | None = None
    max_evaluation_usd: float | None = None
    max_month_usd: float | None = None
    max_open_runs: int | None = None
    min_gain: float = 0.0
    max_keep_hours: int | None = None
    owners: tuple[str, ...] = ()
    only_promoted: bool = False
    unit_hour_usd: float | None = None
    max_model_units: int = 1
    approval_deadline_hours: int = 24
    slot_poll_seconds: int = 600
    slot_deadline_hours: int = 72
    line_deadline_hours: int = 720
    customization_poll_seconds: int = 300
    customization_deadline_hours: int = 48
    hosting_quota_poll_seconds: int = 300
    hosting_quota_deadline_hours: int = 24
    queued_poll_seconds: int = 900
    queued_deadline_hours: int = 24
    throughput_poll_seconds: int = 60
    throughput_deadline_minutes: int = 180
    deployment_poll_seconds: int = 30
    deployment_deadline_minutes: int = 60
    asking_poll_seconds: int = 120
    asking_deadline_hours: int = 4
    evaluation_poll_seconds: int = 150
    evaluation_deadline_hours: int = 24
    termination_protection: bool = False
    retain: bool = False
    log_retention_days: int = 30
    artifact_retention_days: int = 90
    snapshot_lock_days: int = 0
    segment_mebibytes: int = 256
    architecture: Literal["arm64", "x86_64", "host"] = "arm64"
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    reaper_minutes: int = 15
    drain_minutes: int = 15
    model_retention_days: int = 30
    uploaders: tuple[str, ...] = ()
    notice: str = ""
    separates_approval: bool = False
    monthly_budget_usd: int | None = None
    guardrail: GuardrailPolicy | None = field(default=None, hash=False)
    api: bool = False
    api_calls_a_minute: int = 60
    api_tokens_a_day: int = 1_000_000

    def __post_init__(self) -> None:
        """Refuse what would fail later, and dearer, in an account.

        Raises:
            BadEnvironment: a limit of a service is contradicted.
            TuningError: the base model or a hyperparameter cannot be used.
        """
        if not naming.is_environment(self.name):
            raise BadEnvironment(
                f"{self.name!r} cannot be an environment's name: 1 to "
                f"{naming.ENVIRONMENT_LENGTH} lower-case letters, digits and single hyphens"
            )
        for key, hint in get_type_hints(type(self)).items():
            if not fits(value := getattr(self, key), hint):
                raise self._bad(key, f"must be {words(hint)}, not {value!r}")
        model = base_model(self.base_model)
        resolve(model, self.hyperparameters)
        if self.region:
            check_region(model, self.region)
        self._check_ranges()
        self._check_network()
        if self.log_retention_days not in limits.LOG_RETENTION_DAYS:
            days = sorted(limits.LOG_RETENTION_DAYS)
            raise self._bad("log_retention_days", f"must be one of {days} (PutRetentionPolicy)")
        if self.snapshot_lock_days > self.artifact_retention_days:
            rule = f"must be from 0 to artifact_retention_days ({self.artifact_retention_days})"
            raise self._bad("snapshot_lock_days", rule)
        if self.architecture == "host" and self.name != LOCAL:
            raise self._bad("architecture", "must be arm64 or x86_64, which Lambda has")
        if len(self.notice) > limits.LONGEST_NOTICE or not self.notice.isprintable():
            rule = f"must be one line of at most {limits.LONGEST_NOTICE} characters"
            raise self._bad("notice", rule)
        for who in self.uploaders:
            if not limits.PRINCIPAL.fullmatch(who):
                raise self._bad(
                    "uploaders",
                    f"must be role/NAME or user/NAME, as IAM takes names and paths, with * for "
                    f"what varies; not {who!r}",
                )
        if len(",".join(self.owners)) > limits.LONGEST_NOTICE:
            rule = f"must have at most {limits.LONGEST_NOTICE} characters together"
            raise self._bad("owners", rule)
        for owner in self.owners:
            if not owner.strip() or not owner.isprintable() or "," in owner:
                rule = f"must name people in one line each, without a comma, not {owner!r}"
                raise self._bad("owners", rule)
        if self.guardrail and (problem := guardrail.problem(self.guardrail)):
            raise self._bad("guardrail", problem)
        self._check_history()

    @property
    def companions_looks(self) -> int:
        """How often a run looks for late files before it says which is missing."""
        return ceil(self.companions_deadline_minutes * 60 / self.companions_poll_seconds)

    @property
    def slot_looks(self) -> int:
        """How often a run looks for a training slot: near its turn, and rarely far behind."""
        near = self.slot_deadline_hours * 3600 / self.slot_poll_seconds
        far = self.line_deadline_hours * 3600 / (self.slot_poll_seconds * SLOWEST)
        return ceil(near + far)

    @property
    def execution_deadline_hours(self) -> int:
        """How long a whole execution may take: longer than all that it may wait for together."""
        waiting = OUTAGES_HOURS + self.approval_deadline_hours
        return waiting + ceil(sum(self._deadlines.values()) / 3600)

    @property
    def _polls(self) -> dict[str, int]:
        return {
            "companions": self.companions_poll_seconds,
            "slot": self.slot_poll_seconds,
            "customization": self.customization_poll_seconds,
            "hosting_quota": self.hosting_quota_poll_seconds,
            "queued": self.queued_poll_seconds,
            "throughput": self.throughput_poll_seconds,
            "deployment": self.deployment_poll_seconds,
            "asking": self.asking_poll_seconds,
            "evaluation": self.evaluation_poll_seconds,
        }

    @property
    def _deadlines(self) -> dict[str, int]:
        return {
            "companions": self.companions_deadline_minutes * 60,
            "slot": self.line_deadline_hours * 3600,
            "customization": self.customization_deadline_hours * 3600,
            "hosting_quota": self.hosting_quota_deadline_hours * 3600,
            "queued": JOBS_A_RUN * self.queued_deadline_hours * 3600,
            "throughput": self.throughput_deadline_minutes * 60,
            "deployment": self.deployment_deadline_minutes * 60,
            "asking": self.asking_deadline_hours * 3600,
            "evaluation": self.evaluation_deadline_hours * 3600,
        }

    def _check_ranges(self) -> None:
        for name, allowed in limits.RANGES.items():
            value = getattr(self, name)
            if value is not None and not allowed.least <= value <= allowed.most:
                raise self._bad(name, f"= {value} must be {allowed}")

    def _check_network(self) -> None:
        if bool(self.subnet_ids) != bool(self.security_group_ids):
            raise self._bad("subnet_ids", "and security_group_ids go together: give both or none")
        for name, most in (
            ("subnet_ids", limits.MOST_SUBNETS),
            ("security_group_ids", limits.MOST_SECURITY_GROUPS),
        ):
            given: tuple[str, ...] = getattr(self, name)
            if len(given) > most:
                raise self._bad(name, f"must be at most {most} (VpcConfig of Bedrock's jobs)")
            for each in given:
                if not limits.NETWORK_ID.fullmatch(each):
                    raise self._bad(name, f"names {each!r}, which is no id (VpcConfig)")

    def _check_history(self) -> None:
        looks = {what: ceil(self._deadlines[what] / poll) for what, poll in self._polls.items()}
        looks["slot"] = self.slot_looks
        events = {what: limits.EVENTS_PER_LOOK * many for what, many in looks.items()}
        del events[min(HOSTINGS, key=lambda what: events[what])]
        most = limits.HISTORY_EVENTS - limits.EVENTS_BESIDE_LOOKS
        if sum(events.values()) > most:
            worst = max(events, key=lambda what: events[what])
            raise self._bad(
                f"{worst}_poll_seconds",
                f"would write {sum(events.values())} history events before the deadlines pass, and "
                f"an execution fails at {limits.HISTORY_EVENTS}; look less often or give up sooner",
            )
        if self.execution_deadline_hours > limits.LONGEST_EXECUTION_HOURS:
            raise self._bad(
                "the deadlines",
                f"come to {self.execution_deadline_hours:,} hours together, and an execution lasts "
                f"{limits.LONGEST_EXECUTION_HOURS:,} at most (Step Functions quotas)",
            )

    @staticmethod
    def _bad(name: str, rule: str) -> BadEnvironment:
        return BadEnvironment(f"{name} {rule}")
