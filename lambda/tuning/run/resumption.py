"""What ResumeRun says: that a run goes on after its execution has ended, where, and for whom."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tuning import naming
from tuning.run.estimate import Mode
from tuning.run.lease import LONGEST_HOURS
from tuning.run.recipe import MOST_MODEL_UNITS, MOST_OWNER
from tuning.run.registration import LONGEST_ARN

NUMBER_LENGTH: Final = 16
NUMBER: Final = r"^[0-9a-f]+$(?!\n)"
"""As ``secrets.token_hex`` makes it; Python's ``$`` alone allows a line break behind."""

Purpose = Literal["finish", "serve"]

Where = Literal[
    "validate",
    "plan",
    "look",
    "judge",
    "host",
    "evaluate",
    "release",
    "serve",
]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks for; no event of S3 has it. What is longer or more is no wish.

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

    of: Annotated[str, Meta(max_length=naming.TASK_LENGTH + 1 + naming.RUN_DIGEST_LENGTH)]
    number: Annotated[str, Meta(max_length=NUMBER_LENGTH, pattern=NUMBER)]
    purpose: Purpose
    who: Annotated[str, Meta(min_length=1, max_length=LONGEST_ARN)]
    mode: Mode | None = None
    units: Annotated[int, Meta(ge=1, le=MOST_MODEL_UNITS)] = 1
    hours: Annotated[float, Meta(ge=0, le=LONGEST_HOURS)] = 0.0
    owner: Annotated[str, Meta(max_length=MOST_OWNER)] = ""


@dataclass(frozen=True, kw_only=True)
class Resumption:
    """A run that goes on.

    Attributes:
        outcome: where in the walk: to ``validate`` or to ``plan``; with a ``look`` at its job; at
            the curves, to ``judge`` them; where the model is to ``host``; at its answers, to
            ``evaluate`` them; to ``release`` and report; or to ``serve``.
        before: how it had ended.
        spent_usd: what it had cost until then, as far as it is known.
        month: in which it went on, such as ``2026-11``: what comes on top counts in it.
        wish: what was asked for.
    """

    run_id: str
    outcome: Where
    before: str
    spent_usd: float
    month: str
    wish: Wish
