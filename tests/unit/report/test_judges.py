"""A report names as the judge who judged, and nobody else."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.report.conftest import FOLDER, RUN
from tests.unit.seals import seal
from tuning.report.publish import publish
from tuning.run.estimate import Estimate
from tuning.run.evaluation import EvaluationJobs, EvaluationStatus
from tuning.run.plan import HostingPlan
from tuning.run.run import Run
from tuning.settings import deployed

HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
PLANNED = "Claude Haiku 4.5 judges: the first judge of another model family."
JUDGED = EvaluationJobs(outcome="started", judge=HAIKU, judging=PLANNED)


def planned(run: Run, estimate: Estimate) -> Run:
    plan = HostingPlan(
        outcome="within",
        mode="on_demand",
        why="",
        units=0,
        unit_hour_usd=0,
        hours=1,
        costs=estimate,
        over=(),
        break_even_tokens_per_hour=None,
        reasons=(),
        judges=(HAIKU,),
        judging=PLANNED,
    )
    return replace(run, hosting_plan=plan)


@pytest.fixture
def told(ledger: Callable[[Run], Any], left: Any) -> Callable[..., str]:
    """Publish a run, of whose judgements each says whose it is, and return all that people read."""

    def published(run: Run, by: Sequence[str] = ()) -> str:
        scores = [{"evaluatorDetails": [{"modelIdentifier": each}]} for each in by]
        line = json.dumps({"automatedEvaluationResult": {"scores": scores}})
        key = f"{FOLDER}/evaluation/job/1_output.jsonl"
        left.objects[key] = line.encode()
        status = EvaluationStatus(outcome="completed", statuses={}, outputs=(seal(key),))
        ledger(replace(run, evaluation_status=status) if run.evaluation else run)
        message = publish(RUN, None).message
        written = (left.objects[f"{FOLDER}/report.{kind}"].decode() for kind in ("html", "json"))
        return "\n".join((message, *written))

    return published


def test_a_judge_that_was_planned_and_never_asked_is_not_named(
    endings: dict[str, Run], told: Callable[..., str]
) -> None:
    run = endings["kept"]
    assert run.admission
    assert run.admission.estimate

    content = told(planned(replace(run, evaluation=None), run.admission.estimate))

    assert "No judge was asked." in content
    assert "Haiku" not in content


def test_a_judge_whose_judgements_are_by_another_is_not_named(
    endings: dict[str, Run], told: Callable[..., str]
) -> None:
    content = told(replace(endings["kept"], evaluation=JUDGED), by=["a word count"])

    assert "The judge&#39;s scores are by a word count." in content
    assert "Haiku" not in content


@pytest.mark.parametrize("by", [HAIKU, HAIKU.removeprefix("us."), f"arn:aws:bedrock:x/{HAIKU}"])
def test_a_judge_is_known_by_each_of_its_names(
    endings: dict[str, Run], told: Callable[..., str], by: str
) -> None:
    assert PLANNED in told(replace(endings["kept"], evaluation=JUDGED), by=[by])


def test_a_judge_whose_judgements_say_nothing_is_the_one_that_was_asked(
    endings: dict[str, Run], told: Callable[..., str]
) -> None:
    assert PLANNED in told(replace(endings["kept"], evaluation=JUDGED))


def test_what_the_environment_says_comes_first_everywhere(
    endings: dict[str, Run],
    told: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TUNING_NOTICE", "For a <trial>.")
    deployed.cache_clear()

    content = told(endings["kept"])

    assert content.startswith("For a <trial>.\n")
    page = content.partition("<main>")[2].lstrip()
    assert page.startswith('<p class="notice" role="note">For a &lt;trial&gt;.</p>')
    assert '"notice": "For a <trial>."' in content
