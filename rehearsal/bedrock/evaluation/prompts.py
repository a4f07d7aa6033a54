"""The prompts of an evaluation dataset, read as the service reads them."""

import json
from typing import Any, Final

from rehearsal.bedrock.s3 import S3Uri

MOST_PROMPTS: Final = 1000
LONGEST_PROMPT: Final = 4096
"""Prompts in a dataset, and bytes in a prompt: the service's limits for automated jobs."""

MEMBERS: Final = frozenset({"prompt", "referenceResponse", "category"})


class RejectedDataset(Exception):
    """A dataset that cannot be evaluated; the message is the job's failure message."""


def parse(content: bytes, place: S3Uri) -> tuple[dict[str, Any], ...]:
    """Read a dataset of prompts with the responses that are expected.

    Raises:
        RejectedDataset: by line, without text of a record.
    """
    name = place.key.rpartition("/")[2]
    lines = content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if not 1 <= len(lines) <= MOST_PROMPTS:
        raise RejectedDataset(
            f"The dataset {name} has {len(lines)} prompts; it must have 1 to {MOST_PROMPTS}"
        )
    return tuple(_prompt(line, f"{name}, line {number}") for number, line in enumerate(lines, 1))


def _prompt(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise RejectedDataset(f"Unable to parse {where}: not a JSON object") from error
    if not isinstance(record, dict) or not set(record) <= MEMBERS:
        valid = ", ".join(sorted(MEMBERS))
        raise RejectedDataset(f"Invalid record in {where}: members are {valid}")
    for member in ("prompt", "referenceResponse"):
        text = record.get(member)
        if not isinstance(text, str) or not text:
            raise RejectedDataset(f"Invalid record in {where}: {member} must be a text")
    if len(record["prompt"].encode()) > LONGEST_PROMPT:
        raise RejectedDataset(
            f"Invalid record in {where}: the prompt is longer than {LONGEST_PROMPT} bytes"
        )
    return record
