"""How the tests share two workers: what is dear to set up is set up once."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file on one worker, and all that needs the synthesised stacks on one."""
    for item in items:
        synthesised = item.path.parent.name == "stacks"
        group = "stacks" if synthesised else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))
