"""The interview: held-out records put to both models, each at its pace, until the time is up."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from tuning.errors import ServiceRefused, Transient, TuningError
from tuning.evaluation import inference, replies
from tuning.evaluation.answers import HeldOut, Message, Reply, Text
from tuning.evaluation.inference import PromptRefused, Throttled
from tuning.evaluation.pacing import Pace
from tuning.evaluation.responses import Model

AT_ONCE: Final = 8
"""Records in flight; how fast they follow each other is the pace's to say."""

TRIES: Final = 3
"""How often a request that broke is sent before the record is left for the end of the sitting."""

ROUNDS: Final = 2
"""How often a sitting goes through what is unanswered: a record that the model fails again at the
end, when others were answered in between, counts as failed."""

REST: Final = 4.0
"""Seconds that are waited at most between these tries."""

SUSPICIOUS: Final = 5
"""So many records that fail with no answer between them may be no fault of the records: the model
is asked something that any model answers. If it does not, it cannot be asked at present, and
nothing is held against it."""

PROBE: Final = HeldOut(
    messages=(
        Message(role="user", content=(Text("Hello"),)),
        Message(role="assistant", content=(Text("Hello"),)),
    )
)
"""What any model answers, for a token."""

MOST_REFUSED: Final = 0.05
"""The share of prompts that the service may refuse before the figures would no longer speak for the
whole set."""

CHARACTERS_A_TOKEN: Final = 3
"""Fewer than a token of most languages has, so that a question is rather thought too long."""


@dataclass(kw_only=True)
class Interview:
    """One sitting with both models, as long as one attempt of the state lasts.

    Attributes:
        ends: the moment, by the paces' clock, after which no request goes out.
        over: set when the rest is not to be asked now: a model is out, or refuses.
    """

    run: str
    max_tokens: int
    ends: float
    over: Event = field(default_factory=Event)

    def hold(self, records: Sequence[tuple[int, HeldOut]], *participants: "Participant") -> None:
        """Put every record to every model that has not replied to it yet, a few records at a time.

        Records are asked whole, so that what time was left for was asked of both.

        Raises:
            ServiceRefused: a model may not be asked, or the service takes too many prompts for
                invalid; the message is the service's.
        """

        def ask(numbered: tuple[int, HeldOut]) -> None:
            for participant in participants:
                participant.ask(*numbered, self)

        for _ in range(ROUNDS):
            for participant in participants:
                participant.failed.clear()
            with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
                for _ in pool.map(ask, records):
                    pass
        if not self.over.is_set():
            for participant in participants:
                participant.conclude(self)


@dataclass(kw_only=True)
class Participant:
    """A model that is interviewed.

    Attributes:
        name: base or custom.
        identifier: what Converse takes.
        pace: how fast it may be asked.
        replied: what it has replied so far, by the record's number.
        most_refused: prompts that the service may refuse.
        out: why the model cannot be asked at present, in the service's words; None while it can.
        failed: the records that it failed in this round, and with what.
        lost: requests that brought no reply to a record: what they came to is not known.
    """

    name: Model
    identifier: str
    pace: Pace
    replied: dict[int, Reply]
    most_refused: int
    out: str | None = None
    failed: dict[int, TuningError] = field(default_factory=dict)
    lost: int = 0
    _in_a_row: int = 0
    _refused: int = 0
    _lock: Lock = field(default_factory=Lock)

    def ask(self, number: int, record: HeldOut, interview: Interview) -> None:
        """Put a record to the model until it replies; leave it unanswered when the time is up."""
        if number in self.replied:
            return
        tokens = _tokens(record) + interview.max_tokens
        broken = 0
        while not interview.over.is_set() and self.pace.take(tokens, until=interview.ends):
            try:
                reply = inference.ask(self.identifier, record, max_tokens=interview.max_tokens)
            except Throttled:
                self.pace.rest()
            except PromptRefused as error:
                self._refuse(error, interview)
                self._keep(number, Reply(error=str(error)), interview)
                return
            except Transient as error:
                broken += 1
                self._lose()
                if broken == TRIES:
                    self._fail(number, error, interview)
                    return
                self.pace.rest(longest=REST)
            except ServiceRefused:
                interview.over.set()
                raise
            else:
                self.pace.give_back(tokens - reply.input_tokens - reply.output_tokens)
                self._keep(number, reply, interview)
                return

    def conclude(self, interview: Interview) -> None:
        """Hold against the model the records that it failed to the end."""
        for number, error in self.failed.items():
            self._keep(number, Reply(error=str(error)), interview)

    def _keep(self, number: int, reply: Reply, interview: Interview) -> None:
        replies.keep(interview.run, self.name, number, reply)
        with self._lock:
            self.replied[number] = reply
            self._in_a_row = 0

    def _fail(self, number: int, error: TuningError, interview: Interview) -> None:
        with self._lock:
            self.failed[number] = error
            self._in_a_row += 1
            suspicious = self._in_a_row >= SUSPICIOUS
            if suspicious:
                self._in_a_row = 0
        if suspicious and not self._answers_at_all(interview):
            self.out = str(error)
            interview.over.set()

    def _answers_at_all(self, interview: Interview) -> bool:
        if not self.pace.take(_tokens(PROBE) + 1, until=interview.ends):
            return True
        self._lose()
        try:
            inference.ask(self.identifier, PROBE, max_tokens=1)
        except PromptRefused:
            return True
        except Transient:
            return False
        return True

    def _refuse(self, error: TuningError, interview: Interview) -> None:
        with self._lock:
            self._refused += 1
            refused = self._refused
        if refused > self.most_refused:
            interview.over.set()
            raise ServiceRefused(
                f"{refused} prompts were refused by the {self.name} model ({self.identifier}), "
                f"more than the {self.most_refused} that a comparison bears: {error}"
            )

    def _lose(self) -> None:
        with self._lock:
            self.lost += 1


def most_refused(records: int) -> int:
    """Return how many prompts of a set the service may refuse: of a small one it is one."""
    return max(1, math.floor(MOST_REFUSED * records))


def _tokens(record: HeldOut) -> int:
    characters = sum(len(turn.text) for turn in record.asked)
    characters += sum(len(block.text) for block in record.system)
    return math.ceil(characters / CHARACTERS_A_TOKEN)
