"""What was found, told to a person: every listed problem, then what to make of it all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tuning.dataset.codes import Code, Severity
from tuning.dataset.figures import DatasetReport
from tuning.dataset.problems import Problem
from tuning.report.words import PARTS, count, size
from tuning.terminal.arguments import WORDS, Unusable
from tuning.terminal.printed import Print, Segment

STYLES: Final[dict[Severity, str]] = {"error": "bold red", "warning": "yellow"}
TITLES: Final[dict[Severity, str]] = {"error": "Errors", "warning": "Advice"}

NO_DATASET: Final = frozenset({Code.NOT_TEXT.name, Code.SOURCE_GONE.name})
"""The file as such is nothing that could hold records, so there is nothing to mend in it."""


def refuse_what_is_no_dataset(problems: Sequence[Problem]) -> None:
    """Stop at a file that is no text at all.

    Raises:
        Unusable: with the problem's own words.
    """
    for problem in problems:
        if problem.code in NO_DATASET:
            raise Unusable(str(problem))


def tell(report: DatasetReport, say: Print) -> None:
    """Tell the problems one by one, what the dataset is, and the verdict."""
    tell_problems(report.problems, report.unlisted, say)
    if report.problems:
        say()
    for line in _about(report):
        say(*line)
    for severity, title in TITLES.items():
        if counts := report.counts(severity):
            words = ", ".join(f"{n:,} {code}" for code, n in counts)
            say(f"{title}: ", (words, STYLES[severity]))
    say(*_verdict(report))


def tell_problems(listed: Sequence[Problem], unlisted: Mapping[str, int], say: Print) -> None:
    """Tell each problem on a line of its own, as editors read them, what must be mended first."""
    for problem in sorted(listed, key=lambda problem: problem.severity):
        where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
        say(
            f"{where}: ",
            (problem.code, STYLES[problem.severity]),
            f" {problem.message} ",
            (f"({problem.fix})", "dim"),
        )
    for code, further in unlisted.items():
        say((f"and {further:,} more of {code}", "dim"))


def _about(report: DatasetReport) -> Iterator[tuple[Segment, ...]]:
    for file in report.files:
        yield (
            (file.file, "bold"),
            f" is {file.format or 'in no known format'}: {count(file.records, 'record')}, "
            f"{size(file.bytes)}",
        )
    parts = {PARTS[part]: (n, report.tokens[part]) for part, n in report.records.items() if n}
    width = max(map(len, parts), default=0)
    for title, (records, tokens) in parts.items():
        yield (f"  {title:<{width}} {records:>9,} records {tokens:>12,} tokens",)
    if parts:
        yield ((f"  tokens are {report.token_method}", "dim"),)
    if report.privacy:
        found = ", ".join(f"{n:,} {kind}" for kind, n in report.privacy.items())
        yield (f"Personal data and secrets ({report.privacy_mode}): {found}",)


def _verdict(report: DatasetReport) -> tuple[Segment, ...]:
    purpose = f"{report.model} ({WORDS[report.customization_type]})"
    if report.errors:
        errors = count(report.errors, "error")
        return ("Not ready", "bold red"), f" for {purpose}: {errors} must be mended."
    advice = f"; {count(report.warnings, 'warning is', 'warnings are')} advice" * bool(
        report.warnings
    )
    return ("Ready", "bold green"), f" for {purpose}{advice}."
