"""The templates of every environment, as tests/stacks synthesised them for this session.

One module of this folder is one rule that an account has and an embedded AWS may lack. Each rule
is stated over every template of every environment, and its witness comes from outside: AWS's own
documents, data and measured behaviour.
"""

import pytest

from stacks.synthesis import Assembly
from tests.account.deployed import Deployed
from tests.stacks.conftest import assemblies, definitions, resources, statements

__all__ = ["assemblies", "definitions", "resources", "statements"]


@pytest.fixture(scope="session")
def environments_deployed(assemblies: dict[str, Assembly]) -> list[Deployed]:
    """Every environment as an account would hold it."""
    return [Deployed(name, assembly.templates) for name, assembly in assemblies.items()]
