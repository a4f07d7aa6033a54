"""People may do what their commands do and nothing beside it, and two of them share a decision."""

import pytest

from stacks.environments.known import environment
from tests.account.deployed import ACCOUNT, Deployed
from tests.account.people_calls import APPROVER, DROP, OPERATOR, TAG, UPLOADER, people_calls
from tests.account.service_calls import MACHINE, TLS
from tests.account.simulation import ELSEWHERE, Call, Judged, judge


def judged(environments_deployed: list[Deployed], call: Call) -> dict[str, Judged]:
    verdicts = judge((deployed, call) for deployed in environments_deployed)
    return {one.environment: one for one in verdicts}


def test_every_command_works_under_its_policy(environments_deployed: list[Deployed]) -> None:
    verdicts = judge(
        (deployed, each.call) for deployed in environments_deployed for each in people_calls()
    )

    assert [] == [str(one) for one in verdicts if not one.allowed]
    assert len(verdicts) > 200


def test_nothing_beside_a_command_does(environments_deployed: list[Deployed]) -> None:
    verdicts = judge(
        (deployed, call)
        for deployed in environments_deployed
        for each in people_calls()
        for call in each.denied()
    )

    assert [] == [str(one) for one in verdicts if one.allowed]
    assert [] == [each for each in people_calls() if not each.changes]


@pytest.mark.parametrize(
    "call",
    [
        Call(caller=f"{UPLOADER}+{APPROVER}", action="states:SendTaskSuccess", resource="*"),
        Call(caller=f"{OPERATOR}+{APPROVER}", action="states:SendTaskSuccess", resource="*"),
        Call(
            caller=f"{OPERATOR}+{APPROVER}",
            action="states:StartExecution",
            resource=MACHINE,
        ),
        Call(
            caller=f"{UPLOADER}+{APPROVER}",
            action="s3:PutObject",
            resource=DROP,
            context={**TAG, **TLS},
        ),
    ],
)
def test_who_has_both_policies_can_neither_start_nor_approve_where_that_is_separate(
    environments_deployed: list[Deployed], call: Call
) -> None:
    verdicts = judged(environments_deployed, call)

    assert "ExplicitlyDenied" == verdicts["prod"].verdict
    for name, verdict in verdicts.items():
        assert verdict.allowed is not environment(name).separates_approval


def test_nobody_drops_without_the_tag_whatever_own_policies_say(
    environments_deployed: list[Deployed],
) -> None:
    """The bucket's word against an uploader's policy on a principal that carries no tag."""
    untagged = Call(caller=UPLOADER, action="s3:PutObject", resource=DROP, context=TLS)

    verdicts = judged(environments_deployed, untagged)

    for name, verdict in verdicts.items():
        assert verdict.allowed is bool(environment(name).uploaders), str(verdict)
    assert "ExplicitlyDenied" == verdicts["prod"].verdict


def test_an_uploader_of_one_environment_drops_in_no_other(
    environments_deployed: list[Deployed],
) -> None:
    elsewhere = {"aws:PrincipalTag/bedrock-finetune-elsewhere": "uploader"}
    call = Call(caller=UPLOADER, action="s3:PutObject", resource=DROP, context=elsewhere | TLS)

    verdicts = judged(environments_deployed, call)

    assert {"dev"} == {name for name, verdict in verdicts.items() if verdict.allowed}


@pytest.mark.parametrize(
    "who",
    [f"arn:aws:iam::{ELSEWHERE}:role/somebody", f"arn:aws:iam::{ACCOUNT}:root"],
)
def test_neither_another_account_nor_the_root_user_drops(
    environments_deployed: list[Deployed], who: str
) -> None:
    call = Call(caller=who, action="s3:PutObject", resource=DROP, context=TLS)

    verdicts = judged(environments_deployed, call)

    assert {"ExplicitlyDenied"} == {verdict.verdict for verdict in verdicts.values()}
