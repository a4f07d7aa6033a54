"""What a snapshot's manifest tells of how it came to be, and the opinion that was asked for."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from botocore.stub import Stubber

from tests.unit.admission.store import Store
from tuning.admission.admit import admit
from tuning.run.recipe import Privacy
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, ValidationPlan
from tuning.settings import deployed

Records = Callable[..., bytes]
Stubbed = Callable[[str], Stubber]

TRAINING = "incoming/faq/train.jsonl"
DATASETS, ARTIFACTS = "datasets-bucket", "artifacts-bucket"
WHOLE = ValidationPlan(outcome="whole")


def private(registration: Registration, **chosen: Any) -> Registration:
    plan = msgspec.structs.replace(registration.ready_recipe, privacy=Privacy(**chosen))
    return replace(registration, recipe=plan)


def manifest(store: Store, admission: Admission) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.of(ARTIFACTS)[f"{admission.snapshot}manifest.json"])
    return content


def report(store: Store) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.of(ARTIFACTS)["runs/faq-0123456789ab/dataset.json"])
    return content


def line(prompt: str, completion: object) -> bytes:
    return json.dumps({"prompt": prompt, "completion": completion}).encode() + b"\n"


def test_redactions_are_counted_by_kind_and_no_value_is_kept(
    store: Store, registration: Registration, records: Records
) -> None:
    letters = b"".join(line(f"letter {n}", f"to canary{n}@example.org") for n in range(3))
    store.put(DATASETS, TRAINING, records(300) + letters, version="v1")
    admission = admit(private(registration, mode="redact"), WHOLE)
    told = manifest(store, admission)

    assert {"EMAIL": 3} == told["treatment"]["redactions"]
    assert "redact" == told["treatment"]["privacy"]
    assert {} == {k: v for k, v in store.of(ARTIFACTS).items() if b"canary" in v}


def test_what_is_only_reported_is_no_redaction(
    store: Store, registration: Registration, records: Records
) -> None:
    letter = line("letter", "to jane@example.org")
    store.put(DATASETS, TRAINING, records(300) + letter, version="v1")

    assert {} == manifest(store, admit(registration, WHOLE))["treatment"]["redactions"]


def test_conversions_are_counted_by_code(
    store: Store, registration: Registration, records: Records
) -> None:
    structured = line("as JSON", {"b": 1, "a": 2}) + line("as JSON too", {"b": 1})
    store.put(DATASETS, TRAINING, records(300) + structured, version="v1")
    told = manifest(store, admit(registration, WHOLE))

    assert {"STRUCTURED_OUTPUT": 2} == told["treatment"]["conversions"]


def test_a_later_drop_of_the_same_data_tells_its_own_origin_in_its_own_report(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    store.put(DATASETS, TRAINING, records(300), version="v2")
    later = Source(key=TRAINING, version_id="v2", size=9, uploader="210987654321")
    first = admit(registration, WHOLE)
    second = admit(replace(registration, training=later), WHOLE)

    assert first.snapshot == second.snapshot
    (origin,), (file,) = manifest(store, second)["origins"], report(store)["files"]
    assert ("v1", "123456789012") == (origin["source"]["version_id"], origin["source"]["uploader"])
    assert ("v2", "210987654321") == (file["source"]["version_id"], file["source"]["uploader"])


@pytest.fixture
def opinion(monkeypatch: pytest.MonkeyPatch, stubbed: Stubbed) -> Stubber:
    """Comprehend, in an environment that asks it."""
    monkeypatch.setenv("TUNING_SECOND_OPINION", "comprehend")
    deployed.cache_clear()
    return stubbed("comprehend")


def sent_to(comprehend: Stubber, word: str) -> list[str]:
    """Let the service take every occurrence of a word for a name; return what it is sent."""
    sent: list[str] = []

    def answer(params: dict[str, Any], **_: Any) -> None:
        sent.append(params["Text"])
        begin = params["Text"].index(word)
        found = {"Type": "NAME", "Score": 1.0, "BeginOffset": begin, "EndOffset": begin + len(word)}
        comprehend.add_response("detect_pii_entities", {"Entities": [found]})

    comprehend.client.meta.events.register("provide-client-params.comprehend.*", answer)
    return sent


def test_what_the_second_opinion_finds_is_a_warning_with_its_line_and_its_cost(
    store: Store, registration: Registration, records: Records, opinion: Stubber
) -> None:
    letter = line("write to Ana Canary", "ana@example.org")
    store.put(DATASETS, TRAINING, records(100) + letter + records(200, start=100), version="v1")
    sent = sent_to(opinion, "Ana Canary")

    admission = admit(registration, WHOLE)

    assert "admitted" == admission.outcome
    told = report(store)
    assert [("train.jsonl", 101, "warning")] == [
        (problem["file"], problem["line"], problem["severity"])
        for problem in told["problems"]
        if problem["code"] == "PERSONAL_DATA_SUSPECTED"
    ]
    (text,) = sent
    assert {
        "language": "en",
        "records": 301,
        "characters": len(text),
        "cost_usd": pytest.approx(len(text) * 0.000001, abs=0.0001),
        "found": {"NAME": 1},
        "unavailable": None,
    } == told["second_opinion"]


def test_what_our_own_search_finds_is_not_sent(
    store: Store, registration: Registration, records: Records, opinion: Stubber
) -> None:
    letter = line("write to Ana", "her address is canary@example.org")
    store.put(DATASETS, TRAINING, records(300) + letter, version="v1")
    (sent,) = (sent_to(opinion, "Ana"),)
    admit(registration, WHOLE)

    assert "her address is [EMAIL_1]" in sent[0]
    assert "canary" not in sent[0]


def test_the_opinion_is_asked_for_in_the_language_of_the_task(
    store: Store, registration: Registration, records: Records, opinion: Stubber
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    opinion.add_response("detect_pii_entities", {"Entities": []})

    admit(private(registration, language="es"), WHOLE)
    assert "es" == report(store)["second_opinion"]["language"]


def test_an_opinion_that_cannot_be_had_is_a_warning_and_no_failure(
    store: Store, registration: Registration, records: Records, opinion: Stubber
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    opinion.add_client_error("detect_pii_entities", "AccessDeniedException")

    assert "admitted" == admit(registration, WHOLE).outcome
    (problem,) = (
        problem
        for problem in report(store)["problems"]
        if problem["code"] == "SECOND_OPINION_MISSING"
    )
    assert "did not answer (AccessDeniedException); 0 records" in problem["message"]


def test_nothing_is_asked_about_a_dataset_that_is_rejected(
    store: Store, registration: Registration, records: Records, opinion: Stubber
) -> None:
    store.put(DATASETS, TRAINING, records(300) + b"oops\n", version="v1")

    assert "rejected" == admit(registration, WHOLE).outcome
    assert report(store)["second_opinion"] is None


def test_nothing_is_asked_where_the_environment_asks_for_no_opinion(
    store: Store, registration: Registration, records: Records, stubbed: Stubbed
) -> None:
    stubbed("comprehend")  # which fails at any call
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admit(registration, WHOLE)

    assert report(store)["second_opinion"] is None
