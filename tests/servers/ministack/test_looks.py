"""A look that cannot be made, in the embedded AWS: the states are those of the walk itself."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.servers.ministack.account import Account

WALK = json.loads((Path(__file__).parents[2] / "stacks" / "walk.asl.json").read_text())
LOOK = ("CheckCustomization", "CustomizationUnseen", "WaitForCustomization")
LATE = "CustomizationUnseenTooLong"

REFUSED_AT_FIRST = """
class ServiceRefused(Exception):
    pass

def handler(event, context):
    with open(%r, "a+") as counted:
        counted.write(".")
        looks = counted.tell()
    if looks <= %d:
        raise ServiceRefused("AccessDeniedException")
    return {"looks": looks}
"""


def looking(account: Account, counted: Path, *, refusals: int, until: datetime) -> dict[str, Any]:
    """Look as the walk does, with a function that may not look at first; return how it ended."""
    states = {name: dict(WALK["States"][name]) for name in (*LOOK, LATE)}
    look = states["CheckCustomization"]
    look["Resource"] = account.function(REFUSED_AT_FIRST % (str(counted), refusals))
    look["Next"] = "Seen"
    states |= {
        "Seen": {"Type": "Pass", "End": True},
        "ReleaseThroughput": {"Type": "Pass", "End": True},
    }
    given = {"customization": {"look_until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}}
    end = account.end(account.start(account.machine(states), given))
    assert "SUCCEEDED" == end["status"], end
    document: dict[str, Any] = json.loads(end["output"])
    return document


def test_it_is_made_again_and_nothing_has_failed(patched: Account, tmp_path: Path) -> None:
    document = looking(
        patched, tmp_path / "looks", refusals=3, until=datetime.now(UTC) + timedelta(days=365)
    )

    assert {"looks": 4} == document["training_status"]
    assert "failure" not in document


@pytest.mark.parametrize("passed", [timedelta(0), timedelta(days=1)])
def test_past_its_deadline_it_is_a_failure_that_names_the_last_error(
    patched: Account, tmp_path: Path, passed: timedelta
) -> None:
    document = looking(patched, tmp_path / "looks", refusals=99, until=datetime.now(UTC) - passed)

    assert "ServiceRefused" == document["failure"]["Error"]
    assert "training_status" not in document
