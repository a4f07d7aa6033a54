"""A synth of the app as the CDK CLI runs it, in a process and a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from stacks.checkout import ROOT


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """What a synth left in its folder; a synth that stopped early left less.

    Attributes:
        error: what it printed when it failed; empty when it succeeded.
        notes: what it printed when it succeeded; empty when it failed.
    """

    folder: Path
    error: str
    notes: str = ""

    @cached_property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The templates, by the stack's id in the app."""
        return {
            path.name.removesuffix(".template.json"): json.loads(path.read_text())
            for path in sorted(self.folder.glob("*.template.json"))
        }

    @cached_property
    def report(self) -> dict[str, Any]:
        """CDK's validation report.

        Raises:
            FileNotFoundError: the synth stopped before anything was validated.
        """
        content: dict[str, Any] = json.loads((self.folder / "validation-report.json").read_text())
        return content


def synthesise(
    folder: Path, *, validate: bool, context: Mapping[str, str], root: Path = ROOT
) -> Assembly:
    """Run the app for no account and no region in particular, for templates to be read.

    Args:
        folder: where the assembly goes.
        validate: check the templates against CloudFormation's schemas too, which takes seconds;
            cdk-nag judges them either way.
        root: of the source tree whose app is run.
        context: what the command line would give as ``-c NAME=VALUE``.
    """
    own = json.loads((root / "cdk.json").read_text())["context"]
    as_the_cli_does = {"aws:cdk:enable-path-metadata": True}
    to_read = {"review": "true"}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CDK_")},
        "CDK_CONTEXT_JSON": json.dumps({**own, **as_the_cli_does, **to_read, **context}),
        "CDK_OUTDIR": str(folder),
        "CDK_VALIDATION": str(validate).lower(),
        "PYTHONPATH": os.pathsep.join((str(root), str(root / "lambda"))),
    }
    done = subprocess.run(
        [sys.executable, str(root / "app.py")],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return Assembly(folder=folder, error=done.stderr)
    return Assembly(folder=folder, error="", notes=done.stderr)
