"""A drop: find out which dataset version it is, claim it, and gather what belongs to it."""

import re
from dataclasses import replace
from typing import Final

import msgspec

from tuning import naming
from tuning.ledger import runs
from tuning.registration import alone, answers, promoted, rerun
from tuning.registration.folder import find
from tuning.registration.gathering import gather
from tuning.registration.places import Place, placed
from tuning.registration.rerun import Rerun
from tuning.registration.shards import Shard
from tuning.run.registration import UNKNOWN, Registration
from tuning.run.resumption import Wish
from tuning.settings import deployed

REQUESTER: Final = re.compile(r"\d{12}|[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.amazonaws\.com(\.cn)?")
"""An account, or the principal of a service: what S3's event says of who wrote an object."""


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
        rerun: what a person asked for with `rerun`; S3 sends no such event.
        resume: what a person asked for of a run that has ended; nor such a one.
    """

    bucket: Bucket
    object: Object
    requester: str = UNKNOWN
    rerun: Rerun | None = None
    resume: Wish | None = None

    @property
    def who(self) -> str:
        """Return the requester, if that is what S3 names; anything else was written by a person."""
        return self.requester if REQUESTER.fullmatch(self.requester) else UNKNOWN


class SoFar(msgspec.Struct, frozen=True, kw_only=True):
    """What the execution holds before a look: of the first one, nothing yet."""

    registration: Registration | None = None


def register(
    detail: ObjectCreated, *, execution: str, before: Registration | None = None
) -> Registration:
    """Claim the dropped version for this execution and gather its companions and its recipe.

    A drop that cannot be followed is refused with words, not raised: it is a property of the data.
    The words lie beside it too. What nobody expects to start a run is passed over: it claims
    nothing and nobody is told, but the result of its execution says why.

    Args:
        detail: what S3 says of the object.
        execution: which asks.
        before: what the look before a pause said, as the execution holds it. The ledger has it a
            moment earlier, and a second attempt at one look would take the pause for made.
    """
    if detail.resume:  # ResumeRun knows whether it can go on; nothing is claimed here
        task = naming.task_of(detail.resume.of)
        return Registration(run_id="", task=task, outcome="resumed")
    if detail.rerun:
        return rerun.register(detail.rerun, execution=execution)
    key = detail.object.key
    place = placed(key)
    because = why_foreign(detail) or (place.why if place.begins == "passed" else "")
    if because:
        return Registration(run_id="", task=place.task, outcome="ignored", reasons=(because,))
    shard = Shard.named(place.file)
    training = find(key, version_id=detail.object.version_id, uploader=detail.who)
    if place.begins == "alone" and not (shard and shard.follows):
        looked = alone.looked(place, dropped=training, before=before)
        if looked.outcome != "refused":
            return looked
    version = training.version_id if training else detail.object.version_id or detail.object.etag
    run = naming.run_id(task=place.task, bucket=detail.bucket.name, key=key, version=version)
    if (shard and shard.follows) or not runs.claim(run, task=place.task, execution=execution):
        return Registration(run_id=run, task=place.task, outcome="duplicate")
    looks, seen = (before.looks + 1, before.seen) if before else (1, "")
    said = Registration(
        run_id=run, task=place.task, outcome="ready", training=training, looks=looks, seen=seen
    )
    if reasons := _reasons(key=key, place=place, found=training is not None):
        said = replace(said, outcome="refused", reasons=reasons, training=None)
    else:
        said = promoted.held(gather(said))
    if said.outcome == "refused":
        answers.leave(key, said.reasons)
    if said.outcome == "ready":
        answers.take_back(place.task)
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


def _reasons(*, key: str, place: Place, found: bool) -> tuple[str, ...]:
    """Say why a key cannot be the training file of a task; nothing when it can."""
    if place.why:
        return (place.why,)
    if not found:
        return (f"{key}: the object no longer exists; upload it again",)
    shard = Shard.named(place.file)
    return (f"{key}: {shard.fault}",) if shard and shard.fault else ()
