"""The file that a person sources to talk to a rehearsal's AWS from another terminal."""

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ELSEWHERE: Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
)
"""What would lead to a real account, or to a profile that the hidden files do not have."""


@contextmanager
def sourced(variables: Mapping[str, str], file: Path) -> Iterator[Path]:
    """Write the file for the time of the block; nothing is left at its address afterwards.

    The Python that rehearses comes first on the PATH, so that ``python -m tuning`` is found.

    Args:
        variables: what the shell is to know.
        file: where; its folder is made. Only its owner may read it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    programs = shlex.quote(str(Path(sys.executable).parent))
    lines = [f"unset {' '.join(ELSEWHERE)}", f'export PATH={programs}:"$PATH"']
    lines += [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as sink:
        sink.write("\n".join(lines) + "\n")
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def sourcing(file: Path) -> str:
    """Return the command by which a shell takes the variables of the file."""
    return f"source {shlex.quote(str(near(file)))}"


def near(file: Path) -> Path:
    """Return a path as one would type it here, when it is below the current directory."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
