"""The interview: held-out records put to both models, each at its pace, until the time is up."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from tuning.errors import ServiceRefused, Transient, TuningError
from tuning.evaluation import inference, replies
from tuning.evaluation.answers import HeldOut, Reply
from tuning.evaluation.inference import PromptRefused, Throttled
from tuning.evaluation.pacing import Pace
from tuning.evaluation.responses import Model

AT_ONCE: Final = 8
"""Records in flight; how fast they follow each other is the pace's to say."""

TRIES: Final = 3
"""How often a request that broke is sent, before this record counts as one that the model fails."""

REST: Final = 4.0
"""Seconds that are waited at most between these tries."""

OUTAGE: Final = 5
"""Records failed one after the other, with no answer between them, are no fault of the records:
the model cannot be asked at present, and nothing is held against it."""

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

        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for _ in pool.map(ask, records):
                pass
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
        lost: requests that broke: the service may bill them, and does not say what they came to.
    """

    name: Model
    identifier: str
    pace: Pace
    replied: dict[int, Reply]
    most_refused: int
    out: str | None = None
    lost: int = 0
    _failing: dict[int, tuple[int, Reply]] = field(default_factory=dict)
    _sent: int = 0
    _refused: int = 0
    _lock: Lock = field(default_factory=Lock)

    def ask(self, number: int, record: HeldOut, interview: Interview) -> None:
        """Put a record to the model until it replies; leave it unanswered when the time is up."""
        if number in self.replied:
            return
        tokens = _tokens(record) + interview.max_tokens
        broken = 0
        while not interview.over.is_set() and self.pace.take(tokens, until=interview.ends):
            sent = self._send()
            try:
                reply = inference.ask(self.identifier, record, max_tokens=interview.max_tokens)
            except Throttled:
                self.pace.rest()
            except PromptRefused as error:
                self._refuse(error, interview)
                self._keep(number, Reply(error=str(error)), interview, sent=sent)
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
                self._keep(number, reply, interview, sent=sent)
                return

    def conclude(self, interview: Interview) -> None:
        """Hold against the model what it failed beside what it answered, but not an outage."""
        if self.out is None:
            self._settle(interview, answering=self._sent + 1)

    def _send(self) -> int:
        with self._lock:
            self._sent += 1
            return self._sent

    def _keep(self, number: int, reply: Reply, interview: Interview, *, sent: int) -> None:
        replies.keep(interview.run, self.name, number, reply)
        with self._lock:
            self.replied[number] = reply
        self._settle(interview, answering=sent)

    def _settle(self, interview: Interview, *, answering: int) -> None:
        """Hold failures against the model that a request which was sent later was answered."""
        with self._lock:
            failed = [number for number, (at, _) in self._failing.items() if at < answering]
            settled = {number: self._failing.pop(number)[1] for number in failed}
        for number, reply in settled.items():
            replies.keep(interview.run, self.name, number, reply)
            with self._lock:
                self.replied[number] = reply

    def _fail(self, number: int, error: TuningError, interview: Interview) -> None:
        with self._lock:
            self._failing[number] = (self._sent, Reply(error=str(error)))
            if len(self._failing) >= OUTAGE:
                self.out = str(error)
                interview.over.set()

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
