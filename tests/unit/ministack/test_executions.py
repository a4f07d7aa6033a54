import time
from typing import Any

import pytest

from tests.unit.ministack.account import Account

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
    def test_a_handlers_exception_is_caught_by_its_class_name(self, mended: Account) -> None:
        assert caught(mended, raising(mended), "Transient")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert not caught(published, raising(published), "Transient")

    def test_retry_by_class_name_tries_again(self, mended: Account) -> None:
        retry = [{"ErrorEquals": ["Transient"], "MaxAttempts": 2, "IntervalSeconds": 1}]
        execution = mended.start(mended.machine({"Task": {**raising(mended), "Retry": retry, "End": True}}))

        end = mended.end(execution)
        history = mended.aws.client("stepfunctions").get_execution_history(executionArn=execution)
        tries = [e for e in history["events"] if e["type"] == "TaskScheduled"]
        assert ("FAILED", "Transient", 3) == (end["status"], end["error"], len(tries))

    def test_the_payload_is_the_one_of_the_lambda_runtime(self, mended: Account) -> None:
        payload = mended.invoke(mended.function(TRANSIENT))

        assert ("Transient", "not now") == (payload["errorType"], payload["errorMessage"])
        assert {"errorMessage", "errorType", "requestId", "stackTrace"} == set(payload)
        assert "raise Transient" in payload["stackTrace"][-1]


class TestTerminalErrors:
    # An integration that MiniStack lacks is a States.Runtime error there.
    BROKEN = {"Type": "Task", "Resource": "arn:aws:states:::nothing:atAll"}

    def test_nothing_catches_a_runtime_error_by_wildcard(self, mended: Account) -> None:
        assert not caught(mended, self.BROKEN, "States.ALL")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert caught(published, self.BROKEN, "States.ALL")


class TestDataLimit:
    LARGE = "def handler(event, context):\n    return 'é' * 131_073\n"  # 256 KiB and 2 bytes

    @pytest.fixture
    def states(self) -> dict[str, Any]:
        return {"Type": "Task", "End": True}

    def test_a_state_carries_no_more_than_256_kib(self, mended: Account) -> None:
        end = mended.run({"Task": {"Type": "Task", "Resource": mended.function(self.LARGE), "End": True}})

        assert ("FAILED", "States.DataLimitExceeded") == (end["status"], end["error"])

    def test_the_mend_is_needed(self, published: Account) -> None:
        function = published.function(self.LARGE)

        assert "SUCCEEDED" == published.run({"Task": {"Type": "Task", "Resource": function, "End": True}})["status"]


class TestStopping:
    SLOW = "import time\ndef handler(event, context):\n    time.sleep(1.5)\n    raise KeyError\n"

    def status_after_stop(self, account: Account) -> str:
        """The status of an execution that was stopped in a task that fails after that."""
        function = account.function(self.SLOW)
        execution = account.start(
            account.machine({"Task": {"Type": "Task", "Resource": function, "End": True}})
        )
        time.sleep(0.5)
        states = account.aws.client("stepfunctions")
        states.stop_execution(executionArn=execution, error="Cancelled", cause="by a person")
        time.sleep(2)
        return str(states.describe_execution(executionArn=execution)["status"])

    def test_a_stopped_execution_stays_aborted(self, mended: Account) -> None:
        assert "ABORTED" == self.status_after_stop(mended)

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "FAILED" == self.status_after_stop(published)


def test_waits_run_on_the_rehearsals_clock(mended: Account) -> None:
    began = time.monotonic()
    end = mended.run({"Wait": {"Type": "Wait", "Seconds": 300, "End": True}})

    assert "SUCCEEDED" == end["status"]
    assert time.monotonic() - began < 5
