"""What ships to Lambda is named with its licence, and no licence is there that nobody weighed."""

import json
import re
from typing import get_args

import pytest

from stacks.compliance import sbom
from stacks.compliance.__main__ import FOLDER
from stacks.functions import layer
from stacks.walk.extent import Part

PERMISSIVE = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT-0", "PSF-2.0"}

WEIGHED = {"python-stdnum": "LGPL-2.1-or-later"}
"""Copyleft of the library alone: it ships as it is published, and can be exchanged in its layer."""


def test_the_committed_bill_is_that_of_the_layers() -> None:
    assert sbom.document() == (FOLDER / sbom.NAME).read_text(), "run `make compliance`"


def test_the_bill_names_what_the_locks_of_the_layers_name() -> None:
    locked = {
        (part, name, version)
        for part in get_args(Part)
        for name, version in re.findall(
            r"^([\w-]+)==(\S+)", (layer.LOCKS / f"{part}.txt").read_text(), re.MULTILINE
        )
    }

    assert locked == {(one.part, one.name, one.version) for one in sbom.packages()}


def test_every_licence_is_permissive_or_was_weighed() -> None:
    for package in sbom.packages():
        licences = set(re.split(r" OR | AND ", package.licence))
        assert licences <= PERMISSIVE or WEIGHED[package.name] == package.licence, package


def test_every_component_can_be_looked_up_by_its_address() -> None:
    components = json.loads(sbom.document())["components"]

    assert len(components) == len({each["bom-ref"] for each in components})
    for each in components:
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[0-9][\w.]*", each["purl"]), each


@pytest.mark.parametrize("said", ["", "Permission is hereby granted,\nfree of charge"])
def test_a_package_that_names_no_licence_is_named(said: str) -> None:
    with pytest.raises(ValueError, match="quiet does not say"):
        sbom._licence("quiet", {"license": said})
