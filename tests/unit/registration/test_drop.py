import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from tests.unit.conftest import RECIPE, Served
from tuning.ledger import runs
from tuning.registration.register import ObjectCreated, register
from tuning.run.registration import Registration
from tuning.settings import Settings

TRAIN = "incoming/faq/train.jsonl"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
EVENT = Path(__file__).parent / "events" / "object_created.json"


class Bucket:
    """The datasets bucket, as far as a drop looks at it: the newest version of each object."""

    def __init__(
        self,
        objects: Mapping[str, str],
        *,
        came: Mapping[str, datetime] | None = None,
        newest: Mapping[str, str] | None = None,
    ) -> None:
        self.came = came or {}
        self.newest = newest or {}
        self.objects = objects if isinstance(objects, dict) else dict(objects)

    def head_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Any:  # noqa: N803
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")
        return {
            "VersionId": VersionId or self.newest.get(Key) or "newest",
            "ContentLength": len(self.objects[Key]),
            "Metadata": {},
        }

    def get_object(self, *, Bucket: str, Key: str) -> Any:  # noqa: N803
        body = self.objects[Key].encode()
        version = self.newest.get(Key) or "newest"
        return {"Body": io.BytesIO(body), "ContentLength": len(body), "VersionId": version}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: str) -> Any:  # noqa: N803
        self.objects[Key] = Body.decode()

    def delete_object(self, *, Bucket: str, Key: str) -> None:  # noqa: N803
        del self.objects[Key]

    def get_paginator(self, _: str) -> "Bucket":
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Any:  # noqa: N803
        listed = [
            {"Key": key, "LastModified": self.came.get(key, NOON), "ETag": text}
            for key, text in self.objects.items()
            if key.startswith(Prefix)
        ]
        return [{"Contents": listed}]


class Ledger:
    """The claims of a ledger, in memory."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}

    def claim(self, run: str, *, task: str, execution: str) -> bool:
        return self.owners.setdefault(run, execution) == execution


Drop = Callable[..., Registration]


@pytest.fixture
def dropped(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Drop:
    """Drop a file into a bucket that holds ``objects`` and register it."""
    ledger = Ledger()
    monkeypatch.setattr(runs, "claim", ledger.claim)
    last: dict[tuple[str, str], Registration] = {}

    def drop(
        objects: Mapping[str, str],
        *,
        key: str = TRAIN,
        version: str = "v1",
        execution: str = "e1",
        bucket: str = "",
        came: Mapping[str, datetime] | None = None,
        newest: str = "",
        **more: str,
    ) -> Registration:
        served(s3=Bucket(objects, came=came, newest={key: newest or version}))
        detail = {
            "bucket": {"name": bucket or settings.datasets_bucket},
            "object": {"key": key, "version-id": version},
        }
        event = msgspec.convert(detail | more, ObjectCreated)
        while True:
            said = register(event, execution=execution, before=last.get((key, version)))
            last[key, version] = said
            if said.outcome != "waiting" or said.missing:
                return said

    return drop


COMPLETE = {TRAIN: "{}", "incoming/faq/task.toml": RECIPE}


def test_the_event_that_s3_sends_is_understood() -> None:
    detail = json.loads(EVENT.read_text())["detail"]

    created = msgspec.convert(detail, ObjectCreated)

    assert "incoming/faq/my train+é.jsonl" == created.object.key
    assert "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY" == created.object.version_id
    assert "123456789012" == created.requester


def test_who_wrote_the_training_file_is_what_the_event_says(dropped: Drop) -> None:
    objects = {**COMPLETE, "incoming/faq/evaluation.jsonl": "x"}
    told, untold = dropped(objects, requester="210987654321"), dropped(objects, version="v2")

    assert told.training
    assert told.evaluation
    assert untold.training
    assert ("210987654321", "unknown") == (told.training.uploader, told.evaluation.uploader)
    assert "unknown" == untold.training.uploader


@pytest.mark.parametrize(
    "forged", ["Ada Lovelace", "123456789012\n", "12345678901", "x" * 5000, "evil.example"]
)
def test_who_no_event_of_s3_can_name_is_unknown(dropped: Drop, forged: str) -> None:
    said = dropped(COMPLETE, requester=forged)

    assert "unknown" == said.uploader


def test_a_run_names_the_version_of_the_recipe_that_it_read(dropped: Drop) -> None:
    said = dropped(COMPLETE)

    assert said.recipe_from
    key = "incoming/faq/task.toml"
    assert (key, "newest", len(RECIPE)) == (
        said.recipe_from.key,
        said.recipe_from.version_id,
        said.recipe_from.size,
    )


def test_an_event_without_a_version_takes_the_objects_newest(dropped: Drop) -> None:
    said = dropped(COMPLETE, version="")

    assert said.training is not None
    assert "newest" == said.training.version_id


def test_a_complete_drop_is_ready_with_its_recipe_resolved(dropped: Drop) -> None:
    said = dropped(COMPLETE)

    assert "ready" == said.outcome
    assert "amazon.nova-micro-v1:0:128k" == said.ready_recipe.base_model
    assert said.training is not None
    assert "v1" == said.training.version_id


def test_companions_that_are_there_are_used_whether_or_not_the_recipe_names_them(
    dropped: Drop,
) -> None:
    said = dropped({**COMPLETE, "incoming/faq/evaluation-2026.csv": "x"})

    assert said.evaluation is not None
    assert "incoming/faq/evaluation-2026.csv" == said.evaluation.key
    assert said.validation is None


def test_a_second_event_for_the_same_version_is_a_duplicate_that_starts_nothing(
    dropped: Drop,
) -> None:
    first = dropped(COMPLETE, execution="e1")
    second = dropped(COMPLETE, execution="e2")

    assert ("ready", "duplicate") == (first.outcome, second.outcome)
    assert first.run_id == second.run_id


def test_a_retry_of_the_same_execution_keeps_its_claim(dropped: Drop) -> None:
    dropped(COMPLETE)

    assert "ready" == dropped(COMPLETE).outcome


def test_a_new_version_of_the_same_key_is_a_new_run(dropped: Drop) -> None:
    assert dropped(COMPLETE).run_id != dropped(COMPLETE, version="v2").run_id


def test_a_named_companion_that_is_late_is_waited_for(dropped: Drop) -> None:
    named = {**COMPLETE, "incoming/faq/task.toml": "dataset.validation = 'v.jsonl'\n" + RECIPE}

    first = dropped(named)
    second = dropped({**named, "incoming/faq/v.jsonl": "{}"})

    assert ("waiting", ("v.jsonl",)) == (first.outcome, first.missing)
    assert ("ready", 3) == (second.outcome, second.looks)
    assert second.validation is not None


def test_a_second_attempt_at_a_look_makes_no_pause(
    dropped: Drop, settings: Settings, served: Served
) -> None:
    """Lambda's answer was lost, and Step Functions asks again at once."""
    served(s3=Bucket(COMPLETE, newest={TRAIN: "v1"}))
    about = {"bucket": {"name": settings.datasets_bucket}, "object": {"key": TRAIN}}
    event = msgspec.convert(about, ObjectCreated)

    first, again = (register(event, execution="e1") for _ in range(2))

    assert ("waiting", 1) == (first.outcome, first.looks)
    assert first == again
    assert "ready" == register(event, execution="e1", before=again).outcome


def test_a_companion_that_never_comes_is_named_in_the_refusal(dropped: Drop) -> None:
    named = {**COMPLETE, "incoming/faq/task.toml": "dataset.validation = 'v.jsonl'\n" + RECIPE}

    outcomes = [dropped(named).outcome for _ in range(2)]
    last = dropped(named)

    assert ["waiting", "waiting", "refused"] == [*outcomes, last.outcome]
    assert "incoming/faq/v.jsonl never came" in last.reasons[0]


def test_a_task_without_a_recipe_is_unknown_and_says_which_file_to_upload(dropped: Drop) -> None:
    said = [dropped({TRAIN: "{}"}) for _ in range(3)][-1]

    assert "refused" == said.outcome
    assert (
        "unknown task 'faq': there is no incoming/faq/task.toml; upload its recipe and drop the "
        "training file again",
    ) == said.reasons


def test_a_recipe_in_other_letters_is_named_where_it_is_missed(dropped: Drop) -> None:
    said = [dropped({TRAIN: "{}", "incoming/faq/Task.toml": RECIPE}) for _ in range(3)][-1]

    assert "rename it to task.toml" in said.reasons[0]


def test_a_recipe_that_cannot_be_followed_refuses_the_drop_in_words(dropped: Drop) -> None:
    said = dropped(
        {**COMPLETE, "incoming/faq/task.toml": "[hyperparameters]\nepochCount = 99\n" + RECIPE}
    )

    assert "refused" == said.outcome
    assert "epochCount = 99 is not valid" in said.reasons[0]


def test_a_recipe_that_is_not_text_refuses_the_drop(
    dropped: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def binary(_: Bucket, **__: str) -> Any:
        return {"Body": io.BytesIO(b"\xff\xfe"), "ContentLength": 2}

    monkeypatch.setattr(Bucket, "get_object", binary)

    assert ("task.toml is not UTF-8 text",) == dropped(COMPLETE).reasons


def test_a_recipe_that_is_too_long_is_refused_before_it_is_read(
    dropped: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object, **__: object) -> Any:
        return {"Body": None, "ContentLength": 64 * 1024 + 1}

    monkeypatch.setattr(Bucket, "get_object", endless)

    (reason,) = dropped(COMPLETE).reasons
    assert reason.startswith("task.toml has more than 64 KB; ")


def test_an_object_that_no_longer_exists_is_refused(dropped: Drop) -> None:
    said = dropped({"incoming/faq/task.toml": RECIPE})

    assert "refused" == said.outcome
    assert "no longer exists" in said.reasons[0]


@pytest.mark.parametrize(
    "key",
    [
        "incoming/train.jsonl",
        "incoming/My Task/train.jsonl",
        "incoming/été/train.jsonl",
        "incoming//train.jsonl",
    ],
)
def test_a_key_outside_a_task_is_refused_with_the_layout(dropped: Drop, key: str) -> None:
    said = dropped({**COMPLETE, key: "{}"}, key=key)

    assert "refused" == said.outcome
    assert "a training file lies at incoming/<task>/<file>" in said.reasons[0]


@pytest.mark.parametrize("file", ["my train.jsonl", "train+1.jsonl", "train-é.jsonl"])
def test_spaces_plus_signs_and_unicode_in_a_file_name_are_read_as_they_are(
    dropped: Drop, file: str
) -> None:
    key = f"incoming/faq/{file}"
    said = dropped({**COMPLETE, key: "{}"}, key=key)

    assert "ready" == said.outcome
    assert said.training is not None
    assert said.training.key == key


@pytest.mark.parametrize(
    ("key", "because"),
    [
        ("incoming/faq/validation-of-train.jsonl", "it accompanies a training file"),
        ("incoming/faq/task.toml", "it is no data"),
        ("incoming/train-times/", "it is no data"),
        ("incoming/faq/train.xlsx.starts-nothing.txt", "it is no data"),
    ],
)
def test_what_nobody_meant_to_train_on_is_ignored_and_claims_nothing(
    dropped: Drop, key: str, because: str
) -> None:
    ignored = dropped({**COMPLETE, key: "{}"}, key=key)

    assert ("ignored", "") == (ignored.outcome, ignored.run_id)
    assert because in ignored.reasons[0]
    assert ignored.reasons[0].startswith(f"{key}: ")


def test_an_event_of_another_bucket_claims_nothing_whatever_our_bucket_holds_under_its_key(
    dropped: Drop,
) -> None:
    """Registered, it would train the version of our bucket once more, as another run."""
    ours = dropped(COMPLETE)

    ignored = dropped(COMPLETE, bucket="somebody-elses", execution="e2")

    assert "ready" == ours.outcome
    assert ("ignored", "", None) == (ignored.outcome, ignored.run_id, ignored.training)
    assert (
        "the event is of the bucket 'somebody-elses', and drops lie in datasets-bucket",
    ) == ignored.reasons


@pytest.mark.parametrize(
    ("key", "because"),
    [
        ("incoming/faq/deep/train.jsonl", "a training file lies at incoming/<task>/<file>"),
        ("incoming/faq/train.xlsx", "python -m tuning convert train.xlsx -o train.jsonl"),
        ("incoming/faq/train.csv.zst", "python -m tuning convert train.csv.zst -o train.jsonl"),
        ("incoming/train.csv", "a training file lies at incoming/<task>/<file>"),
    ],
)
def test_a_drop_that_starts_nothing_is_answered_by_a_message_and_a_file_beside_it(
    dropped: Drop, key: str, because: str
) -> None:
    bucket = {**COMPLETE, key: "{}"}

    said = dropped(bucket, key=key)

    assert "refused" == said.outcome
    assert said.run_id
    assert because in said.reasons[0]
    assert f"No run was started.\n{said.reasons[0]}\n" == bucket[f"{key}.starts-nothing.txt"]


ALONE = "incoming/faq/data.jsonl"


def test_data_that_came_alone_are_answered_once_nothing_more_comes(dropped: Drop) -> None:
    bucket = {ALONE: "{}", "incoming/faq/README.md": "", "incoming/faq/task.toml": RECIPE}

    said = dropped(bucket, key=ALONE)

    assert ("refused", "faq", 2) == (said.outcome, said.task, said.looks)
    assert said.run_id
    assert "call it train-data.jsonl" in said.reasons[0]
    assert f"No run was started.\n{said.reasons[0]}\n" == bucket[f"{ALONE}.starts-nothing.txt"]


def test_data_that_came_alone_wait_without_a_run(settings: Settings, served: Served) -> None:
    served(s3=Bucket({ALONE: "{}"}, newest={ALONE: "v1"}))
    about = {"bucket": {"name": settings.datasets_bucket}, "object": {"key": ALONE}}
    event = msgspec.convert(about, ObjectCreated)

    said = register(event, execution="e1")

    assert ("waiting", "", 1) == (said.outcome, said.run_id, said.looks)


@pytest.mark.parametrize(
    ("objects", "hours"),
    [
        (COMPLETE, 0),
        ({TRAIN: "{}"}, 1),
        ({"incoming/faq/task.toml": f'dataset.recorded = "data.jsonl"\n{RECIPE}'}, -1),
    ],
)
def test_data_that_a_run_uses_or_names_are_passed_over(
    dropped: Drop, objects: dict[str, str], hours: int
) -> None:
    bucket = {**objects, ALONE: "{}"}
    came = {key: NOON + timedelta(hours=hours) for key in objects}

    said = dropped(bucket, key=ALONE, came=came)

    assert ("ignored", "") == (said.outcome, said.run_id)
    assert {*objects, ALONE} == bucket.keys()


@pytest.mark.parametrize("objects", [{TRAIN: "{}"}, {"incoming/faq/task.toml": "?"}])
def test_neither_an_old_training_file_nor_a_bad_recipe_uses_what_comes_alone(
    dropped: Drop, objects: dict[str, str]
) -> None:
    came = {key: NOON - timedelta(hours=1) for key in objects}

    assert "refused" == dropped({**objects, ALONE: "{}"}, key=ALONE, came=came).outcome


@pytest.mark.parametrize(("newest", "objects"), [("v2", {ALONE: "{}"}), ("", {})])
def test_data_that_were_replaced_or_deleted_are_passed_over(
    dropped: Drop, newest: str, objects: dict[str, str]
) -> None:
    said = dropped(objects, key=ALONE, newest=newest)

    assert ("ignored", "") == (said.outcome, said.run_id)


def test_of_shards_that_came_alone_one_is_answered(dropped: Drop) -> None:
    keys = [f"incoming/faq/data-0000{number}-of-00003.jsonl" for number in (1, 2, 3)]

    outcomes = [dropped(dict.fromkeys(keys, "{}"), key=key).outcome for key in keys]

    assert ["duplicate", "duplicate", "refused"] == outcomes


def test_the_answers_of_a_task_are_taken_back_when_a_drop_of_it_begins(dropped: Drop) -> None:
    others = {f"incoming/{task}/data.jsonl.starts-nothing.txt": "" for task in ("faqs", "intents")}
    bucket = {**COMPLETE, ALONE: "{}", **others}
    old = ("data.jsonl", "train.xlsx", "deep/train.jsonl")
    answers = {f"incoming/faq/{name}.starts-nothing.txt": "" for name in old}
    bucket |= answers

    assert "ready" == dropped(bucket).outcome
    assert {*COMPLETE, ALONE, *others} == bucket.keys()


def test_a_drop_that_is_refused_takes_no_answer_back(dropped: Drop) -> None:
    bucket = {**COMPLETE, f"{ALONE}.starts-nothing.txt": "", "incoming/faq/task.toml": "?"}

    assert "refused" == dropped(bucket).outcome
    assert f"{ALONE}.starts-nothing.txt" in bucket


@pytest.mark.parametrize("key", ["faq/train.csv", "train.jsonl", "incoming/faq/train" + "é" * 500])
def test_where_the_pipeline_may_not_write_a_message_is_the_answer(dropped: Drop, key: str) -> None:
    bucket = {**COMPLETE, key: "{}"}

    assert "refused" == dropped(bucket, key=key).outcome
    assert {*COMPLETE, key} == bucket.keys()


def test_a_drop_that_starts_a_run_is_answered_by_its_report_alone(dropped: Drop) -> None:
    bucket = dict(COMPLETE)

    assert "ready" == dropped(bucket).outcome
    assert COMPLETE == bucket


def test_data_that_the_run_does_not_use_are_named(dropped: Drop) -> None:
    more = {f"incoming/faq/{name}": "{}" for name in ("dev.jsonl", "val.jsonl", "old.xlsx")}

    said = dropped({**COMPLETE, **more})

    assert said.validation
    assert "incoming/faq/val.jsonl" == said.validation.key
    assert ["old.xlsx", "dev.jsonl"] == [each.name for each in said.unused]


def test_a_companion_of_an_earlier_drop_is_left_and_named(dropped: Drop) -> None:
    stale, objects = "incoming/faq/validation.jsonl", {**COMPLETE, "incoming/faq/dev.jsonl": "{}"}
    came = {stale: NOON - timedelta(seconds=31)}

    said = dropped({**objects, stale: "{}"}, came=came)

    assert said.validation
    assert "incoming/faq/dev.jsonl" == said.validation.key
    (left,) = said.unused
    assert "validation.jsonl: it is of an earlier drop; upload it with the training file" in str(
        left
    )


def test_what_the_recipe_names_is_used_however_old_and_named_like_an_old_recipe(
    dropped: Drop,
) -> None:
    recipe = "dataset.validation = 'v.jsonl'\n" + RECIPE
    objects = {TRAIN: "{}", "incoming/faq/task.toml": recipe, "incoming/faq/v.jsonl": "{}"}
    came = {key: NOON - timedelta(hours=1) for key in objects if key != TRAIN}

    said = dropped(objects, came=came)

    assert ("ready", ("task.toml", "v.jsonl")) == (said.outcome, said.left_over)
    assert said.validation


def test_a_training_file_that_was_replaced_meanwhile_leaves_its_run_to_the_newer(
    dropped: Drop,
) -> None:
    said = dropped(COMPLETE, version="v1", newest="v2")

    assert "refused" == said.outcome
    assert "a newer version came before this run began" in said.reasons[0]


def test_a_registration_travels_through_the_executions_state_unchanged(dropped: Drop) -> None:
    said = dropped(COMPLETE)

    travelled = msgspec.convert(msgspec.to_builtins(said), Registration, strict=False)

    assert travelled == replace(said)


SHARDS = {f"incoming/faq/train-0000{number}-of-00003.jsonl": "{}" for number in (1, 2, 3)}
STARTS = "incoming/faq/train-00003-of-00003.jsonl"
SET = {**SHARDS, "incoming/faq/task.toml": RECIPE}


def test_a_set_of_shards_is_one_run_that_knows_them_all_in_their_order(dropped: Drop) -> None:
    said = dropped(SET, key=STARTS)

    assert ("ready", tuple(SHARDS)) == (said.outcome, tuple(shard.key for shard in said.shards))
    assert ["newest", "newest", "v1"] == [shard.version_id for shard in said.shards]
    assert said.training == said.shards[2]
    assert {"training": said.shards} == said.dropped


def test_the_other_shards_of_a_set_start_nothing_and_claim_nothing(dropped: Drop) -> None:
    others = [dropped(SET, key=key, execution=f"e-{key}") for key in SHARDS if key != STARTS]

    assert ["duplicate", "duplicate"] == [said.outcome for said in others]
    assert "ready" == dropped(SET, key=STARTS).outcome


def test_a_set_that_is_counted_from_zero_starts_with_that_shard(dropped: Drop) -> None:
    keys = [f"incoming/faq/train-0000{number}-of-00002.jsonl" for number in (0, 1)]
    objects = {**dict.fromkeys(keys, "{}"), "incoming/faq/task.toml": RECIPE}

    said = dropped(objects, key=keys[0])

    assert keys == [shard.key for shard in said.shards]
    assert "duplicate" == dropped(objects, key=keys[1], execution="e2").outcome


def test_missing_shards_are_waited_for_and_then_named(dropped: Drop) -> None:
    first, second, _ = SHARDS
    late = {key: text for key, text in SET.items() if key not in (first, second)}

    looks = [dropped(late, key=STARTS) for _ in range(3)]

    assert ["waiting", "waiting", "refused"] == [said.outcome for said in looks]
    assert ("train-00001-of-00003.jsonl", "train-00002-of-00003.jsonl") == looks[0].missing
    assert looks[2].reasons == tuple(
        f"{key} never came, and a set is complete with its 3 shards; upload it and drop "
        "train-00003-of-00003.jsonl again"
        for key in (first, second)
    )
    assert "ready" == dropped(SET, key=STARTS, execution="e2", version="v2").outcome


def test_a_shard_in_other_letters_is_named_where_it_is_missed(dropped: Drop) -> None:
    first, _, _ = SHARDS
    spelled = "incoming/faq/Train-00001-of-00003.JSONL"
    files = {spelled if key == first else key: text for key, text in SET.items()}

    said = [dropped(files, key=STARTS) for _ in range(3)][-1]

    assert "Train-00001-of-00003.JSONL is there, and the files of a set" in said.reasons[0]


def test_a_shard_that_no_set_has_is_refused_with_words(dropped: Drop) -> None:
    key = "incoming/faq/train-00004-of-00003.jsonl"
    said = dropped({**SET, key: "{}"}, key=key)

    assert ("refused", (f"{key}: there is no shard 4 of 3",)) == (said.outcome, said.reasons)


def test_a_run_waits_for_recorded_answers_and_labels_that_its_recipe_names(dropped: Drop) -> None:
    recipe = f'{RECIPE}[dataset]\nrecorded = "champion.jsonl"\nlabels = "labels.jsonl"\n'
    objects = {TRAIN: "{}", "incoming/faq/task.toml": recipe}
    waits = dropped(objects)
    ready = dropped(
        {**objects, "incoming/faq/champion.jsonl": "{}", "incoming/faq/labels.jsonl": "{}"}
    )

    assert ("waiting", ("champion.jsonl", "labels.jsonl")) == (waits.outcome, waits.missing)
    assert "ready" == ready.outcome
    assert ready.recorded
    assert "incoming/faq/champion.jsonl" == ready.recorded.key
    assert {"recorded", "labels"} == {*ready.extras}


def test_recorded_answers_are_a_file_of_json_lines_and_no_training_file(dropped: Drop) -> None:
    for name in ("champion.csv", "train-champion.jsonl", "other/champion.jsonl"):
        recipe = f'{RECIPE}[dataset]\nrecorded = "{name}"\n'
        said = dropped({TRAIN: "{}", "incoming/faq/task.toml": recipe}, version=name)

        assert "refused" == said.outcome
        assert "dataset.recorded must be the name of a file of JSON lines" in said.reasons[0]
