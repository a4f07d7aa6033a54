"""One account's Bedrock in one region: everything that stands behind the operations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from rehearsal.bedrock.collection import Collection, Kind
from rehearsal.bedrock.errors import ServiceError, conflict, invalid
from rehearsal.bedrock.faults import Faults
from rehearsal.bedrock.metering import Meter
from rehearsal.bedrock.model import LanguageModel
from rehearsal.bedrock.pace import Pace
from rehearsal.bedrock.permissions import contexts
from rehearsal.bedrock.permissions.callers import Caller
from rehearsal.bedrock.permissions.judge import Context, PolicyDecider
from rehearsal.bedrock.quotas import Quotas, applied
from rehearsal.bedrock.resources.custom_model import CustomModel
from rehearsal.bedrock.resources.customization_job import CustomizationJob
from rehearsal.bedrock.resources.deployment import Deployment
from rehearsal.bedrock.resources.evaluation_job import EvaluationJob
from rehearsal.bedrock.resources.guardrail import Guardrail
from rehearsal.bedrock.resources.names import Arns
from rehearsal.bedrock.resources.throughput import Throughput
from rehearsal.bedrock.workers import Workers
from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws

Tags = dict[str, str]


@dataclass(kw_only=True)
class Account:
    """What the account has and what its operations need.

    Attributes:
        base: gives the base model with an identifier of the table of limits.
        granted: the quotas that it has been granted.
        pace: counts its requests a minute.
        lock: held by whoever changes or reads several things at once; operations run one by one.
        tags: the tags of each resource by its ARN.
        replies: what each client request token was answered with.
    """

    aws: EmbeddedAws
    clock: Clock
    faults: Faults
    judge: PolicyDecider
    base: Callable[[str], LanguageModel]
    granted: Quotas = field(default_factory=Quotas)
    pace: Pace = field(default_factory=Pace)
    meter: Meter = field(default_factory=Meter)
    workers: Workers = field(default_factory=Workers)
    lock: RLock = field(default_factory=RLock)
    jobs: Collection[CustomizationJob] = field(
        default_factory=lambda: Collection("model-customization-job")
    )
    models: Collection[CustomModel] = field(default_factory=lambda: Collection("custom-model"))
    throughputs: Collection[Throughput] = field(
        default_factory=lambda: Collection("provisioned-model")
    )
    deployments: Collection[Deployment] = field(
        default_factory=lambda: Collection("custom-model-deployment")
    )
    evaluations: Collection[EvaluationJob] = field(
        default_factory=lambda: Collection("evaluation-job")
    )
    guardrails: Collection[Guardrail] = field(default_factory=lambda: Collection("guardrail"))
    tags: dict[str, Tags] = field(default_factory=dict)
    replies: dict[tuple[str, str], tuple[Mapping[str, Any], Mapping[str, Any]]] = field(
        default_factory=dict
    )

    @property
    def arns(self) -> Arns:
        """Makes the account's ARNs."""
        return Arns(region=self.aws.region, account=self.aws.account)

    @property
    def quotas(self) -> Quotas:
        """The quotas that hold now, faults included."""
        return applied(self.granted, self.faults)

    def find(self, call: "Call", collection: Collection[Kind], identifier: str) -> Kind:
        """Return what an ARN or a name stands for, to a caller who may see it.

        What is not there has no tags, so only a right without conditions on tags learns that.

        Raises:
            ServiceError: AccessDeniedException, or else ResourceNotFoundException.
        """
        try:
            resource = collection.find(identifier)
        except ServiceError:
            is_arn = identifier.startswith("arn:")
            call.demand(identifier if is_arn else self.arns.of(collection.kind, identifier))
            raise
        call.demand(resource.arn, has=self.tags[resource.arn])
        return resource

    def ask_to_stop(self, job: CustomizationJob | EvaluationJob) -> None:
        """Ask a job to stop; it ends Stopped a little later.

        Raises:
            ServiceError: the job is over.
        """
        if job.is_over:
            raise conflict(f"The job {job.arn} is {job.status} and cannot be stopped")
        job.status, job.modified = "Stopping", self.clock.now()
        job.stopping.set()

    def once(self, call: "Call", create: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Create something, or answer as before when the client request token was seen before.

        Raises:
            ServiceError: the token was used for another request.
        """
        token = call.request.get("clientRequestToken")
        if token is None:
            return create()
        earlier = self.replies.get((call.operation, token))
        if earlier is None:
            reply = create()
            self.replies[call.operation, token] = (call.request, reply)
            return reply
        if earlier[0] != call.request:
            raise invalid("The clientRequestToken was used before, with a different request")
        return earlier[1]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of one operation: by whom, of what, with which members."""

    operation: str
    caller: Caller
    request: Mapping[str, Any]
    longest_page: int | None = None

    def demand(
        self,
        resource: str,
        *,
        action: str | None = None,
        requested: Tags | None = None,
        has: Tags | None = None,
        context: Context | None = None,
    ) -> None:
        """Refuse a caller who may not do this; the action is ``bedrock:<operation>`` by default.

        Args:
            requested: tags that the request gives.
            has: tags that the resource has.
            context: further condition keys.
        """
        known = {
            **(context or {}),
            **contexts.asking(requested or {}),
            **contexts.tagged(has or {}),
        }
        self.caller.demand(action or f"bedrock:{self.operation}", resource, known)

    def demand_pass_role(self, role_arn: str) -> None:
        """Refuse a caller who may not hand this role to Bedrock."""
        self.demand(
            role_arn,
            action="iam:PassRole",
            context={"iam:PassedToService": "bedrock.amazonaws.com"},
        )
