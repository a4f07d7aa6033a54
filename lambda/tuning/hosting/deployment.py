"""On-demand hosting: deploy the custom model, billed by the token, and wait until it answers."""

from datetime import datetime, timedelta

from tuning import clients
from tuning.hosting import serving
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.settings import deployed


def deploy(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    earlier: Serving | None = None,
) -> Serving:
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

    def create(lease: Lease, model_arn: str) -> tuple[str, datetime]:
        answer = clients.bedrock().create_custom_model_deployment(
            modelDeploymentName=lease.name,
            clientRequestToken=lease.token,
            modelArn=model_arn,
            tags=lease.tags(registration.task),
        )
        return answer["customModelDeploymentArn"], clients.service_time(answer)

    return serving.hold(
        registration,
        training_status,
        hosting_plan,
        kind="deployment",
        serves_within=_deadline(),
        create=create,
        earlier=earlier,
    )


def _deadline() -> timedelta:
    return timedelta(minutes=deployed().deployment_deadline_minutes)


def check(deployment: Serving) -> ServingStatus:
    """Read its status and say what comes next."""
    answer = clients.bedrock().get_custom_model_deployment(
        customModelDeploymentIdentifier=deployment.arn
    )
    created = answer["createdAt"]
    return serving.stands(answer, serves="Active", created=created, within=_deadline())
