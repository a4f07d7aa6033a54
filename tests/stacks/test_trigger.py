from aws_cdk import Duration
from aws_cdk import aws_events as events

from stacks.rights.policy import flattened
from tests.stacks.conftest import Resource, Resources
from tuning.handlers import reap
from tuning.registration.files import ANSWER
from tuning.registration.places import placed


def triggers(resources: Resources) -> list[Resource]:
    """The rules that start runs; the others end what should have ended."""
    found = [rule for rule in resources.of("AWS::Events::Rule") if ":Pipeline/Trigger" in str(rule)]
    assert found
    return found


def test_what_is_not_heard_of_starts_no_run_and_the_pipelines_own_answers_are_not(
    resources: Resources,
) -> None:
    """Or one answer would be answered by another, and so on."""
    for rule in triggers(resources):
        (keys,) = rule.properties["EventPattern"]["detail"]["object"]["key"]
        unheard = keys["anything-but"]["suffix"]
        assert ANSWER in unheard, rule
        assert {"passed"} == {placed(f"incoming/train{each}").begins for each in unheard}, rule


def test_the_rule_listens_to_the_datasets_bucket_alone(resources: Resources) -> None:
    for rule in triggers(resources):
        pattern = rule.properties["EventPattern"]
        assert ["aws.s3"] == pattern["source"], rule
        assert ["Object Created"] == pattern["detail-type"], rule
        (bucket,) = pattern["detail"]["bucket"]["name"]
        assert "BucketsDatasets" in flattened(bucket), rule


def test_an_event_that_cannot_be_delivered_is_tried_again_and_kept(resources: Resources) -> None:
    queues = {(queue.environment, queue.logical_id) for queue in resources.of("AWS::SQS::Queue")}
    for rule in triggers(resources):
        (target,) = rule.properties["Targets"]
        assert target["RetryPolicy"]["MaximumRetryAttempts"] > 0, rule
        assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] >= 3600, rule
        queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]
        assert (rule.environment, queue) in queues, rule


def test_what_the_watch_cannot_tell_is_kept(resources: Resources) -> None:
    """A sweep that wakes nobody, a warning without a topic, mail that bounces."""
    [*queues] = (one for one in resources.of("AWS::SQS::Queue") if ":Pipeline/Untold" in str(one))
    kept = {(queue.environment, queue.logical_id) for queue in queues}
    watching = [
        rule for rule in resources.of("AWS::Events::Rule") if rule not in triggers(resources)
    ]
    assert watching
    for rule in watching:
        (target,) = rule.properties["Targets"]
        queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]
        assert (rule.environment, queue) in kept, rule
    for mail in resources.of("AWS::SNS::Subscription"):
        queue = mail.properties["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        assert (mail.environment, queue) in kept, mail


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
        "NumberOfMessagesSent",
        reap.ORPHANED_HOURS,
        "Errors",
        reap.SWEEPS,
        reap.FOREIGN_UNITS,
    }
    for environment in {resource.environment.name for resource in resources}:
        alarms = {
            alarm.properties["MetricName"]
            for alarm in resources.of("AWS::CloudWatch::Alarm")
            if alarm.environment.name == environment
        }
        assert expected == alarms


def alarms_by_metric(resources: Resources, metric: str) -> list[Resource]:
    found = [
        alarm
        for alarm in resources.of("AWS::CloudWatch::Alarm")
        if alarm.properties["MetricName"] == metric
    ]
    assert found
    return found


def test_any_orphaned_hour_wakes_people(resources: Resources) -> None:
    for alarm in alarms_by_metric(resources, reap.ORPHANED_HOURS):
        said = alarm.properties
        assert ("GreaterThanThreshold", 0) == (said["ComparisonOperator"], said["Threshold"])
        dimensions = {one["Name"]: one["Value"] for one in said["Dimensions"]}
        assert {"service": reap.SERVICE, "environment": alarm.environment.name} == dimensions


def test_a_reaper_that_says_nothing_wakes_people_after_three_sweeps(resources: Resources) -> None:
    for alarm in alarms_by_metric(resources, reap.SWEEPS):
        said = alarm.properties
        assert ("LessThanThreshold", 1) == (said["ComparisonOperator"], said["Threshold"])
        assert ("missing", 3) == (said["TreatMissingData"], said["EvaluationPeriods"])
        assert said["AlarmActions"] == said["InsufficientDataActions"]
        assert alarm.environment.reaper_minutes * 60 == said["Period"]


def rule(resources: Resources, name: str) -> list[Resource]:
    found = [one for one in resources.of("AWS::Events::Rule") if name in str(one)]
    assert found
    return found


def test_the_reaper_sweeps_by_itself_and_when_an_execution_broke_off(resources: Resources) -> None:
    for sweep in rule(resources, "Reaper/Sweep"):
        minutes = Duration.minutes(sweep.environment.reaper_minutes)
        every = events.Schedule.rate(minutes).expression_string
        assert every == sweep.properties["ScheduleExpression"], sweep
    for broken_off in rule(resources, "Reaper/BrokenOff"):
        detail = broken_off.properties["EventPattern"]["detail"]
        assert {"FAILED", "TIMED_OUT", "ABORTED"} == set(detail["status"]), broken_off
        (machine,) = detail["stateMachineArn"]
        assert "WorkflowMachine" in flattened(machine), broken_off


def test_a_purchase_by_anybody_but_the_pipeline_tells_people(resources: Resources) -> None:
    for bought in rule(resources, "ForeignCapacity/Bought"):
        detail = bought.properties["EventPattern"]["detail"]
        issuers = [
            one["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"][0]
            for one in detail["$or"]
        ]
        assert [
            "CreateProvisionedModelThroughput",
            "CreateCustomModelDeployment",
            "CreateModelCustomizationJob",
        ] == detail["eventName"], bought
        assert {"exists": False} in issuers
        (makers,) = [one["anything-but"] for one in issuers if "anything-but" in one]
        for maker, state in zip(
            makers, ("BuyThroughput", "DeployOnDemand", "StartCustomization"), strict=True
        ):
            assert flattened(maker).startswith(f"<Functions{state}Role"), bought
        (target,) = bought.properties["Targets"]
        assert "NotificationsTopic" in flattened(target["Arn"]), bought


def test_the_topic_takes_alarms_over_tls_and_tells_those_who_are_named(
    resources: Resources,
) -> None:
    for policy in resources.of("AWS::SNS::TopicPolicy"):
        statements = policy.properties["PolicyDocument"]["Statement"]
        effects = {statement["Sid"]: statement["Effect"] for statement in statements}
        assert {"Allow", "Deny"} == set(effects.values()), policy
        assert "Allow" == effects["Alarms"], policy
    for subscription in resources.of("AWS::SNS::Subscription"):
        assert "email" == subscription.properties["Protocol"], subscription
        assert subscription.properties["Endpoint"] in subscription.environment.notify
