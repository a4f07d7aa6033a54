"""The held-out set as Bedrock's evaluation jobs take it: one prompt and its reference a line."""

import heapq
from collections.abc import Iterable
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec
import xxhash
from msgspec import UNSET, UnsetType

from tuning.dataset.formats.shape import Shape
from tuning.dataset.parts import GatheredPart
from tuning.dataset.record import Record
from tuning.run.judging import MOST_PROMPTS
from tuning.tokens import Tokens, count

PROMPT_BYTES: Final = 4096
"""Bedrock allows 4 KB a prompt; the whole line is kept below that, to be safe."""

ENCODER: Final = msgspec.json.Encoder()


def fits(prompt: str) -> bool:
    """Say whether a prompt is as short as a job takes it."""
    return len(prompt.encode()) <= PROMPT_BYTES


class Prompt(msgspec.Struct, frozen=True, rename="camel"):
    """One line of an evaluation job's dataset; without a reference where there is no answer."""

    prompt: str
    reference_response: str | UnsetType
    category: str | UnsetType = UNSET


def gather(
    held_out: Iterable[bytes], shape: type[Shape], prompts: GatheredPart, *, labelled: bool
) -> None:
    """Write the held-out records that an evaluation job can ask.

    Records of several turns, and lines that are too long, are left out: a conversation told as
    one text is not the same question. Of more than ``MOST_PROMPTS`` a sample is kept, drawn by
    content and not from the top, because files are often sorted.

    Args:
        held_out: the lines of the evaluation part.
        shape: reads them.
        prompts: where to write; the difference in records is what was left out.
        labelled: whether answers are labels, and so serve as the categories of the scores.
    """
    decode = shape.decoder().decode
    drawn: list[Candidate] = []
    for number, held in enumerate(held_out):
        digest = xxhash.xxh3_64_intdigest(held)
        full = len(drawn) == MOST_PROMPTS
        if full and -drawn[0].digest <= digest:
            continue
        if found := _asked(decode(held).record(number), labelled=labelled):
            put = heapq.heappushpop if full else heapq.heappush
            put(drawn, Candidate(-digest, number, *found))
    drawn.sort(key=attrgetter("number"))
    prompts.write([candidate.line for candidate in drawn])
    prompts.tokens = sum((count(candidate.text) for candidate in drawn), Tokens())


class Candidate(NamedTuple):
    """A record that can be asked; those with the lowest digests are.

    Attributes:
        digest: of its line, negative, so that the highest one is the first to go.
        number: its place among the held-out records.
        text: all that is said in it.
        line: as the job takes it.
    """

    digest: int
    number: int
    text: str
    line: bytes


def _asked(record: Record, *, labelled: bool) -> tuple[str, bytes] | None:
    """Return what a record says, and the line that asks it; None where a job cannot."""
    if len(record.asked) != 1:
        return None
    question = "\n\n".join([*record.system, *record.asked[0].texts])
    reference = record.answer or UNSET
    prompt = Prompt(question, reference, reference if labelled else UNSET)
    line = ENCODER.encode(prompt) + b"\n"
    return (question + record.answer, line) if len(line) <= PROMPT_BYTES else None
