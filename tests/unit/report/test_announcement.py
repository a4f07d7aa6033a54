"""The announcement of a rejected dataset: where the errors are, and how to read the rest."""

import json
import shlex
from dataclasses import replace
from typing import Any

from tests.unit.report.conftest import FOLDER, RUN
from tuning.admission import rejection
from tuning.costs.actual import bill
from tuning.report import announcement
from tuning.report.composition import compose
from tuning.report.findings import gather
from tuning.run.resumption import Resumption, Wish
from tuning.run.run import Failure, Run

PAGE = f"rejected/banking-intents/{RUN}/report.md"


def message(run: Run) -> str:
    return announcement.message(compose(run, gather(run), bill(run)), f"{FOLDER}/report.html")


def test_the_first_errors_are_named_by_line_and_code(endings: dict[str, Run], left: Any) -> None:
    told = message(endings["rejected"])

    assert "First problems of 3 errors:\n  train.jsonl:12 NO_ANSWER\n" in told


def test_an_error_of_a_whole_file_is_named_without_a_line(
    endings: dict[str, Run], left: Any
) -> None:
    report = json.loads(left.objects[f"{FOLDER}/dataset.json"])
    report["problems"] = [{**report["problems"][0], "line": None, "code": "EMPTY_FILE"}]
    left.objects[f"{FOLDER}/dataset.json"] = json.dumps(report).encode()

    assert "\n  train.jsonl EMPTY_FILE\n" in message(endings["rejected"])


def test_no_more_than_a_few_errors_are_named_and_no_warning(
    endings: dict[str, Run], left: Any
) -> None:
    report = json.loads(left.objects[f"{FOLDER}/dataset.json"])
    error, other = report["problems"]
    warning = other | {"severity": "warning", "code": "ADVICE"}
    report["problems"] = [warning, *({**error, "line": line} for line in range(1, 21))]
    left.objects[f"{FOLDER}/dataset.json"] = json.dumps(report).encode()
    told = message(endings["rejected"])

    assert announcement.MOST_PROBLEMS == told.count("  train.jsonl:")
    assert "ADVICE" not in told


def test_the_command_reads_what_the_rejection_left(endings: dict[str, Run], left: Any) -> None:
    told = message(endings["rejected"])
    (command,) = (line for line in told.splitlines() if "aws s3 cp" in line)

    assert ["aws", "s3", "cp", f"s3://artifacts-bucket/{PAGE}", "-"] == shlex.split(command)
    assert PAGE == rejection.key_of(rejection.PAGE, run_id=RUN)


def test_a_drop_that_was_never_read_has_no_such_report(endings: dict[str, Run], left: Any) -> None:
    del left.objects[f"{FOLDER}/dataset.json"]

    assert "rejected/" not in message(endings["refused"])


def test_a_dataset_that_was_admitted_has_no_such_report(endings: dict[str, Run], left: Any) -> None:
    for ending in ("kept", "discarded", "failed", "cancelled"):
        assert "First problems" not in message(endings[ending])


def test_records_that_ask_the_same_thing_are_named_as_such(
    endings: dict[str, Run], left: Any
) -> None:
    kept = endings["kept"]
    assert kept.comparison
    copies = replace(kept, comparison=replace(kept.comparison, prompts=60))

    assert "Scores on 240 held-out records of 60 distinct prompts" in message(copies)


def test_a_hosted_model_is_announced_with_the_name_that_stands_for_it(
    endings: dict[str, Run], left: Any
) -> None:
    name = "/bedrock-finetune/dev/banking-intents/model"

    assert f"The name {name} stands for it" in message(endings["kept"])
    assert name not in message(endings["discarded"])


def test_the_command_that_serves_again_has_its_owner_as_one_word(
    endings: dict[str, Run], left: Any
) -> None:
    kept = endings["kept"]
    owner = "Ada's team; sh ~/x #"
    wish = Wish(of=RUN, number="0a", purpose="serve", who="arn:ada", hours=8, owner=owner)
    resumption = Resumption(
        run_id=RUN, outcome="serve", before="kept", spent_usd=0, month="2026-11", wish=wish
    )
    again = replace(
        kept,
        resumption=resumption,
        lease=None,
        failure=Failure(error="Broke", cause="it broke"),
    )
    (line,) = (line for line in message(again).splitlines() if "tuning serve" in line)
    command = line.partition("ask again: ")[2]

    assert owner == shlex.split(command)[shlex.split(command).index("--owner") + 1]
