"""On-demand hosting: deploy the custom model, billed by the token, and wait until it answers."""

from datetime import datetime, timedelta

from tuning import clients
from tuning.hosting import purchase, quota_wait
from tuning.run.hosting import Deployment, DeploymentStatus
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.settings import deployed


def deploy(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    earlier: Deployment | None = None,
) -> Deployment:
    """Deploy the custom model under a lease; asking again returns what was deployed.

    A deployment costs nothing while it is idle, and has a lease and an end all the same: an account
    may have ten of them, and a model cannot be deleted while one serves it.

    Args:
        registration: the run.
        training_status: names its custom model.
        hosting_plan: for how long the lease is.
        earlier: what the run was told when it asked last.

    Raises:
        LeaseRefused: the run has ended, or the lease of what it holds.
    """
    model_arn = training_status.model_arn
    if model_arn is None:
        raise ValueError(f"run {registration.run_id} has no custom model to deploy")

    def create(lease: Lease) -> tuple[str, datetime]:
        tags = lease.tags(registration.task)
        answer = clients.bedrock().create_custom_model_deployment(
            modelDeploymentName=lease.name,
            clientRequestToken=lease.token,
            modelArn=model_arn,
            tags=[{"key": key, "value": value} for key, value in tags.items()],
        )
        return answer["customModelDeploymentArn"], clients.service_time(answer)

    since = earlier.waiting_since if earlier else None
    try:
        lease = purchase.under_lease(
            registration,
            kind="deployment",
            units=0,
            unit_hour_usd=0.0,
            hours=hosting_plan.hours,
            create=create,
        )
    except purchase.OverQuota as refused:
        wait = quota_wait.after(refused, "deployment", model_arn=model_arn, since=since)
        return Deployment(outcome=wait.outcome, waiting_since=wait.since, message=wait.message)
    if lease.arn is None or lease.since is None:
        raise ValueError(f"the lease of run {registration.run_id} names nothing")
    serves_within = timedelta(minutes=float(deployed().deployment_deadline_minutes))
    return Deployment(
        name=lease.name,
        arn=lease.arn,
        created_at=lease.since,
        lease_ends=lease.expires_at,
        waiting_since=since,
        look_until=clients.look_until(datetime.fromisoformat(lease.since), serves_within),
    )


def check(deployment: Deployment) -> DeploymentStatus:
    """Read its status and say what comes next; an unknown status counts as creating."""
    answer = clients.bedrock().get_custom_model_deployment(
        customModelDeploymentIdentifier=deployment.arn
    )
    status = answer["status"]
    deadline = timedelta(minutes=float(deployed().deployment_deadline_minutes))
    if status == "Active":
        return DeploymentStatus(outcome="active", status=status)
    if status == "Failed":
        return DeploymentStatus(
            outcome="failed", status=status, message=answer.get("failureMessage")
        )
    if clients.service_time(answer) - answer["createdAt"] >= deadline:
        return DeploymentStatus(
            outcome="timed_out", status=status, message=f"not active within {deadline}"
        )
    return DeploymentStatus(outcome="creating", status=status)
