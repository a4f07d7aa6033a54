"""How the tests share two workers: what is dear to set up is set up once."""

from typing import Any, Final

from xdist.scheduler import LoadScopeScheduling

STACKS: Final = ("tests/stacks/", "tests/account/")
"""All that needs the synthesised stacks."""


class BySetUp(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """Keeps each file on one worker, and the tests of the stacks together.

    xdist's own groups do nothing with pytest 9.2: they write to a private name that is gone.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return "stacks" if file.startswith(STACKS) else file


def pytest_xdist_make_scheduler(config: Any, log: Any) -> BySetUp:
    """Share the tests out by what they set up."""
    return BySetUp(config, log)
