"""The wheel, built and installed where nothing of the checkout can be seen."""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from stacks.checkout import ROOT
from stacks.functions import layer

CHECKS: Final = """
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

Validations.of(app).add_plugins(AwsSolutionsChecks(app))
app.synth()
"""

Template = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Synthesised:
    """What an app left in its folder."""

    folder: Path

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """Every template, in the order of deployment of its stage, by the stack's name."""
        return {
            artifact["properties"].get("stackName", name): json.loads(
                (manifest.parent / artifact["properties"]["templateFile"]).read_text()
            )
            for manifest in sorted(self.folder.rglob("manifest.json"))
            for name, artifact in json.loads(manifest.read_text())["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
        }

    @property
    def report(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "validation-report.json").read_text())
        return content


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place where the wheel is installed, and where somebody has an app of their own."""

    folder: Path
    wheel: Path

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    @property
    def packages(self) -> Path:
        [found] = (self.folder / "venv" / "lib").glob("python*/site-packages")
        return found

    def synthesise(self, program: str, name: str) -> Synthesised:
        """Run an app that was never in a checkout, with none of the CDK's feature flags."""
        app = self.folder / name
        app.mkdir()
        (app / "app.py").write_text(program)
        (app / "stacks").mkdir()
        (app / "stacks" / "__init__.py").write_text('"""As many a CDK app has it."""\n')
        return run([str(self.python), "app.py"], app, cache=self.folder / "cache")


def run(command: list[str], folder: Path, *, cache: Path, **environment: str) -> Synthesised:
    hidden = ("CDK_", "PYTHON")
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(hidden)},
            "CDK_OUTDIR": str(folder / "cdk.out"),
            "CDK_VALIDATION": "false",
            "XDG_CACHE_HOME": str(cache),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr if done.returncode else "")
    return Synthesised(folder=folder / "cdk.out")


def example(name: str) -> str:
    return (ROOT / "examples" / name).read_text()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    _done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    [wheel] = folder.glob("*.whl")
    _done(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"))
    made = Site(folder=folder, wheel=wheel)
    pip = ("-m", "pip", "--python", str(made.python), "install", "--quiet", "--no-index")
    _done(sys.executable, *pip, "--no-deps", "--no-compile", str(wheel))
    # What the wheel depends on lies where the project's own environment has it. The checkout does
    # not: the file that puts it there is not read again.
    beside = sysconfig.get_path("purelib")
    (made.packages / "beside.pth").write_text(f"{beside}\n")
    layer.BUILD.mkdir(exist_ok=True)
    (folder / "cache").mkdir()
    (folder / "cache" / "bedrock-finetune").symlink_to(layer.BUILD)
    return made


def _done(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def somebodys(site: Site) -> Synthesised:
    """The example, judged by AwsSolutions."""
    return site.synthesise(example("app.py").removesuffix("app.synth()\n") + CHECKS, "app")


@pytest.fixture(scope="session")
def delivered(site: Site) -> Synthesised:
    return site.synthesise(example("delivery.py"), "delivery")
