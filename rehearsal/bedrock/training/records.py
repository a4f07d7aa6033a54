"""The training and validation files, read as the service reads them in its validation phase."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from rehearsal.bedrock.limits import FoundationModel
from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.s3 import S3Uri

SCHEMA: Final = "bedrock-conversation-2024"
CHARACTERS_PER_TOKEN: Final = 6
"""The docs' conversion for the quota: a sample of N characters counts N / 6 tokens."""


class RejectedFile(Exception):
    """A file that the job cannot train on; the message is the job's failure message."""


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as the service read it.

    Attributes:
        name: of the file, without its folder.
        records: those that were accepted.
        rejections: why the others were not, each in the service's own words where they are known;
            never with text of a record.
    """

    name: str
    records: tuple[Conversation, ...]
    rejections: tuple[RejectedFile, ...]


def read(content: bytes, *, place: S3Uri, model: FoundationModel) -> ReadFile:
    """Read a file of conversation records, to its end whatever is found."""
    name = place.key.rpartition("/")[2]
    found = tuple(_records(content, name=name, model=model))
    return ReadFile(
        name=name,
        records=tuple(record for record in found if isinstance(record, Conversation)),
        rejections=tuple(record for record in found if isinstance(record, RejectedFile)),
    )


def _records(
    content: bytes, *, name: str, model: FoundationModel
) -> Iterator[Conversation | RejectedFile]:
    lines = content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        try:
            yield _record(line, where=f"{name}, record {number}", name=name, model=model)
        except RejectedFile as rejection:
            yield rejection


def check_counts(training: int, validation: int, *, model: FoundationModel) -> None:
    """Refuse too few training records, or too many of both together.

    Raises:
        RejectedFile: with the figures.
    """
    if training < model.fine_tuning.fewest_records:
        raise RejectedFile(
            f"Number of records in the training dataset is {training}, below the minimum of "
            f"{model.fine_tuning.fewest_records} for model {model.id}"
        )
    if training + validation > model.fine_tuning.most_records:
        raise RejectedFile(
            f"Number of records in the training and validation datasets is "
            f"{training + validation}, above the maximum of "
            f"{model.fine_tuning.most_records} for {model.id}"
        )


def _record(line: bytes, *, where: str, name: str, model: FoundationModel) -> Conversation:
    try:
        record = json.loads(line, parse_constant=_no_json)
    except ValueError as error:
        raise RejectedFile(
            f"Unable to parse Amazon S3 file: {name}. Data files must conform to JSONL format."
        ) from error
    if not isinstance(record, dict) or record.get("schemaVersion") != SCHEMA:
        raise RejectedFile(f"Invalid record format in {where}: schemaVersion must be {SCHEMA}")
    try:
        turns = tuple(_turn(message, model) for message in record["messages"])
        instructions = [block["text"] for block in record.get("system", ())]
        roles = [turn.role for turn in turns]
        if not turns or roles != ["user", "assistant"] * (len(turns) // 2):
            raise RejectedFile(
                f"Invalid record format in {where}: roles must alternate from user to assistant"
            )
        if not all(text.strip() for text in instructions):
            raise RejectedFile(f"Invalid record format in {where}: a system prompt has no text")
        conversation = Conversation(turns=turns, system="\n".join(instructions))
    except (KeyError, TypeError, AttributeError) as error:
        raise RejectedFile(f"Invalid record format in {where}") from error
    _check_text(conversation, where=where, name=name, model=model)
    return conversation


def _no_json(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is not JSON")


def _turn(message: dict[str, Any], model: FoundationModel) -> Turn:
    """Read a turn; what an assistant reasons must be text, and the small model learns none."""
    thinks = model.fine_tuning.reasoning and message["role"] == "assistant"
    texts = []
    for block in message["content"]:
        if thinks and block.keys() == {"reasoningContent"}:
            _ = block["reasoningContent"]["reasoningText"]["text"]  # anything else is no record
        else:
            texts.append(block["text"])
    return Turn(role=message["role"], text="\n".join(texts))


def _check_text(
    conversation: Conversation, *, where: str, name: str, model: FoundationModel
) -> None:
    texts = [turn.text for turn in conversation.turns]
    if not all(text.strip() for text in texts):
        raise RejectedFile(f"Invalid record format in {where}: a message has no text")
    questions = [turn.text for turn in conversation.turns if turn.role == "user"]
    for word in model.fine_tuning.reserved_words:
        if any(word in text for text in (conversation.system, *questions)):
            raise RejectedFile(f"Invalid record in {where}: it contains the reserved word {word}")
    length = sum(map(len, (conversation.system, *texts)))
    if length > model.fine_tuning.longest_record_tokens * CHARACTERS_PER_TOKEN:
        raise RejectedFile(f"Input size exceeded in file {name} for record starting with...")
