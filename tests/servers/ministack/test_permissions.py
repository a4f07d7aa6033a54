"""Whoever acts, acts under its own role and the account's keys."""

import json
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from tests.servers.ministack.account import ANYTHING, Account, Statements, name

ECHO = "def handler(event, context):\n    return event\n"

WHO = """
import os

def handler(event, context):
    return os.environ["AWS_ACCESS_KEY_ID"]
"""


def allow(action: str | list[str], resource: str | list[str] = "*", **condition: Any) -> Statements:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return [{**statement, "Condition": condition} if condition else statement]


class TestMachineRoles:
    def invoked_without_a_grant(self, account: Account) -> dict[str, Any]:
        task = {"Type": "Task", "Resource": account.function(ECHO), "End": True}
        return account.run({"Task": task}, role=account.role("states"))

    def published_without_a_grant(self, account: Account) -> dict[str, Any]:
        topic = account.aws.client("sns").create_topic(Name=name("topic"))["TopicArn"]
        account.aws.client("sns").set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({"Statement": []})
        )
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {"TopicArn": topic, "Message": "hello"},
            "End": True,
        }
        return account.run({"Task": task}, role=account.role("states"))

    def mapped(self, account: Account, *grants: str) -> dict[str, Any]:
        function = account.function(ECHO)
        each = {"One": {"Type": "Task", "Resource": function, "End": True}}
        processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
        state = {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemProcessor": {**processor, "StartAt": "One", "States": each},
            "End": True,
        }
        role = account.role("states", allow(["lambda:InvokeFunction", *grants]))
        machine = account.machine({"Map": state}, role=role)
        return account.end(account.start(machine, {"items": [1, 2]}))

    def test_a_machine_runs_a_distributed_map_only_when_its_role_may_start_executions(
        self, patched: Account
    ) -> None:
        end = self.mapped(patched)

        assert "SUCCEEDED" == self.mapped(patched, "states:StartExecution")["status"]
        assert ("FAILED", "States.Permissions") == (end["status"], end["error"])
        assert "is not authorized to perform: states:StartExecution" in end["cause"]

    def test_the_mend_of_maps_is_needed(self, published: Account) -> None:
        end = self.mapped(published)

        assert ("SUCCEEDED", [1, 2]) == (end["status"], json.loads(end["output"]))

    def test_a_machine_invokes_only_what_its_role_may(self, patched: Account) -> None:
        end = self.invoked_without_a_grant(patched)

        assert ("FAILED", "Lambda.AWSLambdaException") == (end["status"], end["error"])
        assert "is not authorized to perform: lambda:InvokeFunction" in end["cause"]

    def test_a_machine_publishes_only_where_its_role_may(self, patched: Account) -> None:
        end = self.published_without_a_grant(patched)

        assert ("FAILED", "SNS.AuthorizationErrorException") == (end["status"], end["error"])

    def test_a_machine_does_what_its_role_may(self, patched: Account) -> None:
        function = patched.function(ECHO)
        role = patched.role("states", allow("lambda:InvokeFunction", function))
        end = patched.run({"Task": {"Type": "Task", "Resource": function, "End": True}}, role=role)

        assert "SUCCEEDED" == end["status"]

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "SUCCEEDED" == self.invoked_without_a_grant(published)["status"]
        assert "SUCCEEDED" == self.published_without_a_grant(published)["status"]


class TestDrops:
    """An object that starts a machine through a rule of EventBridge."""

    def executions_of_a_drop(
        self, account: Account, statements: Statements, wait: float = 5
    ) -> list[Mapping[str, Any]]:
        bucket, rule = name("bucket"), name("rule")
        machine = account.machine({"Pass": {"Type": "Pass", "End": True}})
        s3, events = account.aws.client("s3"), account.aws.client("events")
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        detail = {
            "bucket": {"name": [bucket]},
            "object": {"key": [{"wildcard": "incoming/*train*.jsonl"}]},
        }
        events.put_rule(
            Name=rule,
            EventPattern=json.dumps(
                {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
            ),
        )
        target = {"Id": "1", "Arn": machine, "RoleArn": account.role("events", statements)}
        events.put_targets(Rule=rule, Targets=[target])
        s3.put_object(Bucket=bucket, Key="incoming/task/notes.jsonl", Body=b"{}")
        s3.put_object(Bucket=bucket, Key="incoming/task/a b+train.jsonl", Body=b"{}")

        list_executions = account.aws.client("stepfunctions").list_executions
        deadline = time.monotonic() + wait
        while not (found := list_executions(stateMachineArn=machine)["executions"]):
            if time.monotonic() > deadline:
                return []
            time.sleep(0.05)
        return [account.end(execution["executionArn"]) for execution in found]

    def test_one_drop_starts_one_execution(self, patched: Account) -> None:
        assert 1 == len(self.executions_of_a_drop(patched, ANYTHING))

    def test_the_event_names_the_key_as_it_is_and_the_version(self, patched: Account) -> None:
        (execution,) = self.executions_of_a_drop(patched, ANYTHING)

        dropped = json.loads(execution["input"])["detail"]["object"]
        assert "incoming/task/a b+train.jsonl" == dropped["key"]
        assert dropped["version-id"]

    def test_the_mend_of_the_version_is_needed(self, published: Account) -> None:
        (execution,) = self.executions_of_a_drop(published, ANYTHING)

        assert "version-id" not in json.loads(execution["input"])["detail"]["object"]

    def test_a_rule_starts_only_what_its_role_may(self, patched: Account) -> None:
        assert [] == self.executions_of_a_drop(patched, (), wait=1.5)

    def test_the_mend_of_the_rule_is_needed(self, published: Account) -> None:
        assert 1 == len(self.executions_of_a_drop(published, ()))


class TestSimulation:
    ROLE = "arn:aws:iam::123456789012:role/passed"

    def decisions(
        self, account: Account, statements: Statements, action: str, *resources: str, **context: str
    ) -> list[str]:
        entries = [
            {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for key, value in context.items()
        ]
        answer = account.aws.client("iam").simulate_principal_policy(
            PolicySourceArn=account.role("lambda", statements),
            ActionNames=[action],
            ResourceArns=list(resources) or ["*"],
            ContextEntries=entries,
        )
        return [result["EvalDecision"] for result in answer["EvaluationResults"]]

    def passing(self, account: Account, service: str) -> list[str]:
        may_pass = allow(
            "iam:PassRole",
            self.ROLE,
            StringEquals={"iam:PassedToService": "bedrock.amazonaws.com"},
        )
        return self.decisions(
            account, may_pass, "iam:PassRole", self.ROLE, **{"iam:PassedToService": service}
        )

    def test_conditions_are_judged_by_the_given_context(self, patched: Account) -> None:
        assert ["allowed"] == self.passing(patched, "bedrock.amazonaws.com")
        assert ["implicitDeny"] == self.passing(patched, "lambda.amazonaws.com")

    def test_every_resource_is_judged(self, patched: Account) -> None:
        may_read = allow("s3:GetObject", "arn:aws:s3:::bucket/snapshots/*")
        objects = ("arn:aws:s3:::bucket/snapshots/1", "arn:aws:s3:::bucket/runs/1")

        assert ["allowed", "implicitDeny"] == self.decisions(
            patched, may_read, "s3:GetObject", *objects
        )

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert ["implicitDeny"] == self.passing(published, "bedrock.amazonaws.com")


class TestKeys:
    def table(self, account: Account, key: str) -> str:
        table = name("table")
        account.aws.client("dynamodb").create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "run_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "run_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        )
        return table

    def bucket(self, account: Account, key: str) -> str:
        bucket = name("bucket")
        account.aws.client("s3").create_bucket(Bucket=bucket)
        encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        account.aws.client("s3").put_bucket_encryption(
            Bucket=bucket,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": encryption}]
            },
        )
        return bucket

    def refusal(self, call: Any, **request: Any) -> str:
        """The code with which a call is refused; empty when it is served."""
        try:
            call(**request)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    @pytest.fixture
    def key(self, patched: Account) -> str:
        return str(patched.aws.client("kms").create_key()["KeyMetadata"]["Arn"])

    @pytest.mark.parametrize(
        ("actions", "write", "read", "parts"),
        [
            ([], "AccessDenied", "AccessDenied", "AccessDenied"),
            (["kms:GenerateDataKey"], "", "AccessDenied", "AccessDenied"),
            (["kms:Decrypt"], "AccessDenied", "", "AccessDenied"),
            (["kms:GenerateDataKey", "kms:Decrypt"], "", "", ""),
        ],
    )
    def test_objects_need_the_buckets_key(
        self,
        patched: Account,
        key: str,
        actions: list[str],
        write: str,
        read: str,
        parts: str,
    ) -> None:
        bucket = self.bucket(patched, key)
        patched.aws.client("s3").put_object(Bucket=bucket, Key="k", Body=b"1")
        granted = [*allow("s3:*"), *(allow(actions, key) if actions else [])]
        s3 = patched.client(patched.session(granted), "s3")

        assert write == self.refusal(s3.put_object, Bucket=bucket, Key="new", Body=b"1")
        assert read == self.refusal(s3.get_object, Bucket=bucket, Key="k")
        assert parts == self.refusal(s3.create_multipart_upload, Bucket=bucket, Key="large")

    def test_a_grant_by_way_of_s3_is_enough_for_s3_alone(self, patched: Account, key: str) -> None:
        bucket = self.bucket(patched, key)
        patched.aws.client("s3").put_object(Bucket=bucket, Key="k", Body=b"1")
        by_way_of = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
        session = patched.session([*allow("s3:*"), *allow("kms:Decrypt", key, **by_way_of)])

        served = patched.client(session, "s3").get_object
        direct = patched.client(session, "kms").decrypt
        assert "" == self.refusal(served, Bucket=bucket, Key="k")
        assert "AccessDeniedException" == self.refusal(direct, CiphertextBlob=b"1", KeyId=key)

    @pytest.mark.parametrize(
        ("actions", "code"), [([], "AccessDeniedException"), (["kms:Decrypt"], "")]
    )
    def test_items_need_the_tables_key(
        self, patched: Account, key: str, actions: list[str], code: str
    ) -> None:
        granted = [*allow("dynamodb:*"), *(allow(actions, key) if actions else [])]
        dynamodb = patched.client(patched.session(granted), "dynamodb")
        item = {"run_id": {"S": "1"}}

        assert code == self.refusal(
            dynamodb.put_item, TableName=self.table(patched, key), Item=item
        )

    def test_a_disabled_key_serves_nobody(self, patched: Account, key: str) -> None:
        bucket = self.bucket(patched, key)
        patched.aws.client("kms").disable_key(KeyId=key)

        s3 = patched.aws.client("s3")
        assert "KMS.DisabledException" == self.refusal(
            s3.put_object, Bucket=bucket, Key="k", Body=b"1"
        )

    def test_a_key_that_does_not_exist_serves_nobody(self, patched: Account, key: str) -> None:
        bucket = self.bucket(patched, key[:-1] + "x")

        s3 = patched.aws.client("s3")
        assert "KMS.NotFoundException" == self.refusal(
            s3.put_object, Bucket=bucket, Key="k", Body=b"1"
        )

    def test_the_mend_is_needed(self, published: Account) -> None:
        key = str(published.aws.client("kms").create_key()["KeyMetadata"]["Arn"])
        session = published.session([*allow("s3:*"), *allow("dynamodb:*")])
        s3, dynamodb = (published.client(session, service) for service in ("s3", "dynamodb"))

        assert "" == self.refusal(
            s3.put_object, Bucket=self.bucket(published, key), Key="k", Body=b"1"
        )
        assert "" == self.refusal(
            dynamodb.put_item,
            TableName=self.table(published, key),
            Item={"run_id": {"S": "1"}},
        )


class TestAttributes:
    """What an update names is what its policy may bind."""

    def updates(self, account: Account, attribute: str, answer: str) -> str:
        only: dict[str, Any] = {
            "ForAllValues:StringEquals": {"dynamodb:Attributes": ["run_id", "state", "timeline"]},
            "StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]},
        }
        table = name("runs")
        account.aws.client("dynamodb").create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "run_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "run_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        session = account.session(allow("dynamodb:UpdateItem", **only))
        try:
            account.client(session, "dynamodb").update_item(
                TableName=table,
                Key={"run_id": {"S": "one"}},
                UpdateExpression=f"SET #state = :a, {attribute} = :a",
                ConditionExpression="attribute_not_exists(timeline)",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":a": {"S": "a"}},
                ReturnValues=answer,
            )
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    def test_an_update_names_what_it_may(self, patched: Account) -> None:
        assert "" == self.updates(patched, "timeline", "NONE")
        assert "AccessDeniedException" == self.updates(patched, "lease", "NONE")
        assert "AccessDeniedException" == self.updates(patched, "timeline", "ALL_OLD")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "" == self.updates(published, "lease", "NONE")
        assert "" == self.updates(published, "timeline", "ALL_OLD")


class TestPrincipals:
    def principal(self, account: Account, access_key: str) -> str:
        address = f"{account.aws.endpoint_url}/_rehearsal/principal?access_key={access_key}"
        trusted = ssl.create_default_context(cafile=account.aws.ca_bundle)
        with urlopen(address, context=trusted) as answer:  # noqa: S310 (loopback)
            return str(json.load(answer)["arn"])

    def test_a_functions_key_is_its_roles_session(self, patched: Account) -> None:
        function = patched.function(WHO)
        lambdas = patched.aws.client("lambda")
        role = lambdas.get_function_configuration(FunctionName=function)["Role"]

        arn = self.principal(patched, patched.invoke(function))
        expected = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
        assert f"{expected}/{function.rpartition(':')[2]}" == arn

    def test_the_root_key_is_the_accounts(self, patched: Account) -> None:
        assert "arn:aws:iam::123456789012:root" == self.principal(patched, patched.aws.access_key)

    def test_an_unknown_key_is_nobodys(self, patched: Account) -> None:
        with pytest.raises(HTTPError, match="404"):
            self.principal(patched, "AKIAUNKNOWN")


class TestSchedules:
    """A schedule in a group of its own, made by a function whose policy names that group."""

    SOURCE = """
import boto3

def handler(event, context):
    boto3.client("scheduler").create_schedule(
        GroupName=event["group"], Name="s", ScheduleExpression="at(2030-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": event["role"], "RoleArn": event["role"]},
    )
    boto3.client("scheduler").delete_schedule(GroupName=event["group"], Name="s")
"""

    def made(self, account: Account, *, group: str, granted: str) -> Any:
        scheduler = account.aws.client("scheduler")
        scheduler.create_schedule_group(Name=group)
        schedules = f"arn:aws:scheduler:us-east-1:123456789012:schedule/{granted}/*"
        target = account.role("scheduler")
        function = account.function(
            self.SOURCE, (*allow("scheduler:*", schedules), *allow("iam:PassRole", target))
        )
        return account.invoke(function, {"group": group, "role": target})

    def test_a_function_schedules_only_in_the_group_that_its_role_names(
        self, patched: Account
    ) -> None:
        group = name("group")

        assert self.made(patched, group=group, granted=group) is None
        refused = self.made(patched, group=name("group"), granted=group)
        assert "is not authorized to perform: scheduler:CreateSchedule" in refused["errorMessage"]

    def test_the_mend_of_groups_is_needed(self, published: Account) -> None:
        group = name("group")

        refused = self.made(published, group=group, granted=group)

        assert "AccessDenied" in json.dumps(refused)


class TestVariables:
    """A policy that allows each caller what the caller's own tag names."""

    @staticmethod
    def reads(account: Account, *, of: str | None, at: str) -> bool:
        """Whether somebody whose tag names one team reads what is in the folder of a team."""
        bucket = name("bucket")
        account.aws.client("s3").create_bucket(Bucket=bucket)
        account.aws.client("s3").put_object(Bucket=bucket, Key=f"{at}/note", Body=b"")
        own = f"arn:aws:s3:::{bucket}/${{aws:PrincipalTag/team}}/*"
        session = account.session(allow("s3:GetObject", own), tags={"team": of} if of else None)
        s3 = account.client(session, "s3")
        try:
            s3.get_object(Bucket=bucket, Key=f"{at}/note")
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDenied":
                raise
            return False
        return True

    def test_a_caller_reaches_what_the_tag_names_and_nothing_else(self, patched: Account) -> None:
        assert self.reads(patched, of="red", at="red")
        assert not self.reads(patched, of="red", at="blue")

    def test_who_has_no_tag_reaches_nothing(self, patched: Account) -> None:
        assert not self.reads(patched, of=None, at="red")

    def test_a_tag_is_no_pattern(self, patched: Account) -> None:
        assert not self.reads(patched, of="*", at="red")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert not self.reads(published, of="red", at="red")


class TestParameterPaths:
    """A policy that lets somebody list the parameters below one path."""

    @staticmethod
    def lists(account: Account, path: str) -> bool:
        """Whether somebody who may list below ``/ours/`` lists below a path."""
        below = "arn:aws:ssm:us-east-1:123456789012:parameter/ours/*"
        session = account.session(allow("ssm:GetParametersByPath", below))
        try:
            account.client(session, "ssm").get_parameters_by_path(Path=path, Recursive=True)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDeniedException":
                raise
            return False
        return True

    def test_who_may_list_below_a_path_lists_there_and_nowhere_else(self, patched: Account) -> None:
        assert self.lists(patched, "/ours/")
        assert not self.lists(patched, "/theirs/")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert not self.lists(published, "/ours/")
