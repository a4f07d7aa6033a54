"""The pages that are written from templates, or speak of them, are current."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from docs.pages import costs
from docs.pages.written import OF_TEMPLATES
from stacks.compliance.names import Templates
from stacks.synthesis import Assembly
from tests.stacks.conftest import Resources

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("path", "environment", "page"), OF_TEMPLATES)
def test_every_page_of_templates_is_current(
    assemblies: Mapping[str, Assembly],
    path: str,
    environment: str,
    page: Callable[[Templates], str],
) -> None:
    written = page(assemblies[environment].templates)

    assert written == (ROOT / path).read_text(), "run `make docs`"


def test_an_idle_month_costs_the_same_in_every_environment(
    assemblies: Mapping[str, Assembly],
) -> None:
    [page] = {costs.page(assembly.templates) for assembly in assemblies.values()}

    assert page


def test_the_page_of_rights_has_every_policy_for_people_with_its_description(
    resources: Resources,
) -> None:
    described = {
        (policy.logical_id.removeprefix("People")[:-8], policy.properties["Description"])
        for policy in resources.of("AWS::IAM::ManagedPolicy")
        if policy.logical_id.startswith("People")
    }
    page = (ROOT / "docs/iam.md").read_text()

    assert described == set(re.findall(r"^\| `(\w+Policy)` \| (.*?) \|", page, flags=re.MULTILINE))
