"""What a service checks while something is created, by call and by template."""

import json
import time
from typing import Any, Final

import pytest

from tests.servers.ministack.account import ANYTHING, Account, Statements, name, package
from tests.servers.ministack.test_writes import refusal

Template = dict[str, Any]

SOURCE: Final = "def handler(event, context):\n    return 'well'\n"
WORKS: Final = {"Pass": {"Type": "Pass", "End": True}}
TRACES: Statements = [{"Effect": "Allow", "Action": "xray:PutTraceSegments", "Resource": "*"}]

TOO_COMPLEX: Final = {"detail": {"key": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}}
"""The documentation's own example of a pattern that is refused."""
SIMPLE: Final = {"detail": {"key": [{"wildcard": "incoming/*/train*"}]}}


def built(account: Account, resources: Template) -> tuple[str, str]:
    """Create a stack, and return its status and why the first of its resources failed."""
    cloudformation, stack = account.aws.client("cloudformation"), name("stack")
    cloudformation.create_stack(
        StackName=stack,
        TemplateBody=json.dumps({"Resources": resources}),
        Capabilities=["CAPABILITY_IAM"],
        OnFailure="DO_NOTHING",
    )
    while (status := _status(cloudformation, stack)).endswith("IN_PROGRESS"):
        time.sleep(0.05)
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    reasons = [
        event.get("ResourceStatusReason", "")
        for event in reversed(events)
        if event["ResourceStatus"] == "CREATE_FAILED"
    ]
    return status, reasons[0] if reasons else ""


def _status(cloudformation: Any, stack: str) -> str:
    return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])


def role(service: str) -> Template:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    document = {"Version": "2012-10-17", "Statement": [trust]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}


def policy(*actions: str) -> Template:
    """A policy of the role of the template; its logical id comes first in the alphabet."""
    allow = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allow]}
    properties = {"PolicyDocument": document, "Roles": [{"Ref": "ARole"}]}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def traced(**more: Any) -> Template:
    """A function that sends traces, with its role and the policy that lets it."""
    function = {
        "Role": {"Fn::GetAtt": ["ARole", "Arn"]},
        "Runtime": "python3.14",
        "Handler": "index.handler",
        "Code": {"ZipFile": SOURCE},
        "TracingConfig": {"Mode": "Active"},
    }
    return {
        "ARole": role("lambda"),
        "APolicy": policy("xray:PutTraceSegments"),
        "Function": {"Type": "AWS::Lambda::Function", "Properties": function, **more},
    }


def logged(**more: Any) -> Template:
    """A state machine with a log, with its role and the policy that lets it."""
    log = {"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": ["Group", "Arn"]}}}
    machine = {
        "RoleArn": {"Fn::GetAtt": ["ARole", "Arn"]},
        "DefinitionString": json.dumps({"StartAt": "Pass", "States": WORKS}),
        "LoggingConfiguration": {"Level": "ERROR", "Destinations": [log]},
    }
    return {
        "ARole": role("states"),
        "APolicy": policy("logs:*"),
        "Group": {"Type": "AWS::Logs::LogGroup"},
        "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine, **more},
    }


@pytest.mark.parametrize(
    ("template", "words"), [(traced, "PutTraceSegments on XRAY"), (logged, "Log Destination")]
)
class TestOrder:
    def test_who_does_not_wait_for_the_policy_fails(
        self, patched: Account, template: Any, words: str
    ) -> None:
        status, reason = built(patched, template())

        assert ("CREATE_FAILED", True) == (status, words in reason), reason

    def test_who_waits_for_it_is_created(self, patched: Account, template: Any, words: str) -> None:
        assert ("CREATE_COMPLETE", "") == built(patched, template(DependsOn="APolicy"))

    def test_the_mend_is_needed(self, published: Account, template: Any, words: str) -> None:
        assert ("CREATE_COMPLETE", "") == built(published, template())


class TestTracing:
    def create(self, account: Account, statements: Statements) -> str:
        return refusal(
            account.aws.client("lambda").create_function,
            FunctionName=name("function"),
            Runtime="python3.14",
            Handler="module.handler",
            Role=account.role("lambda", statements),
            Code={"ZipFile": package({"module.py": SOURCE})},
            TracingConfig={"Mode": "Active"},
        )

    def test_a_function_must_be_allowed_to_send_its_traces(self, patched: Account) -> None:
        assert "InvalidParameterValueException" == self.create(patched, ())
        assert "" == self.create(patched, TRACES)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "" == self.create(published, ())


class TestLog:
    def create(self, account: Account, statements: Statements) -> str:
        group = f"arn:aws:logs:us-east-1:{account.aws.account}:log-group:of-machines:*"
        return refusal(
            account.aws.client("stepfunctions").create_state_machine,
            name=name("machine"),
            definition=json.dumps({"StartAt": "Pass", "States": WORKS}),
            roleArn=account.role("states", statements),
            loggingConfiguration={
                "level": "ALL",
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": group}}],
            },
        )

    def test_a_machine_must_be_allowed_to_deliver_its_log(self, patched: Account) -> None:
        assert "AccessDeniedException" == self.create(patched, TRACES)
        assert "" == self.create(patched, ANYTHING)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "" == self.create(published, TRACES)


class TestRules:
    def rule(self, pattern: Template) -> Template:
        return {"Rule": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern}}}

    def put(self, account: Account, pattern: Template) -> str:
        return refusal(
            account.aws.client("events").put_rule,
            Name=name("rule"),
            EventPattern=json.dumps(pattern),
        )

    def test_a_rule_that_is_too_complex_is_refused(self, patched: Account) -> None:
        status, reason = built(patched, self.rule(TOO_COMPLEX))

        assert "InvalidEventPatternException" == self.put(patched, TOO_COMPLEX)
        assert ("CREATE_FAILED", True) == (status, "Rule is too complex" in reason)

    def test_a_simple_one_is_taken(self, patched: Account) -> None:
        assert "" == self.put(patched, SIMPLE)
        assert ("CREATE_COMPLETE", "") == built(patched, self.rule(SIMPLE))

    def test_a_rule_at_a_rate_has_no_pattern(self, patched: Account) -> None:
        properties = {"ScheduleExpression": "rate(15 minutes)"}
        rule = {"Rule": {"Type": "AWS::Events::Rule", "Properties": properties}}

        assert ("CREATE_COMPLETE", "") == built(patched, rule)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "" == self.put(published, TOO_COMPLEX)
        assert ("CREATE_COMPLETE", "") == built(published, self.rule(TOO_COMPLEX))


class TestNames:
    LONG: Final = "n" * 65

    def group(self, length: int) -> Template:
        properties = {"Name": "n" * length}
        return {"Group": {"Type": "AWS::Scheduler::ScheduleGroup", "Properties": properties}}

    def test_a_name_that_is_too_long_is_refused(self, patched: Account) -> None:
        status, reason = built(patched, self.group(65))

        assert ("CREATE_FAILED", True) == (status, "less than or equal to 64" in reason)
        assert "ValidationException" == refusal(
            patched.aws.client("events").put_rule,
            Name=self.LONG,
            EventPattern=json.dumps(SIMPLE),
        )
        assert "ValidationException" == refusal(
            patched.aws.client("stepfunctions").start_execution,
            stateMachineArn=patched.machine(WORKS),
            name="n" * 81,
        )

    def test_the_longest_is_taken(self, patched: Account) -> None:
        assert ("CREATE_COMPLETE", "") == built(patched, self.group(64))

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert ("CREATE_COMPLETE", "") == built(published, self.group(65))
