"""A sitting: how long models are asked in one attempt of a state."""

from dataclasses import dataclass, field
from threading import Event
from typing import Final

from tuning.evaluation.pacing import Clock
from tuning.run.registration import Registration
from tuning.settings import Guardrail

SECONDS: Final = 600.0
"""Of one attempt in which requests go out. The last one may take as long as the client waits for an
answer, and what was answered is read back and written: a Lambda ends at 900."""


@dataclass(kw_only=True)
class Sitting:
    """One sitting with some models, as long as one attempt of the state lasts.

    Attributes:
        ends: the moment, by the paces' clock, after which no request goes out.
        guardrail: that all models are asked through; None: none.
        over: set when the rest is not to be asked now: a model is out, or refuses.
    """

    run: str
    max_tokens: int
    ends: float
    guardrail: Guardrail | None = None
    over: Event = field(default_factory=Event)


def begin(registration: Registration, clock: Clock) -> Sitting:
    """Begin a sitting now: quotas that are slow to be read are a part of it."""
    return Sitting(
        run=registration.run_id,
        max_tokens=registration.ready_recipe.evaluation.max_output_tokens,
        ends=clock.now() + SECONDS,
        guardrail=registration.guardrail,
    )
