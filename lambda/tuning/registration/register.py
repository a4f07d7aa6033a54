"""A drop: find out which dataset version it is, claim it, and gather what belongs to it."""

from dataclasses import replace
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import ABSENT_CODES, code_of
from tuning.ledger import runs
from tuning.registration import answers, task_toml
from tuning.registration.files import RECIPE, sorted_out
from tuning.registration.places import Place, placed
from tuning.registration.shards import Shard
from tuning.registration.task_toml import BadRecipe
from tuning.run.parts import EXTRAS
from tuning.run.recipe import Recipe
from tuning.run.registration import MOST_UNUSED, UNKNOWN, Registration, Source
from tuning.settings import deployed


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """The bucket of an S3 event."""

    name: str


class Object(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """The object of an S3 event; EventBridge carries its key as it is, not URL-encoded."""

    key: str
    etag: str = ""
    version_id: str = ""


class ObjectCreated(msgspec.Struct, frozen=True, kw_only=True):
    """The ``detail`` of EventBridge's "Object Created" event.

    Attributes:
        requester: the account that wrote the object, or the AWS service that did.
    """

    bucket: Bucket
    object: Object
    requester: str = UNKNOWN


def register(detail: ObjectCreated, *, execution: str) -> Registration:
    """Claim the dropped version for this execution and gather its companions and its recipe.

    A drop that cannot be followed is refused with words, not raised: it is a property of the data.
    The words lie beside it too. What nobody expects to start a run is passed over: it claims
    nothing and nobody is told, but the result of its execution says why.
    """
    key = detail.object.key
    place = placed(key)
    because = why_foreign(detail) or (place.why if place.begins == "passed" else "")
    if because:
        return Registration(run_id="", task=place.task, outcome="ignored", reasons=(because,))
    training = find(key, version_id=detail.object.version_id, uploader=detail.requester)
    version = training.version_id if training else detail.object.version_id or detail.object.etag
    run = naming.run_id(task=place.task, bucket=detail.bucket.name, key=key, version=version)
    shard = Shard.named(place.file)
    if (shard and shard.follows) or not runs.claim(run, task=place.task, execution=execution):
        return Registration(run_id=run, task=place.task, outcome="duplicate")
    said = Registration(run_id=run, task=place.task, outcome="ready", training=training)
    if reasons := _reasons(key=key, place=place, found=training is not None):
        said = replace(said, outcome="refused", reasons=reasons, training=None)
    else:
        earlier = runs.get(run).registration
        said = _gathered(replace(said, looks=earlier.looks + 1 if earlier else 1))
    if said.outcome == "refused":
        answers.leave(key, said.reasons)
    return said


def why_foreign(detail: ObjectCreated) -> str:
    """Say why an event is no drop of this environment, whatever its file is; empty when it is one.

    Only a person can have sent such an event: the rule that hears of drops looks at one bucket.
    """
    ours = deployed().datasets_bucket
    if detail.bucket.name != ours:
        return f"the event is of the bucket {detail.bucket.name!r}, and drops lie in {ours}"
    return "" if detail.object.key else "the event names no object"


def run_of(detail: ObjectCreated) -> str:
    """Return the id of the run that the dropped version is claimed for."""
    return naming.run_id(
        task=placed(detail.object.key).task,
        bucket=detail.bucket.name,
        key=detail.object.key,
        version=detail.object.version_id or detail.object.etag,
    )


def find(key: str, *, version_id: str = "", uploader: str = UNKNOWN) -> Source | None:
    """Return the version of an object in the datasets bucket; None when there is none."""
    chosen: dict[str, Any] = {"VersionId": version_id} if version_id else {}
    try:
        head = clients.s3().head_object(Bucket=deployed().datasets_bucket, Key=key, **chosen)
    except ClientError as error:
        if code_of(error) in ABSENT_CODES:
            return None
        raise
    return Source(
        key=key,
        version_id=head.get("VersionId", ""),
        size=head["ContentLength"],
        uploader=uploader,
    )


def _reasons(*, key: str, place: Place, found: bool) -> tuple[str, ...]:
    """Say why a key cannot be the training file of a task; nothing when it can."""
    if place.why:
        return (place.why,)
    if not found:
        return (f"{key}: the object no longer exists; upload it again",)
    shard = Shard.named(place.file)
    return (f"{key}: {shard.fault}",) if shard and shard.fault else ()


def _gathered(registration: Registration) -> Registration:
    """Add the recipe and the files beside the training file, or say what is missing."""
    folder = f"{naming.INCOMING}/{registration.task}/"
    present = _names(folder)
    if RECIPE not in present:
        return _missing(registration, (RECIPE,))
    try:
        recipe = _recipe(folder + RECIPE)
    except BadRecipe as error:
        return replace(registration, outcome="refused", reasons=(str(error),))
    found = sorted_out((name for name in present if "/" not in name), recipe.dataset)
    beside: dict[str, str] = dict(found.beside.items())
    beside |= {extra: name for extra in EXTRAS if (name := getattr(recipe.dataset, extra))}
    shards = _shards(registration)
    missing = tuple(name for name in (*shards, *beside.values()) if name not in present)
    if missing:
        return _missing(registration, missing)
    sources = {part: find(folder + name) for part, name in beside.items()}
    return replace(
        registration,
        recipe=recipe,
        shards=tuple(_pinned(registration, folder + name) for name in shards),
        unused=found.unused[:MOST_UNUSED],
        validation=sources.get("validation"),
        evaluation=sources.get("evaluation"),
        recorded=sources.get("recorded"),
        labels=sources.get("labels"),
    )


def _file(registration: Registration) -> str:
    return registration.training.key.rpartition("/")[2] if registration.training else ""


def _shards(registration: Registration) -> tuple[str, ...]:
    """Name the files of the set that the training file belongs to; none when it is no shard."""
    shard = Shard.named(_file(registration))
    return shard.names if shard else ()


def _pinned(registration: Registration, key: str) -> Source:
    """Return the version of a shard that is read; one that just vanished is found gone then."""
    if registration.training and registration.training.key == key:
        return registration.training
    return find(key) or Source(key=key, version_id="", size=0)


def _names(folder: str) -> list[str]:
    pages = clients.s3().get_paginator("list_objects_v2")
    return [
        item["Key"].removeprefix(folder)
        for page in pages.paginate(Bucket=deployed().datasets_bucket, Prefix=folder)
        for item in page.get("Contents", ())
    ]


def _recipe(key: str) -> Recipe:
    body = clients.s3().get_object(Bucket=deployed().datasets_bucket, Key=key)["Body"].read()
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRecipe(f"{RECIPE} is not UTF-8 text") from error
    return task_toml.read(
        text,
        default_model=deployed().base_model,
        default_hyperparameters=deployed().hyperparameters,
    )


def _missing(registration: Registration, names: tuple[str, ...]) -> Registration:
    """Wait for late files; refuse once the run has looked as often as its environment allows."""
    if registration.looks < deployed().companions_looks:
        return replace(registration, outcome="waiting", missing=names)
    reasons = tuple(_never_came(registration, name) for name in names)
    return replace(registration, outcome="refused", missing=names, reasons=reasons)


def _never_came(registration: Registration, name: str) -> str:
    folder = f"{naming.INCOMING}/{registration.task}/"
    if name == RECIPE:
        return (
            f"unknown task {registration.task!r}: there is no {folder}{RECIPE}; upload its recipe "
            "and drop the training file again"
        )
    shards = _shards(registration)
    if name in shards:
        return (
            f"{folder}{name} never came, and a set is complete with its {len(shards)} shards; "
            f"upload it and drop {_file(registration)} again"
        )
    return (
        f"{folder}{name} never came; upload it, or take it out of {RECIPE}, and drop the training "
        "file again"
    )
