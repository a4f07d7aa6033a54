"""Budgets: who is told what about which environment's month."""

from typing import Any

import pytest

from stacks.arguments import NOBODY
from stacks.environments.known import environments
from tests.stacks.conftest import Resources

WITH_BUDGET = [row.name for row in environments() if row.monthly_budget_usd]


TAGGED, SERVICE = "And", "Dimensions"
"""What the filters of the two budgets consist of."""


def properties(resources: Resources, environment: str, what: str = TAGGED) -> Any:
    (budget,) = [
        resource
        for resource in resources.of("AWS::Budgets::Budget")
        if resource.environment.name == environment
        and what in resource.properties["Budget"]["FilterExpression"]
    ]
    return budget.properties


def test_every_environment_of_an_account_has_a_budget_and_the_rehearsal_has_none() -> None:
    assert {"dev", "staging", "prod"} == set(WITH_BUDGET)


@pytest.mark.parametrize("environment", WITH_BUDGET)
def test_a_budget_counts_what_carries_both_tags_of_its_environment(
    resources: Resources, environment: str
) -> None:
    budget = properties(resources, environment)["Budget"]

    assert [
        {"Tags": {"Key": "project", "Values": ["bedrock-finetune"], "MatchOptions": ["EQUALS"]}},
        {"Tags": {"Key": "environment", "Values": [environment], "MatchOptions": ["EQUALS"]}},
    ] == budget["FilterExpression"]["And"]
    row = next(row for row in environments() if row.name == environment)
    assert {"Amount": row.monthly_budget_usd, "Unit": "USD"} == budget["BudgetLimit"]
    assert ("COST", "MONTHLY") == (budget["BudgetType"], budget["TimeUnit"])


@pytest.mark.parametrize("environment", WITH_BUDGET)
def test_another_one_counts_all_of_bedrock_whatever_tags_it_carries(
    resources: Resources, environment: str
) -> None:
    budget = properties(resources, environment, SERVICE)["Budget"]

    assert {
        "Dimensions": {"Key": "SERVICE", "Values": ["Amazon Bedrock"], "MatchOptions": ["EQUALS"]}
    } == budget["FilterExpression"]
    assert ("COST", "MONTHLY") == (budget["BudgetType"], budget["TimeUnit"])
    assert budget["BudgetName"] != properties(resources, environment)["Budget"]["BudgetName"]


@pytest.mark.parametrize("what", [TAGGED, SERVICE])
@pytest.mark.parametrize("environment", WITH_BUDGET)
def test_people_are_told_before_a_budget_is_spent_and_when_it_is(
    resources: Resources, environment: str, what: str
) -> None:
    told = properties(resources, environment, what)["NotificationsWithSubscribers"]

    assert [80, 100] == [each["Notification"]["Threshold"] for each in told]
    assert {"ACTUAL"} == {each["Notification"]["NotificationType"] for each in told}
    for each in told:
        assert [{"SubscriptionType": "EMAIL", "Address": address} for address in NOBODY] == each[
            "Subscribers"
        ]
