from fnmatch import fnmatchcase

import pytest

from stacks.policy import flattened
from tests.stacks.conftest import Resources


def patterns(resources: Resources) -> list[str]:
    (first, *others) = [
        [one["wildcard"] for one in rule.properties["EventPattern"]["detail"]["object"]["key"]]
        for rule in resources.of("AWS::Events::Rule")
    ]
    assert all(first == other for other in others)
    return first


@pytest.mark.parametrize(
    "key",
    [
        "incoming/support-tickets/train.jsonl",
        "incoming/support-tickets/my train+1.jsonl.gz",
        "incoming/support-tickets/2026-train.csv",
        "incoming/support-tickets/train.json",
    ],
)
def test_a_training_file_starts_a_run(resources: Resources, key: str) -> None:
    assert any(fnmatchcase(key, pattern) for pattern in patterns(resources))


@pytest.mark.parametrize(
    "key",
    [
        "incoming/support-tickets/validation.jsonl",
        "incoming/train-times/validation.jsonl",
        "incoming/support-tickets/task.toml",
        "incoming/support-tickets/train.txt",
        "incoming/train.jsonl",
        "runs/support-tickets-1/training/train.jsonl",
        "snapshots/0/train.jsonl",
    ],
)
def test_nothing_else_starts_a_run(resources: Resources, key: str) -> None:
    assert not any(fnmatchcase(key, pattern) for pattern in patterns(resources))


def test_the_rule_listens_to_the_datasets_bucket_alone(resources: Resources) -> None:
    for rule in resources.of("AWS::Events::Rule"):
        pattern = rule.properties["EventPattern"]
        assert ["aws.s3"] == pattern["source"], rule
        assert ["Object Created"] == pattern["detail-type"], rule
        (bucket,) = pattern["detail"]["bucket"]["name"]
        assert "BucketsDatasets" in flattened(bucket), rule


def test_an_event_that_cannot_be_delivered_is_tried_again_and_kept(resources: Resources) -> None:
    queues = {(queue.environment, queue.logical_id) for queue in resources.of("AWS::SQS::Queue")}
    for rule in resources.of("AWS::Events::Rule"):
        (target,) = rule.properties["Targets"]
        assert target["RetryPolicy"]["MaximumRetryAttempts"] > 0, rule
        assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] >= 3600, rule
        queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]
        assert (rule.environment, queue) in queues, rule


def test_every_alarm_reaches_people(resources: Resources) -> None:
    topics = {
        (topic.environment, f"<{topic.logical_id}>") for topic in resources.of("AWS::SNS::Topic")
    }
    for alarm in resources.of("AWS::CloudWatch::Alarm"):
        (action,) = alarm.properties["AlarmActions"]
        assert (alarm.environment, flattened(action)) in topics, alarm


def test_each_way_to_end_without_a_verdict_has_its_alarm(resources: Resources) -> None:
    expected = {
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
        "ApproximateNumberOfMessagesVisible",
    }
    for environment in {resource.environment.name for resource in resources}:
        alarms = {
            alarm.properties["MetricName"]
            for alarm in resources.of("AWS::CloudWatch::Alarm")
            if alarm.environment.name == environment
        }
        assert expected == alarms


def test_the_topic_takes_alarms_over_tls_and_tells_those_who_are_named(
    resources: Resources,
) -> None:
    for policy in resources.of("AWS::SNS::TopicPolicy"):
        statements = policy.properties["PolicyDocument"]["Statement"]
        effects = {statement["Sid"]: statement["Effect"] for statement in statements}
        assert {"Allow", "Deny"} == set(effects.values()), policy
        assert "Allow" == effects["Alarms"], policy
    for subscription in resources.of("AWS::SNS::Subscription"):
        assert subscription.properties["Protocol"] == "email", subscription
        assert subscription.properties["Endpoint"] in subscription.environment.notify
