"""What RegisterRun learns about a drop: which dataset version, which recipe, which companions."""

from dataclasses import dataclass
from typing import Literal

from tuning.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Source:
    """One version of one object in the datasets bucket; ``size`` in bytes."""

    key: str
    version_id: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One dataset version and the run that owns it.

    Attributes:
        outcome: ``ready`` to validate; ``waiting`` for the files in ``missing``; ``duplicate`` of
            a run that another execution owns; ``refused`` for the ``reasons``.
        training: the training file; None when the drop was refused before it was found.
        recipe: the task's recipe, resolved; None until it has been read.
        looks: how often the run has looked for the files that belong to the drop.
    """

    run_id: str
    task: str
    outcome: Literal["ready", "waiting", "duplicate", "refused"]
    training: Source | None = None
    validation: Source | None = None
    evaluation: Source | None = None
    recipe: Recipe | None = None
    looks: int = 1
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def plan(self) -> Recipe:
        """The recipe of a run that is ready; reading it earlier is an error of the walk."""
        if self.recipe is None:
            raise ValueError(f"run {self.run_id} has no recipe yet")
        return self.recipe
