"""Admit the drop of a run: read the versions that were registered, judge, freeze, report."""

from contextlib import closing
from pathlib import PurePosixPath
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import artifacts, clients
from tuning.costs.estimate import Estimate, estimate
from tuning.dataset import report, snapshot
from tuning.dataset.admission import Admission, Part
from tuning.dataset.intake import PARTS, Intake
from tuning.dataset.parts import GatheredPart
from tuning.dataset.rules import ceilings
from tuning.dataset.split import PartName
from tuning.errors import ABSENT_CODES, code_of
from tuning.ledger.registration import Registration, Source
from tuning.recipe import Recipe
from tuning.settings import deployed

FILES: Final[dict[PartName, str]] = {
    "training": "train.jsonl",
    "validation": "validation.jsonl",
    "evaluation": "evaluation.jsonl",
}
"""Names in the snapshot; Bedrock takes letters, digits and ``_ - / .`` in them."""

PROMPTS: Final = "prompts.jsonl"


def admit(registration: Registration) -> Admission:
    """Admit the dataset of a run into a snapshot, or reject it with every problem named.

    The report is written either way. Running it again gives the same snapshot.

    Raises:
        ServiceRefused: S3 or KMS would not let the pipeline read or write.
    """
    sources = _sources(registration)
    plan = registration.plan
    with Intake(plan.model, brought=sources.keys()) as intake:
        for part, source in sources.items():
            _take(intake, part, source)
        intake.conclude()
        cost = _estimate(intake, plan)
        accepted = not intake.problems.errors
        prefix = _freeze(intake, sources) if accepted else None
        described = report.describe(intake, sources=sources, estimate=cost, snapshot=prefix)
        key = artifacts.key_of(registration.run_id, report.REPORT)
        artifacts.write(key, report.to_json(described), content_type="application/json")
        return Admission(
            outcome=described.outcome,
            summary=described.summary,
            report_key=key,
            source_format=described.format,
            problems=described.errors,
            snapshot=prefix,
            estimate=cost,
            **_parts(intake, prefix),
        )


def _sources(registration: Registration) -> dict[PartName, Source]:
    """Return what the drop brought, the training file first.

    Raises:
        ValueError: the run has no training file; RegisterRun lets no such run come this far.
    """
    found: dict[PartName, Source | None] = {part: getattr(registration, part) for part in PARTS}
    if not found["training"]:
        raise ValueError(f"run {registration.run_id} has no training file")
    return {part: source for part, source in found.items() if source}


def _take(intake: Intake, part: PartName, source: Source) -> None:
    name = PurePosixPath(source.key).name
    version: dict[str, Any] = {"VersionId": source.version_id} if source.version_id else {}
    try:
        answer = clients.s3().get_object(
            Bucket=deployed().datasets_bucket, Key=source.key, **version
        )
    except ClientError as error:
        if code_of(error) not in ABSENT_CODES:
            raise
        intake.miss(part, file=name)
        return
    with closing(answer["Body"]) as body:
        intake.take(part, body, file=name)


def _estimate(intake: Intake, plan: Recipe) -> Estimate | None:
    """Estimate the cost of what would be trained, and hold it against the ceilings."""
    training_tokens = intake.parts["training"].tokens
    if not training_tokens:
        return None
    cost = estimate(
        plan.base_model,
        training_tokens=training_tokens,
        epochs=int(plan.hyperparameters["epochCount"]),
        hosting=plan.hosting,
    )
    for fault in ceilings.faults(cost, plan.limits, model=plan.base_model):
        intake.problems.add(fault, file=intake.file_of("training"))
    return cost


def _freeze(intake: Intake, sources: dict[PartName, Source]) -> str:
    gathered = {FILES[part]: lines for part, lines in intake.parts.items() if lines.records}
    origins = tuple(
        snapshot.Origin(
            part=part,
            source=source,
            format=intake.files[part].format,
            sha256=intake.files[part].sha256,
        )
        for part, source in sources.items()
    )
    return snapshot.freeze(
        {**gathered, PROMPTS: intake.prompts},
        record_format=intake.model.datasets["FINE_TUNING"].record_format,
        origins=origins,
    )


def _parts(intake: Intake, prefix: str | None) -> dict[str, Part]:
    if prefix is None:
        return {}
    named: dict[str, tuple[str, GatheredPart]] = {
        **{part: (name, intake.parts[part]) for part, name in FILES.items()},
        "prompts": (PROMPTS, intake.prompts),
    }
    return {
        part: Part(key=prefix + name, records=lines.records, tokens=lines.tokens)
        for part, (name, lines) in named.items()
        if lines.records
    }
