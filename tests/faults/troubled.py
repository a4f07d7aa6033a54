"""A world in which things go wrong: one trouble to an act, at any of its calls."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final

from tests.unit.hosting.world import ACCOUNT, Thing, World
from tuning.hosting import leases

TAGS: Final = {"project": "bedrock-finetune", "environment": "dev"}
"""What makes capacity this environment's."""


class Trouble(Enum):
    """What can befall one call."""

    REQUEST_LOST = "the request never arrives, and the caller hears nothing"
    REPLY_LOST = "it is done, and the caller hears nothing"
    DIES_BEFORE = "the function is killed before the call"
    DIES_AFTER = "the function is killed before it has the answer"
    THROTTLED = "ThrottlingException"
    BROKEN = "InternalServerException"
    DENIED = "AccessDeniedException"
    NO_QUOTA = "ServiceQuotaExceededException"
    CONFLICT = "ConflictException"
    MEANWHILE = "somebody else acts first"


class Died(BaseException):
    """The function is gone: nothing of it runs on, whatever it would have caught."""


@dataclass(kw_only=True)
class TroubledWorld(World):
    """The world of the hosting room, with troubles, lists that lag, and a memory for purchases.

    Attributes:
        trouble: what befalls the call ``ahead`` calls from now, and who acts ``meanwhile``.
        interfered: somebody else has acted during the act that is under way.
        lagging: the lists do not show yet what is made from now on.
        made: the run of everything that was ever bought for one.
        ceilings: model units that each run may hold.
        strangers: the tags of everything foreign.
        unscheduled: schedules that the scheduler refused; the reaper ends their leases.
    """

    trouble: Trouble | None = None
    ahead: int = 0
    others: Callable[[], object] | None = None
    dead: bool = False
    interfered: bool = False
    lagging: bool = False
    unseen: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)
    ceilings: dict[str, int] = field(default_factory=dict)
    strangers: dict[str, dict[str, str]] = field(default_factory=dict)
    appeared: int = 0
    unscheduled: set[str] = field(default_factory=set)

    def calm(self) -> None:
        """Have no trouble from here on."""
        self.trouble, self.dead, self.interfered = None, False, False

    def settle(self) -> None:
        """Let the lists catch up and whatever is busy be done."""
        self.calm()
        self.lagging = False
        self.unseen.clear()
        for thing in self.held.values():
            thing.busy = False

    def pass_hours(self, hours: float) -> None:
        """Let time pass: lists lag for seconds, and client tokens are remembered for minutes."""
        super().pass_hours(hours)
        if hours >= 1:
            self.tokens = {f"forgotten-{n}": it for n, it in enumerate(self.tokens.values())}
        self.lagging = False
        self.unseen.clear()

    def ring(self) -> list[str]:
        """Return the schedules whose time has come; each rings once and is gone."""
        due = [name for name, each in self.schedules.items() if _at(each) <= self.now]
        for name in due:
            del self.schedules[name]
        return due

    def appear(self, kind: str, tags: dict[str, str]) -> None:
        """Have something be there that no run has bought."""
        self.appeared += 1
        arn = f"{ACCOUNT}:provisioned-model/strange{self.appeared:05}"
        self.hold(kind, arn, name="dev-faq-000000000001-serving", tags=dict(tags))
        if not tags.items() >= TAGS.items():
            self.strangers[arn] = tags

    @property
    def ours(self) -> list[Thing]:
        """All that carries this environment's tags."""
        return [each for each in self.held.values() if each.tags.items() >= TAGS.items()]

    def _answer(self, operation: str, request: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        if self.dead:
            raise Died
        trouble = self._due()
        match trouble:
            case Trouble.MEANWHILE:
                self.interfered = True
                if self.others:
                    self.others()
            case Trouble.REQUEST_LOST:
                self.loses = (len(self.calls), "request")
            case Trouble.REPLY_LOST:
                self.loses = (len(self.calls), "reply")
            case Trouble.DIES_BEFORE:
                self.dead = True
                raise Died
            case Trouble.DIES_AFTER:
                self.dead = True
                super()._answer(operation, request)
                raise Died
            case Trouble():
                if operation in ("CreateSchedule", "UpdateSchedule"):
                    self.unscheduled.add(request["Name"])
                raise self.refused(trouble.value)
        return super()._answer(operation, request)

    def _due(self) -> Trouble | None:
        if self.trouble is None or self.ahead > 0:
            self.ahead -= 1
            return None
        trouble, self.trouble = self.trouble, None
        return trouble

    def CreateProvisionedModelThroughput(self, **request: Any) -> dict[str, Any]:  # noqa: N802  the service's name
        answer = super().CreateProvisionedModelThroughput(**request)
        for run_id, most in self.ceilings.items():
            live = sum(each.units for each in self.ours if each.tags.get("run") == run_id)
            assert live <= most, f"{run_id} holds {live} model units and may hold {most}"
        return answer

    def _make(self, kind: Any, token: str, name: str, request: dict[str, Any]) -> str:
        new = token not in self.tokens
        arn = super()._make(kind, token, name, request)
        if new:
            if self.lagging:
                self.unseen.add(arn)
            self._bought(arn, token)
        return arn

    def _bought(self, arn: str, token: str) -> None:
        """Hold every purchase against the promises at the moment when it is made."""
        tags = self.held[arn].tags
        assert tags.items() >= TAGS.items(), f"{arn} does not say whose it is: {tags}"
        run_id = tags["run"]
        self.made.append(run_id)
        lease = leases.of(run_id)
        assert lease is not None, f"{arn} was bought without a lease"
        assert self.made.count(run_id) <= lease.generation, f"{run_id} bought twice: {self.made}"
        assert token.endswith(f"-g{lease.generation}"), f"{token} is not of {lease}"
        if not self.interfered:
            assert "intended" == lease.state, f"{arn} was bought under {lease}"
            assert lease.covers(arn, self.now), f"{arn} was bought under {lease}"
            scheduled = lease.name in self.schedules or lease.name in self.unscheduled
            assert scheduled, f"no schedule will end {lease}, and none was refused"
            assert tags["lease"] == lease.expires_at

    def _listed(self, kind: str) -> Iterator[Thing]:
        yield from (each for each in super()._listed(kind) if each.arn not in self.unseen)

    def StopExecution(self, *, executionArn: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803  the service's names
        if self.executions[executionArn] == "RUNNING":
            self.executions[executionArn] = "ABORTED"
        return {"stopDate": self.now}

    def GetCallerIdentity(self) -> dict[str, Any]:  # noqa: N802  the service's name
        return {"Arn": "arn:aws:iam::123456789012:user/ada"}


def _at(schedule: dict[str, Any]) -> datetime:
    moment = re.fullmatch(r"at\((.*)\)", schedule["ScheduleExpression"])
    assert moment
    return datetime.fromisoformat(f"{moment[1]}+00:00")
