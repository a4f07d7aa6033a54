"""Where the files of this project lie, in a checkout or where its wheel was installed."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
"""The checkout; of an installed wheel the package's own folder, with what a synth reads of it."""


def build_folder(root: Path = ROOT) -> Path:
    """Return where the Lambda layer is built: ``build/`` of a checkout, else the user's cache."""
    if (root / "pyproject.toml").is_file():
        return root / "build"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "bedrock-finetune"
