"""What is told outside reaches who listens, and nobody else; who may tell it is bound."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from docs.pages.events import EXAMPLES, Example
from rehearsal.ministack.launcher.event_patterns import MOST, complexity
from tests.servers.ministack.account import Account
from tuning.run.event import Kind


def refusal(account: Account, source: str, kind: str) -> str:
    """Send an event as a role that may send one kind in this project's name."""
    bound = {"events:source": "bedrock-finetune", "events:detail-type": "Kept"}
    may = {
        "Effect": "Allow",
        "Action": "events:PutEvents",
        "Resource": "*",
        "Condition": {
            "ForAllValues:StringEquals": bound,
            "Null": dict.fromkeys(bound, "false"),
        },
    }
    bus = account.client(account.session([may]), "events")
    try:
        bus.put_events(Entries=[{"Source": source, "DetailType": kind, "Detail": "{}"}])
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


class TestDetails:
    """A policy may bind the source and the detail type of what is sent."""

    def test_a_role_sends_what_it_may(self, patched: Account) -> None:
        assert "" == refusal(patched, "bedrock-finetune", "Kept")
        assert "AccessDeniedException" == refusal(patched, "somebody-elses", "Kept")
        assert "AccessDeniedException" == refusal(patched, "bedrock-finetune", "Lost")

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "AccessDeniedException" == refusal(published, "bedrock-finetune", "Kept")


def picked(account: Account, example: Example, kind: str, **detail: Any) -> bool:
    event = {
        "id": "1",
        "account": "123456789012",
        "region": "us-east-1",
        "time": "2026-11-28T12:00:00Z",
        "resources": [],
        "source": "bedrock-finetune",
        "detail-type": kind,
        "detail": {"environment": "prod", **detail},
    }
    answer = account.aws.client("events").test_event_pattern(
        EventPattern=json.dumps(example.pattern), Event=json.dumps(event)
    )
    return bool(answer["Result"])


CHAT, WRONG, REGISTRY = EXAMPLES


def test_a_chat_hears_what_needs_a_person_and_how_it_ended(patched: Account) -> None:
    heard = {kind for kind in Kind if picked(patched, CHAT, kind, status="kept")}

    assert {Kind.APPROVAL_ASKED, Kind.RUN_ENDED, Kind.ALIAS_WITHDRAWN} == heard


@pytest.mark.parametrize(("environment", "status"), [("prod", "kept"), ("dev", "failed")])
def test_who_is_on_call_hears_what_went_wrong_in_prod(
    patched: Account, environment: str, status: str
) -> None:
    assert picked(patched, WRONG, Kind.RUN_ENDED, environment="prod", status="failed")
    assert not picked(patched, WRONG, Kind.RUN_ENDED, environment=environment, status=status)


def test_a_registry_hears_of_runs_that_were_compared(patched: Account) -> None:
    assert picked(patched, REGISTRY, Kind.RUN_ENDED, status="undecided")
    assert not picked(patched, REGISTRY, Kind.RUN_ENDED, status="rejected")
    assert not picked(patched, REGISTRY, Kind.VERDICT_REACHED)


def test_no_example_is_too_complex() -> None:
    assert all(complexity(example.pattern) <= MOST for example in EXAMPLES)
