"""Reports in files of their own: written anew each time, but over nothing else than a report."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tuning.cli import disk
from tuning.cli.arguments import Unusable


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of report.

    Attributes:
        name: as a person calls it.
        opening: how each begins, as `report/templates/layout.html.j2` and `cli/sarif.py` write it.
    """

    name: str
    opening: bytes


HTML: Final = Kind(
    name="an HTML report",
    opening=b'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="'
    b"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-",
)
SARIF: Final = Kind(name="a SARIF report", opening=b'{\n  "$schema": "https://json.schemastore.org')


def refuse_another(path: Path | None, kind: Kind) -> None:
    """Refuse a file that holds something else than such a report, which would be gone.

    Raises:
        Unusable: it does.
    """
    if path is None or not path.is_file():
        return
    with disk.opened(str(path)) as file:
        there = file.read(len(kind.opening))
    if there not in (b"", kind.opening):
        raise Unusable(
            f"{disk.called(str(path))} is there already and is not {kind.name}, so it is not "
            "replaced: name another file"
        )


def write(path: Path, kind: Kind, content: bytes) -> None:
    """Write a report, in the place of the last one.

    Raises:
        Unusable: something else is there, or it cannot be written.
    """
    refuse_another(path, kind)
    with disk.written(path, force=True) as file:
        file.write(content)
