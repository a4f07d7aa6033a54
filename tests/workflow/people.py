"""People with some of the policies that the pipeline has for them, and with no other."""

from collections.abc import Mapping, Sequence
from functools import cache

from rehearsal import people
from rehearsal.embedded_aws import EmbeddedAws
from tuning import naming

STACKS = ("bedrock-finetune-local-pipeline", "bedrock-finetune-local-api")
"""Whose outputs name policies."""


@cache
def credentials(
    aws: EmbeddedAws, policies: Sequence[str], *, task: str | None = None
) -> Mapping[str, str]:
    """Return the variables by which a child process is somebody who has these policies.

    Args:
        aws: the embedded AWS.
        policies: the outputs of the stacks that name them.
        task: that their tag names, if one does.
    """
    outputs = outputs_of(aws)
    tags = {naming.uploader_tag("local"): naming.UPLOADER} if "UploaderPolicy" in policies else {}
    if task:
        tags[naming.TASK_TAG] = task
    return people.credentials(
        aws,
        "-".join((*policies, *filter(None, (task,)))),
        policies=[outputs[policy] for policy in policies],
        tags=tags,
    )


def outputs_of(aws: EmbeddedAws) -> dict[str, str]:
    """Return the outputs of the stacks that name policies."""
    cloudformation = aws.client("cloudformation")
    return {
        output["OutputKey"]: output["OutputValue"]
        for name in STACKS
        for stack in cloudformation.describe_stacks(StackName=name)["Stacks"]
        for output in stack["Outputs"]
    }
