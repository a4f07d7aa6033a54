"""The judgement as a terminal shows it: the verdict, then the tables that it rests on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tuning.cli.evaluate.judging import Judgement
from tuning.cli.output import Segment
from tuning.evaluation.metrics import title
from tuning.evaluation.metrics.classes import Classification
from tuning.evaluation.rivals import TITLES
from tuning.report.words import count, gain, score

STYLES: Final = {"keep": "bold green", "hold": "bold yellow", "discard": "bold red"}

CLASSES: Final = 20
MIX_UPS: Final = 5
"""Rows that a terminal shows; --json and --html have all."""

Row = tuple[str, ...]


def lines(judgement: Judgement) -> Iterator[tuple[Segment, ...]]:
    """Yield the lines of a judgement, the verdict first."""
    yield ((judgement.reason, STYLES.get(judgement.verdict or "", "bold")),)
    yield ()
    yield (
        f"{count(judgement.records, 'record')} of {count(judgement.prompts, 'distinct prompt')}",
    )
    yield ()
    yield from _table(_scores(judgement) if judgement.scores else _alone(judgement))
    if judgement.baselines:
        metric = judgement.baselines[0].scores[0].metric
        yield ()
        yield ((f"Against others, by {title(metric)}", "bold"),)
        yield from _table(_baselines(judgement))
    if judgement.custom_classes:
        yield from _classes(judgement.base_classes, judgement.custom_classes)
    if judgement.notes:
        yield ()
    for note in judgement.notes:
        yield ((note, "yellow"),)


def _scores(judgement: Judgement) -> list[Row]:
    return [
        ("", "base", "custom", "gain", "95 % interval", "wins", "losses", "McNemar", ""),
        *(
            (
                title(row.metric),
                score(row.base),
                score(row.custom),
                gain(row.gain),
                f"{gain(row.gain_low)} to {gain(row.gain_high)}",
                f"{row.wins:,}",
                f"{row.losses:,}",
                "" if row.mcnemar is None else f"p = {row.mcnemar:.2g}",
                "decides" * row.decides,
            )
            for row in judgement.scores
        ),
    ]


def _alone(judgement: Judgement) -> list[Row]:
    return [
        ("", "custom", "95 % interval", ""),
        *(
            (
                title(row.metric),
                score(row.score),
                f"{score(row.low)} to {score(row.high)}",
                "decides" * row.decides,
            )
            for row in judgement.metrics
        ),
    ]


def _baselines(judgement: Judgement) -> list[Row]:
    rows = [(each, each.scores[0]) for each in judgement.baselines]
    return [
        ("", "score", "custom above it", "95 % interval", ""),
        *(
            (
                TITLES[each.name],
                score(row.base),
                gain(row.gain),
                f"{gain(row.gain_low)} to {gain(row.gain_high)}",
                "" if each.must_beat else "need not be beaten",
            )
            for each, row in rows
        ),
    ]


def _classes(base: Classification | None, custom: Classification) -> Iterator[tuple[Segment, ...]]:
    before = {each.name: each for each in base.classes} if base else {}
    macro = f"macro F1 {score(custom.macro_f1)}"
    if base:
        macro += f", base {score(base.macro_f1)}"
    yield ()
    yield (("By class", "bold"), f", {macro}")
    head = ("", "records", "precision", "recall", "F1")
    yield from _table(
        [
            (*head, "base F1") if base else head,
            *(
                (
                    each.name,
                    f"{each.records:,}",
                    score(each.precision),
                    score(each.recall),
                    score(each.f1),
                    *((score(before[each.name].f1),) if each.name in before else ()),
                )
                for each in custom.classes[:CLASSES]
            ),
        ]
    )
    if len(custom.classes) > CLASSES:
        yield ((f"and {len(custom.classes) - CLASSES:,} more classes", "dim"),)
    mixed = _mixed_up(custom)
    if mixed:
        yield ()
        yield (("Taken for another", "bold"),)
    yield from _table([(wanted, f"for {given}", f"{times:,}") for (wanted, given), times in mixed])


def _mixed_up(classes: Classification) -> list[tuple[tuple[str, str], int]]:
    """Return what is most often taken for what."""
    names = [*(each.name for each in classes.classes), "none of the labels"]
    return Counter(
        {
            (names[row], names[column]): times
            for row, counts in enumerate(classes.matrix)
            for column, times in enumerate(counts)
            if row != column and times
        }
    ).most_common(MIX_UPS)


def _table(rows: Sequence[Row]) -> Iterator[tuple[Segment, ...]]:
    """Yield rows with aligned columns: the first to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = row
        cells = [f"{first:<{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        yield ("  " + "  ".join(cells).rstrip(),)
