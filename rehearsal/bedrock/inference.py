"""Which model answers for an identifier, and what asking it costs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rehearsal.bedrock import access
from rehearsal.bedrock.account import Account
from rehearsal.bedrock.errors import ServiceError, denied, invalid, not_found
from rehearsal.bedrock.limits import FoundationModel, limits
from rehearsal.bedrock.model import Answer, Conversation, LanguageModel
from rehearsal.bedrock.permissions import contexts
from rehearsal.bedrock.permissions.judge import Context
from rehearsal.bedrock.resources.deployment import Deployment
from rehearsal.bedrock.resources.throughput import Throughput

FOUNDATION_MODEL = re.compile(r"arn:aws[^:]*:bedrock:[^:]*::foundation-model/(.+)")
PROFILE = re.compile(r"(?:arn:aws[^:]*:bedrock:[^:]*:[^:]*:inference-profile/)?(us\.(.+))")
PROFILE_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
"""Where a ``us.`` inference profile may send a request; the caller needs the model in each."""

CONTEXT_SUFFIX = re.compile(r":\d+k$")


@dataclass(frozen=True, kw_only=True)
class JudgeModel:
    """A model that scores in evaluation jobs; it is not here, see ``evaluation.stand_in_judge``.

    Attributes:
        resources: what the job's role needs bedrock:InvokeModel on.
        profile: the inference profile that routes to it, if one does.
    """

    resources: tuple[str, ...]
    profile: str | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A model that can be asked.

    Attributes:
        base: the row of the model or of what it was made from.
        resources: what a caller needs bedrock:InvokeModel on.
        profile: the inference profile that routes to it, if one does.
        throughput: the provisioned throughput that serves it; None when tokens are billed.
        deployment: the deployment that serves it, if it is a custom model on demand.
    """

    base: FoundationModel
    resources: tuple[str, ...]
    profile: str | None = None
    throughput: Throughput | None = None
    deployment: Deployment | None = None

    @property
    def key_arn(self) -> str | None:
        """The customer's key under which a custom model is kept, if it is."""
        serving = self.throughput or self.deployment
        return serving.model.job.key_arn if serving else None


def target(account: Account, identifier: str) -> Target:
    """Return what an identifier stands for in Converse and in evaluation jobs.

    Raises:
        ServiceError: there is no such model, or it cannot be asked by this identifier.
    """
    if ":provisioned-model/" in identifier:
        throughput = account.throughputs.find(identifier)
        return Target(
            base=throughput.model.base, resources=(throughput.arn,), throughput=throughput
        )
    if ":custom-model-deployment/" in identifier:
        deployment = account.deployments.find(identifier)
        return Target(
            base=deployment.model.base, resources=(deployment.arn,), deployment=deployment
        )
    profile = PROFILE.fullmatch(identifier)
    model_id = profile[2] if profile else identifier
    if foundation := FOUNDATION_MODEL.fullmatch(identifier):
        model_id = foundation[1]
    base = _base(model_id, identifier, profiled=profile is not None)
    resources, arn = _foundation(account, model_id, profile)
    return Target(base=base, resources=resources, profile=arn)


def judge(account: Account, identifier: str) -> JudgeModel:
    """Return what judges by an identifier in an evaluation job.

    Raises:
        ServiceError: evaluation jobs do not take it as a judge.
    """
    if identifier not in limits().judges:
        raise invalid(f"The evaluator model {identifier} is not supported")
    profile = PROFILE.fullmatch(identifier)
    model_id = profile[2] if profile else identifier
    if not access.may_judge(model_id, account.faults):
        raise denied("You don't have access to the model with the specified model ID.")
    resources, arn = _foundation(account, model_id, profile)
    return JudgeModel(resources=resources, profile=arn)


def _foundation(
    account: Account, model_id: str, profile: re.Match[str] | None
) -> tuple[tuple[str, ...], str | None]:
    """Return what a caller needs a right to, and the profile that routes there, if one does."""
    if profile is None:
        return (account.arns.foundation_model(model_id),), None
    arn = account.arns.of("inference-profile", profile[1])
    behind = (account.arns.foundation_model(model_id, region) for region in PROFILE_REGIONS)
    return (arn, *behind), arn


def _base(model_id: str, identifier: str, *, profiled: bool) -> FoundationModel:
    for model in limits().models.values():
        if model_id == model.id:
            raise invalid(_no_on_demand(identifier))
        if model_id == model.asked_as.removeprefix("us."):
            if model.asked_as.startswith("us.") and not profiled:
                raise invalid(_no_on_demand(identifier))
            return model
    if model_id in map(_asked_as, limits().legacy):
        raise not_found(
            "Access denied. This Model is marked by provider as Legacy and you have not been "
            "actively using the model in the last 15 days. Please upgrade to an active model on "
            "Amazon Bedrock"
        )
    if model_id in map(_asked_as, limits().ended):
        raise not_found(
            "This model version has reached the end of its life. Please refer to the AWS "
            "documentation for more details."
        )
    raise invalid("The provided model identifier is invalid.")


def _asked_as(trainable_id: str) -> str:
    return CONTEXT_SUFFIX.sub("", trainable_id)


def _no_on_demand(identifier: str) -> str:
    return (
        f"Invocation of model ID {identifier} with on-demand throughput isn't supported. Retry "
        "your request with the ID or ARN of an inference profile that contains this model."
    )


def language_model(account: Account, asked: Target) -> LanguageModel:
    """Return the model behind a target.

    Raises:
        ServiceError: what serves it does not yet, never will, or has been deleted.
    """
    serving: Throughput | Deployment
    if asked.throughput:
        serving = account.throughputs.find(asked.throughput.arn)
    elif asked.deployment:
        serving = account.deployments.find(asked.deployment.arn)
    else:
        return account.base(asked.base.id)
    status = serving.status(account.clock.now())
    if status == "Creating":
        raise ServiceError(
            "ModelNotReadyException", "The model is not ready for inference. Try again later."
        )
    if status == "Failed":
        raise invalid(f"{serving.arn} is {status}")
    return serving.model.language_model


def demands(account: Account, asked: Target | JudgeModel) -> Iterator[tuple[str, Context]]:
    """Give each resource on which asking needs a right, with what IAM knows of the request."""
    for resource in asked.resources:
        context = contexts.tagged(account.tags.get(resource, {}))
        if asked.profile and asked.profile != resource:
            context = {**context, "bedrock:InferenceProfileArn": asked.profile}
        yield resource, context


def looks(account: Account, asked: Target) -> Iterator[tuple[str, str, Context]]:
    """Give each look at what is asked that asking it needs a right to.

    By "Prerequisites for model inference" of the Bedrock user guide; nobody has said that the
    service insists on it, so the stand-in does.
    """
    serving = asked.throughput or asked.deployment
    if serving:
        has = contexts.tagged(account.tags[serving.model.arn])
        yield "bedrock:GetCustomModel", serving.model.arn, has
    if asked.throughput:
        has = contexts.tagged(account.tags[asked.throughput.arn])
        yield "bedrock:GetProvisionedModelThroughput", asked.throughput.arn, has
    if asked.profile:
        yield "bedrock:GetInferenceProfile", asked.profile, {}


def ask(account: Account, asked: Target, conversation: Conversation, *, max_tokens: int) -> Answer:
    """Ask a model, and meter the tokens where tokens are billed.

    Raises:
        ServiceError: the minute's requests are used up, or the model cannot be asked.
    """
    if max_tokens > asked.base.longest_answer_tokens:
        raise invalid(
            f"The maximum tokens you requested exceeds the model limit of "
            f"{asked.base.longest_answer_tokens}. Try again with a maximum tokens value that is "
            f"lower than {asked.base.longest_answer_tokens}."
        )
    if asked.throughput is None:
        per_minute = account.quotas.requests_per_minute or asked.base.requests_per_minute
        account.pace.take(asked.resources[0], per_minute=per_minute)
    answer = language_model(account, asked).answer(conversation, max_tokens=max_tokens)
    read, written = answer.input_tokens / 1000, answer.output_tokens / 1000
    if asked.deployment:
        account.meter.add(asked.base.id, "input_1k_tokens", read)
        account.meter.add(asked.base.id, "output_1k_tokens", written)
    elif asked.throughput is None:
        account.meter.add(asked.base.id, "base_input_1k_tokens", read)
        account.meter.add(asked.base.id, "base_output_1k_tokens", written)
    return answer
