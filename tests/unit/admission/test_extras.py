"""Recorded answers and labels: frozen beside the dataset, matched to what is held out."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.unit.admission.store import Store
from tests.unit.admission.test_admit import ARTIFACTS, DATASETS, TRAINING, admit, report
from tuning.run.handling import PrivacyMode
from tuning.run.recipe import Privacy
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission

Records = Callable[..., bytes]
Admitted = Callable[..., Admission]


def lines(*rows: Any) -> bytes:
    return b"".join(
        (row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows
    )


def asked(n: int) -> str:
    return f"Where is parcel {n * 7919}?"


def held_out(most: int = 40) -> bytes:
    return lines(*({"prompt": asked(n), "completion": f"In town {n}"} for n in range(most)))


@pytest.fixture
def admitted(store: Store, registration: Registration, records: Records) -> Admitted:
    """Admit a drop with a file beside it: `admitted(recorded=…)`."""

    def drop(dropped: Registration = registration, **files: bytes) -> Admission:
        store.put(DATASETS, TRAINING, records(200), version="v1")
        sources: dict[str, Any] = {}
        for name, content in {"evaluation": held_out(), **files}.items():
            key = f"incoming/faq/{name}.jsonl"
            store.put(DATASETS, key, content)
            sources[name] = Source(key=key, version_id="", size=len(content))
        return admit(replace(dropped, **sources))

    return drop


def codes(store: Store) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for problem in report(store)["problems"]:
        found.setdefault(problem["code"], []).append(problem["line"])
    return found


def frozen(store: Store, admission: Admission, name: str) -> list[dict[str, Any]]:
    part = getattr(admission, name)
    assert part.key == f"{admission.snapshot}{name}.jsonl"
    return list(map(json.loads, store.of(ARTIFACTS)[part.key].splitlines()))


def test_recorded_answers_are_matched_in_any_order_however_they_are_written(
    store: Store, admitted: Admitted
) -> None:
    rows = [{"prompt": asked(n).upper() + " ", "answer": f"Town {n}"} for n in range(40)]
    admission = admitted(recorded=lines(*reversed(rows)))

    found = frozen(store, admission, "recorded")
    assert [{"record": n + 1, "answer": f"Town {n}"} for n in range(40)] == found
    assert "RECORDED_MISSING" not in codes(store)


def test_what_was_not_recorded_is_counted(store: Store, admitted: Admitted) -> None:
    rows = [{"prompt": asked(n), "completion": "" if n else "Town"} for n in range(30)]
    admission = admitted(recorded=lines(*rows))

    assert "admitted" == admission.outcome
    assert "leaves 10 without an answer" in str(report(store)["problems"])
    assert {"record": 2, "answer": "(no answer)"} == frozen(store, admission, "recorded")[1]


@pytest.mark.parametrize(
    ("bad", "code", "line"),
    [
        ([{"prompt": "another set", "answer": "yes"}], "RECORDED_ELSEWHERE", None),
        ([], "EMPTY_FILE", None),
        ([{"prompt": asked(0), "answer": n} for n in ("a", "b")], "ANSWERED_TWICE", 2),
        ([{"prompt": asked(0), "answer": "a"}, b'{"prompt": "cut sh'], "TRUNCATED_JSON", 2),
        ([{"prompt": asked(0), "answer": "a"}, b'{"prompt": "\xff", "answer": ""}'], None, 2),
    ],
)
def test_what_is_no_record_of_this_set_is_one_line(
    store: Store, admitted: Admitted, bad: list[Any], code: str | None, line: int | None
) -> None:
    assert "rejected" == admitted(recorded=lines(*bad)).outcome
    errors = [each for each in report(store)["problems"] if each["severity"] == "error"]
    ((found, at),) = {(each["code"], each["line"]) for each in errors}
    assert (code or found, line) == (found, at)
    assert "recorded.jsonl" == errors[0]["file"]


@pytest.mark.parametrize("mode", ["report", "redact", "refuse"])
def test_personal_data_of_recorded_answers_are_treated_as_those_of_the_dataset(
    store: Store, registration: Registration, admitted: Admitted, mode: PrivacyMode
) -> None:
    recipe = structs.replace(registration.ready_recipe, privacy=Privacy(mode=mode))
    rows = [{"prompt": asked(n), "answer": f"ask anna{n}@example.com"} for n in range(40)]
    admission = admitted(replace(registration, recipe=recipe), recorded=lines(*rows))

    assert {"EMAIL": 40} == {kind.upper(): n for kind, n in report(store)["privacy"].items()}
    if mode == "refuse":
        assert "rejected" == admission.outcome
        return
    first = frozen(store, admission, "recorded")[0]["answer"]
    assert {"report": "ask anna0@example.com", "redact": "ask [EMAIL_1]"}[mode] == first


def test_labels_get_the_reference_of_the_held_out_record(store: Store, admitted: Admitted) -> None:
    rows = [
        {"prompt": asked(3).lower(), "answer": "In town 3", "good": True},
        {"prompt": "elsewhere", "answer": "No", "good": False, "reference": "Yes"},
        {"prompt": "nowhere", "answer": "No", "good": False},
    ]
    found = frozen(store, admitted(labels=lines(*rows)), "labels")

    assert [(True, "In town 3"), (False, "Yes")] == [(e["good"], e["reference"]) for e in found]
    assert "LABELS_LEFT_OUT" in codes(store)


def test_a_label_says_true_or_false_and_says_it_once(store: Store, admitted: Admitted) -> None:
    rows = [
        {"prompt": "a", "answer": "b", "good": True, "reference": "c"},
        {"prompt": "a", "answer": "b", "good": False, "reference": "c"},
        {"prompt": "a", "answer": "d", "good": "yes"},
    ]
    assert "rejected" == admitted(labels=lines(*rows)).outcome
    assert {"LABEL_MISSING": [3], "ANSWERED_TWICE": [2]}.items() <= codes(store).items()
