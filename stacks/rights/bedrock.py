"""Rights to Bedrock's jobs, models and throughput, in the words of what is done with them."""

from collections.abc import Sequence
from typing import Any, Final

from stacks.rights import bedrock_arns
from stacks.rights.policy import Conditions, Right
from tuning import naming
from tuning.settings import Guardrail

JOBS: Final = "model-customization-job"
MODELS: Final = "custom-model"
THROUGHPUT: Final = "provisioned-model"
DEPLOYMENTS: Final = "custom-model-deployment"
EVALUATIONS: Final = "evaluation-job"

BATCHES: Final = "model-invocation-job"

TAGGED: Final = (
    "Bedrock mints the id when it makes the resource, so no policy can name it before; the "
    "condition narrows it to what carries this environment's tags."
)
MAY_BE_ABSENT: Final = (
    "A job is looked for by the name that its run gives it, and looking must also work when it was "
    "never started: what does not exist has neither an id nor tags. It is only read."
)
MADE_WITHIN: Final = (
    "An evaluation job makes these under its own role and gives them ids and tags that nobody "
    "knows before; only Bedrock can assume the role, and only for evaluation jobs of this account."
)
PICKED_REGION: Final = (
    "A cross-region inference profile picks the region of a model, and IAM knows no condition by "
    "which this could be asked for through the profile only."
)
UNLISTABLE: Final = (
    "Bedrock defines no resource type for listing, so no narrower resource exists. It shows names "
    "and states, and changes nothing."
)
ANY_REGION: Final = (
    "A cross-region inference profile picks the region, and the condition lets the model be asked "
    "through that profile only."
)


def requested(environment: str) -> Conditions:
    """Only what is asked for with the tags of this environment."""
    return _tags("aws:RequestTag", environment)


def owned(environment: str) -> Conditions:
    """Only what carries the tags of this environment: never somebody else's jobs or capacity."""
    return _tags("aws:ResourceTag", environment)


def requested_of_owned(environment: str) -> Conditions:
    """Only what is asked for with the tags of this environment, about what carries them too."""
    tags = {**owned(environment)["StringEquals"], **requested(environment)["StringEquals"]}
    return {"StringEquals": tags}


def _tags(key: str, environment: str) -> Conditions:
    return {
        "StringEquals": {
            f"{key}/project": naming.PROJECT,
            f"{key}/environment": environment,
        }
    }


def reads_lifecycle() -> Right:
    """Ask whether a base model of the catalogue still takes jobs."""
    return Right(
        actions=("bedrock:GetFoundationModel",), resources=bedrock_arns.customizable_models()
    )


def reads_access() -> Right:
    """Ask whether the account may use a model, before anything is paid for."""
    return Right(
        actions=("bedrock:GetFoundationModelAvailability", "bedrock:GetUseCaseForModelAccess"),
        resources=("*",),
        because=(
            "Bedrock defines no resource type for what an account has access to, so nothing "
            "narrower exists. It shows whether, and changes nothing."
        ),
    )


def starts_customization(environment: str) -> tuple[Right, ...]:
    """Train one of the catalogue's base models, and nothing else."""
    return (
        Right(
            actions=("bedrock:CreateModelCustomizationJob",),
            resources=(
                *bedrock_arns.customizable_models(),
                bedrock_arns.owned(JOBS),
                bedrock_arns.owned(MODELS),
            ),
            conditions=requested(environment),
            because=TAGGED,
        ),
        tags_new(environment, JOBS, MODELS),
    )


def starts_evaluation(environment: str) -> tuple[Right, ...]:
    """Evaluate the catalogue's base models and what serves a custom model, with a judge or none."""
    asked = bedrock_arns.evaluating()
    return (
        Right(
            actions=("bedrock:CreateEvaluationJob",),
            resources=(
                *bedrock_arns.foundation_models(asked),
                *bedrock_arns.profiled_models(asked),
                *bedrock_arns.inference_profiles(asked),
                bedrock_arns.owned(THROUGHPUT),
                bedrock_arns.owned(EVALUATIONS),
            ),
            conditions=requested(environment),
            because=f"{TAGGED} {PICKED_REGION}",
        ),
        Right(
            actions=("bedrock:CreateEvaluationJob",),
            resources=(bedrock_arns.owned(MODELS),),
            conditions=requested_of_owned(environment),
            because=TAGGED,
        ),
        tags_new(environment, EVALUATIONS),
    )


def tags_new(environment: str, *kinds: str) -> Right:
    """Give this environment's tags to what is made."""
    return Right(
        actions=("bedrock:TagResource",),
        resources=tuple(bedrock_arns.owned(kind) for kind in kinds),
        conditions=requested(environment),
        because=TAGGED,
    )


def manages(environment: str, kind: str, *actions: str) -> Right:
    """Do something to what this environment made."""
    return Right(
        actions=actions,
        resources=(bedrock_arns.owned(kind),),
        conditions=owned(environment),
        because=TAGGED,
    )


def together(environment: str, rights: Sequence[Right]) -> tuple[Right, ...]:
    """Return rights with all that is done to what this environment made as one.

    A person's policy has 6,144 characters. Each action is of one kind of thing, so that naming all
    kinds beside it allows nothing more.
    """
    own = [right for right in rights if right.conditions == owned(environment)]
    return (
        *(right for right in rights if right not in own),
        Right(
            actions=tuple(dict.fromkeys(action for right in own for action in right.actions)),
            resources=tuple(dict.fromkeys(each for right in own for each in right.resources)),
            conditions=owned(environment),
            because=TAGGED,
        ),
    )


def looks_up(kind: str, *actions: str) -> Right:
    """Look for something that may not be there: what does not exist carries no tags."""
    return Right(
        actions=actions,
        resources=(bedrock_arns.owned(kind),),
        because=MAY_BE_ABSENT,
    )


def runs_batches() -> tuple[Right, ...]:
    """Ask models for many answers at once, from within an evaluation job."""
    asked = bedrock_arns.evaluating()
    own = bedrock_arns.owned(BATCHES)
    return (
        Right(
            actions=("bedrock:CreateModelInvocationJob",),
            resources=(
                *bedrock_arns.foundation_models(asked),
                *bedrock_arns.profiled_models(asked),
            ),
            because=PICKED_REGION,
        ),
        Right(
            actions=("bedrock:CreateModelInvocationJob", "bedrock:StopModelInvocationJob"),
            resources=(own,),
            because=MADE_WITHIN,
        ),
    )


def looks_at_profiles(identifiers: Sequence[str]) -> Right:
    """Look at the inference profiles through which base models are asked."""
    return Right(
        actions=("bedrock:GetInferenceProfile",),
        resources=bedrock_arns.inference_profiles(identifiers),
    )


def looks_at_asked(environment: str, identifiers: Sequence[str]) -> tuple[Right, ...]:
    """Look at what is asked: whoever asks it may have to ("Prerequisites for model inference")."""
    return (
        looks_at_model(environment),
        manages(environment, THROUGHPUT, "bedrock:GetProvisionedModelThroughput"),
        looks_at_profiles(identifiers),
    )


def looks_at_model(environment: str) -> Right:
    """Look at a custom model of this environment: whoever hosts or asks it may have to."""
    return manages(environment, MODELS, "bedrock:GetCustomModel")


def lists(*actions: str) -> Right:
    """List jobs or throughput."""
    return Right(actions=actions, resources=("*",), because=UNLISTABLE)


def asks_base_models(*actions: str) -> tuple[Right, ...]:
    """Put prompts to the catalogue's base models."""
    return _asks(bedrock_arns.asked(), actions)


def asks_models(environment: str, *actions: str) -> tuple[Right, ...]:
    """Put prompts to the catalogue's base models and to this environment's custom models."""
    return (
        *asks_base_models(*actions),
        manages(environment, THROUGHPUT, *actions),
    )


def asks_own(environment: str, *actions: str) -> tuple[Right, ...]:
    """Put prompts to what serves this environment's custom models; whoever asks looks at it too."""
    return (
        manages(environment, THROUGHPUT, *actions, "bedrock:GetProvisionedModelThroughput"),
        manages(environment, DEPLOYMENTS, *actions),
        looks_at_model(environment),
    )


def applies(guardrail: Guardrail | None) -> tuple[Right, ...]:
    """Have questions and answers looked at by the environment's guardrail, if it has one.

    Every version of it: a run goes on with the one that it began with.
    """
    if guardrail is None:
        return ()
    return (Right(actions=("bedrock:ApplyGuardrail",), resources=(guardrail.identifier,)),)


def asks_judges(*actions: str) -> tuple[Right, ...]:
    """Have answers judged by the models that evaluation jobs take for it."""
    return _asks(bedrock_arns.judging(), actions)


def _asks(identifiers: Sequence[str], actions: tuple[str, ...]) -> tuple[Right, ...]:
    profiles = bedrock_arns.inference_profiles(identifiers)
    through_profile: dict[str, Any] = {
        "StringEquals": {"bedrock:InferenceProfileArn": list(profiles)}
    }
    return (
        Right(
            actions=actions,
            resources=(*bedrock_arns.foundation_models(identifiers), *profiles),
        ),
        Right(
            actions=actions,
            resources=bedrock_arns.profiled_models(identifiers),
            conditions=through_profile,
            because=ANY_REGION,
        ),
    )


def passes(role_arn: str, *, service: str = "bedrock.amazonaws.com") -> Right:
    """Hand exactly one role to one service, and to no other."""
    return Right(
        actions=("iam:PassRole",),
        resources=(role_arn,),
        conditions={"StringEquals": {"iam:PassedToService": service}},
    )
