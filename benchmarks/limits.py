"""What no program can beat: reading the bytes, and parsing them with no check at all."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

BLOCK: Final = 256 * 1024


class Pair(msgspec.Struct, gc=False):
    """A prompt/completion record as fast as it can be parsed."""

    prompt: str
    completion: str


class Text(msgspec.Struct, gc=False):
    """A content block."""

    text: str


class Turn(msgspec.Struct, gc=False):
    """One side of a conversation."""

    role: str
    content: list[Text]


class Conversation(msgspec.Struct, gc=False):
    """A conversation, typed and unchecked."""

    messages: list[Turn]


def read(path: Path) -> Callable[[], int]:
    """Read every byte, and do nothing with it."""
    return partial(_read, path)


def _read(path: Path) -> int:
    buffer = bytearray(BLOCK)
    with path.open("rb", buffering=0) as file:
        while file.readinto(buffer):
            pass
    return 0


def parse_pairs(path: Path) -> Callable[[], int]:
    """Parse prompt/completion records into typed objects, and throw them away."""
    return partial(_parse, path, msgspec.json.Decoder(Pair))


def parse_conversations(path: Path) -> Callable[[], int]:
    """Parse conversations into typed objects, and throw them away."""
    return partial(_parse, path, msgspec.json.Decoder(Conversation))


def _parse(
    path: Path, decoder: "msgspec.json.Decoder[Pair] | msgspec.json.Decoder[Conversation]"
) -> int:
    """Parse block by block; a block that holds a broken line is parsed line by line."""
    records, rest = 0, b""
    with path.open("rb", buffering=0) as file:
        while piece := file.read(BLOCK):
            end = piece.rfind(b"\n") + 1
            block, rest = rest + piece[:end], piece[end:]
            try:
                records += len(decoder.decode_lines(block))
            except (msgspec.DecodeError, UnicodeDecodeError):
                for line in block.splitlines():
                    try:
                        decoder.decode(line)
                    except (msgspec.DecodeError, UnicodeDecodeError):
                        continue
                    records += 1
    return records
