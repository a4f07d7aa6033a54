"""No artefact that people read shows a personal datum or a secret, in any mode and any section."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, get_args

import pytest
from msgspec.structs import replace as changed

from tests.unit.report.conftest import FOLDER, RUN
from tuning.admission import rejection
from tuning.cli import runs as shown
from tuning.dataset import report as reports
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.dataset.samples import to_json
from tuning.evaluation.answers import Answered, Reply, to_lines
from tuning.hosting import capacity
from tuning.models.catalogue import base_model
from tuning.report import dataset_page
from tuning.report.publish import publish
from tuning.run.evaluation import EvaluationStatus
from tuning.run.handling import Handling, PrivacyMode
from tuning.run.run import Failure, Run

VALUES: Final = (
    "jane.roe@corp-mail.com",
    "+44 20 7946 0958",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "AKIAQWERTYUIOPASDFGH",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "203.7.81.44",
    "536-22-8167",
)
"""What is planted into every text; each is found for certain, see the tests of the search."""

LEFT: Final = {f"{FOLDER}/answers.jsonl"}
"""What is for machines: it holds the answers whole, as the snapshot does."""


def planted(field: str) -> str:
    return f"{field}: {'; '.join(VALUES)}."


def dataset(records: int = 12) -> bytes:
    def record(number: int) -> dict[str, Any]:
        return {
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": planted("system")}],
            "messages": [
                {"role": "user", "content": [{"text": planted(f"asked {number}")}]},
                {"role": "assistant", "content": [{"text": planted("between")}]},
                {"role": "user", "content": [{"text": planted(f"again {number}")}]},
                {"role": "assistant", "content": [{"text": planted(f"label {number % 3}")}]},
            ],
        }

    return b"".join(json.dumps(record(n)).encode() + b"\n" for n in range(records))


def answers() -> bytes:
    def record(number: int) -> Answered:
        won = float(number % 2)
        return Answered(
            record=number,
            system=planted("system"),
            prompt=planted("prompt"),
            reference=planted(f"label {number % 3}"),
            base=Reply(text=planted("base")) if number % 5 else Reply(error=planted("refused")),
            custom=Reply(text=planted(f"label {number % 3}")),
            base_scores={"exact_match": 1 - won, "token_f1": 0.2, "rouge_l": 0.3},
            custom_scores={"exact_match": won, "token_f1": 0.9, "rouge_l": 0.9},
        )

    return to_lines(record(number) for number in range(1, 61))


@dataclass(frozen=True, kw_only=True)
class OfDataset:
    """What a run finds in the planted dataset and leaves in the bucket, and the page of it."""

    report: DatasetReport
    content: bytes
    samples: bytes
    page: str


@cache
def of_dataset(mode: PrivacyMode) -> OfDataset:
    """Inspect the planted dataset; it is the same for every ending."""
    handling = Handling(model=base_model("amazon.nova-micro-v1:0:128k"), privacy=mode)
    with Intake(handling, brought=["training"]) as intake:
        intake.take("training", io.BytesIO(dataset()), file="train.jsonl")
        intake.conclude()
        described = reports.describe(intake, sources={}, estimate=None, snapshot=None)
        samples = reports.samples(intake)
    return OfDataset(
        report=described,
        content=reports.to_json(described),
        samples=to_json(samples),
        page=dataset_page.render(described, samples),
    )


def troubled(run: Run) -> Run:
    """A run in which every text that may come from outside quotes the values."""
    said: Any = {"warnings": (planted("warning"),), "reason": planted("reason")}
    status, comparison, judgement = run.training_status, run.comparison, run.judgement
    recipe = run.registration.recipe if run.registration else None
    if run.registration and recipe:
        secretive = replace(run.registration, recipe=_told(recipe), reasons=(planted("reasons"),))
        run = replace(run, registration=secretive)
    return replace(
        run,
        training_status=replace(status, message=planted("service")) if status else None,
        comparison=replace(comparison, **said) if comparison else None,
        judgement=replace(judgement, summary=planted("curves")) if judgement else None,
        failure=Failure(error="Broken", cause=planted("cause")) if run.failure else None,
        evaluation_status=EvaluationStatus(
            outcome="failed", statuses={"base": "Failed"}, warnings=(planted("job"),)
        ),
    )


def _told(recipe: Any) -> Any:
    provenance = changed(recipe.provenance, intended_use=planted("use"), source=planted("source"))
    evaluation = changed(recipe.evaluation, task_type="Classification")
    dataset = changed(recipe.dataset, instruction=planted("instruction"))
    return changed(recipe, provenance=provenance, dataset=dataset, evaluation=evaluation)


def leaks(text: str) -> list[str]:
    return [value for value in VALUES if value in text]


@pytest.mark.parametrize("mode", get_args(PrivacyMode))
@pytest.mark.parametrize("ending", ["kept", "discarded", "rejected", "refused", "failed"])
def test_nothing_that_a_run_writes_for_people_shows_a_planted_value(
    endings: dict[str, Run],
    ledger: Callable[[Run], Any],
    left: Any,
    ending: str,
    mode: PrivacyMode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = of_dataset(mode)
    left.objects[f"{FOLDER}/dataset.json"] = found.content
    left.objects[f"{FOLDER}/samples.json"] = found.samples
    rejection.leave(found.report, found.content, task="banking-intents", run_id=RUN)
    left.objects[f"{FOLDER}/answers.jsonl"] = answers()
    ledger(troubled(endings[ending]))
    told: list[str] = []

    published = publish(RUN, None)
    monkeypatch.setattr(capacity, "now", lambda: datetime(2026, 11, 21, 11, tzinfo=UTC))
    for json_too in (False, True):
        monkeypatch.setattr(shown, "print_json", lambda data: told.append(json.dumps(data)))
        shown.one(RUN, lambda *words: told.append(" ".join(map(str, words))), json=json_too)

    written = {key: body.decode() for key, body in left.objects.items() if key not in LEFT}
    assert {f"{FOLDER}/report.html", f"{FOLDER}/report.json"} < written.keys()
    artefacts = written | {
        "dataset page": found.page,
        "message": published.subject + published.message,
        "terminal": "\n".join(told),
    }
    assert {} == {name: shows for name, text in artefacts.items() if (shows := leaks(text))}
    assert "prompt: [EMAIL_" in written[f"{FOLDER}/report.html"] or ending not in (
        "kept",
        "discarded",
    )
