"""The Lambda layers, built by pip for the machine that will run them: no Docker, no compiler."""

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from stacks.checkout import ROOT, build_folder
from stacks.walk.extent import Part

LOCKS: Final = ROOT / "locks"
BUILD: Final = build_folder()

PYTHON: Final = "3.14"
"""The Lambda runtime's Python, for which native wheels are chosen."""

SERVICES: Final = frozenset(
    (
        *("bedrock", "bedrock-runtime", "cloudformation", "cloudwatch", "dynamodb"),
        *("events", "iam", "kms", "pricing", "s3", "scheduler", "service-quotas", "sns"),
        *("sqs", "ssm", "stepfunctions", "sts"),
    )
)
"""Whom ``tuning.clients`` has a client for: botocore describes 430 services more, in 17 MB."""

WHEELS: Final = {
    "arm64": ("manylinux2014_aarch64", "manylinux_2_28_aarch64"),
    "x86_64": ("manylinux2014_x86_64", "manylinux_2_28_x86_64"),
}


BUILDING: Final = "building the Lambda layers: pip installs what locks/ names, once"


class LayerFailed(RuntimeError):
    """pip could not build a layer; the message holds its last words."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """The machine that the layer is for; without wheel tags, this one."""

    python: str
    wheels: tuple[str, ...]

    @property
    def arguments(self) -> list[str]:
        """What pip is told so that it builds for the target and not for itself."""
        if not self.wheels:
            return []
        platforms = [argument for tag in self.wheels for argument in ("--platform", tag)]
        return [*platforms, "--implementation", "cp", "--python-version", self.python]


def target(architecture: Literal["arm64", "x86_64", "host"]) -> Target:
    """Return the target of an environment's architecture."""
    if architecture == "host":
        return Target(python=platform.python_version(), wheels=())
    return Target(python=PYTHON, wheels=WHEELS[architecture])


def build(chosen: Target, part: Part) -> Path:
    """Return a layer's folder, built on first need and again when what it is made of changes.

    Raises:
        LayerFailed: a requirement has no wheel for the target, or no index can be reached.
    """
    digest = hashlib.sha256(
        repr((chosen, platform.machine() if not chosen.wheels else "", sorted(SERVICES))).encode()
        + (LOCKS / f"{part}.txt").read_bytes()
    ).hexdigest()[:16]
    folder = BUILD / f"layer-{part}-{digest}"
    if folder.is_dir():
        return folder
    BUILD.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"note: {BUILDING}\n")
    with tempfile.TemporaryDirectory(dir=BUILD) as work:
        _install(chosen, part, Path(work) / "layer" / "python")
        try:
            (Path(work) / "layer").rename(folder)
        except OSError:
            if not folder.is_dir():  # another process finished the same layer first
                raise
    return folder


def _install(chosen: Target, part: Part, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Without byte code, which would differ from build to build and change the asset's hash.
    command += ["--no-compile", "--only-binary=:all:", "--target", str(folder), *chosen.arguments]
    # The lock names everything, and what a layer depends on is in the other one.
    command += ["--no-deps", "--require-hashes", "--requirement", str(LOCKS / f"{part}.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LayerFailed(f"pip could not build the Lambda layer {part}:\n{done.stderr.strip()}")
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for service in (folder / "botocore" / "data").glob("*/"):
        if service.name not in SERVICES:
            shutil.rmtree(service)
