"""Whatever AWS, or the lack of it, answers a command is one line, and never a traceback."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.stub import Stubber

from tuning.__main__ import main
from tuning.cli import environment
from tuning.refusals import FIRST_REGION, chooses
from tuning.settings import Settings

NOTHING = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(
    fresh_clients: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """Run a command with these variables as the only ones that AWS's tools read."""
    for name in {name for name in os.environ if name.startswith("AWS_")} | {"AWS_DEFAULT_REGION"}:
        monkeypatch.setenv(name, "")  # so that it is put back, whatever the command sets
        monkeypatch.delenv(name)

    def run(words: list[str], **variables: str) -> tuple[int, str]:
        for name, value in {**NOTHING, **variables}.items():
            monkeypatch.setenv(name, value)
        code = main(words)
        printed = capsys.readouterr()
        assert "" == printed.out
        return code, printed.err

    return run


def test_without_a_region_it_is_one_line_with_what_chooses_one(said: Said) -> None:
    assert said(["runs", "--env", "dev"], **KEYS) == (
        2,
        f"AWS was not called: no region is chosen; {chooses(FIRST_REGION)}\n",
    )


def test_what_can_be_no_region_is_one_line_with_what_chooses_one(said: Said) -> None:
    code, line = said(["runs", "--env", "dev"], **KEYS, AWS_REGION="us east 1")

    assert (2, 1) == (code, line.count("\n"))
    assert "'us east 1'" in line
    assert line.endswith(f"; {chooses(FIRST_REGION)}\n")


def test_a_profile_that_is_not_there_is_one_line(said: Said) -> None:
    code, line = said(["runs", "--env", "dev"], AWS_PROFILE="nowhere", AWS_REGION="us-east-1")

    assert (2, 1) == (code, line.count("\n"))
    assert "nowhere" in line


@pytest.mark.parametrize("remedy", [chooses(FIRST_REGION), chooses("us-west-2")])
def test_what_is_said_to_choose_a_region_does_choose_it_for_boto3_and_the_cdk(remedy: str) -> None:
    """boto3 reads AWS_DEFAULT_REGION alone, the CDK CLI AWS_REGION first."""
    wanted = shlex.split(remedy)[1].partition("=")[2]
    asks = "import boto3, os; print(boto3.Session().region_name, os.environ['AWS_REGION'])"
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        ["/bin/sh", "-c", f'{remedy}; exec "{sys.executable}" -c "{asks}"'],
        env={**own, **NOTHING, "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-central-1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [wanted, wanted]


def test_the_region_of_the_cdk_is_that_of_every_command(
    settings: Settings,
    stubbed: Callable[[str], Stubber],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")

    main(["prices"])

    assert "us-west-2" == os.environ["AWS_DEFAULT_REGION"]


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("AccessDenied", "ask your account's administrator for this right"),
        ("ExpiredToken", "log in (`aws sso login` or `aws configure`)"),
        ("Throttling", ""),
    ],
)
def test_what_aws_refuses_is_one_line_with_what_mends_it(
    stubbed: Callable[[str], Stubber], capsys: pytest.CaptureFixture[str], code: str, fix: str
) -> None:
    stubbed("cloudformation").add_client_error("describe_stacks", code, "User: x may\nnot")

    assert 2 == main(["runs", "--env", "dev"])
    line = capsys.readouterr().err
    assert f"({code})" in line
    assert fix in line
    assert 1 == line.count("\n")


def test_an_environment_that_is_not_deployed_names_those_that_are(
    stubbed: Callable[[str], Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    stub = stubbed("cloudformation")
    stub.add_client_error("describe_stacks", "ValidationError", "Stack does not exist")

    def named(name: str) -> dict[str, object]:
        return {"StackName": name, "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}

    others = [named(f"bedrock-finetune-{name}-pipeline") for name in ("dev", "prod")]
    stub.add_response("describe_stacks", {"Stacks": [*others, named("CDKToolkit")]})

    assert 2 == main(["runs", "--env", "prd"])
    line = capsys.readouterr().err
    assert "did you mean prod? deployed here: dev, prod; " in line


def test_outside_a_checkout_no_make_is_advised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert "cdk deploy --all" == environment.deploy("dev")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("dev", "; deploy it with `make deploy ENV=dev`, or choose"),
        ("nope", "; no settings/nope.toml is here, only those of dev, prod, or choose"),
    ],
)
def test_in_a_checkout_the_environments_that_have_settings_are_named(
    name: str,
    advice: str,
    stubbed: Callable[[str], Stubber],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("settings").mkdir()
    for each in ("dev", "prod"):
        Path("settings", f"{each}.toml").touch()
    stub = stubbed("cloudformation")
    stub.add_client_error("describe_stacks", "ValidationError", "Stack does not exist")
    deployed = {"StackName": "bedrock-finetune-qa-pipeline", "CreationTime": 0}
    stub.add_response(
        "describe_stacks", {"Stacks": [{**deployed, "StackStatus": "CREATE_COMPLETE"}]}
    )

    assert 2 == main(["runs", "--env", name])
    assert advice in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Dev", "production-eu", "", "a_b"])
def test_what_can_be_no_environment_is_refused(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["runs", "--env", name])
    assert "cannot be an environment's name: 1 to 9 lower-case" in capsys.readouterr().err
