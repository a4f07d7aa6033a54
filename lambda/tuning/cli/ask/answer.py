"""An answer with what it cost, as it is printed, kept in a file and read back."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tuning import guarding
from tuning.cli.ask.target import Target
from tuning.evaluation.answers import HeldOut, Reply
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.guarding import Intervention
from tuning.run.evaluation import Model
from tuning.text import count, usd

HOURLY: Final = "paid by the hour"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one model answered.

    Attributes:
        error: why it is no answer: the service refused the prompt, blocked the answer, or broke.
        failure: as of a reply: that there is no answer at all.
        input_tokens, output_tokens, latency_ms: by the service's own count.
        interventions: what the guardrail did, rule by rule; the text is then its own.
        usd: what it cost; 0 of throughput, which is paid by the hour; None where no price is known.
    """

    text: str
    error: str | None
    stop_reason: str
    input_tokens: int
    output_tokens: int
    latency_ms: int
    usd: float | None
    interventions: tuple[Intervention, ...] = ()

    @property
    def refused(self) -> str | None:
        """Why it is no answer of the model's, in words; None where it is one."""
        if self.error or not self.reply.blocked:
            return self.error
        return f"the guardrail {guarding.words(self.interventions)}"

    @property
    def masked(self) -> str | None:
        """What the guardrail masked, in words; None where it masked nothing, or blocked it all."""
        if self.reply.blocked or not self.interventions:
            return None
        return f"the guardrail {guarding.words(self.interventions)}"

    @property
    def reply(self) -> Reply:
        """The answer as a participant keeps it."""
        return Reply(
            text=self.text,
            error=self.error,
            stop_reason=self.stop_reason,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            latency_ms=self.latency_ms,
            interventions=self.interventions,
        )


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its answers: a line that `python -m tuning evaluate` reads.

    Attributes:
        run: whose model is the custom one.
        record: the number of the record in its file, from 1.
        system, prompt: what was asked, with what the recipe puts around it.
        reference: the answer that the file brought along; None: none.
        custom, base: what the models answered; None where one was not asked, or not yet.
    """

    run: str
    record: int
    system: str
    prompt: str
    reference: str | None
    custom: Answer | None
    base: Answer | None

    @property
    def answers(self) -> Mapping[Model, Answer]:
        """The answers that are there."""
        both: dict[Model, Answer | None] = {CUSTOM: self.custom, BASE: self.base}
        return {model: answer for model, answer in both.items() if answer}


def priced(reply: Reply, model: Model, target: Target) -> Answer:
    """Return a reply with what it cost."""
    by_the_hour = model == CUSTOM and target.serving.kind == "throughput"
    cost = target.prices.asking(
        target.recipe.base_model,
        base=model == BASE,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
    )
    return Answer(
        text=reply.text,
        error=reply.error,
        stop_reason=reply.stop_reason,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        latency_ms=reply.latency_ms,
        usd=0.0 if by_the_hour else cost,
        interventions=reply.interventions,
    )


def line(target: Target, number: int, record: HeldOut, replies: Mapping[Model, Reply]) -> Line:
    """Return a record with what was replied to it."""
    answers = {model: priced(reply, model, target) for model, reply in replies.items()}
    return Line(
        run=target.run_id,
        record=number,
        system=record.system_text,
        prompt=record.prompt,
        reference=record.reference or None,
        custom=answers.get(CUSTOM),
        base=answers.get(BASE),
    )


def figures(answers: Sequence[Answer], *, by_the_hour: bool) -> str:
    """Say what answers took: tokens, time and money."""
    read = sum(answer.input_tokens for answer in answers)
    written = sum(answer.output_tokens for answer in answers)
    seconds = sum(answer.latency_ms for answer in answers) / 1000 / max(len(answers), 1)
    each = " each" if len(answers) > 1 else ""
    return (
        f"{count(read, 'token')} in, {written:,} out; {seconds:.2f} s{each}; "
        f"{HOURLY if by_the_hour else cost(answers)}"
    )


def cost(answers: Sequence[Answer]) -> str:
    """Say what answers cost together; an unknown price is never the same as free."""
    known = [answer.usd for answer in answers if answer.usd is not None]
    return usd(sum(known)) if len(known) == len(answers) else "at an unknown price"
