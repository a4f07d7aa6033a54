"""What the rights of an environment's functions are about."""

from collections.abc import Callable
from dataclasses import dataclass

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.rights.policy import Right
from tuning.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Scope:
    """An environment, what it holds, and the settings that its functions read."""

    row: Environment
    holdings: Holdings
    settings: Settings

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.row.name


Rights = Callable[[Scope], tuple[Right, ...]]
"""What a function may do: the calls that it makes in an environment, and no others."""
