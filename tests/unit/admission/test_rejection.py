"""What a rejected dataset leaves under ``rejected/``, for people and for tools."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.admission.store import Store
from tuning import text
from tuning.admission.admit import admit
from tuning.run.registration import Registration, Source
from tuning.run.validation import ValidationPlan

Records = Callable[..., bytes]

TRAINING = "incoming/faq/train.jsonl"
DATASETS, ARTIFACTS = "datasets-bucket", "artifacts-bucket"
FOLDER = "rejected/faq/faq-0123456789ab"
WHOLE = ValidationPlan(outcome="whole")


def page(store: Store) -> str:
    return store.of(ARTIFACTS)[f"{FOLDER}/report.md"].decode()


def test_the_page_says_where_what_and_how_to_mend_it(
    store: Store, registration: Registration, records: Records
) -> None:
    content = records(200) + b"oops\n\n"
    store.put(DATASETS, TRAINING, content, version="v1")
    admit(registration, WHOLE)

    told = page(store)
    assert told.startswith("# faq: the dataset was rejected\n")
    assert "\nErrors: 2. Warnings, which are advice: 0.\n" in told
    assert (
        f"- `train.jsonl` as training: JSONL of prompt/completion, 201 records, {len(content):,} "
        "bytes\n"
    ) in told
    assert "- NOT_JSON: 1\n" in told
    assert (
        "- `train.jsonl:201` NOT_JSON: not JSON at byte 1: something else stands where JSON goes "
        "on (write one JSON object on each line)\n"
    ) in told
    assert "- `train.jsonl:202` BLANK_LINE: " in told
    assert "python -m tuning drop FOLDER --env dev\n" in told


def test_errors_come_before_advice(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(1) + records(200) + b"oops\n", version="v1")
    admit(registration, WHOLE)

    fix, _, advice = page(store).partition("## Advice")
    assert (True, True) == ("NOT_JSON: not JSON" in fix, "DUPLICATE_RECORD: the record" in advice)


def test_no_text_of_the_dataset_is_kept(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(200) + b'{"prompt": "canary"}\ncanary\n', version="v1")
    admit(registration, WHOLE)

    kept = store.of(ARTIFACTS)
    assert {} == {key: body for key, body in kept.items() if b"canary" in body}
    assert f"{FOLDER}/report.json" in kept


def test_an_admitted_dataset_leaves_nothing_there(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admit(registration, WHOLE)

    assert [] == [key for key in store.of(ARTIFACTS) if key.startswith("rejected/")]


@pytest.mark.parametrize("name", ["train`\n# hello.jsonl", "train\x1b[2J.jsonl", "träin.jsonl"])
def test_a_name_can_neither_move_a_cursor_nor_write_a_heading(
    store: Store, registration: Registration, name: str
) -> None:
    key = f"incoming/faq/{name}"
    store.put(DATASETS, key, b"oops\n", version="v1")
    admit(replace(registration, training=Source(key=key, version_id="v1", size=5)), WHOLE)

    assert "\n# hello" not in page(store)
    assert page(store).replace("\n", "").isprintable()
    assert f"`{text.shown(name.replace('`', '?'))}`" in page(store)
