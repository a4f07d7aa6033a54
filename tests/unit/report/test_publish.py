import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tuning import artifacts
from tuning.report.publish import publish
from tuning.run.run import Failure, Run, RunStatus
from tuning.run.source_run import SourceRun
from tuning.seals import Seal

FOLDER = "runs/banking-intents/banking-intents-0123456789ab"
RUN = "banking-intents-0123456789ab"

STABLE_KEYS = {
    "run_id",
    "task",
    "status",
    "verdict",
    "reason",
    "scores",
    "curves",
    "dataset",
    "timeline",
    "cost",
    "held",
    "recipe",
}


@pytest.mark.parametrize(
    ("ending", "outcome", "verdict", "words"),
    [
        ("kept", "kept", "keep", "exact match rose from 0.125 to 0.908 on 240 held-out records"),
        ("discarded", "discarded", "discard", "exact match went from 0.125 to 0.146"),
        (
            "held_for_want_of_records",
            "undecided",
            "hold",
            "Undecided: exact match went from 0.125 to 0.208 on 240 held-out records",
        ),
        ("diverged", "discarded", "discard", "its training diverged"),
        (
            "not_needed",
            "not_needed",
            None,
            "Not needed: exact match of the base model is 1.000 on 240 held-out records",
        ),
        (
            "cannot_be_proved",
            "cannot_be_proved",
            None,
            "Cannot be proved: 8 held-out records cannot show the gain",
        ),
        ("rejected", "rejected", None, "the dataset has 3 problems"),
        ("refused", "rejected", None, "the drop cannot be used"),
        ("failed", "failed", None, "QuotaExceeded"),
        ("job_failed", "failed", None, "customization job failed"),
        ("cancelled", "cancelled", None, "Cancelled by a person"),
    ],
)
def test_every_ending_has_a_report_a_message_and_a_closed_ledger(
    endings: dict[str, Run],
    ledger: Callable[[Run], Any],
    left: Any,
    ending: str,
    outcome: str,
    verdict: str | None,
    words: str,
) -> None:
    run = endings[ending]
    held = ledger(run)

    published = publish(RUN, None)

    assert published.outcome == outcome
    assert published.report_key == f"{FOLDER}/report.html"
    assert held.notes == {"status": RunStatus(outcome), "report_key": published.report_key}
    document = json.loads(left.objects[f"{FOLDER}/report.json"])
    assert document.keys() >= STABLE_KEYS
    assert (document["status"], document["verdict"]) == (outcome, verdict)
    page = left.objects[f"{FOLDER}/report.html"].decode()
    assert words in page.replace("</span>", "")
    assert words in published.message
    assert f"s3://artifacts-bucket/{published.report_key}" in published.message


def test_a_caught_failure_is_noted_and_told_without_its_stack(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    run = replace(endings["kept"], comparison=None, promotion=None, evaluation_status=None)
    held = ledger(run)
    failure = Failure(
        error="ServiceRefused", cause='{"errorMessage": "denied", "stackTrace": ["line 1"]}'
    )

    published = publish(RUN, failure)

    assert "failed" == published.outcome
    assert held.notes["failure"] == failure
    assert "denied" in published.message
    assert "stackTrace" not in published.message
    assert "stackTrace" not in left.objects[f"{FOLDER}/report.html"].decode()


def test_publishing_again_changes_nothing(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["failed"])
    first = publish(RUN, None)
    written = dict(left.objects)

    assert publish(RUN, None) == first
    assert left.objects == written


def test_a_report_does_without_what_a_run_did_not_leave(
    endings: dict[str, Run], ledger: Callable[[Run], Any], bucket: Any
) -> None:
    ledger(endings["kept"])

    assert "kept" == publish(RUN, None).outcome


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        b'{"training": 3}',
        b'{"x": ' + b"[" * 100_000,
        b'{"training": "\xff"}',
    ],
    ids=range(7),
)
def test_a_report_does_without_what_it_cannot_read(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, content: bytes
) -> None:
    for name in ("curves.json", "dataset.json", "answers.jsonl"):
        left.objects[f"{FOLDER}/{name}"] = content
    ledger(endings["kept"])

    assert "kept" == publish(RUN, None).outcome


def test_a_run_that_has_recorded_no_state_has_a_report(
    endings: dict[str, Run], ledger: Callable[[Run], Any], bucket: Any
) -> None:
    kept = endings["kept"]
    bare = Run(
        run_id=kept.run_id,
        task=kept.task,
        status=RunStatus.RUNNING,
        execution=kept.execution,
        created_at=kept.created_at,
        updated_at=kept.updated_at,
    )
    ledger(bare)

    assert "failed" == publish(RUN, Failure(error="States.Timeout")).outcome


def test_the_subject_is_what_sns_accepts(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    for run in endings.values():
        ledger(run)
        subject = publish(RUN, None).subject

        assert subject.isascii()
        assert "\n" not in subject
        assert 0 < len(subject) <= 100
        assert subject.endswith(f": {RUN} (dev)")


def test_neither_message_nor_ledger_carries_text_of_the_dataset(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    for run in endings.values():
        held = ledger(run)
        published = publish(RUN, None)

        for told in (published.message, published.subject, repr(held.notes)):
            assert "days ago" not in told
            assert "card_arrival" not in told


def test_what_is_held_is_told_with_its_price_and_end(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    kept = endings["kept"]
    assert kept.lease
    ledger(replace(kept, lease=replace(kept.lease, units=2, unit_hour_usd=60.5)))

    message = publish(RUN, None).message

    assert "2 model units of provisioned throughput at $60.50 an hour each" in message
    assert "owner: Ada" in message
    assert f"python -m tuning extend {RUN} --env dev" in message
    assert "until 22 Nov 2026, 09:00 UTC" in message
    assert str(kept.lease.arn) in message
    assert "Cost so far: $181.6" in message


def test_an_unknown_price_is_told_as_unknown(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["kept"])

    assert "at an unknown price" in publish(RUN, None).message


@pytest.mark.parametrize(
    ("ending", "changes", "warning"),
    [
        ("kept", {"failure": Failure(error="ServiceRefused")}, "Still held"),
        ("failed", {"release": None}, "may still hold resources in Bedrock"),
    ],
)
def test_money_that_still_flows_after_a_failure_is_a_warning(
    endings: dict[str, Run],
    ledger: Callable[[Run], Any],
    left: Any,
    ending: str,
    changes: dict[str, Any],
    warning: str,
) -> None:
    ledger(replace(endings[ending], **changes))

    message = publish(RUN, None).message

    assert f"python -m tuning cancel {RUN} --env dev" in message
    assert warning in message
    assert warning in left.objects[f"{FOLDER}/report.html"].decode()


@pytest.mark.parametrize("ending", ["kept", "discarded", "rejected", "failed", "cancelled"])
def test_an_ending_that_holds_nothing_unwanted_has_no_warning(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, ending: str
) -> None:
    ledger(endings[ending])

    assert "ACT ON THIS" not in publish(RUN, None).message


def test_what_a_run_came_to_stands_beside_what_it_was_expected_to_cost(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["discarded"])

    publish(RUN, None)

    costs = json.loads(left.objects[f"{FOLDER}/cost.json"])
    assert 0.124 == costs["estimate"]["training_usd"] == costs["actual"]["training_usd"]
    assert 21_500 == costs["actual"]["evaluation_tokens"]
    page = left.objects[f"{FOLDER}/report.html"].decode()
    row = page.partition('<th scope="row">Evaluation</th>')[2].partition("</tr>")[0]
    assert "$0.01" in row
    assert f"${costs['actual']['evaluation_usd']:.2g}" in row
    assert "hosting: no price is known for amazon.nova-micro-v1:0:128k" in page


@pytest.mark.parametrize(
    "name",
    [
        "answers.jsonl",
        "dataset.json",
        "samples.json",
        "curves.json",
        "evaluation/x_output.jsonl",
        "promotion.json",
    ],
)
def test_a_run_whose_artifact_was_changed_has_failed_and_shows_nothing_of_it(
    ledger: Callable[[Run], Any], endings: dict[str, Run], written: Any, name: str
) -> None:
    held = ledger(_sealed(endings["kept"], written))
    key = f"{FOLDER}/{name}"
    written.objects[key] += b" "

    published = publish(RUN, None)

    assert "failed" == published.outcome
    assert f"{key} is not what was written" in published.message
    assert "ArtifactChanged" == held.notes["failure"].error
    assert f"{key} is not what was written" in written.objects[f"{FOLDER}/report.html"].decode()


def test_a_run_whose_artifacts_are_what_was_written_ends_as_it_did(
    ledger: Callable[[Run], Any], endings: dict[str, Run], written: Any
) -> None:
    held = ledger(_sealed(endings["kept"], written))

    assert "kept" == publish(RUN, None).outcome
    assert "failure" not in held.notes


def test_what_ended_a_run_before_stays_its_reason(
    ledger: Callable[[Run], Any], endings: dict[str, Run], written: Any
) -> None:
    quota = Failure(error="QuotaExceeded")
    held = ledger(replace(_sealed(endings["discarded"], written), failure=quota))
    written.objects[f"{FOLDER}/answers.jsonl"] += b" "

    assert "failed" == publish(RUN, None).outcome
    assert "failure" not in held.notes


def _sealed(run: Run, written: Any) -> Run:
    """Return a run whose seals are those of what lies in the bucket."""
    written.objects[f"{FOLDER}/evaluation/x_output.jsonl"] = b"{}"
    written.objects[f"{FOLDER}/promotion.json"] = b"{}"

    def of(name: str) -> Seal:
        key = f"{FOLDER}/{name}"
        return artifacts.seal_of(key, written.objects[key])

    assert run.registration
    assert run.admission
    assert run.judgement
    assert run.answers
    assert run.evaluation_status
    promoted = SourceRun(
        environment="staging",
        run_id="banking-intents-0a0a",
        snapshot="0a",
        evidence=of("promotion.json").sha256,
    )
    return replace(
        run,
        registration=replace(run.registration, promoted_from=promoted),
        admission=replace(run.admission, report=of("dataset.json"), samples=of("samples.json")),
        judgement=replace(run.judgement, curves=of("curves.json")),
        answers=replace(run.answers, answers=of("answers.jsonl")),
        evaluation_status=replace(
            run.evaluation_status, outputs=(of("evaluation/x_output.jsonl"),)
        ),
    )
