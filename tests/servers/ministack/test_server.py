"""The embedded AWS as a guest on this machine: it takes little and leaves nothing."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearsal.clock import Clock
from rehearsal.ministack import MiniStack, MiniStackError
from tests.servers.ministack.account import Account

NO_BEDROCK = "http://127.0.0.1:9"

HANDLER = "import os\ndef handler(event, context):\n    return os.getpid()\n"

DRIVER = """
import sys, time
from pathlib import Path
from rehearsal.clock import Clock
from rehearsal.ministack import MiniStack
from tests.servers.ministack.account import Account

work = Path(sys.argv[1])
with MiniStack(work=work, clock=Clock(), bedrock_url="http://127.0.0.1:9") as ministack:
    account = Account(ministack.aws)
    account.invoke(account.function("def handler(event, context):\\n    return 1\\n"))
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def ministack(tmp_path: Path) -> MiniStack:
    return MiniStack(work=tmp_path, clock=Clock(), bedrock_url=NO_BEDROCK)


def processes(work: Path) -> list[int]:
    """The processes whose command line names a file of this work directory, zombies left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if str(work).encode() in command:
            found.append(int(entry.parent.name))
    return found


def listening(pid: int) -> set[str]:
    """The addresses on which a process listens, as ``host:port`` in the kernel's hexadecimal."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[3] == "0A" and row[9] in inodes}


def comes_true(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads /proc")


@needs_proc
def test_it_listens_on_one_loopback_port_only(ministack: MiniStack, tmp_path: Path) -> None:
    with ministack:
        (server,) = processes(tmp_path)
        port = int(ministack.aws.endpoint_url.rpartition(":")[2])

        assert {f"0100007F:{port:04X}"} == listening(server)


@needs_proc
def test_it_leaves_no_process_and_only_its_log(ministack: MiniStack, tmp_path: Path) -> None:
    with ministack:
        account = Account(ministack.aws)
        account.invoke(account.function(HANDLER))
        assert 2 == len(processes(tmp_path))  # the server and a Lambda worker

    assert [] == processes(tmp_path)
    assert [tmp_path / "ministack.log"] == list(tmp_path.iterdir())


@needs_proc
def test_a_handler_that_will_not_end_is_ended(ministack: MiniStack, tmp_path: Path) -> None:
    stubborn = (
        "import signal, time\n"
        "def handler(event, context):\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    time.sleep(60)\n"
    )
    with ministack:
        account = Account(ministack.aws)
        account.aws.client("lambda").invoke(
            FunctionName=account.function(stubborn), InvocationType="Event"
        )
        assert comes_true(lambda: 2 == len(processes(tmp_path)))
        time.sleep(0.5)

    assert comes_true(lambda: [] == processes(tmp_path), seconds=2)


@needs_proc
def test_it_does_not_outlive_a_driver_that_is_killed(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(work)], stdout=subprocess.PIPE, text=True
    )
    with driver:
        assert driver.stdout is not None
        assert "up\n" == driver.stdout.readline()
        running = set(processes(work)) - {driver.pid}
        assert 2 == len(running)
        driver.send_signal(signal.SIGKILL)

    assert comes_true(lambda: [] == processes(work))
    assert [work / "ministack.log"] == list(work.iterdir())


@needs_proc
def test_an_interrupted_start_leaves_nothing(
    ministack: MiniStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: MiniStack) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MiniStack, "_wait_until_healthy", interrupt)
    with pytest.raises(KeyboardInterrupt), ministack:
        pass

    assert [] == processes(tmp_path)


def test_it_must_be_installed(tmp_path: Path) -> None:
    with pytest.raises(MiniStackError, match="make rehearse"):
        MiniStack(work=tmp_path, clock=Clock(), bedrock_url=NO_BEDROCK, python=tmp_path / "python")


def test_it_must_know_where_bedrock_is(tmp_path: Path) -> None:
    with (
        pytest.raises(MiniStackError, match="where Bedrock is"),
        MiniStack(work=tmp_path, clock=Clock()),
    ):
        pass


def test_a_start_that_fails_shows_the_end_of_the_log(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no such module >&2\nexit 1\n")
    python.chmod(0o700)

    with (
        pytest.raises(MiniStackError, match="no such module"),
        MiniStack(work=tmp_path, clock=Clock(), bedrock_url=NO_BEDROCK, python=python),
    ):
        pass


def test_two_run_side_by_side(patched: Account, published: Account) -> None:
    patched.aws.client("s3").create_bucket(Bucket="only-here")

    buckets = published.aws.client("s3").list_buckets()["Buckets"]
    assert "only-here" not in {bucket["Name"] for bucket in buckets}


def test_its_log_tells_what_functions_wrote(ministack: MiniStack) -> None:
    with ministack:
        account = Account(ministack.aws)
        source = "def handler(event, context):\n    raise KeyError('told')\n"
        payload = account.invoke(account.function(source))

    assert "'told'" == payload["errorMessage"]
    assert "told" in ministack.log.read_text()


def test_a_developers_own_profile_and_proxy_do_not_matter(
    ministack: MiniStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with ministack:
        caller = ministack.aws.client("sts").get_caller_identity()

    assert "arn:aws:iam::123456789012:root" == caller["Arn"]
