"""No command ends in a traceback: each is run where AWS, or the environment, is not there."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from urllib.parse import parse_qs

import pytest
from botocore.config import Config

from tests.unit.conftest import RECIPE
from tuning import clients
from tuning.__main__ import main
from tuning.cli.commands import COMMANDS

MODEL = "amazon.nova-micro-v1:0:128k"

AT_HOME = {
    "init": ["train.jsonl", "-o", "task"],
    "check": ["train.jsonl"],
    "convert": ["train.jsonl", "--to-model", MODEL],
    "split": ["train.jsonl", "-o", "parts"],
    "estimate": ["train.jsonl"],
    "evaluate": ["train.jsonl", "--reference", "train.jsonl"],
    "prices": [],
}
"""Words for the commands that need no AWS."""

ABROAD = {
    "drop": ["."],
    "runs": [],
    "cancel": ["a-run"],
    "approve": ["a-run", "--reason", "r"],
    "extend": ["a-run", "--hours", "1", "--owner", "o", "--reason", "r"],
    "ask": ["a-task", "why?"],
    "models": [],
    "promote": ["a-run"],
    "rollback": ["faq"],
    "lineage": ["a-run"],
    "serve": ["a-run", "--owner", "o"],
    "unserve": ["a-run"],
    "rerun": ["a-run"],
    "redrive": [],
    "doctor": [],
    "smoke": ["--yes"],
    "teardown": ["--yes"],
}
"""Words for the commands that work in an environment; ``--env`` is added."""

IN_AN_ENVIRONMENT = [[name, *words, "--env", "nope"] for name, words in ABROAD.items()]
ASKING = [*IN_AN_ENVIRONMENT, ["prices", "--refresh"]]

NOWHERE = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

SOMEBODY = {
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_REGION": "us-east-1",
}

ONCE = Config(retries={"total_max_attempts": 1})
"""How often a service is tried again is not what is tested."""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fresh_clients: None
) -> Run:
    """Run a command in this process, with these environment variables of AWS and no others."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    for name in ("CONFIG", "HURRIED"):
        monkeypatch.setattr(clients, name, getattr(clients, name).merge(ONCE))

    def run(words: list[str], **variables: str) -> Done:
        monkeypatch.setattr(os, "environ", {**own, **NOWHERE, **variables})
        code = main(words)
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a task to stand in: what is wrong with a folder is said before all else."""
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "task.toml").write_text(RECIPE)
    monkeypatch.chdir(folder)


def hold_one_line(done: Done) -> None:
    assert (2, "", 1) == (done.code, done.out, done.err.count("\n")), done
    assert "Traceback" not in done.err


def test_the_words_here_are_for_every_command_of_the_table() -> None:
    assert {command.name for command in COMMANDS} == AT_HOME.keys() | ABROAD.keys()


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("command", AT_HOME)
def test_what_needs_no_aws_works_without_credentials_and_network(command: str, run: Run) -> None:
    done = run([command, *AT_HOME[command]])

    assert 0 == done.code, done
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_without_credentials_a_command_is_one_line_that_says_how_to_log_in(
    words: list[str], run: Run
) -> None:
    done = run(words, AWS_REGION="us-east-1")

    hold_one_line(done)
    assert done.err.startswith("AWS was not called: there are no credentials; log in")


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_without_network_a_command_is_one_line_that_says_what_was_not_reached(
    words: list[str], run: Run
) -> None:
    with socket() as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
        done = run(words, AWS_ENDPOINT_URL=endpoint, **SOMEBODY)

    hold_one_line(done)
    assert endpoint in done.err


LISTS = {
    "/provisioned-model-throughputs": '{"provisionedModelSummaries": []}',
    "/model-customization/custom-model-deployments": "{}",
    "/model-customization-jobs": "{}",
    "/evaluation-jobs": "{}",
    "/custom-models": "{}",
}
"""What the account has none of, by where it is asked for; all else it forbids."""


class EmptyAccount(BaseHTTPRequestHandler):
    """An account in which two environments are deployed, and nothing else is."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = parse_qs(body.decode(errors="replace"))
        match query.get("Action"):
            case ["GetCallerIdentity"]:
                self._answer(200, _identity())
            case ["DescribeStacks"] if "StackName" in query:
                self._answer(400, _error("ValidationError", "Stack does not exist"))
            case ["DescribeStacks"]:
                self._answer(200, _stacks("dev", "prod"))
            case _ if self.headers.get("X-Amz-Target") == "AmazonSSM.GetParametersByPath":
                self._answer(200, '{"Parameters": []}')
            case _ if self.path.partition("?")[0] in LISTS:
                self._answer(200, LISTS[self.path.partition("?")[0]])
            case _:
                self._answer(403, '{"message": "no"}', **{"x-amzn-errortype": "AccessDenied"})

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, content: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content.encode())


def _identity() -> str:
    return (
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        "<Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>a</UserId>"
        "<Account>123456789012</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )


def _error(code: str, message: str) -> str:
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return f"<ErrorResponse>{error}</ErrorResponse>"


def _stacks(*environments: str) -> str:
    members = "".join(
        f"<member><StackName>bedrock-finetune-{name}-pipeline</StackName>"
        "<CreationTime>2026-11-27T00:00:00Z</CreationTime>"
        "<StackStatus>CREATE_COMPLETE</StackStatus></member>"
        for name in environments
    )
    return (
        f"<DescribeStacksResponse><DescribeStacksResult><Stacks>{members}</Stacks>"
        "</DescribeStacksResult></DescribeStacksResponse>"
    )


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyAccount)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("words", IN_AN_ENVIRONMENT, ids=" ".join)
def test_an_environment_that_is_not_there_is_one_line_that_names_those_that_are(
    words: list[str], endpoint: str, run: Run
) -> None:
    done = run(words, AWS_ENDPOINT_URL=endpoint, **SOMEBODY)

    hold_one_line(done)
    assert "deployed here: dev, prod" in done.err


def test_the_doctor_says_of_an_environment_with_settings_here_that_it_is_not_deployed(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("settings").mkdir()
    Path("settings/next.toml").touch()
    done = run(["doctor", "--env", "next"], AWS_ENDPOINT_URL=endpoint, **SOMEBODY)

    assert (1, "") == (done.code, done.err), done
    assert "bedrock-finetune-next-pipeline is not deployed" in done.out
    assert "make deploy ENV=next" in done.out
