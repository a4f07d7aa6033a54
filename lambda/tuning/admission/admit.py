"""Admit the drop of a run: read the versions that were registered, judge, freeze, report."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tuning import artifacts
from tuning.admission import rejection, snapshot
from tuning.admission.manifest import Origin, Treatment
from tuning.admission.segments import gathering
from tuning.costs import plan as hosting
from tuning.costs import tariff
from tuning.costs.hosting_mode import expect
from tuning.dataset import report, samples
from tuning.dataset.codes import Code
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.dataset.parts import GatheredPart
from tuning.dataset.rules import conversion
from tuning.run.estimate import Estimate
from tuning.run.parts import PartName
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, Part, ValidationPlan
from tuning.seals import Seal

FILES: Final[dict[PartName, str]] = {
    "training": "train.jsonl",
    "validation": "validation.jsonl",
    "evaluation": "evaluation.jsonl",
}
"""Names in the snapshot; Bedrock takes letters, digits and ``_ - / .`` in them."""

PROMPTS: Final = "prompts.jsonl"

CONVERSIONS: Final = (*conversion.ADMITTED.values(), Code.STRUCTURED_OUTPUT)
"""What is said of a record that is written otherwise than it came."""

Sources = Mapping[PartName, Sequence[Source]]


def admit(registration: Registration, reading: ValidationPlan) -> Admission:
    """Admit the dataset of a run into a snapshot, or reject it with every problem named.

    The report is written either way. Running it again gives the same snapshot.

    Args:
        registration: the run and what was dropped.
        reading: which files were read in segments before.

    Raises:
        ServiceRefused: S3 or KMS would not let the pipeline read or write.
        ValueError: the run has no training file; RegisterRun lets no such run come this far.
    """
    sources, recipe = registration.dropped, registration.ready_recipe
    if "training" not in sources:
        raise ValueError(f"run {registration.run_id} has no training file")
    with Intake(recipe.handling, brought=sources.keys()) as intake:
        gathering.gather(intake, registration, reading)
        for each in registration.unused:
            intake.pass_over(each)
        for file in registration.left_over:
            intake.left_over(file)
        intake.conclude()
        cost = _estimate(intake, registration)
        accepted = not intake.problems.errors
        prefix = _freeze(intake, registration) if accepted else None
        described = report.describe(intake, sources=sources, estimate=cost, snapshot=prefix)
        return Admission(
            outcome=described.outcome,
            summary=described.summary,
            report=_publish(described, intake, registration),
            samples=_show(intake, registration),
            source_format=described.format,
            problems=described.errors,
            snapshot=prefix,
            estimate=cost,
            **_parts(intake, prefix),
        )


def _estimate(intake: Intake, registration: Registration) -> Estimate | None:
    """Estimate the cost of what would be trained; whether it may be spent, others decide."""
    if not intake.tokens["training"].most:
        return None
    prices = tariff.offline(registration.ready_recipe, uploader=registration.uploader)
    hours = hosting.lease_hours()
    return expect(registration.ready_recipe, intake.quantities, lease_hours=hours, prices=prices)[1]


def _freeze(intake: Intake, registration: Registration) -> str:
    handling, counts = intake.handling, intake.problems.counts
    gathered = {FILES[part]: lines for part, lines in intake.parts.items() if lines.records}
    return snapshot.freeze(
        {**gathered, PROMPTS: intake.prompts, **_beside(intake)},
        task=registration.task,
        record_format=handling.rules.record_format,
        origins=tuple(_origins(intake, registration.dropped)),
        treatment=Treatment.by(
            handling,
            conversions={code.name: counts[code] for code in CONVERSIONS if counts[code]},
            redactions=intake.privacy if handling.privacy == "redact" else {},
        ),
    )


def _beside(intake: Intake) -> dict[str, GatheredPart]:
    return {f"{name}.jsonl": lines for name, lines in intake.extras.items() if lines.records}


def _origins(intake: Intake, sources: Sources) -> Iterator[Origin]:
    for part, dropped in sources.items():
        for source, facts in zip(dropped, intake.files[part], strict=True):
            yield Origin(part=part, source=source, format=facts.format, sha256=facts.sha256)


def _publish(described: DatasetReport, intake: Intake, registration: Registration) -> Seal:
    """Write the report, and of a rejection a page in words."""
    run, content = registration.run_id, report.to_json(described)
    if described.outcome == "rejected":
        rejection.leave(described, content, task=registration.task, run_id=run)
    key = artifacts.key_of(run, report.REPORT)
    return artifacts.seal(key, content, content_type="application/json")


def _show(intake: Intake, registration: Registration) -> Seal:
    """Write a few records to look at."""
    key = artifacts.key_of(registration.run_id, samples.SAMPLES)
    drawn = samples.to_json(report.samples(intake))
    return artifacts.seal(key, drawn, content_type="application/json")


def _parts(intake: Intake, prefix: str | None) -> dict[str, Part]:
    if prefix is None:
        return {}
    named: dict[str, tuple[str, GatheredPart]] = {
        **{part: (name, intake.parts[part]) for part, name in FILES.items()},
        "prompts": (PROMPTS, intake.prompts),
        **{name: (f"{name}.jsonl", lines) for name, lines in intake.extras.items()},
    }
    return {
        part: Part(
            key=prefix + name,
            records=lines.records,
            tokens=lines.tokens.most,
            tokens_least=lines.tokens.least,
            sha256=lines.sha256,
        )
        for part, (name, lines) in named.items()
        if lines.records
    }
