"""The faults of one rehearsal: switched on when they are due, and named when they strike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rehearsal import follow
from rehearsal.bedrock import BedrockStandIn, Fault, Faults, Strike
from rehearsal.sandbox import Sandbox
from tuning.cli.following.view import View

ABORT: Final = "abort"
"""The one fault that the rehearsal does itself: it stops the execution, as a person could."""


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """A fault, and the state at whose entry it is switched on; from the start without one."""

    fault: Fault | None
    state: str | None

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.fault or ABORT

    @property
    def aborts(self) -> bool:
        """Whether the execution is stopped, rather than something in Bedrock failing."""
        return self.fault is None


@dataclass(frozen=True, kw_only=True)
class Played:
    """A fault that was asked for, and what it struck.

    Attributes:
        targets: how often it struck each: an operation, a job, a quota, a state. Empty when the run
            never came to what it would have struck.
    """

    name: str
    targets: Mapping[str, int]

    @property
    def struck(self) -> int:
        """How often it struck."""
        return sum(self.targets.values())

    @property
    def sentence(self) -> str:
        """What it did, in words, without a full stop."""
        if not self.targets:
            return f"The fault {self.name} was requested and never happened"
        often = {target: f" ({n} times)" if n > 1 else "" for target, n in self.targets.items()}
        return f"The fault {self.name} struck " + ", ".join(
            f"{target}{times}" for target, times in often.items()
        )


def played(
    mishaps: Sequence[Mishap], strikes: Iterable[Strike], *, stopped_in: str | None = None
) -> tuple[Played, ...]:
    """Return every fault that was asked for, once, with what it struck.

    Args:
        mishaps: what was asked for.
        strikes: what the stand-in says that it did.
        stopped_in: the state in which the execution was stopped, if it was asked for.
    """
    found: dict[str, dict[str, int]] = {mishap.name: {} for mishap in mishaps}
    for strike in strikes:
        targets = found.setdefault(strike.fault, {})
        targets[strike.target] = targets.get(strike.target, 0) + strike.times
    if stopped_in:
        found[ABORT] = {stopped_in: 1}
    return tuple(Played(name=name, targets=targets) for name, targets in found.items())


class Injection:
    """What is to go wrong in one rehearsal, shown in its view as it does."""

    def __init__(self, mishaps: Sequence[Mishap], view: View) -> None:
        """Plan these mishaps; those without a state are due at once."""
        self._mishaps = mishaps
        self._view = view
        self._on = {m.fault for m in mishaps if m.fault and m.state is None}
        self._seen: set[tuple[str, str]] = set()
        self._stopped_in: str | None = None

    def faults(self) -> Faults:
        """Return the faults that are due by now."""
        return Faults(*self._on)

    def enter(self, state: str, sandbox: Sandbox, execution: str) -> None:
        """Let go wrong what shall from the entry of a state on."""
        due = [mishap for mishap in self._mishaps if mishap.state == state]
        faults = {mishap.fault for mishap in due if mishap.fault}
        if faults - self._on:
            self._on |= faults
            sandbox.bedrock.faults = self.faults()
        if any(mishap.aborts for mishap in due) and not self._stopped_in:
            self._stopped_in = state
            self._view.remark(ABORT, f"fault {ABORT} struck {state}: the execution is stopped")
            follow.stop(
                sandbox.aws.client("stepfunctions"), execution, cause="--fault asked for it"
            )

    def watch(self, bedrock: BedrockStandIn) -> None:
        """Name what was struck since the last look."""
        for strike in bedrock.struck:
            if (strike.fault, strike.target) not in self._seen:
                self._seen.add((strike.fault, strike.target))
                self._view.remark(strike.fault, f"fault {strike.fault} struck {strike.target}")

    def played(self, bedrock: BedrockStandIn) -> tuple[Played, ...]:
        """Return every fault that was asked for, with what it struck so far."""
        return played(self._mishaps, bedrock.struck, stopped_in=self._stopped_in)
