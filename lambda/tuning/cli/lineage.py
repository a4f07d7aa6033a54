"""`python -m tuning lineage RUN|ARN`: from the files that were dropped to the name, and back."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import environment, ledger
from tuning.cli import run_details as details
from tuning.cli.arguments import Unusable
from tuning.cli.output import aligned, print_json, printer
from tuning.hosting import alias
from tuning.ledger import runs
from tuning.run.registration import Registration
from tuning.run.run import Run
from tuning.settings import deployed

ARN: Final = "arn:"

FILES: Final = ("training", "validation", "evaluation", "recorded", "labels")
"""Of a registration: what a drop may hold beside its recipe."""


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """What a model is made of, what it was held to, and what stands for it.

    Attributes:
        run: that trained it.
        task: whose model it is.
        records: what was dropped: S3 address and version of each file.
        recipe: the version of its task.toml; None where it was given another text.
        rerun_of: the run whose files were read again; empty for a drop.
        snapshot: S3 address of what was trained on; its folder is the SHA-256 of all of it.
        base_model: that was customized.
        job: the customization job.
        model_arn: the custom model.
        model_deleted_at: when it was, ISO 8601 in UTC.
        verdict: how its run stands.
        scores: of base and custom model by metric, the one that decides first.
        report: S3 address.
        served_at: the ARN that answers, while one does.
        lease_ends: ISO 8601 in UTC, while it is served.
        name: the parameter of its task.
        named: whether it stands for this model now.
        named_since: every time that it came to stand for this run, ISO 8601 in UTC.
    """

    run: str
    task: str
    records: tuple[str, ...]
    recipe: str | None
    rerun_of: str
    snapshot: str | None
    base_model: str | None
    job: str | None
    model_arn: str | None
    model_deleted_at: str | None
    verdict: str
    scores: dict[str, tuple[float, float]]
    report: str | None
    served_at: str | None
    lease_ends: str | None
    name: str
    named: bool
    named_since: tuple[str, ...]


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "run",
        metavar="RUN|ARN",
        help="a run's id, or the ARN of a model, a job, or of what serves a model",
    )
    options.add_json(parser)
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Print where a model comes from and where it goes.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        Unusable: no run made or holds what the ARN names.
    """
    environment.enter(chosen.env)
    found = lineage(_of_arn(chosen.run) if chosen.run.startswith(ARN) else runs.get(chosen.run))
    if chosen.json:
        print_json(found)
    else:
        aligned(printer(sys.stdout), list(_rows(found)))
    return 0


def lineage(run: Run) -> Lineage:
    """Return where the model of a run comes from and where it goes."""
    drop, held = run.registration, run.held
    served_at = details.served_at(run)
    recipe = drop.recipe if drop else None
    return Lineage(
        run=run.run_id,
        task=run.task,
        records=tuple(_files(drop)) if drop else (),
        recipe=_address(drop.recipe_from.key, drop.recipe_from.version_id)
        if drop and drop.recipe_from
        else None,
        rerun_of=drop.rerun_of if drop else "",
        snapshot=f"s3://{deployed().artifacts_bucket}/{run.admission.snapshot}"
        if run.admission and run.admission.snapshot
        else None,
        base_model=recipe.base_model if recipe else None,
        job=run.customization.job_arn if run.customization else None,
        model_arn=run.model_arn,
        model_deleted_at=run.model_deleted_at,
        verdict=run.status.words,
        scores={each.metric: (each.base, each.custom) for each in run.comparison.scores}
        if run.comparison
        else {},
        report=details.report(run),
        served_at=served_at,
        lease_ends=held.expires_at if held and served_at else None,
        name=alias.name_of(run.task),
        named=served_at is not None and served_at == alias.read(run.task),
        named_since=tuple(
            each.when.isoformat() for each in alias.history(run.task) if each.run_id == run.run_id
        ),
    )


def _of_arn(arn: str) -> Run:
    for run in ledger.every():
        job = run.customization.job_arn if run.customization else None
        lease = run.lease.arn if run.lease else None
        if arn in (run.model_arn, job, lease, run.execution):
            return run
    raise Unusable(
        f"no run of {deployed().environment} made or holds {arn}; see what there is: "
        f"python -m tuning models --env {deployed().environment}"
    )


def _files(drop: Registration) -> Iterator[str]:
    sources = {name: getattr(drop, name) for name in FILES}
    if drop.shards:
        del sources["training"]
    for source in (*drop.shards, *filter(None, sources.values())):
        yield _address(source.key, source.version_id)


def _address(key: str, version: str) -> str:
    return f"s3://{deployed().datasets_bucket}/{key}?versionId={version}"


def _rows(found: Lineage) -> Iterator[tuple[str, str]]:
    for record in found.records:
        yield "records", record
    if found.recipe:
        yield "recipe", found.recipe
    if found.rerun_of:
        yield "rerun of", found.rerun_of
    yield "snapshot", found.snapshot or "-"
    yield "run", found.run
    yield "base model", found.base_model or "-"
    yield "job", found.job or "-"
    deleted = f", deleted {found.model_deleted_at}" if found.model_deleted_at else ""
    yield "model", f"{found.model_arn or '-'}{deleted}"
    for metric, (base, custom) in found.scores.items():
        yield metric, f"base {base:.3f}, custom {custom:.3f}"
    yield "verdict", found.verdict
    yield "report", found.report or "-"
    until = f" until {found.lease_ends}" if found.lease_ends else ""
    yield "served at", f"{found.served_at or '-'}{until}"
    yield "name", f"{found.name}{', which stands for it' * found.named}"
    for since in found.named_since:
        yield "named", since
