"""The base model: whether this region and account can fine-tune it, and how much of it."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from tuning import clients, refusals
from tuning.account import quotas
from tuning.account.access import foundation_model, lacking
from tuning.account.quotas import Quotas
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.costs.judging import choose
from tuning.errors import code_of
from tuning.hosting.capacity import GONE
from tuning.models.judges import candidates


def region(target: Target) -> Iterator[DoctorFinding]:
    """Hold the region against those in which the base model can be customised."""
    model = target.model
    if target.region in model.regions:
        yield ok("region", f"{target.region}, where {model.id} can be customised")
    else:
        yield fix(
            "region",
            f"{model.id} cannot be customised in {target.region}",
            refusals.chooses(model.regions[0]),
        )


def lifecycle(target: Target) -> Iterator[DoctorFinding]:
    """Ask the service itself whether the base model still takes jobs."""
    model, what = target.model, "base model"
    other = (
        "write an ACTIVE base_model into task.toml or the settings file; these have prices: "
        "python -m tuning prices"
    )
    try:
        answer = clients.bedrock().get_foundation_model(modelIdentifier=model.id)
    except ClientError as error:
        if code_of(error) != GONE:
            raise
        yield fix(what, f"{model.id} no longer exists", other)
        return
    status = answer["modelDetails"].get("modelLifecycle", {}).get("status", "ACTIVE")
    if status == "ACTIVE":
        yield ok(what, f"{model.id} is ACTIVE")
    else:
        yield fix(what, f"{model.id} is {status} and takes no new customization job", other)


def access(target: Target) -> Iterator[DoctorFinding]:
    """Ask whether the account may use the base model."""
    model = foundation_model(target.model.inference_id)
    if missing := lacking(model):
        yield fix("model access", f"{model}: {', '.join(missing)}", _ask_for_access(target))
    else:
        yield ok("model access", f"this account may use {model}")


def judge(target: Target) -> Iterator[DoctorFinding]:
    """Ask which model judges answers where a recipe names none, as a run asks before it trains."""
    judging = choose(target.model, None)
    wanted = candidates(target.model, None)[0].id
    if judging.judges and judging.judges[0] == wanted:
        yield ok("judge", judging.why)
    elif judging.judges:
        yield warn("judge", judging.why, _ask_for_access(target))
    else:
        yield warn(
            "judge",
            f"{judging.why} Runs are then decided by their own scores alone.",
            _ask_for_access(target),
        )


def _ask_for_access(target: Target) -> str:
    return (
        f"ask for access: https://{target.region}.console.aws.amazon.com/bedrock/home"
        f"?region={target.region}#/modelaccess"
    )


def amounts(target: Target) -> Iterator[DoctorFinding]:
    """Read the account's quotas: a zero is a normal state, and good to know before a run."""
    held = quotas.read(target.model)
    if held.unreadable:
        yield warn("quotas", held.unreadable, "give yourself servicequotas:ListServiceQuotas")
        return
    jobs, units = held.customization_jobs, held.model_units
    if jobs is None:
        yield warn("quota of jobs", "customization jobs at a time: not listed, so ten are assumed")
    elif jobs.value:
        yield ok("quota of jobs", f"{jobs.value} customization jobs at a time")
    else:
        yield fix("quota of jobs", "no customization job may run", f"ask for one: {jobs.request}")
    if units is None:
        yield warn("quota of units", "model units of provisioned throughput: not listed")
    elif units.value:
        yield ok("quota of units", f"{units.value} model units of provisioned throughput")
    else:
        words = "no model unit of provisioned throughput"
        if target.model.on_demand_deployment:
            words += "; models are served on demand instead"
        yield warn("quota of units", words, f"ask for some: {units.request}")
    if target.model.on_demand_deployment:
        yield from _deployments(held)


def _deployments(held: Quotas) -> Iterator[DoctorFinding]:
    """Say how many models may be served on demand; where none can be served at all, fix that."""
    what, quota = "quota of deployments", held.deployments
    if quota is None:
        yield warn(what, "on-demand deployments of custom models: not listed")
    elif quota.value:
        yield ok(what, f"{quota.value} on-demand deployments of custom models")
    else:
        mark = warn if held.model_units and held.model_units.value else fix
        yield mark(
            what, "no custom model may be served on demand", f"ask for some: {quota.request}"
        )
