"""A policy that names the service is judged as IAM judges it."""

from typing import Any

import pytest

from rehearsal.bedrock.permissions.conditions import UnreadablePolicy, holds
from rehearsal.bedrock.permissions.policies import SERVICE, service_may
from tests.servers.bedrock.account import policy

ROLE = "arn:aws:iam::123456789012:role/trainer"
JOB = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/abc"


def trust(**elements: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": SERVICE},
        "Action": "sts:AssumeRole",
        **elements,
    }


def may(*statements: dict[str, Any]) -> bool:
    return service_may(policy(*statements), "sts:AssumeRole", ROLE, {"aws:SourceArn": JOB})


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Action": ["sts:TagSession", "STS:assume*"]},
        {"Principal": {"Service": ["lambda.amazonaws.com", SERVICE]}},
        {"Principal": "*"},
        {"Resource": "arn:aws:iam::*:role/train?r"},
        {"Condition": {"ArnLike": {"aws:SourceArn": JOB.replace("abc", "*")}}},
    ],
)
def test_a_statement_that_fits_lets_the_service(elements: dict[str, Any]) -> None:
    assert may(trust(**elements))


@pytest.mark.parametrize(
    "elements",
    [
        {"Effect": "Deny"},
        {"Action": "sts:AssumeRole?"},
        {"Principal": {"Service": "lambda.amazonaws.com"}},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Resource": "arn:aws:iam::*:role/[t]rainer"},
        {"Condition": {"ArnLike": {"aws:SourceArn": JOB.replace("model-", "other-")}}},
    ],
)
def test_a_statement_that_does_not_fit_does_not(elements: dict[str, Any]) -> None:
    assert not may(trust(**elements))


def test_a_deny_wins() -> None:
    assert not may(trust(), trust(Effect="Deny", Principal="*"))


def test_a_document_may_hold_one_statement_without_a_list() -> None:
    alone = {"Version": "2012-10-17", "Statement": trust()}

    assert service_may(alone, "sts:AssumeRole", ROLE, {})


@pytest.mark.parametrize(
    ("conditions", "met"),
    [
        ({"StringEquals": {"aws:SourceAccount": ["1", "2"]}}, True),
        ({"StringEquals": {"AWS:sourceaccount": "2"}}, True),
        ({"StringEquals": {"aws:SourceAccount": "3"}}, False),
        ({"StringEquals": {"absent": "1"}}, False),
        ({"StringEqualsIfExists": {"absent": "1"}}, True),
        ({"StringNotEquals": {"aws:SourceAccount": ["2", "3"]}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "3"}}, True),
        ({"StringNotEquals": {"absent": "1"}}, True),
        ({"StringLike": {"aws:SourceArn": "*:job/a?c"}}, True),
        ({"StringLike": {"aws:SourceArn": "*:job/a?"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:bedrock:*:2:job/*"}}, True),
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:bedrock:us-east-1:2:job/*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:bedrock:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:bedrock:*:3:*"}}, False),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:bedrock:*:3:*"}}, True),
        ({"Bool": {"aws:SecureTransport": False}}, False),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"Null": {"absent": "true"}}, True),
        ({"Null": {"aws:SourceAccount": "true"}}, False),
        ({"StringEquals": {"aws:SourceAccount": "2", "absent": "2"}}, False),
        ({"Null": {"absent": "true"}, "StringEquals": {"aws:SourceAccount": "3"}}, False),
    ],
)
def test_conditions_hold_as_in_iam(conditions: dict[str, Any], *, met: bool) -> None:
    context = {
        "aws:SourceAccount": "2",
        "aws:SourceArn": "arn:aws:bedrock:us-east-1:2:job/abc",
        "aws:SecureTransport": "true",
    }

    assert holds(conditions, context) is met


def test_an_operator_that_is_not_known_is_never_guessed() -> None:
    with pytest.raises(UnreadablePolicy, match="DateLessThan"):
        holds({"DateLessThan": {"aws:CurrentTime": "2030-01-01"}}, {})
