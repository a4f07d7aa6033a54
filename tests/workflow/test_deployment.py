"""The deployment itself, from nothing to nothing, with the real CDK CLI."""

import os
import re
import subprocess
from pathlib import Path

from rehearsal import deploy
from rehearsal.sandbox import open_sandbox
from tests.workflow.conftest import ROOT


def test_a_second_look_finds_no_difference_and_a_destroy_leaves_no_stack(tmp_path: Path) -> None:
    with open_sandbox(tmp_path) as sandbox:
        deploy.bootstrap(sandbox.aws, work=tmp_path)
        made = deploy.deploy(sandbox.aws, "local", work=tmp_path)
        environment = {**os.environ, **sandbox.aws.environment()}

        def cdk(*arguments: str) -> str:
            answer = subprocess.run(
                [ROOT / deploy.CDK, *arguments, "--app", tmp_path / "cdk.out", "--no-color"],
                capture_output=True,
                text=True,
                env=environment,
                cwd=ROOT,
                timeout=120,
            )
            assert 0 == answer.returncode, answer.stderr
            return answer.stdout + answer.stderr

        differences = cdk("diff", "--all")
        cdk("destroy", "--all", "--force")
        stacks = sandbox.aws.client("cloudformation").describe_stacks()["Stacks"]

    assert "local" == made.settings.environment
    assert re.search(r"Number of stacks with differences: 0", differences), differences
    assert ["CDKToolkit"] == [stack["StackName"] for stack in stacks]
