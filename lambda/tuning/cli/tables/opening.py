"""Which reader a file of this disk has: the pipeline's own, or one of the terminal alone."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from tuning.cli import disk
from tuning.cli.arguments import Unusable
from tuning.dataset.reading import containers, files
from tuning.dataset.reading.containers import ARROW, EXCEL, PARQUET, ZSTANDARD
from tuning.dataset.reading.files import Reader

MODULES: Final[Mapping[str, str]] = {
    PARQUET.name: "parquet",
    ARROW.name: "arrow",
    EXCEL.name: "workbook",
    ZSTANDARD.name: "zstandard",
}
"""Of each container that only the terminal reads: the module whose ``read`` reads it."""

INSTALL: Final = "pip install 'bedrock-finetune[tables]'"


def reader(path: str) -> Reader:
    """Return what reads a file, by its name.

    Raises:
        Unusable: it takes the extra, which is not installed.
    """
    made = containers.made(path)
    if made.read != "terminal":
        return files.read
    last = made.packing or made.form
    module = MODULES[last.name if last else ""]
    try:
        read: Reader = import_module(f"tuning.cli.tables.{module}").read
    except ModuleNotFoundError as error:
        raise Unusable(f"{disk.called(path)}: {made.title} takes an extra: {INSTALL}") from error
    return lambda stream, reading: files.told(read(stream, reading), reading)
