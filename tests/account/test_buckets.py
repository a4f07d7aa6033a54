"""What the buckets themselves refuse: other writers, second writes, foreign keys and accounts.

The word of a bucket counts more than anybody's own policies: each refusal here is its own.
"""

from collections.abc import Iterable

import pytest

from tests.account.deployed import ACCOUNT, Deployed
from tests.account.people_calls import DROP, TAG, UPLOADER
from tests.account.service_calls import (
    ARTIFACTS,
    DATA_KEY,
    DATASETS,
    EVALUATES,
    MODEL_KEY,
    TLS,
    TRAINS,
    role_of,
)
from tests.account.simulation import ELSEWHERE, Call, judge

RUN = f"{ARTIFACTS}/runs/tickets/tickets-000000000000"
ONCE = {**TLS, "s3:if-none-match": "*"}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
KEY_OF_WRITE = "s3:x-amz-server-side-encryption-aws-kms-key-id"

WRITTEN_ONCE = {
    f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl": "ValidateDataset",
    f"{RUN}/dataset.json": "ValidateDataset",
    f"{RUN}/samples.json": "ValidateDataset",
    f"{RUN}/promotion.json": "RegisterRun",
    f"{RUN}/curves.json": "JudgeTraining",
    f"{RUN}/answers.jsonl": "AskModels",
    f"{RUN}/answers/probes.jsonl": "AskModels",
    f"{RUN}/evaluation/responses/base.jsonl": "AskModels",
}
WRITTEN_BY_ONE = {
    **{key: role_of(state) for key, state in WRITTEN_ONCE.items()},
    f"{ARTIFACTS}/pieces/tickets/tickets-000000000000/0/lines.jsonl": role_of("ValidateSegment"),
    f"{ARTIFACTS}/rejected/tickets/tickets-000000000000/report.json": role_of("ValidateDataset"),
    f"{RUN}/answers/base/1.json": role_of("MeasureBaselines"),
    f"{RUN}/answers/trained/custom/1.json": role_of("AskModels"),
    f"{RUN}/training/metrics.csv": TRAINS,
    f"{RUN}/evaluation/job/1_output.jsonl": EVALUATES,
}


def verdicts(environments_deployed: list[Deployed], calls: Iterable[Call]) -> dict[str, set[str]]:
    """By resource, what became of the call in every environment."""
    found: dict[str, set[str]] = {}
    for one in judge((deployed, call) for call in calls for deployed in environments_deployed):
        found.setdefault(one.call.resource, set()).add(one.verdict)
    return found


def put(caller: str, key: str, **context: str) -> Call:
    return Call(caller=caller, action="s3:PutObject", resource=key, context=context)


def test_whoever_writes_what_decides_may(environments_deployed: list[Deployed]) -> None:
    calls = [put(writer, key, **ONCE) for key, writer in WRITTEN_BY_ONE.items()]

    assert {key: {"Allowed"} for key in WRITTEN_BY_ONE} == verdicts(environments_deployed, calls)


@pytest.mark.parametrize("who", [role_of("PublishReport"), role_of("TakeSlot"), ROOT])
def test_nobody_else_does(environments_deployed: list[Deployed], who: str) -> None:
    calls = [put(who, key, **ONCE) for key in WRITTEN_BY_ONE]

    refused = {key: {"ExplicitlyDenied"} for key in WRITTEN_BY_ONE}
    assert refused == verdicts(environments_deployed, calls)


def test_and_nobody_twice(environments_deployed: list[Deployed]) -> None:
    calls = [put(role_of(state), key, **TLS) for key, state in WRITTEN_ONCE.items()]

    refused = {key: {"ExplicitlyDenied"} for key in WRITTEN_ONCE}
    assert refused == verdicts(environments_deployed, calls)


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ({}, "Allowed"),
        ({KEY_OF_WRITE: DATA_KEY}, "Allowed"),
        ({KEY_OF_WRITE: MODEL_KEY}, "ExplicitlyDenied"),
        ({KEY_OF_WRITE: f"arn:aws:kms:us-east-1:{ELSEWHERE}:key/1"}, "ExplicitlyDenied"),
        ({"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}, "ExplicitlyDenied"),
    ],
)
def test_a_drop_is_encrypted_under_the_environments_key_alone(
    environments_deployed: list[Deployed], context: dict[str, str], verdict: str
) -> None:
    call = put(UPLOADER, DROP, **TAG, **TLS, **context)

    assert {DROP: {verdict}} == verdicts(environments_deployed, [call])


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:ListBucket"])
def test_another_account_gets_nothing_whoever_lets_it(
    environments_deployed: list[Deployed], action: str
) -> None:
    stranger = f"arn:aws:iam::{ELSEWHERE}:role/somebody"
    buckets = [DATASETS, ARTIFACTS, "{Foundation/Buckets/AccessLogs}"]
    resources = buckets if action == "s3:ListBucket" else [f"{one}/x" for one in buckets]
    calls = [Call(caller=stranger, action=action, resource=one, context=TLS) for one in resources]

    refused = {key: {"ExplicitlyDenied"} for key in resources}
    assert refused == verdicts(environments_deployed, calls)
