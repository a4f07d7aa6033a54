"""What the functions run: the pipeline's own code, and layers with what it depends on."""

import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, get_args

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.functions import layer
from stacks.walk.extent import Part
from tuning import naming

RUNTIME: Final = lambda_.Runtime.PYTHON_3_14
"""AwsSolutions asks for the newest. The embedded AWS runs every function on this machine's Python,
whatever stands here, so the code runs on both."""

PACKAGE: Final = Path(naming.__file__).parent
"""The package that the functions run, in a checkout or among everything else that is installed."""

BESIDE: Final = ("*", f"!{PACKAGE.name}", f"!{PACKAGE.name}/**")
"""Leaves out what lies beside the package; the same files make the same asset everywhere."""

NOT_SHIPPED: Final = (
    f"{PACKAGE.name}/cli",
    f"{PACKAGE.name}/__main__.py",
    "**/__pycache__",
    "**/*.pyc",
    "**/.*",
)
"""What no function runs: the command line, and what a checkout leaves behind."""


class Code(Construct):
    """One asset and its layers, shared by all functions: a release changes them together."""

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        super().__init__(scope, id_)
        self.architecture = _architecture(environment)
        self.source = lambda_.Code.from_asset(str(PACKAGE.parent), exclude=[*BESIDE, *NOT_SHIPPED])
        target = layer.target(environment.architecture)
        self._layers: Mapping[Part, lambda_.LayerVersion] = {
            part: lambda_.LayerVersion(
                self,
                part.capitalize(),
                code=lambda_.Code.from_asset(str(layer.build(target, part))),
                description=f"What locks/{part}.txt names",
                compatible_runtimes=[RUNTIME],
                compatible_architectures=[self.architecture],
            )
            for part in get_args(Part)
        }

    def layers(self, parts: Iterable[Part]) -> list[lambda_.ILayerVersion]:
        """Return the layers that hold these parts."""
        return [self._layers[part] for part in parts]


def _architecture(environment: Environment) -> lambda_.Architecture:
    arm = {"arm64": True, "x86_64": False, "host": platform.machine() in ("arm64", "aarch64")}
    return (
        lambda_.Architecture.ARM_64
        if arm[environment.architecture]
        else lambda_.Architecture.X86_64
    )
