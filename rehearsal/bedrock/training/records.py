"""The training and validation files, read as the service reads them in its validation phase."""

import json
from typing import Any, Final

from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.s3 import S3Uri
from tuning.training.catalogue import BaseModel

SCHEMA: Final = "bedrock-conversation-2024"
CHARACTERS_PER_TOKEN: Final = 6
"""The docs' conversion for the quota: a sample of N characters counts N / 6 tokens."""


class RejectedFile(Exception):
    """A file that the job cannot train on; the message is the job's failure message."""


def parse(content: bytes, *, place: S3Uri, model: BaseModel) -> tuple[Conversation, ...]:
    """Read a file of conversation records.

    Raises:
        RejectedFile: in the service's own words where they are known; never with text of a record.
    """
    name = place.key.rpartition("/")[2]
    lines = content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return tuple(
        _record(line, where=f"{name}, record {number}", name=name, model=model)
        for number, line in enumerate(lines, start=1)
    )


def check_counts(training: int, validation: int, *, model: BaseModel) -> None:
    """Refuse too few training records, or too many of both together.

    Raises:
        RejectedFile: with the figures.
    """
    if training < model.datasets["FINE_TUNING"].min_records:
        raise RejectedFile(
            f"Number of records in the training dataset is {training}, below the minimum of "
            f"{model.datasets['FINE_TUNING'].min_records} for model {model.id}"
        )
    if training + validation > model.datasets["FINE_TUNING"].max_records:
        raise RejectedFile(
            f"Number of records in the training and validation datasets is "
            f"{training + validation}, above the maximum of "
            f"{model.datasets['FINE_TUNING'].max_records} for {model.id}"
        )


def _record(line: bytes, *, where: str, name: str, model: BaseModel) -> Conversation:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise RejectedFile(
            f"Unable to parse Amazon S3 file: {name}. Data files must conform to JSONL format."
        ) from error
    if not isinstance(record, dict) or record.get("schemaVersion") != SCHEMA:
        raise RejectedFile(f"Invalid record format in {where}: schemaVersion must be {SCHEMA}")
    try:
        turns = tuple(_turn(message) for message in record["messages"])
        system = "\n".join(block["text"] for block in record.get("system", ()))
        roles = [turn.role for turn in turns]
        if not turns or roles != ["user", "assistant"] * (len(turns) // 2):
            raise RejectedFile(
                f"Invalid record format in {where}: roles must alternate from user to assistant"
            )
        conversation = Conversation(turns=turns, system=system)
    except (KeyError, TypeError, AttributeError) as error:
        raise RejectedFile(f"Invalid record format in {where}") from error
    _check_text(conversation, where=where, name=name, model=model)
    return conversation


def _turn(message: dict[str, Any]) -> Turn:
    return Turn(role=message["role"], text="\n".join(block["text"] for block in message["content"]))


def _check_text(conversation: Conversation, *, where: str, name: str, model: BaseModel) -> None:
    texts = [turn.text for turn in conversation.turns]
    if not all(text.strip() for text in texts):
        raise RejectedFile(f"Invalid record format in {where}: a message has no text")
    asked = [turn.text for turn in conversation.turns if turn.role == "user"]
    for word in model.datasets["FINE_TUNING"].reserved_words:
        if any(word in text for text in (conversation.system, *asked)):
            raise RejectedFile(f"Invalid record in {where}: it contains the reserved word {word}")
    length = sum(map(len, (conversation.system, *texts)))
    if length > model.datasets["FINE_TUNING"].max_tokens_per_sample * CHARACTERS_PER_TOKEN:
        raise RejectedFile(f"Input size exceeded in file {name} for record starting with...")
