"""The embedded AWS: MiniStack as a child process that lives no longer than its driver.

It listens on loopback only, speaks TLS, judges every call by the caller's IAM policies, forgets
everything when it stops and keeps all its files under the directory that it is given. What is wrong
in it for our purposes is patched at the seam by the launcher, see ``launcher/patches``.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws
from rehearsal.errors import RehearsalError

PYTHON: Final = Path(__file__).parents[2] / ".ministack/bin/python"
"""MiniStack's own interpreter: it pins a botocore of its own, so it never shares ours."""

START_SECONDS: Final = 60.0
"""The longest that a start may take; it takes under a second on a quiet machine."""

STOP_SECONDS: Final = 10.0
"""How long the server may take to stop its Lambda workers before it is killed."""

LAST_LINES: Final = 15
"""How much of the log an error shows."""


class MiniStackError(RehearsalError):
    """The embedded AWS could not be started; the message says why."""


class MiniStack:
    """An embedded AWS that runs while its context is open.

    Attributes:
        aws: where it is and how to talk to it; known before it is started.
        bedrock_url: where its Lambda functions find Bedrock; read when the context is entered.
        log: what it and the Lambda functions in it wrote; it stays when the server is gone.
    """

    def __init__(
        self,
        *,
        work: Path,
        clock: Clock,
        bedrock_url: str = "",
        functions: int | None = None,
        patched: bool = True,
        python: Path = PYTHON,
    ) -> None:
        """Choose the address; nothing runs before the context is entered.

        ``work`` is a directory for its files and its log, and waits are shortened by the clock's
        scale. As many ``functions`` may run at the same time; without it, as many as this machine
        bears. Without ``patched`` it is MiniStack as it is published: that is how tests notice that
        a patch is no longer needed.
        """
        if not python.exists():
            raise MiniStackError(
                f"the embedded AWS is not installed ({python} is missing): run `make rehearse`"
            )
        self._python = python
        self._clock = clock
        self._functions = functions
        self.bedrock_url = bedrock_url
        self._patched = patched
        self._home = work / "ministack"
        self._process: subprocess.Popen[bytes] | None = None
        # The socket is bound here and handed over, so no other program can take the port between.
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._port = self._socket.getsockname()[1]
        self.log = work / "ministack.log"
        self.aws = EmbeddedAws(
            endpoint_url=f"https://127.0.0.1:{self._port}",
            ca_bundle=self._home / "certificate.pem",
        )

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        try:
            self._start()
            self._wait_until_healthy()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it, its Lambda workers too, and remove its files."""
        self._stop()

    def _start(self) -> None:
        if not self.bedrock_url:
            raise MiniStackError("the embedded AWS must know where Bedrock is before it starts")
        (self._home / "tmp").mkdir(parents=True, exist_ok=True)
        listener = str(self._socket.fileno())
        command = [str(self._python), "-m", "launcher", listener, str(self._home)]
        with self.log.open("ab") as log:
            # A session of its own keeps Ctrl-C at the terminal away from it, and gives it and its
            # workers one process group. The pipe is its lifeline: it ends when the pipe closes.
            self._process = subprocess.Popen(
                [*command, *([] if self._patched else ["--as-published"])],
                cwd=Path(__file__).parent,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[self._socket.fileno()],
                start_new_session=True,
            )
        self._socket.close()

    def _environment(self) -> dict[str, str]:
        """Return all that the server and the Lambda workers in it see of their surroundings."""
        return {
            **self.aws.environment(),
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._home),
            "TMPDIR": str(self._home / "tmp"),
            "LANG": "C.UTF-8",
            "GATEWAY_PORT": str(self._port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": self.aws.account,
            "MINISTACK_REGION": self.aws.region,
            "AUTH": "true",
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(self.aws.ca_bundle),
            "MINISTACK_SSL_KEY": str(self._home / "key.pem"),
            **({"LAMBDA_ACCOUNT_CONCURRENCY": str(self._functions)} if self._functions else {}),
            "SFN_WAIT_SCALE": str(self._clock.real_seconds(1)),
            "REHEARSAL_CLOCK_SCALE": str(self._clock.scale),
            "REHEARSAL_CLOCK_OFFSET": str(self._clock.offset),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "0",
            "STATE_DIR": str(self._home / "state"),
            "S3_DATA_DIR": str(self._home / "s3"),
            "DOCKER_HOST": f"unix://{self._home}/no-docker.sock",
            "AWS_ENDPOINT_URL_BEDROCK": self.bedrock_url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.bedrock_url,
            "AWS_ENDPOINT_URL_SERVICE_QUOTAS": self.bedrock_url,
            "AWS_ENDPOINT_URL_PRICING": self.bedrock_url,
        }

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process is None or self._process.poll() is not None:
                raise MiniStackError(f"the embedded AWS ended at its start:\n{self._tail()}")
            if time.monotonic() > deadline:
                raise MiniStackError(
                    f"the embedded AWS did not answer within {START_SECONDS:g} s:\n{self._tail()}"
                )
            time.sleep(0.02)

    def _answers(self) -> bool:
        certificate = self.aws.ca_bundle
        if certificate is None or not certificate.exists():
            return False
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=certificate)),
        )
        try:
            with opener.open(f"{self.aws.endpoint_url}/_ministack/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LAST_LINES:])

    def _stop(self) -> None:
        self._socket.close()
        if self._process is not None:
            _end(self._process, self._process.stdin)
            self._process = None
        shutil.rmtree(self._home, ignore_errors=True)


def _end(process: subprocess.Popen[bytes], lifeline: IO[bytes] | None) -> None:
    """Cut the lifeline, and kill what is left of the process group after a while."""
    if lifeline is not None:
        lifeline.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
