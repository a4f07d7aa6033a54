"""Held-out records, and what both models answered to them."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final, Literal

import msgspec

from tuning.dataset.prompts import fits
from tuning.guarding import Intervention
from tuning.run.estimate import MOST_RECORDS
from tuning.run.evaluation import Model
from tuning.tokens import count

ANSWERS: Final = "answers.jsonl"
"""Every record of a run with all replies and their scores, beside its report."""

SEED: Final = 20
"""Any number; the same one always, so that a comparison that is repeated asks the same records."""

NO_ANSWER: Final = "(no answer)"
"""In the place of an answer that failed, which must be judged as well and not be left out."""


class TextBlock(msgspec.Struct, frozen=True):
    """A block of a conversation; reasoning, which is learned and not asked, has no text here."""

    text: str = ""


class Message(msgspec.Struct, frozen=True):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: tuple[TextBlock, ...]

    @property
    def text(self) -> str:
        """The turn's whole text."""
        return "\n".join(block.text for block in self.said)

    @property
    def said(self) -> tuple[TextBlock, ...]:
        """The blocks of text."""
        return tuple(block for block in self.content if block.text)


class HeldOut(msgspec.Struct, frozen=True):
    """A conversation record whose last message is the reference answer."""

    messages: tuple[Message, ...]
    system: tuple[TextBlock, ...] = ()

    @property
    def asked(self) -> tuple[Message, ...]:
        """The turns that a model is asked to answer."""
        return self.messages[:-1]

    @property
    def reference(self) -> str:
        """The answer that the dataset holds to be right."""
        return self.messages[-1].text

    @property
    def prompt(self) -> str:
        """The asked turns as one text; a speaker is named where there are several."""
        if len(self.asked) == 1:
            return self.asked[0].text
        return "\n\n".join(f"{message.role}: {message.text}" for message in self.asked)

    @property
    def system_text(self) -> str:
        """What the model is told before the conversation."""
        return "".join(block.text for block in self.system)

    @property
    def tokens(self) -> int:
        """How many tokens the model is asked, at most: an estimate on the safe side."""
        return count(self.system_text + "".join(turn.text for turn in self.asked)).most


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a model gave back: a text and when, by the service's clock, or why it is no answer.

    A reply with an ``error`` counts as a wrong answer: the model failed on this record, or the
    answer is empty or blocked. Tokens and milliseconds are the service's own count, also of such an
    answer.

    ``failure`` says that the model did not answer at all: the service refused this prompt, or broke
    on it ``once``, after which it is asked again when all others were, or ``twice``.

    ``interventions`` are what a guardrail did: its text is then what the guardrail let through, or
    said instead, and it is judged as any other answer, for it is what people would have got.
    """

    text: str = ""
    stop_reason: str = ""
    answered_at: str = ""
    error: str | None = None
    failure: Literal["refused", "once", "twice"] | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    latency_ms: int = 0
    interventions: tuple[Intervention, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether a guardrail let no answer of the model through."""
        return any(each.action == "blocked" for each in self.interventions)

    @property
    def said(self) -> str:
        """What of it is judged."""
        return NO_ANSWER if self.error else self.text


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One line of answers.jsonl: a held-out record, all replies, and their scores by metric.

    A record that was not put to both models, or during an outage only, has no scores and no reply
    of that model. Records of one ``cluster`` ask the same thing, or go on from one beginning.
    ``others`` are those that were asked beside base and custom model.
    """

    record: int
    system: str
    prompt: str
    reference: str
    cluster: str = ""
    base: Reply | None
    custom: Reply | None
    base_scores: dict[str, float] = {}
    custom_scores: dict[str, float] = {}
    others: dict[Model, Reply] = {}
    other_scores: dict[Model, dict[str, float]] = {}

    @property
    def question(self) -> str:
        """System text and prompt as one text, as an evaluation job takes it."""
        return "\n\n".join(filter(None, (self.system, self.prompt)))

    @property
    def judgeable(self) -> bool:
        """Whether a judge's job takes it: its question is short enough, and has a reference."""
        return fits(self.question) and bool(self.reference)

    def gain(self, metric: str) -> float:
        """Return how much better the custom model did on this record."""
        return self.custom_scores[metric] - self.base_scores[metric]


def held_out(lines: bytes) -> list[tuple[int, HeldOut]]:
    """Read a held-out set: at most ``MOST_RECORDS`` with their line numbers, drawn by a fixed seed.

    Drawn and not taken from the top, because files are often sorted.
    """
    numbered = [(number, line) for number, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if len(numbered) > MOST_RECORDS:
        drawn = Random(SEED).sample(numbered, MOST_RECORDS)  # noqa: S311  a sample, not a secret
        numbered = sorted(drawn)
    decoder = msgspec.json.Decoder(HeldOut)
    return [(number, decoder.decode(line)) for number, line in numbered]


def references(numbered: Sequence[tuple[int, HeldOut]]) -> list[str]:
    """Return what is right, record by record."""
    return [record.reference for _, record in numbered]


def in_any_order(numbered: Sequence[tuple[int, HeldOut]]) -> list[tuple[int, HeldOut]]:
    """Return held-out records in an order that says nothing about them, the same one every time.

    Files are often sorted, and where the time runs out what was asked is to speak for the rest.
    """
    return Random(SEED).sample(numbered, len(numbered))  # noqa: S311  an order, not a secret


def to_lines(answered: Iterable[Answered]) -> bytes:
    """Write answers.jsonl."""
    return msgspec.json.Encoder().encode_lines(answered)


def from_lines(lines: bytes) -> Iterator[Answered]:
    """Read answers.jsonl back."""
    return iter(msgspec.json.Decoder(Answered).decode_lines(lines))


def scored(answered: Sequence[Answered]) -> list[Answered]:
    """Return the records that were put to both models."""
    return [record for record in answered if record.base_scores and record.custom_scores]
