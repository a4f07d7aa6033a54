import json
import time
from typing import Any, Final

import pytest

from rehearsal.clock import Clock
from tests.servers.ministack.account import Account

TRANSIENT = """
class Transient(Exception):
    pass

def handler(event, context):
    raise Transient("not now")
"""

CAUGHT: dict[str, Any] = {"Type": "Pass", "End": True, "Result": "caught"}


def caught(account: Account, task: dict[str, Any], error: str) -> bool:
    """Whether a Catch of this error catches what the task raises."""
    catch = [{"ErrorEquals": [error], "Next": "Caught"}]
    end = account.run({"Task": {**task, "End": True, "Catch": catch}, "Caught": CAUGHT})
    return bool(end["status"] == "SUCCEEDED")


def raising(account: Account) -> dict[str, Any]:
    return {"Type": "Task", "Resource": account.function(TRANSIENT)}


class TestErrorNames:
    def test_a_handlers_exception_is_caught_by_its_class_name(self, patched: Account) -> None:
        assert caught(patched, raising(patched), "Transient")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert not caught(published, raising(published), "Transient")

    def test_retry_by_class_name_tries_again(self, patched: Account) -> None:
        retry = [{"ErrorEquals": ["Transient"], "MaxAttempts": 2, "IntervalSeconds": 1}]
        task = {**raising(patched), "Retry": retry, "End": True}
        execution = patched.start(patched.machine({"Task": task}))

        end = patched.end(execution)
        history = patched.aws.client("stepfunctions").get_execution_history(executionArn=execution)
        tries = [e for e in history["events"] if e["type"] == "TaskScheduled"]
        assert ("FAILED", "Transient", 3) == (end["status"], end["error"], len(tries))

    def test_the_payload_is_the_one_of_the_lambda_runtime(self, patched: Account) -> None:
        payload = patched.invoke(patched.function(TRANSIENT))

        assert ("Transient", "not now") == (payload["errorType"], payload["errorMessage"])
        assert {"errorMessage", "errorType", "requestId", "stackTrace"} == set(payload)
        assert "raise Transient" in payload["stackTrace"][-1]


class TestTerminalErrors:
    # An integration that MiniStack lacks is a States.Runtime error there.
    BROKEN: Final = {"Type": "Task", "Resource": "arn:aws:states:::nothing:atAll"}

    def test_nothing_catches_a_runtime_error_by_wildcard(self, patched: Account) -> None:
        assert not caught(patched, self.BROKEN, "States.ALL")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert caught(published, self.BROKEN, "States.ALL")


class TestDataLimit:
    LARGE = "def handler(event, context):\n    return 'é' * 131_073\n"  # 256 KiB and 2 bytes

    def end(self, account: Account) -> dict[str, Any]:
        task = {"Type": "Task", "Resource": account.function(self.LARGE), "End": True}
        return account.run({"Task": task})

    def test_a_state_carries_no_more_than_256_kib(self, patched: Account) -> None:
        end = self.end(patched)

        assert ("FAILED", "States.DataLimitExceeded") == (end["status"], end["error"])

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "SUCCEEDED" == self.end(published)["status"]


class TestPaths:
    CHOICE: Final = {
        "Choice": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.verdict.outcome", "StringEquals": "keep", "Next": "Kept"}],
            "Default": "Lost",
        },
        "Kept": {"Type": "Succeed"},
        "Lost": {"Type": "Succeed"},
    }
    PASS: Final = {"Pass": {"Type": "Pass", "Parameters": {"subject.$": "$.subject"}, "End": True}}

    @pytest.mark.parametrize("states", [CHOICE, PASS])
    def test_a_path_that_leads_nowhere_fails(
        self, patched: Account, states: dict[str, Any]
    ) -> None:
        end = patched.run(states)

        assert ("FAILED", "States.Runtime") == (end["status"], end["error"])

    @pytest.mark.parametrize("states", [CHOICE, PASS])
    def test_the_mend_is_needed(self, published: Account, states: dict[str, Any]) -> None:
        assert "SUCCEEDED" == published.run(states)["status"]

    @pytest.mark.parametrize(
        ("given", "taken"), [({}, "absent"), ({"a": None}, "present"), ({"a": 1}, "present")]
    )
    def test_a_choice_may_ask_whether_a_path_leads_somewhere(
        self, patched: Account, given: dict[str, Any], taken: str
    ) -> None:
        def ends(name: str) -> dict[str, Any]:
            return {"Type": "Pass", "Result": name, "End": True}

        choices = [{"Variable": "$.a", "IsPresent": True, "Next": "Present"}]
        machine = patched.machine(
            {
                "Choice": {"Type": "Choice", "Choices": choices, "Default": "Absent"},
                "Present": ends("present"),
                "Absent": ends("absent"),
            }
        )

        assert taken == json.loads(patched.end(patched.start(machine, given))["output"])

    def test_null_is_found(self, patched: Account) -> None:
        end = patched.end(patched.start(patched.machine(self.PASS), {"subject": None}))

        assert {"subject": None} == json.loads(end["output"])


class TestRetries:
    def seconds(self, account: Account, **retry: Any) -> float:
        """How long a task that fails twice takes, on the clock of the rehearsal."""
        retrier = {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1, **retry}
        task = {**raising(account), "Retry": [retrier], "End": True}
        execution = account.start(account.machine({"Task": task}))
        account.end(execution)
        events = account.aws.client("stepfunctions").get_execution_history(executionArn=execution)
        failed, tried = (
            [e["timestamp"] for e in events["events"] if e["type"] == kind]
            for kind in ("TaskFailed", "TaskScheduled")
        )
        return float((tried[1] - failed[0]).total_seconds() * Clock().scale)

    def test_a_long_interval_is_waited_for(self, patched: Account) -> None:
        assert self.seconds(patched, IntervalSeconds=1000) > 990

    def test_no_delay_is_longer_than_the_longest(self, patched: Account) -> None:
        assert self.seconds(patched, IntervalSeconds=10_000, MaxDelaySeconds=250) < 5000

    def test_full_jitter_waits_no_longer_than_that(self, patched: Account) -> None:
        retry = {"IntervalSeconds": 1_000_000, "MaxDelaySeconds": 250, "JitterStrategy": "FULL"}

        assert self.seconds(patched, **retry) < 5000

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert self.seconds(published, IntervalSeconds=1000) < 800


class TestCallbacks:
    SILENT = "def handler(event, context):\n    return None\n"

    def seconds(self, account: Account, source: str, *, timeout: int) -> tuple[float, str]:
        """How long a task waited for a token that nobody sent back, and how it ended."""
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {
                "FunctionName": account.function(source),
                "Payload": {"task_token.$": "$$.Task.Token"},
            },
            "TimeoutSeconds": timeout,
            "End": True,
        }
        began = time.monotonic()
        end = account.run({"Task": task})
        return time.monotonic() - began, end["error"]

    def test_a_deadline_of_hours_passes_on_the_rehearsals_clock(self, patched: Account) -> None:
        seconds, error = self.seconds(patched, self.SILENT, timeout=600)

        assert "States.Timeout" == error
        assert seconds < 10

    def test_the_mend_of_the_deadline_is_needed(self, published: Account) -> None:
        seconds, _ = self.seconds(published, self.SILENT, timeout=4)

        assert seconds >= 4

    def test_the_error_of_the_function_ends_the_wait(self, patched: Account) -> None:
        _, error = self.seconds(patched, TRANSIENT, timeout=3600)

        assert "Transient" == error

    def test_the_mend_of_the_error_is_needed(self, published: Account) -> None:
        _, error = self.seconds(published, TRANSIENT, timeout=2)

        assert "States.Timeout" == error


class TestStopping:
    SLOW = "import time\ndef handler(event, context):\n    time.sleep(1)\n    raise KeyError\n"

    def status_after_stop(self, account: Account) -> str:
        """The status of an execution that was stopped in a task that fails after that."""
        states = account.aws.client("stepfunctions")
        task = {"Type": "Task", "Resource": account.function(self.SLOW), "End": True}
        execution = account.start(account.machine({"Task": task}))
        account.until(execution, "TaskScheduled")
        states.stop_execution(executionArn=execution, error="Cancelled", cause="by a person")
        account.until(execution, "TaskFailed")
        return str(account.end(execution)["status"])

    def test_a_stopped_execution_stays_aborted(self, patched: Account) -> None:
        assert "ABORTED" == self.status_after_stop(patched)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "FAILED" == self.status_after_stop(published)


def test_waits_run_on_the_rehearsals_clock(patched: Account) -> None:
    began = time.monotonic()
    end = patched.run({"Wait": {"Type": "Wait", "Seconds": 300, "End": True}})

    assert "SUCCEEDED" == end["status"]
    assert time.monotonic() - began < 5


class TestDeaths:
    EXITS: Final = "import os\ndef handler(event, context):\n    os._exit(3)\n"
    KILLED: Final = "import os\ndef handler(event, context):\n    os.kill(os.getpid(), 9)\n"
    SLEEPS: Final = "import time\ndef handler(event, context):\n    time.sleep(60)\n"

    def error(self, account: Account, source: str, **options: Any) -> str:
        function = account.function(source, **options)
        end = account.run({"Task": {"Type": "Task", "Resource": function, "End": True}})
        return str(end["error"])

    def test_a_death_has_the_name_that_it_has_in_an_account(self, patched: Account) -> None:
        assert "Runtime.ExitError" == self.error(patched, self.EXITS)
        assert "Runtime.OutOfMemory" == self.error(patched, self.KILLED)
        assert "Sandbox.Timedout" == self.error(patched, self.SLEEPS, seconds=1)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "Runtime.HandlerError" == self.error(published, self.EXITS)


class TestThrottles:
    def error(self, account: Account) -> str:
        """What a task says whose function may not run even once at a time."""
        function = account.function("def handler(event, context):\n    return None\n")
        account.aws.client("lambda").put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=0
        )
        end = account.run({"Task": {"Type": "Task", "Resource": function, "End": True}})
        return str(end["error"])

    def test_a_function_without_room_fails_by_the_throttles_name(self, patched: Account) -> None:
        assert "Lambda.TooManyRequestsException" == self.error(patched)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "Lambda.Unknown" == self.error(published)
