import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from rehearsal import deploy
from rehearsal.embedded_aws import EmbeddedAws
from rehearsal.errors import DeployFailed, NotInstalled
from stacks.functions.layer import BUILDING

AWS = EmbeddedAws(endpoint_url="https://127.0.0.1:1", ca_bundle=Path("/certificate.pem"))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose CDK CLI is the script that a test writes."""
    (tmp_path / deploy.CDK.parent).mkdir(parents=True)
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(deploy, "ROOT", tmp_path)
    return tmp_path


def cdk(root: Path, script: str) -> None:
    file = root / deploy.CDK
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_a_failing_cdk_is_told_with_its_last_lines(root: Path) -> None:
    cdk(root, "seq 1 50; echo 'error: that model cannot be customised'; exit 1")

    with pytest.raises(DeployFailed, match="cdk deploy failed with exit code 1") as caught:
        deploy.deploy(AWS, "local", work=root / "work")

    assert len(caught.value.lines) == deploy.LAST_LINES
    assert "error: that model cannot be customised" == caught.value.lines[-1]
    assert "\n12\n" in deploy.log_of(root / "work").read_text()


def test_progress_is_told_line_by_line(root: Path) -> None:
    cdk(root, "echo one; echo; echo two")
    lines: list[str] = []

    deploy.bootstrap(AWS, work=root / "work", on_line=lines.append)

    assert ["one", "two"] == lines


def test_the_cdk_sees_nothing_of_a_real_account(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "999999999999")
    cdk(root, "python3 -c 'import json, os; print(json.dumps(dict(os.environ)))'")
    lines: list[str] = []

    deploy.bootstrap(AWS, work=root / "work", on_line=lines.append)

    seen = json.loads(lines[0])
    aws = {name: value for name, value in seen.items() if name.startswith("AWS_")}
    assert aws == {name: v for name, v in AWS.environment().items() if name.startswith("AWS_")}
    assert "CDK_DEFAULT_ACCOUNT" not in seen


def test_what_the_cdk_writes_stays_in_the_work_directory(root: Path) -> None:
    cdk(root, "echo $TMPDIR; echo $CDK_HOME; touch $TMPDIR/something")
    lines: list[str] = []

    deploy.bootstrap(AWS, work=root / "work", on_line=lines.append)

    assert all(Path(line).is_relative_to(root / "work") for line in lines)


def test_a_missing_cdk_says_what_brings_it(root: Path) -> None:
    with pytest.raises(NotInstalled, match="run `make rehearse`"):
        deploy.check_tools(root)


def test_a_missing_node_says_what_brings_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cdk(root, "true")
    monkeypatch.setenv("PATH", os.defpath if shutil.which("node", path=os.defpath) is None else "")

    with pytest.raises(NotInstalled, match="node is not on the PATH: run `make rehearse`"):
        deploy.check_tools(root)


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("bedrock-finetune-local-pipeline |  12/60 | 9:41:03 AM | CREATE_COMPLETE | x", "12/60"),
        (f"note: {BUILDING}", BUILDING),
        ("bedrock-finetune-local-foundation: deploying... [1/2]", "deploying... [1/2]"),
        ("Foundation: start: Publishing Foundation Template (current)", "Publishing"),
        ("Stack ARN:", None),
        ("note: the price of this model is unknown", None),
    ],
)
def test_what_a_person_who_waits_wants_to_see_of_the_cdks_lines(
    line: str, detail: str | None
) -> None:
    assert (detail or "") in (deploy.progress(line) or "")
    assert (detail is None) == (deploy.progress(line) is None)
