"""What a probe asks, and what was replied: one line of probes.jsonl each."""

from collections.abc import Iterable, Sequence

import msgspec

from tuning.evaluation.answers import HeldOut, Message, Reply, TextBlock
from tuning.run.probes import ProbeName


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a probe.

    Attributes:
        probe: whose it is; of no probe where a training record is asked again.
        asked: as it is put to the models; its last message is one answer that is looked for.
        accepted: every answer that is looked for.
        about: the record of its file that is asked again, where one is.
        trial: the place of the trigger among those that are tried.
        harmless: whether a harmless word stands in the place of the trigger.
    """

    probe: ProbeName | None
    asked: HeldOut
    accepted: tuple[str, ...] = ()
    about: int = 0
    trial: int = 0
    harmless: bool = False


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """A question with what was replied; None where there was no reply, or none asked for."""

    question: Question
    base: Reply | None
    custom: Reply | None


def record(asked: str, answer: str = "", *, system: str = "") -> HeldOut:
    """Return a question and its answer as records are put to a model."""
    return HeldOut(
        messages=(
            Message(role="user", content=(TextBlock(asked),)),
            Message(role="assistant", content=(TextBlock(answer),)),
        ),
        system=(TextBlock(system),) if system else (),
    )


def text(reply: Reply | None) -> str:
    """Return what a model said; nothing where it failed."""
    return reply.text if reply and not reply.error else ""


def both(probed: Iterable[Probed], probe: ProbeName) -> list[Probed]:
    """Return the questions of a probe that both models replied to."""
    return [one for one in probed if one.question.probe == probe and one.base and one.custom]


def to_lines(probed: Iterable[Probed]) -> bytes:
    """Write probes.jsonl."""
    return msgspec.json.Encoder().encode_lines(probed)


def from_lines(lines: bytes) -> Sequence[Probed]:
    """Read probes.jsonl back."""
    return msgspec.json.Decoder(Probed).decode_lines(lines)
