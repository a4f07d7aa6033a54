"""A promotion to this environment: nothing begins here with evidence that is not its own."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from tuning import artifacts, naming
from tuning.registration.evidence import EVIDENCE, again, seal
from tuning.registration.files import RECIPE
from tuning.registration.manifest import BadEvidence, Manifest
from tuning.registration.recipe_file import body_at
from tuning.run.recipe import Recipe
from tuning.run.registration import Registration
from tuning.run.source_run import Shown, SourceRun
from tuning.settings import deployed


def taken(registration: Registration, manifest: Manifest) -> Registration:
    """Take the evidence of a promotion under a seal, or refuse the run in one line.

    Whether the dataset is the one that was trained there is not known before it is frozen here.

    Args:
        registration: with everything that the manifest names; one that is not ready is returned.
        manifest: brings the evidence.

    Raises:
        ArtifactChanged: other evidence was taken for this run before.
    """
    if registration.outcome != "ready":
        return registration
    try:
        evidence = manifest.evidence
    except BadEvidence as error:
        why = f"the evidence of this promotion cannot be used: {error}; promote the run again"
        return refused(registration, why)
    if evidence is None:
        return registration
    if why := next(_faults(evidence, registration), ""):
        return refused(registration, why)
    key = artifacts.key_of(registration.run_id, EVIDENCE)
    body = msgspec.json.format(msgspec.json.encode(evidence))
    source = SourceRun(
        environment=evidence.environment,
        run_id=evidence.run_id,
        snapshot=evidence.snapshot,
        evidence=artifacts.seal(key, body, content_type="application/json").sha256,
    )
    return replace(registration, promoted_from=source)


def held(registration: Registration) -> Registration:
    """Refuse a ready run without its evidence, where the environment begins with nothing else."""
    here = deployed().environment
    if registration.outcome != "ready":
        return registration
    if registration.promoted_from and registration.recipe_from is None:
        why = (
            f"{registration.rerun_of} was promoted, and its evidence is of its own recipe: run the "
            f"changed one in {registration.promoted_from.environment}, and promote that run"
        )
        return refused(registration, why)
    if registration.promoted_from and not registration.dropped_by:
        why = f"nobody says who runs {registration.rerun_of} again, which was promoted"
        return refused(registration, f"{why}: python -m tuning rerun says it")
    if deployed().only_promoted and registration.promoted_from is None:
        why = (
            f"{here} begins a run only with what another environment kept (only_promoted): run it "
            f"there, then: python -m tuning promote RUN --env OTHER --to {here}"
        )
        return refused(registration, why)
    return registration


def taken_along(registration: Registration, earlier: Registration) -> Registration:
    """Let a run that reads again what a promoted one read have its evidence, as its own.

    Raises:
        ArtifactChanged: the evidence is not what was taken for the earlier run.
    """
    before = seal(earlier)
    body = artifacts.unsealed(before) if before else None
    if before and body is None:
        return refused(registration, f"{before.key} is gone; promote the run again")
    if body is not None:
        key = artifacts.key_of(registration.run_id, EVIDENCE)
        artifacts.seal(key, body, content_type="application/json")
    return registration


def refused(registration: Registration, why: str) -> Registration:
    """Return a registration that is refused."""
    return replace(registration, outcome="refused", reasons=(why,))


def trained_with(recipe: Recipe) -> dict[str, str]:
    """Return the hyperparameters of a resolved recipe as the API takes them."""
    return {name: str(value) for name, value in recipe.hyperparameters.items()}


def differing(evidence: Shown, recipe: Recipe) -> str:
    """Say what this environment would train otherwise than a run was trained; empty: nothing.

    An environment has a base model and hyperparameters of its own, which a recipe may leave to it.
    """
    there = {"base_model": evidence.base_model, **evidence.hyperparameters}
    here = {"base_model": recipe.base_model, **trained_with(recipe)}
    for name in (*here, *there):
        if there.get(name) != here.get(name):
            return (
                f"{deployed().environment} would train with {name} = {here.get(name, 'none')}, and "
                f"{evidence.told} was trained with {there.get(name, 'none')}: write it into "
                f"{RECIPE}, run that in {evidence.environment}, and promote that run"
            )
    return ""


def _faults(evidence: Shown, registration: Registration) -> Iterator[str]:
    """Yield why the evidence is not this run's."""
    ours = (deployed().environment, _place(deployed().topic_arn))
    if not registration.dropped_by:
        yield f"nobody says who promotes {evidence.told}, and somebody else has to approve it"
    if naming.task_of(evidence.run_id) != registration.task:
        yield f"the evidence is of {evidence.told}, which is no run of the task {registration.task}"
    if (evidence.environment, _place(evidence.model_arn)) == ours:
        yield f"{evidence.told} was trained here, and promotion goes to another environment"
    recipe, read = registration.ready_recipe, registration.recipe_from
    if read and hashlib.sha256(body_at(read.key, read)[0]).hexdigest() != evidence.recipe:
        yield (
            f"{RECIPE} is not the recipe that {evidence.told} followed, so the evidence is of "
            f"another model: {again(evidence.run_id, evidence.environment)}"
        )
    if other := differing(evidence, recipe):
        yield other


def _place(arn: str) -> tuple[str, ...]:
    """Return the region and the account of an ARN."""
    return tuple(arn.split(":")[3:5])
