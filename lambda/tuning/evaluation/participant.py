"""A participant: a model that is asked a question set, and whether its failures are its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final

from tuning.errors import ServiceRefused, Transient, TuningError, translated, words
from tuning.evaluation import inference, replies
from tuning.evaluation.answers import HeldOut, Message, Reply, TextBlock
from tuning.evaluation.inference import PromptRefused, Throttled
from tuning.evaluation.pacing import Pace
from tuning.evaluation.respondents import Respondent
from tuning.evaluation.sitting import Sitting

TRIES: Final = 3
"""How often a request that broke is sent before the record is left for the second round."""

REST: Final = 4.0
"""Seconds that are waited at most between these tries."""

SUSPICIOUS: Final = 5
"""So many records that fail with no answer between them may be no fault of the records: the model
is asked something that any model answers. If it does not, it cannot be asked at present, and
nothing is held against it."""

PROBE: Final = HeldOut(
    messages=(
        Message(role="user", content=(TextBlock("Hello"),)),
        Message(role="assistant", content=(TextBlock("Hello"),)),
    )
)
"""What any model answers."""

ALL_REFUSED: Final = 20
"""So many prompts refused and not one answered: where the service refuses the probe too, it refuses
the request and not the prompts, and the rest of the set need not be asked to know it."""

WRITES: Final = 6
"""How often an answer is tried to be written while it is in memory, over half a minute."""

LATEST_WRITE: Final = 150.0
"""Seconds after the end of a sitting in which that is tried again: with the longest answer (two
minutes) and a write that hangs, a sitting still ends before the function does."""


@dataclass(kw_only=True)
class Participant:
    """A model that is asked a question set.

    Attributes:
        respondent: the model, which may be asked other sets too.
        keep: writes down what it replied to a record, by the record's number; what it is given
            with the failure ``once`` is not its last word.
        replied: what it has replied so far, by the record's number; a record that it failed for
            good is one of them.
        failed: the records that it failed once; they are asked again after all others.
        out: why the model cannot be asked at present, in the service's words; None while it can.
        lost: requests that brought no reply to a record: what they came to is not known.
    """

    respondent: Respondent
    keep: Callable[[int, Reply], object]
    replied: dict[int, Reply]
    failed: dict[int, Reply] = field(default_factory=dict)
    out: str | None = None
    lost: int = 0
    _suspects: dict[int, TuningError] = field(default_factory=dict)
    _doubted: bool = False
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, run: str, respondent: Respondent, questions: str) -> "Participant":
        """Return a model with what is kept of its earlier sittings.

        Args:
            run: that asks.
            respondent: the model.
            questions: the folder of the question set.
        """
        kept_in = replies.folder(run, questions, respondent.name)
        kept = replies.kept(kept_in)
        failed = {number: reply for number, reply in kept.items() if reply.failure == "once"}
        return cls(
            respondent=respondent,
            keep=partial(replies.keep, kept_in),
            replied={number: reply for number, reply in kept.items() if number not in failed},
            failed=failed,
        )

    @property
    def pace(self) -> Pace:
        """How fast it may be asked."""
        return self.respondent.pace

    @property
    def refuses_all(self) -> bool:
        """Whether the service has refused every prompt that this model was asked."""
        return bool(self.replied) and self._refused == len(self.replied)

    @property
    def _refused(self) -> int:
        return sum(1 for reply in tuple(self.replied.values()) if reply.failure == "refused")

    def ask(self, number: int, record: HeldOut, sitting: Sitting) -> None:
        """Put a record to the model until it replies; leave it unanswered when the time is up."""
        if number in self.replied:
            return
        question = self.respondent.framing(record)
        tokens = question.tokens + sitting.max_tokens
        broken = 0
        while not sitting.over.is_set() and self.pace.take(tokens, until=sitting.ends):
            try:
                reply = self._put(question, sitting.max_tokens, sitting)
            except Throttled:
                self.pace.rest()
            except PromptRefused as error:
                self._keep(number, Reply(error=str(error), failure="refused"), sitting)
                self._give_up(error, sitting)
                return
            except Transient as error:
                broken += 1
                self._lose()
                if broken == TRIES:
                    self._fail(number, error, sitting)
                    return
                self.pace.rest(longest=REST)
            except ServiceRefused:
                sitting.over.set()
                raise
            else:
                self.pace.give_back(tokens - reply.input_tokens - reply.output_tokens)
                self._keep(number, reply, sitting)
                self._hold(self._taken(), sitting)
                return

    def settle(self, sitting: Sitting) -> None:
        """Say of the last failures, which no answer followed, whether they are the model's."""
        self._examine(self._taken(), sitting)

    def refusal(self, error: str) -> ServiceRefused:
        """Return the error of a model of which the service refuses whatever it is asked."""
        return ServiceRefused(
            f"every prompt was refused that the {self.respondent.name} model "
            f"({self.respondent.identifier}) was asked, "
            f"{self._refused} of them: {words(error)}"
        )

    def _put(self, question: HeldOut, max_tokens: int, sitting: Sitting) -> Reply:
        return inference.ask(
            self.respondent.identifier,
            question,
            max_tokens=max_tokens,
            guardrail=sitting.guardrail,
        )

    def _keep(self, number: int, reply: Reply, sitting: Sitting) -> None:
        """Write a reply down, again and again for a while; one that cannot be written is lost."""
        clock = self.pace.clock
        for attempt in range(1, WRITES + 1):
            try:
                with translated():
                    self.keep(number, reply)
            except TuningError as error:
                late = clock.now() >= sitting.ends + LATEST_WRITE
                if late or attempt == WRITES:
                    self._lose()
                    self.out = f"its answer cannot be stored: {words(str(error))}"
                    sitting.over.set()
                    return
                clock.sleep(2.0 ** (attempt - 1))
            else:
                with self._lock:
                    self.replied[number] = reply
                    self.failed.pop(number, None)
                return

    def _fail(self, number: int, error: TuningError, sitting: Sitting) -> None:
        with self._lock:
            self._suspects[number] = error
            suspicious = len(self._suspects) >= SUSPICIOUS
        if suspicious:
            self._examine(self._taken(), sitting)

    def _taken(self) -> dict[int, TuningError]:
        with self._lock:
            taken, self._suspects = self._suspects, {}
            return taken

    def _examine(self, suspects: dict[int, TuningError], sitting: Sitting) -> None:
        """Hold failures against the model if it answers at all; else it is out."""
        if not suspects or sitting.over.is_set():
            return
        try:
            answers = self._probe(1, sitting)
        except PromptRefused:
            answers = True
        if answers:
            self._hold(suspects, sitting)
        elif answers is False:
            self.out = words(str(next(iter(suspects.values()))))
            sitting.over.set()

    def _hold(self, suspects: dict[int, TuningError], sitting: Sitting) -> None:
        """Hold failures against the model: at the first time it is asked again, later."""
        for number, error in suspects.items():
            if sitting.over.is_set():
                return  # forgotten: a record is rather asked once more
            if number in self.failed:
                self._keep(number, Reply(error=str(error), failure="twice"), sitting)
                continue
            once = Reply(error=str(error), failure="once")
            try:
                with translated():
                    self.keep(number, once)
            except TuningError:
                return
            with self._lock:
                self.failed[number] = once

    def _probe(self, max_tokens: int, sitting: Sitting) -> bool | None:
        """Return whether the model answers what any model answers; None when time is up.

        Raises:
            PromptRefused: the service refuses even that.
        """
        broken = 0
        while self.pace.take(PROBE.tokens + max_tokens, until=sitting.ends):
            try:
                self._put(PROBE, max_tokens, sitting)
            except Throttled:
                self.pace.rest()
            except Transient:
                broken += 1
                self._lose()
                if broken == TRIES:
                    return False
                self.pace.rest(longest=REST)
            else:
                self._lose()
                return True
        return None

    def _give_up(self, error: TuningError, sitting: Sitting) -> None:
        """Ask no more of a model of which the service refuses even the probe."""
        with self._lock:
            hopeless = self._refused >= ALL_REFUSED and self.refuses_all and not self._doubted
            self._doubted |= hopeless
        if hopeless:
            try:
                self._probe(sitting.max_tokens, sitting)
            except PromptRefused:
                sitting.over.set()
                raise self.refusal(str(error)) from error

    def _lose(self) -> None:
        with self._lock:
            self.lost += 1
