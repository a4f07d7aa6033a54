"""Measure the dataset room beside its peers and its limits: ``python -m benchmarks``."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks import data, document
from benchmarks.contenders import CONTENDERS, MB
from benchmarks.rounds import Failed, Laps, measured

ROOT: Final = Path(__file__).parents[1]
SMALL_RECORDS: Final = 100
UNITS: Final = {"MB": MB, "GB": 1000 * MB}


def main() -> int:
    """Measure, show, and keep the table unless only a part of it was asked for."""
    asked = _arguments()
    screen = Console()
    chosen = [c for c in CONTENDERS if any(part in c.name for part in asked.only or [""])]
    try:
        with screen.status("") as status:
            table = measured(chosen, size=asked.size, rounds=asked.rounds, tell=status.update)
            small = min(_small_check() for _ in range(asked.rounds))
    except Failed as failure:
        screen.print(f"[red]{failure}")
        return 1
    _show(screen, table)
    screen.print(f"check of {SMALL_RECORDS} records, the whole command: {small * 1000:.0f} ms")
    if not asked.only:
        text = document.markdown(table, command=asked.command, rounds=asked.rounds, small=small)
        asked.output.write_text(text)
        screen.print(f"kept in {asked.output}")
    return 0


def _show(screen: Console, table: Sequence[Laps]) -> None:
    for group, title in document.GROUPS.items():
        rows = [laps for laps in table if laps.contender.group == group]
        if not rows:
            continue
        shown = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
        for number, heading in enumerate(document.HEAD):
            shown.add_column(heading, justify="right" if number else "left", no_wrap=True)
        for laps in rows:
            shown.add_row(*document.row(laps))
        screen.print(shown)
    for sentence in document.ratios(table):
        screen.print(sentence)


def _small_check() -> float:
    """Return the seconds that the whole command takes for a small file."""
    lines = data.made(data.KINDS["clean-pairs"], MB).read_bytes().splitlines(keepends=True)
    file = data.FOLDER / "small.jsonl"
    file.write_bytes(b"".join(lines[:SMALL_RECORDS]))
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "tuning", "check", str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "lambda")},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return time.monotonic() - began


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--size", type=_size, default="1GB", help="of the file that is read whole (1GB, 100MB)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", action="append", help="part of a row's name; keeps nothing")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    asked = parser.parse_args()
    asked.command = f'make bench ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else "make bench"
    return asked


def _size(text: str) -> int:
    for unit, factor in UNITS.items():
        if text.upper().endswith(unit):
            return int(float(text[: -len(unit)]) * factor)
    raise argparse.ArgumentTypeError(f"{text} is no size; write 100MB or 1GB")


if __name__ == "__main__":
    sys.exit(main())
