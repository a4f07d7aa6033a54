"""The bill of materials of what ships to Lambda, as CycloneDX 1.6 (ECMA-424).

It is read from the layers as they are built, so that it names what runs and not what was asked for.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution
from typing import Any, Final, get_args

from stacks.functions import layer
from stacks.walk.extent import Part
from tuning import __version__

NAME: Final = "sbom.json"

CLASSIFIERS: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
}
"""SPDX's names of the licences that packages name by a classifier of PyPI alone."""

WORDS: Final = {"Apache License 2.0": "Apache-2.0"}
"""SPDX's names of what packages call otherwise in their field for it."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package of a layer.

    Attributes:
        name: as PyPI normalises it.
        licence: SPDX's expression for what it says of itself.
    """

    name: str
    version: str
    licence: str
    part: Part


def packages() -> Iterator[Package]:
    """Yield every package of the layers for real environments, by layer and name.

    Raises:
        ValueError: one does not say under which licence it is.
    """
    for part in get_args(Part):
        folder = layer.build(layer.target("arm64"), part) / "python"
        found = [Distribution.at(path) for path in folder.glob("*.dist-info")]
        yield from sorted(
            (_package(each, part) for each in found), key=lambda package: package.name
        )


def _package(installed: Distribution, part: Part) -> Package:
    metadata = installed.metadata
    return Package(
        name=re.sub(r"[-_.]+", "-", metadata["Name"]).lower(),
        version=metadata["Version"],
        licence=_licence(metadata["Name"], metadata.json),
        part=part,
    )


def _licence(name: str, metadata: dict[str, Any]) -> str:
    if expression := metadata.get("license_expression"):
        return str(expression)
    classifiers = [
        CLASSIFIERS[line.rpartition(" :: ")[2]]
        for line in metadata.get("classifier", [])
        if line.startswith("License :: OSI Approved :: ")
    ]
    if classifiers:
        return " OR ".join(sorted(classifiers))
    said = str(metadata.get("license", "")).strip()
    if not said or "\n" in said:
        raise ValueError(f"{name} does not say under which licence it is")
    return WORDS.get(said, said)


def document() -> str:
    """Return the bill as JSON, without a date: it changes when what ships does."""
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "bedrock-finetune",
                "name": "bedrock-finetune",
                "version": __version__,
            }
        },
        "components": [_component(package) for package in packages()],
    }
    return json.dumps(bill, indent=2) + "\n"


def _component(package: Package) -> dict[str, Any]:
    address = f"pkg:pypi/{package.name}@{package.version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": package.name,
        "version": package.version,
        "purl": address,
        "licenses": [{"expression": package.licence}],
        "properties": [{"name": "bedrock-finetune:layer", "value": package.part}],
    }
