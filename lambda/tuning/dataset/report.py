"""The dataset report: put together from what was taken in, and written."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from heapq import nsmallest
from typing import Final

import msgspec

from tuning.dataset.figures import (
    AlikeRecords,
    DatasetReport,
    DroppedFile,
    LabelCount,
    NearDuplicates,
    Place,
)
from tuning.dataset.intake import Intake
from tuning.dataset.privacy.guard import redacted
from tuning.dataset.privacy.placeholders import Numbers
from tuning.dataset.record import Record
from tuning.dataset.samples import (
    HOSTS,
    LABELS,
    LONGEST,
    LONGEST_LABEL,
    SHOWN,
    Sample,
    Samples,
)
from tuning.dataset.sheet import Sheet
from tuning.run.estimate import Estimate
from tuning.run.parts import PartName
from tuning.run.registration import Source
from tuning.text import shortened
from tuning.tokens import TOKEN_METHOD, Tokens

REPORT: Final = "dataset.json"


def describe(
    intake: Intake,
    *,
    sources: Mapping[PartName, Sequence[Source]],
    estimate: Estimate | None,
    snapshot: str | None,
) -> DatasetReport:
    """Put together what is known of a drop that was taken in and concluded.

    Args:
        intake: the drop.
        sources: the objects that were read as each part, in their order; none for files of a disk.
        estimate: what training on it would cost, when that is known.
        snapshot: where the converted files are, when admitted.
    """
    problems, quality = intake.problems, intake.quality
    counted = dict[str, Tokens](intake.tokens.items()) | {"prompts": intake.prompts.tokens}
    return DatasetReport(
        outcome="rejected" if problems.errors else "admitted",
        summary=summary(intake),
        model=intake.handling.model.id,
        customization_type=intake.handling.customization_type,
        format=intake.format,
        files=tuple(_files(intake, sources)),
        records=dict[str, int](intake.counts.items()) | {"prompts": intake.prompts.records},
        tokens={part: tokens.most for part, tokens in counted.items()},
        tokens_least={part: tokens.least for part, tokens in counted.items()},
        token_method=TOKEN_METHOD,
        errors=problems.errors,
        warnings=problems.warnings,
        problem_counts={code.name: count for code, count in problems.counts.items()},
        problems=tuple(problems.listed),
        privacy_mode=intake.handling.privacy,
        privacy=dict(intake.privacy.most_common()),
        duplicates=quality.duplicates if quality else 0,
        conflicts=quality.conflicts if quality else 0,
        leaks=quality.leaks if quality else 0,
        prompt_lengths=quality.prompt_lengths if quality else (),
        answer_lengths=quality.answer_lengths if quality else (),
        labels=tuple(_labels(intake)),
        diversity=quality.diversity if quality else None,
        near_duplicates=_near_duplicates(intake),
        links=intake.links,
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
            f"{counts['evaluation']} held-out records from {intake.format}"
        )
    first = next(problem for problem in problems.listed if problem.severity == "error")
    others = problems.errors - 1
    more = f", and {others} more" if others else ""
    return f"rejected: {first}{more}"


def samples(intake: Intake) -> Samples:
    """Draw a few good records of the training file, in the order of its lines, and name the labels.

    Which ones depends on their prompts' digests alone, so the same data shows the same records.
    """
    digests = intake.sheet("training").prompts
    rows = nsmallest(SHOWN, range(len(digests)), key=lambda row: (digests[row], row))
    numbers = Numbers()
    return Samples(
        records=tuple(
            _sample(intake, record) for record in _read(intake, "training", set(rows), numbers)
        ),
        labels=_names(intake, numbers),
        hosts=_hosts(intake, numbers),
    )


def _read(intake: Intake, part: PartName, rows: Set[int], numbers: Numbers) -> Iterator[Record]:
    for record in intake.texts(part, rows):
        yield record.rewritten(lambda text: numbers.settle(redacted(text).encode()).decode())


def _names(intake: Intake, numbers: Numbers) -> dict[str, str]:
    """Read what the most frequent labels are called, by the place that each is named by."""
    rows: defaultdict[PartName, set[int]] = defaultdict(set)
    for label in intake.quality.labels[:LABELS] if intake.quality else ():
        part, line = label.first
        if (row := _row(intake.sheet(part), line)) is not None:
            rows[part].add(row)
    return {
        str(_place(intake, part, record.line)): shortened(record.answer, LONGEST_LABEL)
        for part in rows
        for record in _read(intake, part, rows[part], numbers)
    }


def _hosts(intake: Intake, numbers: Numbers) -> dict[str, int]:
    """Name the hosts that answers link to, the most frequent first."""
    named = intake.hosts.most_common(HOSTS)
    return {
        shortened(numbers.settle(redacted(host).encode()).decode(), LONGEST_LABEL): answers
        for host, answers in named
    }


def _row(sheet: Sheet, line: int) -> int | None:
    """Return the row of the one record on a line; examples of one JSON object may share theirs."""
    row = bisect_left(sheet.lines, line)
    return row if line not in sheet.lines[row + 1 : row + 2] else None


def _sample(intake: Intake, record: Record) -> Sample:
    asked = "\n".join(text for turn in record.asked for text in turn.texts)
    return Sample(
        place=_place(intake, "training", record.line),
        system=shortened("\n".join(record.system), LONGEST),
        asked=shortened(asked, LONGEST),
        answer=shortened(record.answer, LONGEST),
    )


def to_json(report: DatasetReport) -> bytes:
    """Write the report for people and tools alike."""
    return msgspec.json.format(msgspec.json.encode(report))


def _files(intake: Intake, sources: Mapping[PartName, Sequence[Source]]) -> Iterator[DroppedFile]:
    for part, files in intake.files.items():
        objects = [*sources.get(part, ()), *[None] * len(files)]
        for facts, source in zip(files, objects, strict=False):
            yield DroppedFile(
                part=part,
                file=facts.file,
                source=source,
                format=facts.format,
                records=facts.records,
                bytes=facts.bytes,
                sha256=facts.sha256,
            )


def _labels(intake: Intake) -> Iterator[LabelCount]:
    for label in intake.quality.labels if intake.quality else ():
        yield LabelCount(
            first=_place(intake, *label.first),
            records=label.records,
            parts=label.parts,
        )


def _near_duplicates(intake: Intake) -> NearDuplicates | None:
    alike = intake.quality.near_duplicates if intake.quality else None
    if alike is None:
        return None
    return NearDuplicates(
        searched=alike.searched,
        of=alike.of,
        records=alike.records,
        held_out=alike.held_out,
        groups=tuple(
            AlikeRecords(
                records=group.records,
                places=tuple(_place(intake, *place) for place in group.places),
            )
            for group in alike.groups
        ),
    )


def _place(intake: Intake, part: PartName, line: int) -> Place:
    file, own = intake.place(part, line)
    return Place(file=file, line=own)
