"""An account in the embedded AWS, with as little in it as a test needs."""

import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final

import boto3

from rehearsal.embedded_aws import EmbeddedAws

ANYTHING: Final = ({"Effect": "Allow", "Action": "*", "Resource": "*"},)
Statements = Sequence[Mapping[str, Any]]

_numbers: Final = count(1)


def name(noun: str) -> str:
    """Return a name that nothing else in this process has."""
    return f"{noun}-{next(_numbers)}"


def package(files: Mapping[str, str]) -> bytes:
    """Return a zip file of these texts by their paths; the same texts give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return packed.getvalue()


@dataclass(frozen=True)
class Account:
    aws: EmbeddedAws

    def role(self, service: str, statements: Statements = ()) -> str:
        """Return a new role that a service may assume and that may do what the statements say."""
        role = name("role")
        arn = self.aws.client("iam").create_role(
            RoleName=role,
            AssumeRolePolicyDocument=_policy(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": f"{service}.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ),
        )["Role"]["Arn"]
        if statements:
            self.aws.client("iam").put_role_policy(
                RoleName=role, PolicyName="test", PolicyDocument=_policy(*statements)
            )
        return str(arn)

    def function(
        self, source: str, statements: Statements = (), *, seconds: int = 30, **options: Any
    ) -> str:
        """Return a new function; the source is a module whose ``handler`` it calls."""
        created = self.aws.client("lambda").create_function(
            FunctionName=name("function"),
            Runtime="python3.14",
            Architectures=["arm64"],
            Handler="module.handler",
            Role=self.role("lambda", statements),
            Code={"ZipFile": package({"module.py": source})},
            Timeout=seconds,
            **options,
        )
        return str(created["FunctionArn"])

    def invoke(self, function: str, event: object = None) -> Any:
        answer = self.aws.client("lambda").invoke(
            FunctionName=function, Payload=json.dumps(event).encode()
        )
        return json.loads(answer["Payload"].read())

    def machine(self, states: Mapping[str, Any], role: str | None = None) -> str:
        """Return a new state machine that starts with the first of its states."""
        created = self.aws.client("stepfunctions").create_state_machine(
            name=name("machine"),
            definition=json.dumps({"StartAt": next(iter(states)), "States": states}),
            roleArn=role or self.role("states", ANYTHING),
        )
        return str(created["stateMachineArn"])

    def start(self, machine: str, given: object = None) -> str:
        started = self.aws.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(given or {})
        )
        return str(started["executionArn"])

    def end(self, execution: str) -> dict[str, Any]:
        """Return the execution when it is over; a minute is the most that a test waits."""
        describe = partial(
            self.aws.client("stepfunctions").describe_execution, executionArn=execution
        )
        deadline = time.monotonic() + 60
        while (found := describe())["status"] == "RUNNING" and time.monotonic() < deadline:
            time.sleep(0.05)
        return dict(found)

    def until(self, execution: str, event: str) -> None:
        """Wait for an event of this type in the execution's history, a minute at most."""
        history = partial(
            self.aws.client("stepfunctions").get_execution_history, executionArn=execution
        )
        deadline = time.monotonic() + 60
        while event not in {found["type"] for found in history()["events"]}:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{event} did not come")
            time.sleep(0.05)
        # What follows the event in the same breath is not told in it.
        time.sleep(0.2)

    def run(self, states: Mapping[str, Any], role: str | None = None) -> dict[str, Any]:
        return self.end(self.start(self.machine(states, role)))

    def session(
        self, statements: Statements, *, path: str = "/", tags: Mapping[str, str] | None = None
    ) -> boto3.Session:
        """Return a session of a new role, which root may assume, with just these permissions."""
        role = name("role")
        arn = self.aws.client("iam").create_role(
            RoleName=role,
            Path=path,
            Tags=[{"Key": key, "Value": value} for key, value in (tags or {}).items()],
            AssumeRolePolicyDocument=_policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{self.aws.account}:root"},
                    "Action": "sts:AssumeRole",
                }
            ),
        )["Role"]["Arn"]
        self.aws.client("iam").put_role_policy(
            RoleName=role, PolicyName="test", PolicyDocument=_policy(*statements)
        )
        assumed = self.aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")
        keys = assumed["Credentials"]
        return boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=self.aws.region,
        )

    def client(self, session: boto3.Session, service: str) -> Any:
        return session.client(
            service,
            endpoint_url=self.aws.endpoint_url,
            verify=str(self.aws.ca_bundle),
        )


def _policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
