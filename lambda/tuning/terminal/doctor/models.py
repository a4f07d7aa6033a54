"""The base model: whether this region and account can fine-tune it, and how much of it."""

from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.costs import quotas
from tuning.costs.quotas import Quotas
from tuning.errors import code_of
from tuning.evaluation.judges import judge_of
from tuning.hosting.capacity import GONE
from tuning.terminal import refusals
from tuning.terminal.doctor.finding import Finding, fix, ok, warn
from tuning.terminal.doctor.patient import Patient

GEOGRAPHIES: Final = frozenset({"us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"})
"""What an inference profile's identifier begins with, before that of its model."""

ASKS_FOR_A_FORM: Final = "anthropic."
"""Whose models ask once an account what they are to be used for."""


def region(patient: Patient) -> Iterator[Finding]:
    """Hold the region against those in which the base model can be customised."""
    model = patient.model
    if patient.region in model.regions:
        yield ok("region", f"{patient.region}, where {model.id} can be customised")
    else:
        yield fix(
            "region",
            f"{model.id} cannot be customised in {patient.region}",
            refusals.chooses(model.regions[0]),
        )


def lifecycle(patient: Patient) -> Iterator[Finding]:
    """Ask the service itself whether the base model still takes jobs."""
    model, what = patient.model, "base model"
    other = (
        "write an ACTIVE base_model into task.toml or the settings file; these have prices: "
        "python -m tuning prices"
    )
    try:
        answer = clients.bedrock().get_foundation_model(modelIdentifier=model.id)
    except ClientError as error:
        if code_of(error) != GONE:
            raise
        yield fix(what, f"{model.id} is not there any more", other)
        return
    status = answer["modelDetails"].get("modelLifecycle", {}).get("status", "ACTIVE")
    if status == "ACTIVE":
        yield ok(what, f"{model.id} is ACTIVE")
    else:
        yield fix(what, f"{model.id} is {status} and takes no new customization job", other)


def access(patient: Patient) -> Iterator[Finding]:
    """Ask whether the account may use the base model."""
    model = _foundation_model(patient.model.inference_id)
    if missing := _missing(model):
        yield fix("model access", f"{model}: {', '.join(missing)}", _ask_for_access(patient))
    else:
        yield ok("model access", f"this account may use {model}")


def judge(patient: Patient) -> Iterator[Finding]:
    """Ask whether the account may use the model that judges answers where a recipe names none."""
    first = judge_of(patient.model, None)
    model = _foundation_model(first.id)
    missing = _missing(model)
    if model.startswith(ASKS_FOR_A_FORM) and not _has_form():
        missing.append("the form about its use was not sent")
    if missing:
        yield warn(
            "judge",
            f"{first.name} ({model}): {', '.join(missing)}; runs are then decided by their own "
            "scores, without a judge",
            _ask_for_access(patient),
        )
    else:
        yield ok("judge", f"this account may use {first.name}")


def _missing(model: str) -> list[str]:
    """Say what is missing for a model to be used; nothing when it can be."""
    told = clients.bedrock().get_foundation_model_availability(modelId=model)
    return [
        words
        for words, there in (
            ("not authorized", told["authorizationStatus"] == "AUTHORIZED"),
            ("not entitled", told["entitlementAvailability"] == "AVAILABLE"),
            ("its agreement is not signed", told["agreementAvailability"]["status"] == "AVAILABLE"),
            ("not in this region", told["regionAvailability"] == "AVAILABLE"),
        )
        if not there
    ]


def _has_form() -> bool:
    try:
        clients.bedrock().get_use_case_for_model_access()
    except ClientError as error:
        if code_of(error) != GONE:
            raise
        return False
    return True


def _foundation_model(identifier: str) -> str:
    """Return the model behind an inference profile: availability is a model's, not a profile's."""
    geography, _, model = identifier.partition(".")
    return model if geography in GEOGRAPHIES else identifier


def _ask_for_access(patient: Patient) -> str:
    return (
        f"ask for access: https://{patient.region}.console.aws.amazon.com/bedrock/home"
        f"?region={patient.region}#/modelaccess"
    )


def amounts(patient: Patient) -> Iterator[Finding]:
    """Read the account's quotas: a zero is a normal state, and good to know before a run."""
    held = quotas.read(patient.model)
    if held.unreadable:
        yield warn("quotas", held.unreadable, "give yourself servicequotas:ListServiceQuotas")
        return
    jobs, units = held.customization_jobs, held.model_units
    if jobs is None:
        yield warn("quota of jobs", "customization jobs at a time: not told; ten are counted on")
    elif jobs.value:
        yield ok("quota of jobs", f"{jobs.value} customization jobs at a time")
    else:
        yield fix("quota of jobs", "no customization job may run", f"ask for one: {jobs.request}")
    if units is None:
        yield warn("quota of units", "model units of provisioned throughput: not told")
    elif units.value:
        yield ok("quota of units", f"{units.value} model units of provisioned throughput")
    else:
        said = "no model unit of provisioned throughput"
        if patient.model.on_demand_deployment:
            said += "; models are served on demand instead"
        yield warn("quota of units", said, f"ask for some: {units.request}")
    if patient.model.on_demand_deployment:
        yield from _deployments(held)


def _deployments(held: Quotas) -> Iterator[Finding]:
    """Say how many models may be served on demand; where none can be served at all, mend that."""
    what, quota = "quota of deployments", held.deployments
    if quota is None:
        yield warn(what, "on-demand deployments of custom models: not told")
    elif quota.value:
        yield ok(what, f"{quota.value} on-demand deployments of custom models")
    else:
        mark = warn if held.model_units and held.model_units.value else fix
        yield mark(
            what, "no custom model may be served on demand", f"ask for some: {quota.request}"
        )
