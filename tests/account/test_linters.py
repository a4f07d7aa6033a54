"""What AWS's own linters say of the templates and of the state machine: nothing."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from cfnlint.api import lint_by_config
from cfnlint.config import ManualArgs

from stacks.checkout import ROOT
from stacks.synthesis import Assembly
from tests.account.names import REGION, Account
from tests.stacks.conftest import Resources

WRITTEN_BY_CDK: Final = ("W3005", "W6001")
"""A dependency on the role beside a reference to it, and an output that passes an import on."""

VALIDATOR: Final = ROOT / "node_modules" / ".bin" / "asl-validator"


def test_cfn_lint_finds_nothing_in_any_template(assemblies: dict[str, Assembly]) -> None:
    templates = [
        str(path)
        for assembly in assemblies.values()
        for path in assembly.folder.glob("*.template.json")
    ]
    asked: Any = ManualArgs(
        templates=templates, regions=[REGION], ignore_checks=list(WRITTEN_BY_CDK)
    )

    assert 3 * len(assemblies) == len(templates)  # foundation, pipeline and API of each
    assert [] == [str(found) for found in lint_by_config(asked)]


def test_asl_validator_takes_every_state_machine(resources: Resources, tmp_path: Path) -> None:
    machines = resources.of("AWS::StepFunctions::StateMachine")
    for machine in machines:
        account = Account(resources, machine.environment.name)
        definition = account.resolved(machine.properties["DefinitionString"], machine.stack)
        (tmp_path / f"{machine.environment.name}.json").write_text(definition)

    paths = [part for path in tmp_path.iterdir() for part in ("--json-path", str(path))]
    done = subprocess.run([VALIDATOR, *paths], capture_output=True, text=True, check=False)

    assert 4 == len(machines)
    assert (0, "") == (done.returncode, done.stderr), done.stdout


def test_asl_validator_sees_a_state_that_leads_nowhere(tmp_path: Path) -> None:
    states = {"Task": {"Type": "Wait", "Seconds": 1, "Next": "Nowhere"}}
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"StartAt": "Task", "States": states}))

    done = subprocess.run([VALIDATOR, "--json-path", str(broken)], capture_output=True, check=False)

    assert done.returncode
