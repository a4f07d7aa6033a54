"""The embedded AWS and the Bedrock stand-in, started together and ended together."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rehearsal import bedrock
from rehearsal.bedrock import BedrockStandIn, Fault, Faults
from rehearsal.bedrock.quotas import NEW_ACCOUNT
from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws
from rehearsal.interruption import undisturbed
from rehearsal.ministack import MiniStack

SCALE: Final = 500.0
"""Simulated seconds in one real second: a quarter of an hour of waiting takes two seconds."""


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """An AWS and a Bedrock that belong to one rehearsal.

    Attributes:
        work: a directory for whatever the rehearsal writes; the logs lie in it.
        log: what the embedded AWS and the functions in it wrote.
    """

    work: Path
    aws: EmbeddedAws
    bedrock: BedrockStandIn
    log: Path

    def environment(self) -> dict[str, str]:
        """Return the variables that make a child process talk to this sandbox and nothing else."""
        return {
            **self.aws.environment(),
            "AWS_ENDPOINT_URL_BEDROCK": self.bedrock.url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.bedrock.url,
            "AWS_ENDPOINT_URL_SERVICE_QUOTAS": self.bedrock.url,
            "AWS_ENDPOINT_URL_PRICING": self.bedrock.url,
        }


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a directory that is gone when the block ends, however it ends."""
    directory: Path | None = None
    try:
        with undisturbed():
            directory = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        yield directory
    finally:
        if directory is not None:
            with undisturbed():
                shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def open_sandbox(
    work: Path, faults: Faults | None = None, *, scale: float = SCALE, functions: int | None = None
) -> Iterator[Sandbox]:
    """Start the embedded AWS and the stand-in, and end them when the block ends, however it ends.

    Args:
        work: an existing directory that belongs to this rehearsal alone.
        faults: what goes wrong in Bedrock; may be replaced later in ``sandbox.bedrock.faults``.
            How many functions may run at the same time is decided by those of the start.
        scale: how much faster than real time waits and jobs go.
        functions: how many may run at the same time, whatever the faults say.

    Raises:
        MiniStackError: the embedded AWS is not installed or did not start.
    """
    clock = Clock(scale)
    new = faults is not None and Fault.NEW_ACCOUNT in faults
    functions = functions or (NEW_ACCOUNT.functions if new else None)
    ministack = MiniStack(work=work, clock=clock, functions=functions)
    stand_in = BedrockStandIn(aws=ministack.aws, clock=clock, faults=faults)
    ministack.bedrock_url = stand_in.url
    contexts = ExitStack()
    try:
        with undisturbed():
            contexts.enter_context(_logged(work / "bedrock.log"))
            contexts.enter_context(stand_in)
            contexts.enter_context(ministack)
        yield Sandbox(work=work, aws=ministack.aws, bedrock=stand_in, log=ministack.log)
    finally:
        with undisturbed():
            contexts.close()


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    """Write what the stand-in logs to a file, not to the terminal."""
    logger = logging.getLogger(bedrock.__name__)
    handler = logging.FileHandler(file, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
