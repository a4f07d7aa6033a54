"""What stands beside a recorded call: the same in all but one thing, which no policy may allow."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tests.account.deployed import ACCOUNT, Deployed
from tests.account.simulation import ELSEWHERE, Call, Context, filled

WRONG: Final[Context] = {
    "kms:viaservice": "ec2.us-east-1.amazonaws.com",
    "iam:passedtoservice": "ec2.amazonaws.com",
    "aws:requesttag/environment": "elsewhere",
    "aws:resourcetag/environment": "elsewhere",
    "events:source": ("somebody-elses",),
    "events:detail-type": ("Something Else",),
    "bedrock:inferenceprofilearn": (
        f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/us.meta.llama3-8b-v1:0"
    ),
}
"""Another service, another environment, another profile."""

BY_NO_TAG_OF_THE_RESOURCE: Final = {
    "bedrock:ListTagsForResource": "whose something is, is read from its tags",
    "bedrock:GetModelCustomizationJob": "what was never started has no tags",
    "bedrock:CreateEvaluationJob": "bound by the tags of what it makes",
}
"""Where another environment's tag on the resource denies nothing, and why."""

WAKES: Final = "{Pipeline/Reaper/Scheduler}"
STARTS: Final = "{Pipeline/Trigger/Role/Role}"


def beside(call: Call, deployed: Deployed) -> Iterator[Call]:
    """Yield calls that differ in one thing, each of which no policy may allow."""
    yield replace(call, caller=STARTS if call.caller == WAKES else WAKES)
    for key in call.context:
        if key.startswith("aws:resourcetag/") and call.action in BY_NO_TAG_OF_THE_RESOURCE:
            continue
        if key in WRONG:
            yield replace(call, context={**call.context, key: WRONG[key]})
            yield replace(call, context={**call.context, key: None})
        if key == "s3:if-none-match":
            yield replace(call, context={**call.context, key: None})
    yield from (replace(call, resource=one) for one in _elsewhere(filled(call.resource, deployed)))


def _elsewhere(resource: str) -> Iterator[str]:
    if resource.startswith("arn:aws:s3:::"):
        yield f"arn:aws:s3:::elsewhere/{resource.partition('/')[2]}".removesuffix("/")
    elif ACCOUNT in resource:
        yield resource.replace(ACCOUNT, ELSEWHERE)
    elif ":foundation-model/" in resource:
        yield resource.partition("/")[0] + "/meta.llama3-8b-instruct-v1:0"
