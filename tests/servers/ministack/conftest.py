from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.clock import Clock
from rehearsal.ministack import PYTHON, MiniStack
from tests.servers.ministack.account import Account

NO_BEDROCK = "http://127.0.0.1:9"


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    if not PYTHON.exists():
        pytest.skip("the embedded AWS is not installed: run `make rehearse`")


@pytest.fixture(scope="session")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account in the embedded AWS that rehearsals use."""
    work: Path = tmp_path_factory.mktemp("patched")
    with MiniStack(work=work, clock=Clock(), bedrock_url=NO_BEDROCK) as ministack:
        yield Account(ministack.aws)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account in MiniStack as it is published: what it does wrong is why we patch it."""
    work: Path = tmp_path_factory.mktemp("published")
    with MiniStack(work=work, clock=Clock(), bedrock_url=NO_BEDROCK, patched=False) as ministack:
        yield Account(ministack.aws)
