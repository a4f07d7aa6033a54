"""The held-out set as Bedrock's evaluation jobs take it: one prompt and its reference a line."""

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.parts import GatheredPart
from tuning.dataset.record import Record
from tuning.tokens import count

MOST_PROMPTS: Final = 1000
"""Prompts of one evaluation job (Bedrock's quota)."""

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


def gather(held_out: Iterable[Record], prompts: GatheredPart, *, labelled: bool) -> None:
    """Write the held-out records that an evaluation job can ask.

    Records of several turns, and lines that are too long, are left out: a conversation told as
    one text is not the same question. Of more than ``MOST_PROMPTS`` a sample is kept, drawn by
    content and not from the top, because files are often sorted.

    Args:
        held_out: the records of the evaluation part.
        prompts: where to write; the difference in records is what was left out.
        labelled: whether answers are labels, and so serve as the categories of the scores.
    """
    drawn = heapq.nsmallest(MOST_PROMPTS, _candidates(held_out, labelled=labelled))
    for _, _, text, line in sorted(drawn, key=lambda candidate: candidate[1]):
        prompts.add(line)
        prompts.tokens += count(text)


def _candidates(
    held_out: Iterable[Record], *, labelled: bool
) -> Iterator[tuple[bytes, int, str, bytes]]:
    for number, record in enumerate(held_out):
        if len(record.asked) != 1:
            continue
        question = "\n\n".join([*record.system, *record.asked[0].texts])
        reference = record.answer or UNSET
        prompt = Prompt(question, reference, reference if labelled else UNSET)
        line = ENCODER.encode(prompt) + b"\n"
        if len(line) <= PROMPT_BYTES:
            digest = hashlib.sha256(line).digest()
            yield digest, number, question + record.answer, line
