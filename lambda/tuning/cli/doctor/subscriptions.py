"""What happens by itself: the rules that start it, the alarms, and who receives notifications."""

from collections.abc import Iterator
from typing import Final

from tuning import clients
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.settings import deployed

UNCONFIRMED: Final = "PendingConfirmation"

SWEEPS: Final = "Sweeps"
"""The metric by which the reaper says that it was here."""


def rules(target: Target) -> Iterator[DoctorFinding]:
    """Look whether everything that is to start by itself does."""
    events = clients.events()
    for rule in target.resources("AWS::Events::Rule"):
        name = rule.name.rpartition("/")[2].rpartition("|")[2]
        description = events.describe_rule(Name=name)
        purpose = description.get("Description") or name
        if description.get("State") != "ENABLED":
            remedy = f"aws events enable-rule --name {name}"
            yield fix("rule", f"switched off: {purpose}", remedy)
        elif not events.list_targets_by_rule(Rule=name).get("Targets"):
            yield fix("rule", f"it starts nothing: {purpose}", target.drift)
        else:
            yield ok("rule", f"enabled: {purpose}")


def people(target: Target) -> Iterator[DoctorFinding]:
    """Look whether anybody hears how runs end."""
    topic = deployed().topic_arn
    pages = clients.sns().get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = [subscription for page in pages for subscription in page["Subscriptions"]]
    for subscription in found:
        if subscription["SubscriptionArn"] == UNCONFIRMED:
            address = subscription["Endpoint"]
            said = f"{address} has not confirmed the subscription, so it receives nothing"
            yield fix("notifications", said, "follow the link in the e-mail from AWS Notifications")
        else:
            yield ok("notifications", f"{subscription['Endpoint']} receives them")
    if not found:
        yield fix(
            "notifications",
            "nobody is notified how runs end and what bills",
            f'write notify = ["you@corp.com"] into settings/{target.environment}.toml, then: '
            f"{target.deploys}",
        )


def alarms(target: Target) -> Iterator[DoctorFinding]:
    """Look which alarms ring; the one on the reaper's silence tells whether it lives."""
    names = [alarm.name for alarm in target.resources("AWS::CloudWatch::Alarm")]
    described = (
        clients.cloudwatch().describe_alarms(AlarmNames=names)["MetricAlarms"] if names else []
    )
    quiet = 0
    for alarm in described:
        said = alarm.get("AlarmDescription", alarm["AlarmName"])
        swept = alarm.get("MetricName") == SWEEPS
        if alarm["StateValue"] == "ALARM":
            yield fix("alarm", said, _wake() if swept else _tail())
        elif swept and alarm["StateValue"] != "OK":
            said = f"no recent sweep was counted; one is due every {deployed().reaper_minutes} min"
            yield warn("reaper", said, _wake())
        elif swept:
            yield ok("reaper", f"it sweeps every {deployed().reaper_minutes} minutes")
        else:
            quiet += 1
    if quiet:
        yield ok("alarms", f"{quiet} are quiet")
    for _ in range(len(names) - len(described)):
        yield fix("alarm", "one is gone: somebody deleted it by hand", target.drift)


def _wake() -> str:
    return f"aws lambda invoke --function-name {deployed().reaper_arn} /dev/stdout"


def _tail() -> str:
    """Read the reaper's log, whose group CloudFormation has named."""
    group = (
        f"aws lambda get-function-configuration --function-name {deployed().reaper_arn} "
        "--query LoggingConfig.LogGroup --output text"
    )
    return f'aws logs tail "$({group})" --since 1h'
