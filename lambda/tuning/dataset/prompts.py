"""The held-out set as Bedrock's evaluation jobs take it: one prompt and its reference a line."""

import hashlib
import heapq
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.formats.shapes import ENCODER, Conversation
from tuning.dataset.parts import GatheredPart

MOST_PROMPTS: Final = 1000
"""Prompts of one evaluation job (Bedrock's quota)."""

PROMPT_BYTES: Final = 4096
"""Bedrock allows 4 KB a prompt; the whole line is kept below that, to be safe."""

SINGLE_TURN: Final = 2
"""Messages of a record with one question and its answer."""

DECODER: Final = msgspec.json.Decoder(Conversation)


class Prompt(msgspec.Struct, frozen=True, rename="camel"):
    """One line of an evaluation job's dataset."""

    prompt: str
    reference_response: str
    category: str | UnsetType = UNSET


def gather(evaluation: GatheredPart, prompts: GatheredPart, *, labelled: bool) -> None:
    """Write the held-out records that an evaluation job can ask.

    Records of several turns, and lines that are too long, are left out: a conversation told as
    one text is not the same question. Of more than ``MOST_PROMPTS`` a sample is kept, drawn by
    content and not from the top, because files are often sorted.

    Args:
        evaluation: the held-out conversation records.
        prompts: where to write; the difference in records is what was left out.
        labelled: whether answers are labels, and so serve as the categories of the scores.
    """
    drawn = heapq.nsmallest(MOST_PROMPTS, _candidates(evaluation, labelled=labelled))
    for _, _, characters, line in sorted(drawn, key=lambda candidate: candidate[1]):
        prompts.add(line, characters=characters)


def _candidates(
    evaluation: GatheredPart, *, labelled: bool
) -> Iterator[tuple[bytes, int, int, bytes]]:
    for number, text in enumerate(evaluation.lines()):
        record = DECODER.decode(text).record(number)
        if len(record.turns) != SINGLE_TURN:
            continue
        asked = "\n\n".join([*record.system, *record.asked[0].texts])
        prompt = Prompt(asked, record.answer, record.answer if labelled else UNSET)
        line = ENCODER.encode(prompt) + b"\n"
        if len(line) <= PROMPT_BYTES:
            digest = hashlib.sha256(line).digest()
            yield digest, number, len(asked) + len(record.answer), line
