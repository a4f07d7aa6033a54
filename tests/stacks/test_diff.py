"""What a deployment would change, as the CDK CLI says it, without an account."""

import shutil
import subprocess
from pathlib import Path

import pytest

from stacks import diff
from stacks.checkout import ROOT

SOURCE = ("app.py", "cdk.json", "lambda", "locks", "stacks", "settings")


@pytest.fixture(autouse=True)
def _no_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@corp.com"]
    command = [shutil.which("git") or "git", "-C", str(folder), *who, *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A repository whose last release sweeps every 45 minutes, and which went on since."""
    repository = tmp_path / "repository"
    for name in SOURCE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (repository / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, repository / name)
    git(repository, "init", "-q")
    file = repository / "settings" / "dev.toml"
    file.write_text("reaper_minutes = 45\n" + file.read_text())
    for tag in ("v1.0.0", "later"):
        git(repository, "add", "--all")
        git(repository, "commit", "-qm", tag)
        if tag.startswith("v"):
            git(repository, "tag", tag)
        file.write_text(file.read_text().replace("45", "50"))
    return repository


def test_without_an_account_the_last_release_is_what_is_compared_with(
    released: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert 0 == diff.main(["dev"], repository=released)

    said = capfd.readouterr()
    assert "compared with v1.0.0, not with what is deployed" in said.out
    changed = said.out + said.err
    assert "rate(45 minutes)" in changed
    assert "rate(15 minutes)" in changed


def test_an_environment_that_the_last_release_does_not_know_is_all_new(
    released: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (released / "settings" / "staging.toml").unlink()
    git(released, "add", "--all")
    git(released, "commit", "-qm", "without")
    git(released, "tag", "v2.0.0")

    assert 0 == diff.main(["staging"], repository=released)

    said = capfd.readouterr()
    assert "compared with v2.0.0, not with what is deployed; staging is not in it" in said.out
    assert "[+] AWS::StepFunctions::StateMachine" in said.out + said.err


def test_a_profile_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nope")

    assert diff.UNUSABLE == diff.main(["dev"])
    assert capfd.readouterr().err == (
        "error: The config profile (nope) could not be found; "
        "`aws configure list-profiles` lists them\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dev", "-c", "notify"], "-c notify: write -c KEY=VALUE"),
        (["dev", "--against", "v9.9.9"], "git archive: fatal: not a valid object name: v9.9.9"),
        ([], "the following arguments are required: environment"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q")

    assert diff.UNUSABLE == diff.main(words, repository=tmp_path)
    assert capfd.readouterr().err == f"error: {said}\n"
