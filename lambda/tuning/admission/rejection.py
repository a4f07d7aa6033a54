"""What a rejected dataset leaves behind: its report, where people look for it, in words."""

from collections.abc import Iterator
from typing import Final

from tuning import artifacts, naming
from tuning.dataset.figures import DatasetReport
from tuning.dataset.problems import Problem
from tuning.settings import deployed
from tuning.text import MOST_SHOWN, shown

REPORT: Final = "report.json"
PAGE: Final = "report.md"


def key_of(name: str, *, run_id: str) -> str:
    """Return the key of something that is kept of a rejected dataset."""
    return naming.run_folder(naming.REJECTED, run_id) + name


def leave(report: DatasetReport, content: bytes, *, task: str, run_id: str) -> None:
    """Write the report of a rejected dataset under ``rejected/<task>/<run-id>/``.

    Args:
        report: of the dataset; figures, codes and line numbers, never its text.
        content: the report as JSON.
        task: of the run.
        run_id: the run.
    """
    artifacts.write(key_of(REPORT, run_id=run_id), content, content_type="application/json")
    page = "\n".join(map(shown, _lines(report, task=task, run_id=run_id))) + "\n"
    artifacts.write(
        key_of(PAGE, run_id=run_id),
        page.encode(),
        content_type="text/markdown; charset=utf-8",
    )


def _lines(report: DatasetReport, *, task: str, run_id: str) -> Iterator[str]:
    yield f"# {task}: the dataset was rejected"
    yield ""
    yield f"Run `{run_id}`, base model {report.model}."
    yield f"Errors: {report.errors:,}. Warnings, which are advice: {report.warnings:,}."
    yield ""
    yield "## Dropped files"
    yield ""
    for file in report.files:
        yield (
            f"- {_code(file.file)} as {file.part}: {file.format or 'not recognised'}, "
            f"{file.records:,} {'record' if file.records == 1 else 'records'}, {file.bytes:,} bytes"
        )
    yield ""
    yield "## Problems by code"
    yield ""
    for code, count in sorted(report.problem_counts.items(), key=lambda pair: -pair[1]):
        yield f"- {code}: {count:,}"
    for heading, severity in (("What to fix", "error"), ("Advice", "warning")):
        listed = [problem for problem in report.problems if problem.severity == severity]
        if listed:
            yield from ("", f"## {heading}", "")
            yield from map(_line, listed)
    yield ""
    yield "The first problems of each code are listed. Fix the files, check them with"
    yield ""
    yield "    python -m tuning check FOLDER"
    yield ""
    yield "and drop them again:"
    yield ""
    yield f"    python -m tuning drop FOLDER --env {deployed().environment}"


def _line(problem: Problem) -> str:
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return f"- {_code(where)} {problem.code}: {problem.message} ({problem.fix})"


def _code(name: str) -> str:
    """Return a file's name as a code span, which only a backtick would end."""
    return f"`{shown(name.replace('`', '?'), MOST_SHOWN)}`"
