"""Problems as SARIF 2.1.0, which code hosts show beside the lines that they are about."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any, Final
from urllib.parse import quote

import msgspec

from tuning import __version__
from tuning.dataset.codes import CODES
from tuning.dataset.figures import DatasetReport
from tuning.dataset.problems import Problem
from tuning.dataset.wording import Wording, unfilled
from tuning.naming import PROJECT

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
RULES: Final = tuple(CODES.values())
ELSEWHERE: Final = {"problems", "problem_counts"}
"""Of a report, what the log says in places of its own."""

ROOT: Final = "%SRCROOT%"
"""What a code host takes for the folder of the checkout."""


def to_json(report: DatasetReport, told: Mapping[str, Any], *, folder: Path) -> bytes:
    """Write a report's problems as a SARIF log.

    SARIF has no place for problems that are counted and not listed, nor for figures of a dataset:
    they are properties of the run, under the keys that `check --json` gives them.

    Args:
        report: the report.
        told: what `check --json` prints.
        folder: where the command runs; files within it are named relative to it.
    """
    figures = {key: value for key, value in told.items() if key not in ELSEWHERE}
    run = {
        "tool": {
            "driver": {
                "name": PROJECT,
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in RULES],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": int(report.errors > 0)}],
        "results": list(_results(report.problems, folder)),
        "properties": {"problemCounts": report.problem_counts, "dataset": figures},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log))


def _rule(code: Wording) -> dict[str, Any]:
    return {
        "id": code.name,
        "shortDescription": {"text": unfilled(code.message)},
        "help": {"text": unfilled(code.fix)},
        "defaultConfiguration": {"level": code.severity},
    }


def _results(problems: Iterable[Problem], folder: Path) -> Iterable[dict[str, Any]]:
    places = {code.name: place for place, code in enumerate(RULES)}
    for problem in problems:
        yield {
            "ruleId": problem.code,
            "ruleIndex": places[problem.code],
            "level": problem.severity,
            "message": {"text": f"{problem.message} ({problem.fix})"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _location(problem.file, folder),
                        # Code hosts show nothing that has no line.
                        "region": {"startLine": problem.line or 1},
                    }
                }
            ],
            "properties": {"line": problem.line, "fix": problem.fix},
        }


def _location(file: str, folder: Path) -> dict[str, str]:
    path = folder / file
    if path.is_relative_to(folder) and ".." not in PurePath(file).parts:
        return {"uri": quote(path.relative_to(folder).as_posix()), "uriBaseId": ROOT}
    return {"uri": path.resolve().as_uri()}
