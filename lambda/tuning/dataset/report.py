"""The dataset report: figures, codes and line numbers of a drop, never its text."""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from tuning.costs.estimate import TOKEN_METHOD, Estimate
from tuning.dataset.intake import Intake
from tuning.dataset.parts import GatheredPart
from tuning.dataset.problems import Problem
from tuning.dataset.split import PartName
from tuning.dataset.tally import Bin, Label
from tuning.ledger.registration import Source

REPORT: Final = "dataset.json"


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
class DatasetReport:
    """What ``runs/<run-id>/dataset.json`` holds.

    Attributes:
        format: of the training file.
        records: by part, and of the prompts for Bedrock's evaluation jobs.
        tokens: likewise, counted by ``token_method``.
        duplicates: records that are the same as an earlier one of their file.
        errors, warnings: how many there are; ``problems`` lists the first ones of each code.
        problem_counts: the true count of each code.
        prompt_lengths, answer_lengths: tokens, in bins that double.
        labels: how often each answer stands, when answers are labels; named by its first line.
        snapshot: where the converted files are, when admitted.
    """

    outcome: Literal["admitted", "rejected"]
    summary: str
    model: str
    format: str | None
    files: tuple[DroppedFile, ...]
    records: dict[str, int]
    tokens: dict[str, int]
    token_method: str
    duplicates: int
    errors: int
    warnings: int
    problem_counts: dict[str, int]
    problems: tuple[Problem, ...]
    prompt_lengths: tuple[Bin, ...]
    answer_lengths: tuple[Bin, ...]
    labels: tuple[Label, ...]
    estimate: Estimate | None
    snapshot: str | None


def describe(
    intake: Intake,
    *,
    sources: dict[PartName, Source],
    estimate: Estimate | None,
    snapshot: str | None,
) -> DatasetReport:
    """Put together what is known of a drop that was taken in and concluded."""
    problems = intake.problems
    gathered: list[tuple[str, GatheredPart]] = [*intake.parts.items(), ("prompts", intake.prompts)]
    counts: list[tuple[str, int]] = [*intake.counts.items(), ("prompts", intake.prompts.records)]
    training = intake.files["training"]
    return DatasetReport(
        outcome="rejected" if problems.errors else "admitted",
        summary=summary(intake),
        model=intake.model.id,
        format=training.format,
        files=tuple(
            DroppedFile(
                part=part,
                file=reading.file,
                source=sources.get(part),
                format=reading.format,
                records=reading.records,
                bytes=reading.bytes,
                sha256=reading.sha256,
            )
            for part, reading in intake.files.items()
        ),
        records=dict(counts),
        tokens={name: part.tokens for name, part in gathered},
        token_method=TOKEN_METHOD,
        duplicates=intake.duplicates,
        errors=problems.errors,
        warnings=problems.warnings,
        problem_counts={code.name: count for code, count in problems.counts.items()},
        problems=tuple(problems.listed),
        prompt_lengths=intake.tally.prompts,
        answer_lengths=intake.tally.answers,
        labels=intake.tally.labels,
        estimate=estimate,
        snapshot=snapshot,
    )


def summary(intake: Intake) -> str:
    """Say in one sentence what was admitted, or why it was rejected."""
    problems = intake.problems
    if not problems.errors:
        counts = intake.counts
        return (
            f"admitted {counts['training']} training, {counts['validation']} validation and "
            f"{counts['evaluation']} held-out records from {intake.files['training'].format}"
        )
    first = next(problem for problem in problems.listed if problem.severity == "error")
    others = problems.errors - 1
    more = f", and {others} more" if others else ""
    return f"rejected: {first}{more}"


def to_json(report: DatasetReport) -> bytes:
    """Write the report for people and tools alike."""
    return msgspec.json.format(msgspec.json.encode(report))
