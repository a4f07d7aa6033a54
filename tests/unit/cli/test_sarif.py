import json
from pathlib import Path
from typing import Any

import pytest

from tuning.__main__ import main
from tuning.dataset.codes import CODES

Schema = dict[str, tuple[type, bool]]

LOG: Schema = {"$schema": (str, False), "version": (str, True), "runs": (list, True)}
RUN: Schema = {
    "tool": (dict, True),
    "columnKind": (str, False),
    "invocations": (list, False),
    "results": (list, False),
    "properties": (dict, False),
}
DRIVER: Schema = {
    "name": (str, True),
    "semanticVersion": (str, False),
    "rules": (list, False),
}
RULE: Schema = {
    "id": (str, True),
    "shortDescription": (dict, False),
    "help": (dict, False),
    "defaultConfiguration": (dict, False),
}
RESULT: Schema = {
    "ruleId": (str, False),
    "ruleIndex": (int, False),
    "level": (str, False),
    "message": (dict, True),
    "locations": (list, False),
    "properties": (dict, False),
}
INVOCATION: Schema = {"executionSuccessful": (bool, True), "exitCode": (int, False)}
"""What SARIF 2.1.0 allows of each object (no other properties) and asks for, as far as we write."""


@pytest.fixture
def log(bad: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The log of a file with errors and warnings."""
    assert 1 == main(["check", "bad.jsonl", "--sarif", "out.sarif"])
    content: dict[str, Any] = json.loads((bad.parent / "out.sarif").read_bytes())
    return content


def test_the_log_has_the_shape_that_the_standard_asks_for(log: dict[str, Any]) -> None:
    [run] = log["runs"]
    driver = run["tool"]["driver"]

    assert "2.1.0" == log["version"]
    holds(log, LOG)
    holds(run, RUN)
    holds(driver, DRIVER)
    for rule in driver["rules"]:
        holds(rule, RULE)
        assert rule["defaultConfiguration"]["level"] in {"error", "warning"}
        assert rule["shortDescription"].keys() == rule["help"].keys() == {"text"}
    for invocation in run["invocations"]:
        holds(invocation, INVOCATION)
    for result in run["results"]:
        holds(result, RESULT)
        assert result["level"] in {"error", "warning"}
        assert {"text"} == result["message"].keys()
        [location] = result["locations"]
        [place] = location.values()
        assert {"uri": "bad.jsonl", "uriBaseId": "%SRCROOT%"} == place["artifactLocation"]
        assert place["region"]["startLine"] >= 1


def test_every_result_points_to_its_rule(log: dict[str, Any]) -> None:
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [*CODES]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_problem_stands_at_its_line_with_what_is_wrong_and_how_to_mend_it(
    log: dict[str, Any],
) -> None:
    [run] = log["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "TRUNCATED_JSON")

    assert {"startLine": 3} == result["locations"][0]["physicalLocation"]["region"]
    assert result["message"]["text"].startswith("the JSON ends too early (complete the record")


def test_the_true_counts_are_told(log: dict[str, Any]) -> None:
    assert 30 == log["runs"][0]["properties"]["problemCounts"]["EMPTY_TEXT"]


def test_a_file_elsewhere_is_named_by_its_whole_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = folder / "here"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (folder / "ein Beispiel é.jsonl").write_text("[]")

    main(["check", "../ein Beispiel é.jsonl", "--sarif", "up.sarif"])

    [result, *_] = json.loads((inside / "up.sarif").read_bytes())["runs"][0]["results"]
    [location] = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": (folder / "ein Beispiel é.jsonl").as_uri()
    }


def holds(found: dict[str, Any], schema: Schema) -> None:
    """Assert that an object has what it needs, and nothing that is not known."""
    assert found.keys() <= schema.keys()
    for name, (kind, required) in schema.items():
        assert not required or name in found
        assert name not in found or isinstance(found[name], kind)
