"""Databases of Hyperscan, compiled once on a machine and kept in the cache folder of its user.

To compile them takes half a second; to load them, a millisecond. They hold this project's
expressions and nothing of a dataset. Where no folder can be written, as in Lambda, each process
compiles its own.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import hyperscan

DIGEST_BYTES: Final = sha256().digest_size
WRITTEN_BY_OTHERS: Final = 0o022


def database(regexes: Sequence[bytes], *, flag: int = 0) -> hyperscan.Database:
    """Return a database that searches for expressions, each known by its place.

    Args:
        regexes: at least one.
        flag: of Hyperscan, for each of them.
    """
    kept = _folder() / f"{sha256(repr((flag, *regexes)).encode()).hexdigest()}.hyperscan"
    with suppress(OSError, hyperscan.error):
        found = hyperscan.loadb(_read(kept), hyperscan.HS_MODE_BLOCK)
        found.scratch = hyperscan.Scratch(found)
        return found
    made = hyperscan.Database()
    count = len(regexes)
    made.compile(expressions=list(regexes), ids=list(range(count)), flags=[flag] * count)
    with suppress(OSError):
        _write(kept, hyperscan.dumpb(made))
    return made


def _folder() -> Path:
    """Return where files of this machine's user wait that can be made again."""
    with suppress(RuntimeError):
        cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
        return cache / "bedrock-finetune"
    return Path(os.devnull)  # nobody's home: nothing can be written below it


def _read(path: Path) -> bytes:
    """Return a database as it was written.

    Hyperscan trusts what it loads. So what another user could have written counts as not there, as
    does what is not whole; Hyperscan tells by itself what is of another version or processor.

    Raises:
        OSError: there is none.
    """
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        digest, dumped = file.read(DIGEST_BYTES), file.read()
    if about.st_uid != os.geteuid() or about.st_mode & WRITTEN_BY_OTHERS:
        raise PermissionError(f"{path} is not this user's alone")
    if sha256(dumped).digest() != digest:
        raise OSError(f"{path} is not whole")
    return dumped


def _write(path: Path, dumped: bytes) -> None:
    """Write a database beside its place and move it there: others may read at the same time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(sha256(dumped).digest() + dumped)
    Path(file.name).replace(path)
