"""What RegisterRun learns about a drop: which dataset version, which recipe, which companions."""

from dataclasses import dataclass
from typing import Final, Literal

from tuning.run.parts import EXTRAS, ExtraName, PartName
from tuning.run.recipe import Recipe
from tuning.run.source_run import SourceRun
from tuning.settings import Guardrail

LONGEST_ARN: Final = 300
"""Of a session: an account, a role of 64 characters with its session's 64, and what joins them."""

UNKNOWN: Final = "unknown"
"""The uploader of a file whose event was not seen: only the training file's event starts a run."""

MOST_UNUSED: Final = 20
MOST_UNUSED_BYTES: Final = 8 * 1024
"""As JSON. They travel in the execution's state, which holds 256 KiB."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One version of one object in the datasets bucket.

    Attributes:
        size: in bytes.
        uploader: the account, or the service, that wrote it, as S3's event says; which person of
            the account it was stands in the bucket's access log under the version.
    """

    key: str
    version_id: str
    size: int
    uploader: str = UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Unused:
    """Data beside a training file that no run uses, why, and what would use them."""

    name: str
    why: str
    fix: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why}; {self.fix}"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One dataset version and the run that owns it.

    Attributes:
        run_id: empty when nothing was claimed: for what is ignored, or waits to be.
        outcome: ``ready`` to validate; ``waiting`` for the files in ``missing``, or until no more
            come; ``duplicate`` of a run that another execution owns, as most shards of a set are;
            ``refused`` for the ``reasons``; ``ignored`` for them too, and then there is no run; no
            drop at all, but a run that is to be ``resumed``.
        training: the training file; None when the drop was refused before it was found. Of a set of
            shards it is the one whose event started the run.
        shards: all shards of a set, in their order; empty for a training file of its own.
        recipe: the task's recipe, resolved; None until it has been read.
        recipe_from: the version of task.toml that it was read from; None until then, and of a rerun
            that was given another text.
        unused: data in the drop's folder that the run does not use, at most ``MOST_UNUSED``.
        left_over: what the run uses that is of an earlier drop: its recipe, or what that names.
        dropped_by: the ARN under which it was dropped, or asked for again, as the drop or the wish
            itself says; empty: it does not.
        rerun_of: the run whose files are read again, because somebody asked; empty for a drop.
        promoted_from: the run of another environment that was promoted to this one; None: none was.
        guardrail: that both models are asked through, in the version of when the run began; None:
            the recipe wants none.
        seen: what stood in the folder at the last look, as a digest.
        looks: how often the run has looked for the files that belong to the drop.
    """

    run_id: str
    task: str
    outcome: Literal["ready", "waiting", "duplicate", "refused", "ignored", "resumed"]
    training: Source | None = None
    shards: tuple[Source, ...] = ()
    validation: Source | None = None
    evaluation: Source | None = None
    recorded: Source | None = None
    labels: Source | None = None
    recipe: Recipe | None = None
    recipe_from: Source | None = None
    looks: int = 1
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    left_over: tuple[str, ...] = ()
    dropped_by: str = ""
    rerun_of: str = ""
    promoted_from: SourceRun | None = None
    seen: str = ""
    guardrail: Guardrail | None = None

    @property
    def dropped(self) -> dict[PartName, tuple[Source, ...]]:
        """The files by what they were dropped as, the training file or its shards first."""
        files: dict[PartName, tuple[Source | None, ...]] = {
            "training": self.shards or (self.training,),
            "validation": (self.validation,),
            "evaluation": (self.evaluation,),
        }
        there = {part: tuple(filter(None, sources)) for part, sources in files.items()}
        return {part: sources for part, sources in there.items() if sources}

    @property
    def extras(self) -> dict[ExtraName, Source]:
        """The files that are no part of the dataset."""
        found: dict[ExtraName, Source | None] = {name: getattr(self, name) for name in EXTRAS}
        return {name: source for name, source in found.items() if source}

    @property
    def uploader(self) -> str:
        """Who wrote the training file, as S3's event says."""
        return self.training.uploader if self.training else UNKNOWN

    @property
    def ready_recipe(self) -> Recipe:
        """The recipe of a run that is ready; reading it earlier is an error of the walk."""
        if self.recipe is None:
            raise ValueError(f"run {self.run_id} has no recipe yet")
        return self.recipe
