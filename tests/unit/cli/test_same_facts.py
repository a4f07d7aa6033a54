"""What `check` prints, its JSON and its SARIF say the same of a dataset."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import pairs
from tuning.__main__ import main
from tuning.report import words

RECIPE = """
[privacy]
mode = "{mode}"
[limits]
max_training_usd = 0.00001
[provenance]
intended_use = "tests"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = true
automated_decisions = false
"""

BAD = b"""{"prompt": "x"
{"prompt": "a question", "completion": ""}
{"prompt": "write to anna@example.org or bob@example.org", "completion": "ok", "id": 4}
{"prompt": "call +44 20 7946 0958", "completion": "I call +44 20 7946 0958.", "mood": "calm"}
{"prompt": "call +44 20 7946 0958", "completion": "I call."}
"""
GOOD = b'{"prompt": "write to anna@example.org or bob@example.org", "completion": "ok"}\n' * 7


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of one dataset in three ways."""

    text: str
    log: dict[str, Any]
    report: dict[str, Any]


@pytest.fixture(params=[("report", BAD), ("redact", BAD), ("redact", GOOD), ("report", GOOD)])
def said(request: pytest.FixtureRequest, folder: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Errors, advice, personal data and a ceiling that a run would pass."""
    mode, lines = request.param
    (folder / "task.toml").write_text(RECIPE.format(mode=mode))
    (folder / "train.jsonl").write_bytes(pairs(120) + lines)
    (folder / "notes.jsonl").write_bytes(pairs(1))
    main(["check", "."])
    text = capsys.readouterr().out
    main(["check", ".", "--json", "--sarif", "out.sarif"])
    report = json.loads(capsys.readouterr().out)
    return Said(
        text=text, log=json.loads((folder / "out.sarif").read_text())["runs"][0], report=report
    )


def test_each_problem_has_its_line_its_code_its_words_and_its_mend_everywhere(said: Said) -> None:
    listed = [
        (each["file"], each["line"], each["code"], each["severity"], each["message"], each["fix"])
        for each in said.report["problems"]
    ]
    logged = []
    for result in said.log["results"]:
        place = result["locations"][0]["physicalLocation"]
        line, fix = result["properties"]["line"], result["properties"]["fix"]
        message = result["message"]["text"].removesuffix(f" ({fix})")
        assert place["region"]["startLine"] == (line or 1)
        logged.append(
            (
                place["artifactLocation"]["uri"],
                line,
                result["ruleId"],
                result["level"],
                message,
                fix,
            )
        )
    printed = said.text.splitlines()

    assert listed == logged
    for file, line, code, severity, message, fix in listed:
        where = f"{file}:{line}" if line else file
        shown = f"{where}: {code} {message} ({fix})" in printed
        more = any(re.fullmatch(rf"and [\d,]+ more of {code}", each) for each in printed)
        assert shown or more or code.startswith("NEAR_DUPLICATE"), severity


def test_every_count_is_the_same(said: Said) -> None:
    told = {
        code: int(number.replace(",", ""))
        for title in ("Errors", "Advice")
        for line in said.text.splitlines()
        if line.startswith(f"{title}: ")
        for number, code in re.findall(r"(\d[\d,]*) ([A-Z_0-9]+)", line)
    }

    assert told == said.report["problem_counts"] == said.log["properties"]["problemCounts"]
    assert sum(told.values()) == said.report["errors"] + said.report["warnings"]


def test_what_was_found_or_replaced_is_counted_alike(said: Said) -> None:
    [line] = [each for each in said.text.splitlines() if each.startswith("Personal data and")]
    found = ", ".join(words.found(kind, n) for kind, n in said.report["privacy"].items())

    assert found
    assert f"secrets: {found}. {words.HANDLED[said.report['privacy_mode']]}" in line
    assert said.report["privacy"] == said.log["properties"]["dataset"]["privacy"]


def test_every_figure_of_the_dataset_is_the_same(said: Said) -> None:
    figures = said.log["properties"]["dataset"]
    report = {k: v for k, v in said.report.items() if k not in {"problems", "problem_counts"}}
    printed = [re.sub(" +", " ", line.strip()) for line in said.text.splitlines()]

    assert figures == report
    for part, records in report["records"].items():
        tokens = words.between(report["tokens_least"][part], report["tokens"][part])
        row = f"{words.PARTS[part]} {words.count(records, 'record')} {tokens} tokens"
        assert (row in printed) == (records > 0)
    for file in report["files"]:
        size = words.size(file["bytes"])
        assert f"{file['file']} is {file['format']}: {file['records']} records, {size}" in printed
    assert report["over"]
    assert set(report["over"]) <= set(printed)
