"""How the tests share their workers: what is dear to set up is set up once, and waits overlap."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

import pytest
from botocore import session
from xdist.scheduler import LoadScopeScheduling

STACKS: Final = ("tests/stacks/", "tests/account/")
"""All that needs the synthesised stacks."""

MACHINE: Final = "tests/workflow/"
"""All that needs a deployed machine; its tests wait more than they work."""

LONGEST: Final = tuple(
    f"{MACHINE}test_{name}.py" for name in ("reaper", "troubled_accounts", "approvals", "asking")
)
"""Files of a minute or so: one that comes last would leave the other workers idle."""


class BySetUp(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """Keeps each file on one worker, and the tests of the stacks together.

    One worker deploys the machine and takes its tests, which mostly wait. The others keep the
    processor busy meanwhile, and deploy a machine of their own only when nothing else is left.

    xdist's own groups do nothing with pytest 9.2: they write to a private name that is gone.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return "stacks" if file.startswith(STACKS) else file

    def _assign_work_unit(self, node: Any) -> None:
        chosen = chosen_from(self.workqueue, machine=node is self.nodes[0])
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)


def chosen_from(units: Iterable[str], *, machine: bool) -> str:
    """Return what a worker takes next; ``machine``: it is the one that has the machine."""
    if machine:
        return min(units, key=lambda unit: (not unit.startswith(MACHINE), unit not in LONGEST))
    return min(
        units, key=lambda unit: (unit.startswith(MACHINE), unit in LONGEST, unit != "stacks")
    )


def pytest_xdist_make_scheduler(config: Any, log: Any) -> BySetUp:
    """Share the tests out by what they set up."""
    return BySetUp(config, log)


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Let a worker read the model of a service once, and look for no translation of argparse.

    Each session of boto3 reads megabytes of JSON anew, and each parser asks the disk for a
    catalogue of every word that it says: a third of the time of the tests of the commands.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "create_loader", cache(session.create_loader))
        patch.setenv("LANGUAGE", "C")
        yield
