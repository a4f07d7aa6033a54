"""Feed mutated files to the dataset room, guided by coverage: ``python -m tests.fuzz SECONDS``.

Ends with a traceback at the first file of which something is not true that must be true of any. The
file is kept in the folder that is named; once the fault is fixed, it belongs into ``corpus/``.
"""

import sys
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["tuning"]):
    from tests.fuzz.inputs import opened, seeds
    from tests.fuzz.oracle import examine

GROWN: Final = Path(__file__).parents[2] / ".bench" / "corpus"
"""What the fuzzer found worth keeping, so that the next run begins where this one ended."""

LONGEST: Final = 2048
"""Bytes of a file; a longer one is slower and says no more."""


def once(mutated: bytes) -> None:
    """Examine one file."""
    if len(mutated) > 2:
        content, name, handling = opened(mutated)
        examine(content, name=name, handling=handling)


def main() -> None:
    """Run for the seconds that were asked for."""
    GROWN.mkdir(parents=True, exist_ok=True)
    for name, content in seeds():
        (GROWN / name).write_bytes(content)
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={GROWN.parent}/",
        f"-dict={Path(__file__).with_name('words.dict')}",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[2:], str(GROWN)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
