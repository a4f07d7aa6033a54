"""A new environment is quiet: no alarm rings before what it watches could have happened.

CloudWatch judges an alarm as soon as it is created (PutMetricAlarm), by the periods before there
was anything to measure: where missing data counts as a breach, it rings at once. Without data it
stays in the state in which it began, INSUFFICIENT_DATA, and nobody is told; once data came and then
ceases, it goes back there and tells whoever is to be told of that.
"""

from tests.stacks.conftest import Resources
from tuning.handlers import reap


def test_no_alarm_rings_at_the_first_deploy(resources: Resources) -> None:
    ringing = [
        str(alarm)
        for alarm in resources.of("AWS::CloudWatch::Alarm")
        if alarm.properties["TreatMissingData"] == "breaching"
    ]

    assert [] == ringing


def test_a_reaper_that_falls_silent_is_noticed_all_the_same(resources: Resources) -> None:
    silent = [
        alarm
        for alarm in resources.of("AWS::CloudWatch::Alarm")
        if alarm.properties["MetricName"] == reap.SWEEPS
    ]

    assert silent
    for alarm in silent:
        assert "missing" == alarm.properties["TreatMissingData"], alarm
        assert alarm.properties["InsufficientDataActions"], alarm


def test_a_drop_that_is_kept_while_others_wait_rings_anew(resources: Resources) -> None:
    """A queue that is not empty rings once; what was sent to it rings in each period anew."""
    of_queues = {
        alarm.properties["MetricName"]: alarm.properties
        for alarm in resources.of("AWS::CloudWatch::Alarm")
        if alarm.properties["Namespace"] == "AWS/SQS"
    }

    assert {"ApproximateNumberOfMessagesVisible", "NumberOfMessagesSent"} == of_queues.keys()
    sent = of_queues["NumberOfMessagesSent"]
    assert ("Sum", 1, 1) == (sent["Statistic"], sent["Threshold"], sent["EvaluationPeriods"])
    assert "notBreaching" == sent["TreatMissingData"], "it is over in the next period"
