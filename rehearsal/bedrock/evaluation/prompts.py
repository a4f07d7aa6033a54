"""The prompts of an evaluation dataset, read as the service reads them."""

import json
from typing import Any, Final

from rehearsal.bedrock.s3 import S3Uri

MOST_PROMPTS: Final = 1000
LONGEST_PROMPT: Final = 4096
"""Prompts in a dataset, and bytes in a prompt: the service's limits for automated jobs."""

MEMBERS: Final = frozenset({"prompt", "referenceResponse", "category"})
RESPONSES: Final = "modelResponses"


class RejectedDataset(Exception):
    """A dataset that cannot be evaluated; the message is the job's failure message."""


def parse(content: bytes, place: S3Uri, *, source: str | None = None) -> tuple[dict[str, Any], ...]:
    """Read a dataset of prompts with the responses that are expected.

    Args:
        content: the file.
        place: where it is.
        source: whose responses are to be judged; None where the model is yet to be asked.

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
    records = []
    for number, line in enumerate(lines, 1):
        where = f"{name}, line {number}"
        record = _prompt(line, where, MEMBERS if source is None else MEMBERS | {RESPONSES})
        if source is not None:
            _check_response(record, source, where)
        records.append(record)
    return tuple(records)


def _prompt(line: bytes, where: str, members: frozenset[str]) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise RejectedDataset(f"Unable to parse {where}: not a JSON object") from error
    if not isinstance(record, dict) or not set(record) <= members:
        valid = ", ".join(sorted(members))
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


def _check_response(record: dict[str, Any], source: str, where: str) -> None:
    """Hold a record against the rule for responses: exactly one, of the source that is judged."""
    responses = record.get(RESPONSES)
    if not isinstance(responses, list) or len(responses) != 1:
        raise RejectedDataset(f"Invalid record in {where}: {RESPONSES} must hold one response")
    (response,) = responses
    if not isinstance(response, dict) or set(response) != {"response", "modelIdentifier"}:
        raise RejectedDataset(
            f"Invalid record in {where}: a response has the members modelIdentifier and response"
        )
    if not isinstance(response["response"], str) or not response["response"]:
        raise RejectedDataset(f"Invalid record in {where}: the response must be a text")
    if response["modelIdentifier"] != source:
        raise RejectedDataset(
            f"Invalid record in {where}: modelIdentifier is not the inferenceSourceIdentifier"
        )
