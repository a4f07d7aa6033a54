"""What was found, told to a person: every listed problem, then what to make of it all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tuning.cli.arguments import WORDS, Unusable
from tuning.cli.output import Print, Segment
from tuning.dataset.codes import Code
from tuning.dataset.figures import DatasetReport, NearDuplicates
from tuning.dataset.problems import LISTED_PER_CODE, Problem
from tuning.dataset.wording import Severity
from tuning.models.catalogue import base_model
from tuning.report.words import HANDLED, PARTS, between, count, found, size

STYLES: Final[dict[Severity, str]] = {"error": "bold red", "warning": "yellow"}
TITLES: Final[dict[Severity, str]] = {"error": "Errors", "warning": "Advice"}

MOST: Final[dict[Severity, int]] = {"error": LISTED_PER_CODE, "warning": 5}
"""Problems of one code that are shown one by one; of advice the first ones show what is meant."""

ALIKE: Final = frozenset({Code.NEAR_DUPLICATE.name, Code.NEAR_DUPLICATE_HELD_OUT.name})

ELSEWHERE: Final = (
    f"  {MOST['warning']} of each kind of advice are shown here; --html, --json and --sarif list "
    f"{LISTED_PER_CODE}"
)

NO_DATASET: Final = frozenset({Code.NOT_TEXT.name, Code.SOURCE_GONE.name})
"""The file as such is nothing that could hold records, so there is nothing to fix in it."""


def refuse_what_is_no_dataset(problems: Sequence[Problem]) -> None:
    """Stop at a file that is no text at all.

    Raises:
        Unusable: with the problem's own words.
    """
    for problem in problems:
        if problem.code in NO_DATASET:
            raise Unusable(str(problem))


def tell(report: DatasetReport, say: Print) -> None:
    """Tell the problems one by one, what the dataset is, and the verdict.

    Near-duplicates are one figure: there may be many, and none needs to be fixed.
    """
    counts_shown = {code: n for code, n in report.problem_counts.items() if code not in ALIKE}
    tell_problems(
        [each for each in report.problems if each.code in counts_shown], counts_shown, say
    )
    if counts_shown:
        say()
    for line in _about(report):
        say(*line)
    for severity, title in TITLES.items():
        if counts := report.counts(severity):
            words = ", ".join(f"{n:,} {code}" for code, n in counts)
            say(f"{title}: ", (words, STYLES[severity]))
    if any(counts_shown.get(code, 0) > MOST["warning"] for code, _ in report.counts("warning")):
        say((ELSEWHERE, "dim"))
    say((base_model(report.model).outlook, "dim"))
    say(*_verdict(report))


def tell_problems(listed: Sequence[Problem], counts: Mapping[str, int], say: Print) -> None:
    """Tell each problem on a line of its own, as editors read them, what must be fixed first.

    Args:
        listed: the first ones of each code.
        counts: how many there are of each code.
        say: prints a line.
    """
    for severity, most in MOST.items():
        of_each: Counter[str] = Counter()
        for problem in listed:
            of_each[problem.code] += problem.severity == severity
            if problem.severity == severity and of_each[problem.code] <= most:
                say(*_line(problem))
        for code, of_this in of_each.items():
            if of_this and counts[code] > most:
                say((f"and {counts[code] - most:,} more of {code}", "dim"))


def _line(problem: Problem) -> tuple[Segment, ...]:
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return (
        f"{where}: ",
        (problem.code, STYLES[problem.severity]),
        f" {problem.message} ",
        (f"({problem.fix})", "dim"),
    )


def _about(report: DatasetReport) -> Iterator[tuple[Segment, ...]]:
    for file in report.files:
        yield (
            (file.file, "bold"),
            f" is {file.format or 'in no known format'}: {count(file.records, 'record')}, "
            f"{size(file.bytes)}",
        )
    rows = [
        (PARTS[part], count(n, "record"), _tokens(report, part))
        for part, n in report.records.items()
        if n
    ]
    if rows:
        title, records, tokens = (max(map(len, column)) for column in zip(*rows, strict=True))
        for row in rows:
            yield (f"  {row[0]:<{title}}  {row[1]:>{records}}  {row[2]:>{tokens}}",)
        yield ((f"  tokens are {report.token_method}", "dim"),)
    if report.privacy:
        met = ", ".join(found(kind, n) for kind, n in report.privacy.items())
        yield f"Personal data and secrets: {met}. ", (HANDLED[report.privacy_mode], "dim")
    if report.links and report.links.links:
        links = report.links
        yield (
            f"Links: {links.answers:,} of {count(links.looked, 'answer')} hold one, to "
            f"{count(links.hosts, 'host')}",
        )
    if report.near_duplicates and report.near_duplicates.records:
        yield from _alike(report.near_duplicates)


def _tokens(report: DatasetReport, part: str) -> str:
    return f"{between(report.tokens_least[part], report.tokens[part])} tokens"


def _alike(alike: NearDuplicates) -> Iterator[tuple[Segment, ...]]:
    held_out = f", {alike.held_out:,} of them held out" if alike.held_out else ""
    yield (
        f"Near-duplicates: {alike.records:,} of {count(alike.searched, 'record')} compared "
        f"are nearly the same as an earlier one{held_out}; the largest group is "
        f"{', '.join(map(str, alike.groups[0].places))} ",
        ("(keep one of each, unless the difference is what matters)", "dim"),
    )


def _verdict(report: DatasetReport) -> tuple[Segment, ...]:
    purpose = f"{report.model} ({WORDS[report.customization_type]})"
    if report.errors:
        errors = count(report.errors, "error")
        return ("Not ready", "bold red"), f" for {purpose}: {errors} must be fixed."
    advice = f"; {count(report.warnings, 'warning is', 'warnings are')} advice" * bool(
        report.warnings
    )
    return ("Ready", "bold green"), f" for {purpose}{advice}."
