"""What a kept run leaves its environment with: the files that it read, and what it showed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tuning import artifacts, clients, naming
from tuning.admission import snapshot
from tuning.cli import environment
from tuning.cli.arguments import Unusable
from tuning.dataset.reading.lines import Readable
from tuning.errors import ArtifactChanged
from tuning.ledger import items
from tuning.registration.folder import find
from tuning.registration.promoted import trained_with
from tuning.registration.recipe_file import body_at, read_recipe
from tuning.report import commands
from tuning.run.estimate import Quantities
from tuning.run.evaluation import Comparison
from tuning.run.registration import Registration, Source
from tuning.run.run import Run, RunStatus
from tuning.run.source_run import Shown
from tuning.run.validation import Admission
from tuning.seals import Seal
from tuning.settings import deployed


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A run on its way to another environment.

    Attributes:
        evidence: what it showed.
        recipe: the text of the task.toml that it followed.
        files: the versions that it read, in the order of their upload: last the one that begins a
            run.
        quantities: how much there is to train on and to ask.
        bucket: in which they lie.
        s3: the client that reads them, also once this process works in another environment.
    """

    evidence: Shown
    recipe: bytes
    files: tuple[Source, ...]
    quantities: Quantities
    bucket: str
    s3: Any

    @property
    def task(self) -> str:
        """Whose dataset it is."""
        return naming.task_of(self.evidence.run_id)

    def opened(self, file: Source) -> Readable:
        """Open a version that the run read."""
        where = {"Bucket": self.bucket, "Key": file.key, "VersionId": file.version_id}
        body: Readable = self.s3.get_object(**where)["Body"]
        return body


def leave(run: Run, *, why: str = "", recipe: bytes | None = None) -> Leaving:
    """Gather what a kept run is promoted with; nothing is written.

    Args:
        run: of the environment of this process.
        why: it is promoted, in the words of who asks.
        recipe: the text of the recipe of a run that was given another than its drop's.

    Raises:
        Unusable: it was not kept, or something of it is gone; one line says what.
        ArtifactChanged: what its verdict rests on is not what was written.
        SnapshotChanged: what it trained is gone, or is not what was judged.
        BadRecipe: the recipe cannot be followed.
    """
    registration, admission, comparison = _kept(run)
    _unchanged(run, admission)
    text = _recipe(run.run_id, registration, recipe)
    resolved = registration.ready_recipe
    return Leaving(
        evidence=Shown(
            environment=deployed().environment,
            run_id=run.run_id,
            model_arn=run.model_arn or "",
            snapshot=admission.content,
            recipe=hashlib.sha256(text).hexdigest(),
            base_model=resolved.base_model,
            hyperparameters=trained_with(resolved),
            verdict="keep",
            reason=comparison.reason,
            scores=comparison.scores,
            records=comparison.records,
            prompts=comparison.prompts,
            answered_at=comparison.answered_at,
            report=_report(run.run_id),
            asked_by=environment.caller(),
            asked_at=items.now(),
            why=why,
        ),
        recipe=text,
        files=tuple(_files(registration)),
        quantities=admission.quantities,
        bucket=deployed().datasets_bucket,
        s3=clients.s3(),
    )


def _kept(run: Run) -> tuple[Registration, Admission, Comparison]:
    """Return what the states said that a promotion is made of."""
    if run.status is RunStatus.RUNNING:
        raise Unusable(
            f"run {run.run_id} goes on and has no verdict yet; follow it: "
            f"python -m tuning runs {commands.here(run.run_id)}"
        )
    if run.status is not RunStatus.KEPT:
        raise Unusable(
            f"run {run.run_id} ended as {run.status.words}, and only what was kept goes to another "
            "environment"
        )
    if not run.registration or not run.admission or not run.comparison or not run.model_arn:
        raise Unusable(f"the ledger does not hold all of run {run.run_id}; {_run_again(run)}")
    return run.registration, run.admission, run.comparison


def _unchanged(run: Run, admission: Admission) -> None:
    """Hold what the verdict rests on to its seals."""
    snapshot.verify(admission.snapshot or "", ())
    for seal in (admission.report, run.answers.answers if run.answers else None):
        if seal is None or artifacts.unsealed(seal) is None:
            name = seal.key if seal else "answers.jsonl"
            raise Unusable(f"{name} of run {run.run_id} is gone; {_run_again(run)}")


def _run_again(run: Run) -> str:
    return f"run it again: python -m tuning rerun {commands.here(run.run_id)}"


def _recipe(run_id: str, registration: Registration, given: bytes | None) -> bytes:
    """Return the text of the recipe that a run followed."""
    read = registration.recipe_from
    if given is not None:
        if read_recipe(given.decode()) != registration.recipe:
            raise Unusable(f"--task is not the recipe that run {run_id} followed; name that one")
        return given
    if read is None:
        raise Unusable(
            f"run {run_id} was given its recipe at a terminal, and nobody kept the file: name it "
            "with --task TASK.TOML"
        )
    return body_at(read.key, _there(read, run_id))[0]


def _report(run_id: str) -> Seal:
    """Return the report of a run under the seal of what it says now."""
    key = artifacts.key_of(run_id, "report.json")
    body = artifacts.read(key)
    if body is None:
        raise ArtifactChanged(f"{key} is gone, so nobody could read what was found")
    return artifacts.seal_of(key, body)


def _files(registration: Registration) -> Iterator[Source]:
    """Yield the versions that a run read, as they are uploaded.

    Raises:
        Unusable: one of them is gone.
    """
    dropped = dict(registration.dropped)
    training = dropped.pop("training", ())
    first = [each for each in training if each != registration.training]
    beside = [source for sources in dropped.values() for source in sources]
    begins = [registration.training] if registration.training else []
    for source in (*registration.extras.values(), *beside, *first, *begins):
        yield _there(source, registration.run_id)


def _there(source: Source, run_id: str) -> Source:
    """Return a version that a run read; refuse to go on without it."""
    if find(source.key, version_id=source.version_id) is None:
        raise Unusable(
            f"the version of {source.key} that run {run_id} read is gone from "
            f"{deployed().datasets_bucket}: drop the folder again, and promote the new run"
        )
    return source
