"""The first run in an account, whatever is the matter with the account."""

from collections.abc import Callable

import pytest

from rehearsal.bedrock import Fault
from tests.workflow.conftest import Machine


def smoked(machine: Machine) -> tuple[int, str, list[str]]:
    """The exit code, the last line, and everything that a smoke run printed."""
    done = machine.terminal("smoke", "--yes", seconds=180)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).splitlines()[-1], done.stdout.splitlines()


def test_a_healthy_account_ends_with_a_verdict_and_nothing_that_bills(machine: Machine) -> None:
    code, last, lines = smoked(machine)

    assert (0, "billing resources: 0") == (code, last)
    assert any("at most $0." in line for line in lines)
    assert any("PublishReport succeeded" in line for line in lines)
    assert any(line.startswith("It cost $0.") for line in lines)


@pytest.mark.parametrize(
    ("fault", "code", "last", "said"),
    [
        (Fault.JUDGE_DENIED, 0, "billing resources: 0", "Note: judge: "),
        (Fault.JOB_STALLS, 0, "billing resources: 0", "It cost"),
        (Fault.SLOW_BEDROCK, 0, "billing resources: 0", "It cost"),
        (Fault.LEGACY_BASE, 1, "write an ACTIVE base_model into task.toml", "LEGACY"),
        (
            Fault.DEPLOYMENT_QUOTA_ZERO,
            1,
            "to fix it: https://us-east-1.console.aws.amazon.com/servicequotas/",
            "Note: quota of deployments: no custom model may be served on demand",
        ),
        (Fault.THROUGHPUT_QUOTA_ZERO, 0, "billing resources: 0", "Note: quota of units"),
        (Fault.JOB_FAILS, 1, "python -m tuning runs smoke-", "Failed"),
    ],
)
def test_whatever_is_the_matter_the_last_line_says_what_mends_it(
    faulty: Callable[[Fault], Machine], fault: Fault, code: int, last: str, said: str
) -> None:
    ended, line, lines = smoked(faulty(fault))

    assert code == ended
    assert last in line
    assert any(said in each for each in lines)
