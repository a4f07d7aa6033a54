"""The page begins with what to do now, and every command is one that its tool takes."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from markupsafe import escape

from tests.unit.cli.remedies import hold
from tests.unit.report.conftest import ARN, FOLDER, RUN, dataset_report
from tuning.report.next_steps import Step, next_steps
from tuning.report.publish import publish
from tuning.run.run import Run

DROP = "python -m tuning drop banking-intents --env dev"
DELETE = (
    "aws bedrock delete-custom-model --model-identifier "
    f"{ARN}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
)


def steps(run: Run) -> list[Step]:
    return list(next_steps(run, dataset_report()))


def told(run: Run) -> tuple[str, list[str]]:
    found = steps(run)
    return found[0].what, [step.command for step in found if step.command]


@pytest.mark.parametrize("ending", ["kept", "discarded", "rejected", "failed", "cancelled"])
def test_next_stands_before_everything_but_the_verdict(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, ending: str
) -> None:
    ledger(endings[ending])
    publish(RUN, None)

    content = left.objects[f"{FOLDER}/report.html"].decode()
    first = next_steps(endings[ending], dataset_report())[0]
    assert content.index("<h1>") < content.index('<h2 id="next">') == content.index("<h2 id=")
    assert "<ol>\n<li>" in content
    assert escape(first.command.split(" --")[0]) in content


@pytest.mark.parametrize(
    ("ending", "first"),
    [
        ("not_needed", "Use the base model as it is, with the instruction of task.toml."),
        ("cannot_be_proved", "Add 4 distinct held-out records, then drop again."),
    ],
)
def test_a_run_that_did_not_train_says_once_how_to_go_on(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, ending: str, first: str
) -> None:
    run = endings[ending]
    ledger(run)
    publish(RUN, None)

    page = left.objects[f"{FOLDER}/report.html"].decode()
    following = page[page.index('<h2 id="next">') :].partition("</section>")[0]
    for sentence in (first, "To train all the same, set train_anyway = true"):
        assert 1 == page.count(sentence) == following.count(sentence)
    assert 1 == page.count("train_anyway")
    assert "Drop the files again" not in page
    document = json.loads(left.objects[f"{FOLDER}/report.json"])
    assert document["remedy"] == " ".join(step.what for step in steps(run))


def test_a_base_model_that_a_prompt_makes_good_enough_is_used_with_that_prompt(
    endings: dict[str, Run],
) -> None:
    run = endings["not_needed"]
    assert run.prospect
    scores = {"base": {"exact_match": 0.4}, "prompted": {"exact_match": 0.9}}

    what, _ = told(replace(run, prospect=replace(run.prospect, scores=scores)))

    assert what == (
        "Use the base model with its best prompt: few_shot and best_prompt of task.toml say which."
    )


def test_every_command_is_one_that_its_tool_takes(endings: dict[str, Run]) -> None:
    for run in endings.values():
        for step in steps(run):
            if not step.command.startswith("aws s3 cp "):  # a command of the CLI alone
                hold(step.command.replace("…", "words"))


def test_a_hosted_model_is_asked_served_longer_or_released(endings: dict[str, Run]) -> None:
    what, commands = told(endings["kept"])

    assert "Ask it: it answers until 22 Nov 2026, 09:00 UTC." == what
    ask, name, extend, cancel = commands
    assert "--name /bedrock-finetune/dev/banking-intents/model " in name
    assert f'python -m tuning ask {RUN} "…" --both --env dev' == ask
    assert extend.startswith(f"python -m tuning extend {RUN} --env dev --hours ")
    assert f"python -m tuning unserve {RUN} --env dev" == cancel


def test_a_stored_model_is_served_or_deleted(endings: dict[str, Run]) -> None:
    what, (serve, delete) = told(replace(endings["kept"], lease=None))

    assert "It is stored, and nothing serves it. Serve it." == what
    assert f"python -m tuning serve {RUN} --hours 24 --owner NAME --env dev" == serve
    assert DELETE == delete


def test_what_is_held_says_how_many_records_it_lacks(endings: dict[str, Run]) -> None:
    what, commands = told(endings["held_for_want_of_records"])

    assert "Add 310 distinct held-out records, then drop again." == what
    assert [DROP, DELETE] == commands


def test_what_was_discarded_gets_the_advice_of_its_curves(endings: dict[str, Run]) -> None:
    what, commands = told(endings["diverged"])

    assert "Train again with a lower learning rate, a third of this one." == what
    assert [DROP, DELETE] == commands


def test_a_rejected_dataset_is_mended_where_its_first_error_stands(
    endings: dict[str, Run],
) -> None:
    what, commands = told(endings["rejected"])

    assert "Mend train.jsonl:12: NO_ANSWER (add the answer), and 2 others below." == what
    assert [DROP] == commands


def test_a_failed_job_is_looked_at_in_bedrock_and_anything_else_in_its_history(
    endings: dict[str, Run],
) -> None:
    _, (job, _) = told(endings["job_failed"])
    _, (history, *_) = told(endings["failed"])

    assert "aws bedrock get-model-customization-job" in job
    assert f"--execution-arn {endings['failed'].execution} " in history


def test_steps_survive_the_way_into_the_report_as_data(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["kept"])
    publish(RUN, None)

    document = msgspec.json.decode(left.objects[f"{FOLDER}/report.json"])
    assert list(msgspec.to_builtins(next_steps(endings["kept"], None))) == document["next_steps"]
