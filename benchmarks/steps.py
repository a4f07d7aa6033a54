"""The steps that no check can leave out, each alone: together they bound what a row can reach."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.limits import BLOCK
from benchmarks.ours import handling
from tuning.dataset.batch import Columns
from tuning.dataset.digests import digests
from tuning.dataset.formats.exchange import PromptCompletion
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.parts import GatheredPart
from tuning.dataset.screen import Screen

Block = tuple[bytes, Columns]


def decode(path: Path) -> Callable[[], int]:
    """Read typed records, as the reader of files does."""
    decoder = msgspec.json.Decoder(PromptCompletion)
    return partial(_each, _good(path), lambda block: decoder.decode_lines(block[0]))


def screen(path: Path) -> Callable[[], int]:
    """Search lines as they were read."""
    searched, blocks = Screen(handling().rules.words), _good(path)
    for told, columns in blocks:
        searched.hits(columns, told)
    return partial(_each, blocks, lambda block: searched.hits(block[1], block[0]))


def keys(path: Path) -> Callable[[], int]:
    """Fold and digest every text, by which duplicates are known."""
    return partial(
        _each, _good(path), lambda block: (digests(block[1].asked), digests(block[1].answers))
    )


def digest(path: Path) -> Callable[[], int]:
    """Hash all bytes once, as the source and the converted files each are."""
    return partial(_each, _good(path), lambda block: hashlib.sha256(block[0]).digest())


def rewrite(path: Path) -> Callable[[], int]:
    """Convert records, write them, hashed, and read them back."""
    blocks, writer = _good(path), WRITERS[handling().rules.record_format]

    def step() -> int:
        with GatheredPart() as part:
            for _, columns in blocks:
                part.write(writer.lines(columns.asked, columns.answers, plain=True))
            return sum(map(len, part.chunks()))

    return step


def _each(blocks: list[Block], step: Callable[[Block], object]) -> int:
    for block in blocks:
        step(block)
    return sum(len(columns.asked) for _, columns in blocks)


def _good(path: Path) -> list[Block]:
    """Return the blocks of a file without a broken line, and their texts."""
    decoder, found = msgspec.json.Decoder(PromptCompletion), list[Block]()
    with path.open("rb") as file:
        while lines := b"".join(file.readlines(BLOCK)):
            shapes = decoder.decode_lines(lines)
            found.append((lines, PromptCompletion.columns(shapes, handling())))
    return found
