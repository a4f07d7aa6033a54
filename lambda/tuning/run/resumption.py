"""What ResumeRun says: that a run goes on after its execution has ended, where, and for whom."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from tuning.run.estimate import Mode

Purpose = Literal["finish", "serve"]

Where = Literal[
    "validate",
    "plan",
    "measure",
    "train",
    "look",
    "judge",
    "host",
    "evaluate",
    "release",
    "serve",
]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks for; no event of S3 has it.

    Attributes:
        of: the run that is to go on.
        number: tells this wish from others, and is the same however often it is sent.
        purpose: ``finish`` what it was for; ``serve`` the model that it trained.
        who: the ARN of who asks, as they say themselves.
        mode: how the model is to be served; None: as is cheaper.
        units: model units, where throughput is provisioned.
        hours: for how long, from when it serves.
        owner: who answers for what it costs.
    """

    of: str
    number: str
    purpose: Purpose
    who: str = ""
    mode: Mode | None = None
    units: int = 1
    hours: float = 0.0
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Resumption:
    """A run that goes on.

    Attributes:
        outcome: where in the walk: before ``validate``, ``plan``, ``measure`` or ``train``; with a
            ``look`` at its job; at the curves, to ``judge`` them; where the model is to ``host``;
            at its answers, to ``evaluate`` them; to ``release`` and report; or to ``serve``.
        before: how it had ended.
        spent_usd: what it had cost until then, as far as it is known.
        wish: what was asked for.
    """

    run_id: str
    outcome: Where
    before: str
    spent_usd: float
    wish: Wish
