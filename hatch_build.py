"""What the wheel holds beside ``tuning``: the construct, and the stacks under its own name.

A folder ``stacks`` is what many CDK apps have, and theirs would be found first. In the wheel it is
``bedrock_finetune.stacks``, with every import of it written so. Beside it lies what a synth reads
of a checkout, at the place where ``stacks.checkout.ROOT`` is then.
"""

import re
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree
from tempfile import mkdtemp
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE: Final = "bedrock_finetune"
READ: Final = ("cdk.json", "locks/core.txt", "locks/data.txt")
IMPORT: Final = re.compile(r"^(\s*from )stacks\b", re.MULTILINE)


class Installed(BuildHookInterface[Any]):
    """Writes the package as it is installed; an editable install finds it in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the package to a wheel."""
        self.folder = Path(mkdtemp())
        if version == "editable":
            return
        root, package = Path(self.root), self.folder / PACKAGE
        no_byte_code = ignore_patterns("__pycache__")
        copytree(root / PACKAGE, package, ignore=no_byte_code)
        copytree(root / "stacks", package / "stacks", ignore=no_byte_code)
        for module in package.rglob("*.py"):
            module.write_text(IMPORT.sub(rf"\1{PACKAGE}.stacks", module.read_text()))
        given = build_data["force_include"]
        given[str(package)] = PACKAGE
        given.update({str(root / name): f"{PACKAGE}/{name}" for name in READ})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clean up."""
        rmtree(self.folder)
