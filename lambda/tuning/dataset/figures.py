"""The dataset report as data: figures, codes and line numbers of a drop, never its text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tuning.dataset.problems import Problem
from tuning.dataset.quality.diversity import Diversity
from tuning.dataset.quality.lengths import Bin
from tuning.dataset.quality.links import Links
from tuning.dataset.wording import Severity
from tuning.models.catalogue import CustomizationType
from tuning.run.estimate import Estimate
from tuning.run.handling import PrivacyMode
from tuning.run.parts import PartName
from tuning.run.registration import Source


@dataclass(frozen=True, kw_only=True)
class DroppedFile:
    """One file of the drop.

    Attributes:
        part: what it was dropped as.
        file: the name that problems go by.
        source: the object that was read; None for a file of a disk.
        format: what it was recognised as.
        records: how many were met, faulty ones included.
        bytes: as dropped, before any expansion.
        sha256: of those bytes; None unless they were read to the end.
    """

    part: PartName
    file: str
    source: Source | None
    format: str | None
    records: int
    bytes: int
    sha256: str | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a record stands."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class LabelCount:
    """How often one label stands; it is named by the first line that holds it.

    Attributes:
        first: that line.
        records: with this label, in all parts.
        parts: the same by part.
    """

    first: Place
    records: int
    parts: dict[PartName, int]


@dataclass(frozen=True, kw_only=True)
class AlikeRecords:
    """Records that are nearly the same.

    Attributes:
        records: how many there are.
        places: of the first ones.
    """

    records: int
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class NearDuplicates:
    """What the search for near-duplicates found.

    Attributes:
        searched: records that were compared with each other.
        of: records of the dataset.
        records: nearly the same as an earlier one.
        held_out: those of them that are held out, while the earlier one is trained on.
        groups: the largest ones.
    """

    searched: int
    of: int
    records: int
    held_out: int
    groups: tuple[AlikeRecords, ...]


@dataclass(frozen=True, kw_only=True)
class DatasetReport:
    """What ``runs/<task>/<run-id>/dataset.json`` holds, and ``check --json`` prints.

    Attributes:
        outcome: ``admitted``, a run may train on it; ``rejected``, it has errors.
        summary: the outcome in a sentence.
        model: the base model that it was read for.
        customization_type: how that model is customised.
        format: of the training file.
        files: each file that was read, with its part, format, records and bytes.
        records: good ones by part, and the prompts for Bedrock's evaluation jobs.
        tokens, tokens_least: of them at most and at least, counted by ``token_method``.
        token_method: how tokens were counted.
        errors, warnings: how many there are; ``problems`` lists the first ones of each code.
        problems: each with ``file``, ``line`` (from 1; None for the whole file), ``code``,
            ``severity`` (``error`` or ``warning``), ``message`` and ``fix``.
        problem_counts: the true count of each code.
        privacy_mode: what was done about personal data and secrets.
        privacy: how many were found, by kind; in mode ``redact``, how many were replaced.
        duplicates: records that are the same as an earlier one of their file.
        conflicts: records with the prompt of an earlier one of their file and another answer.
        leaks: records of a validation or evaluation file whose prompt is in an earlier file.
        prompt_lengths, answer_lengths: tokens, in bins that double.
        labels: how often each answer stands, when answers are labels, the most frequent first.
        diversity: how different the texts are; None when that was not looked at.
        near_duplicates: None when they were not searched.
        links: of what is trained on, or a sample of it; None when that was not looked at.
        estimate: what a run would cost, as ``estimate --json`` prints it; None where only the
            dataset was read.
        snapshot: where the converted files are, when admitted.
    """

    outcome: Literal["admitted", "rejected"]
    summary: str
    model: str
    customization_type: CustomizationType
    format: str | None
    files: tuple[DroppedFile, ...]
    records: dict[str, int]
    tokens: dict[str, int]
    tokens_least: dict[str, int]
    token_method: str
    errors: int
    warnings: int
    problem_counts: dict[str, int]
    problems: tuple[Problem, ...]
    privacy_mode: PrivacyMode
    privacy: dict[str, int]
    duplicates: int
    conflicts: int
    leaks: int
    prompt_lengths: tuple[Bin, ...]
    answer_lengths: tuple[Bin, ...]
    labels: tuple[LabelCount, ...]
    diversity: Diversity | None
    near_duplicates: NearDuplicates | None
    links: Links | None
    estimate: Estimate | None
    snapshot: str | None

    def counts(self, severity: Severity) -> tuple[tuple[str, int], ...]:
        """Return the codes that refuse the dataset, or that advise, the most frequent first."""
        codes = {problem.code for problem in self.problems if problem.severity == severity}
        found = [(code, n) for code, n in self.problem_counts.items() if code in codes]
        return tuple(sorted(found, key=lambda count: -count[1]))

    @property
    def unlisted(self) -> dict[str, int]:
        """How many further problems of a code there are than are listed."""
        return unlisted(self.problems, self.problem_counts)


def unlisted(listed: Sequence[Problem], counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many further problems of each code there are than are listed."""
    codes = Counter(problem.code for problem in listed)
    return {code: n - codes[code] for code, n in counts.items() if n > codes[code]}
