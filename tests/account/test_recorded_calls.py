"""What a rehearsal's roles did is allowed by an account's rules, and the same beside it is not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from stacks.environments.known import environment
from tests.account.deployed import ACCOUNT, Deployed
from tests.account.recorded import committed
from tests.account.simulation import ELSEWHERE, Call, Context, filled, judge
from tests.account.test_service_authorization import BESIDE, types_of

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


@pytest.fixture(scope="module")
def calls(environments_deployed: list[Deployed]) -> list[tuple[Deployed, Call]]:
    """The recorded calls that an environment makes, of those that the data knows."""
    return [
        (deployed, call)
        for deployed in environments_deployed
        for call in committed()
        if _makes(deployed, call) and not _types(deployed, call) & BESIDE.keys()
    ]


def _makes(deployed: Deployed, call: Call) -> bool:
    locks = environment(deployed.environment).snapshot_lock_days > 0
    return locks or call.action != "s3:PutObjectRetention"


def _types(deployed: Deployed, call: Call) -> set[tuple[str, str]]:
    service = call.action.partition(":")[0]
    return {(call.action, type_) for type_ in types_of(service, filled(call.resource, deployed))}


def test_what_was_recorded_is_allowed(calls: list[tuple[Deployed, Call]]) -> None:
    assert [] == [str(one) for one in judge(calls) if not one.allowed]
    assert len({call.caller for _, call in calls}) > 20


def test_what_stands_beside_it_is_not(calls: list[tuple[Deployed, Call]]) -> None:
    verdicts = judge((deployed, one) for deployed, call in calls for one in beside(call, deployed))

    assert [] == [str(one) for one in verdicts if one.allowed]
    assert len(verdicts) > len(calls)
