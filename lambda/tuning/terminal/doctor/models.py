"""The base model: whether this region and account can fine-tune it, and how much of it."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from tuning import clients
from tuning.costs import quotas
from tuning.errors import code_of
from tuning.hosting.capacity import GONE
from tuning.terminal.doctor.finding import Finding, fix, ok, warn
from tuning.terminal.doctor.patient import Patient


def region(patient: Patient) -> Iterator[Finding]:
    """Hold the region against those in which the base model can be customised."""
    model = patient.model
    if patient.region in model.regions:
        yield ok("region", f"{patient.region}, where {model.id} can be customised")
    else:
        yield fix(
            "region",
            f"{model.id} cannot be customised in {patient.region}",
            f"export AWS_REGION={model.regions[0]}",
        )


def lifecycle(patient: Patient) -> Iterator[Finding]:
    """Ask the service itself whether the base model still takes jobs."""
    model, what = patient.model, "base model"
    other = "name an ACTIVE base model: python -m tuning estimate --help, and task.toml"
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
    model = patient.model
    told = clients.bedrock().get_foundation_model_availability(modelId=model.inference_id)
    missing = [
        words
        for words, there in (
            ("not authorized", told["authorizationStatus"] == "AUTHORIZED"),
            ("not entitled", told["entitlementAvailability"] == "AVAILABLE"),
            ("its agreement is not signed", told["agreementAvailability"]["status"] == "AVAILABLE"),
            ("not in this region", told["regionAvailability"] == "AVAILABLE"),
        )
        if not there
    ]
    if missing:
        yield fix(
            "model access",
            f"{model.inference_id}: {', '.join(missing)}",
            "ask for access: https://"
            f"{patient.region}.console.aws.amazon.com/bedrock/home?region={patient.region}"
            "#/modelaccess",
        )
    else:
        yield ok("model access", f"this account may use {model.inference_id}")


def amounts(patient: Patient) -> Iterator[Finding]:
    """Read the account's quotas: a zero is a normal state, and good to know before a run."""
    held = quotas.read(patient.model)
    if held.unreadable:
        yield warn("quotas", held.unreadable, "give yourself servicequotas:ListServiceQuotas")
        return
    jobs, units = held.customization_jobs, held.model_units
    if jobs is None:
        yield warn("quota of jobs", "customization jobs at a time: not told; two are counted on")
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
