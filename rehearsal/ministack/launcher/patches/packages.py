"""Code and layers are unpacked once, as they are once for all on AWS.

MiniStack unpacks a function's code and each of its layers anew for every worker, so that Python
compiles all of it anew too: thousands of files in a rehearsal, to be written and to be removed.
Here a worker's directory links to one unpacked copy of each package; nobody writes to it but
Python, which keeps what it compiled beside it.
"""

import hashlib
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from ministack.core import lambda_runtime

_unpacking: Final = threading.Lock()


class SharedPackage(zipfile.ZipFile):
    """A package that is unpacked as links to a copy that all its users share."""

    def extractall(self, path: Any = None, *_: Any, **__: Any) -> None:
        """Link what the package holds into the directory ``path``."""
        for entry in self._copy().iterdir():
            Path(path, entry.name).symlink_to(entry)

    def _copy(self) -> Path:
        digest = hashlib.sha256(Path(str(self.filename)).read_bytes()).hexdigest()
        copy = Path(tempfile.gettempdir(), "packages", digest)
        with _unpacking:
            if not copy.exists():
                unfinished = copy.with_suffix(".new")
                super().extractall(unfinished)
                unfinished.replace(copy)
        return copy


def apply() -> None:
    """Let the Lambda workers unpack through the shared copies."""
    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": SharedPackage})
