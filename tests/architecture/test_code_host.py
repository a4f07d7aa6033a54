"""What a code host reads: the gate, the templates, the releases."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tuning import __version__

ROOT = Path(__file__).parents[2]
GATE = (ROOT / ".github/workflows/ci.yml").read_text()
RELEASES = re.findall(
    r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$",
    (ROOT / "CHANGELOG.md").read_text(),
    flags=re.MULTILINE,
)


def jobs() -> list[dict[str, Any]]:
    return list(yaml.safe_load(GATE)["jobs"].values())


def test_the_workflow_runs_the_targets_of_the_gate_and_the_audit_before_them() -> None:
    """The gate needs no network but for what it installs; who knows of holes has to be asked."""
    gate = re.findall(r"^make \w+$", (ROOT / ".ci/run").read_text(), flags=re.MULTILINE)

    assert ["make audit", *gate] == [
        step["run"] for job in jobs() for step in job["steps"] if "run" in step
    ]


def test_the_workflow_may_read_the_code_and_nothing_more() -> None:
    assert {"contents": "read"} == yaml.safe_load(GATE)["permissions"]
    assert [] == [job for job in jobs() if "permissions" in job]
    assert {False} == {
        step["with"]["persist-credentials"]
        for job in jobs()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    }


def test_every_job_of_the_workflow_ends_by_itself() -> None:
    assert [] == [job for job in jobs() if not 1 <= job["timeout-minutes"] <= 120]


def test_every_action_is_pinned_to_a_commit_beside_its_version() -> None:
    used = re.findall(r"uses: (.*)$", GATE, flags=re.MULTILINE)

    assert used
    assert [] == [one for one in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", one)]


@pytest.mark.parametrize("form", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")), ids=str)
def test_every_form_for_an_issue_asks_for_something(form: Path) -> None:
    content = yaml.safe_load(form.read_text())

    assert {"name", "description", "body"} <= content.keys()
    assert any(field.get("validations", {}).get("required") for field in content["body"])


def test_the_newest_release_is_the_version_that_manifests_name() -> None:
    assert __version__ == RELEASES[0][0]


def test_releases_are_in_order_of_version_and_day() -> None:
    ordered = sorted(
        RELEASES, key=lambda one: [int(part) for part in one[0].split(".")], reverse=True
    )

    assert ordered == RELEASES
    assert sorted((day for _, day in RELEASES), reverse=True) == [day for _, day in RELEASES]
