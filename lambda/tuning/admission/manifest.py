"""The manifest of a snapshot: what it holds, where that came from and what was done to it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tuning import __version__
from tuning.models.catalogue import CustomizationType
from tuning.run.formats import FormatName
from tuning.run.handling import Handling, NearDuplicates, PrivacyMode
from tuning.run.registration import Source


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A dropped file.

    Attributes:
        source: which version of which object, and who wrote it.
        format: what it was recognised as.
        sha256: of its bytes as they were dropped.
    """

    part: str
    source: Source
    format: str | None
    sha256: str | None


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the snapshot."""

    name: str
    records: int
    tokens: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What was asked of the dataset room, by which version of it, and what it changed.

    Attributes:
        format, columns: what the task insisted on, if anything.
        instruction, prompt_template: what the task put around every prompt, if anything.
        passes: how often each training record stands in the training file.
        evaluation_share, validation_share: how much of the training file the task wanted split
            off, if it said so.
        rules_as_of: the date of the catalogue's row whose rules were applied.
        conversions: how many records were changed to be what the base model takes, by code.
        redactions: how many values were replaced by a placeholder, by kind.
    """

    base_model: str
    customization_type: CustomizationType
    rules_as_of: str
    format: FormatName | None
    columns: tuple[str, str] | None
    lossy: bool
    privacy: PrivacyMode
    near_duplicates: NearDuplicates
    instruction: str | None
    prompt_template: str | None
    passes: int = 1
    evaluation_share: float | None = None
    validation_share: float | None = None
    conversions: Mapping[str, int]
    redactions: Mapping[str, int]
    tuning_version: str = __version__

    @classmethod
    def by(
        cls,
        handling: Handling,
        *,
        conversions: Mapping[str, int],
        redactions: Mapping[str, int],
    ) -> "Treatment":
        """Record how a drop was handled."""
        return cls(
            base_model=handling.model.id,
            customization_type=handling.customization_type,
            rules_as_of=handling.rules.as_of,
            format=handling.format,
            columns=handling.columns,
            lossy=handling.lossy,
            privacy=handling.privacy,
            near_duplicates=handling.near_duplicates,
            instruction=handling.instruction,
            prompt_template=handling.prompt_template,
            passes=handling.passes,
            evaluation_share=handling.evaluation_share,
            validation_share=handling.validation_share,
            conversions=conversions,
            redactions=redactions,
        )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a snapshot holds and how it came to be.

    The same data always has the same snapshot, so ``origins`` and ``treatment`` are those of the
    drop that was first to bring it; what a later run read is in that run's own dataset report.

    Attributes:
        snapshot: the digest of ``files``, by which the snapshot is found.
        record_format: of the files that a job reads, as the catalogue names it.
    """

    snapshot: str
    record_format: str
    files: tuple[File, ...]
    origins: tuple[Origin, ...]
    treatment: Treatment


def digest(hashes: Iterable[tuple[str, str]]) -> str:
    """Return the one hash that stands for files of these names and SHA-256s.

    It is what ``sha256sum *.jsonl | sha256sum`` prints inside a copy of the snapshot.
    """
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()
