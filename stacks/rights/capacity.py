"""Rights to what serves custom models and bills: provisioned throughput and deployments."""

from typing import Final

from stacks.rights import bedrock_arns
from stacks.rights.bedrock import (
    DEPLOYMENTS,
    MODELS,
    TAGGED,
    THROUGHPUT,
    lists,
    manages,
    requested_of_owned,
    tags_new,
)
from stacks.rights.policy import Right

WHOSE: Final = (
    "Whose capacity or model it is can only be read from its tags, so the tags of all are read: "
    "what is not this environment's is then left alone. Reading changes nothing."
)


def buys_throughput(environment: str) -> tuple[Right, ...]:
    """Buy for custom models of this environment only; base capacity cannot be bought.

    No condition key of IAM knows units or commitment, so those are the code's to bound.
    """
    return (
        Right(
            actions=("bedrock:CreateProvisionedModelThroughput",),
            resources=(bedrock_arns.owned(MODELS),),
            conditions=requested_of_owned(environment),
            because=TAGGED,
        ),
        tags_new(environment, THROUGHPUT),
    )


def deploys(environment: str) -> tuple[Right, ...]:
    """Deploy a custom model of this environment, so that it is billed by the token."""
    return (
        Right(
            actions=("bedrock:CreateCustomModelDeployment",),
            resources=(bedrock_arns.owned(MODELS),),
            conditions=requested_of_owned(environment),
            because=TAGGED,
        ),
        tags_new(environment, DEPLOYMENTS),
    )


def finds() -> tuple[Right, ...]:
    """See all that serves custom models in the account, and whose it is."""
    return (
        lists("bedrock:ListProvisionedModelThroughputs", "bedrock:ListCustomModelDeployments"),
        Right(
            actions=("bedrock:ListTagsForResource",),
            resources=(bedrock_arns.owned(THROUGHPUT), bedrock_arns.owned(DEPLOYMENTS)),
            because=WHOSE,
        ),
    )


def expires_models(environment: str) -> tuple[Right, ...]:
    """Find custom models, and delete those of this environment."""
    return (
        lists("bedrock:ListCustomModels"),
        Right(
            actions=("bedrock:ListTagsForResource",),
            resources=(bedrock_arns.owned(MODELS),),
            because=WHOSE,
        ),
        manages(environment, MODELS, "bedrock:DeleteCustomModel"),
    )


def retags(environment: str) -> Right:
    """Write on what this environment holds until when it does: tags that keep it this one's."""
    return Right(
        actions=("bedrock:TagResource",),
        resources=(bedrock_arns.owned(THROUGHPUT), bedrock_arns.owned(DEPLOYMENTS)),
        conditions=requested_of_owned(environment),
        because=TAGGED,
    )


def deletes(environment: str) -> tuple[Right, ...]:
    """Delete what this environment bought or deployed, and nothing of anybody else's."""
    return (
        manages(environment, THROUGHPUT, "bedrock:DeleteProvisionedModelThroughput"),
        manages(environment, DEPLOYMENTS, "bedrock:DeleteCustomModelDeployment"),
    )
