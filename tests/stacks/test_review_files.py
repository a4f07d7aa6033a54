"""What a review is written as: a page to search, a table and a log, each with every finding."""

import csv
import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from io import StringIO

import pytest

from stacks.compliance.difference import Difference
from stacks.compliance.files import written
from stacks.compliance.findings import Finding
from stacks.compliance.review import Item, Review, Statement
from stacks.compliance.sources import Source
from stacks.compliance.table import Decision

ANSWERED = Item(
    id="0123456789",
    finding=Finding(
        rule="AwsSolutions-IAM5",
        resource="Pipeline/Reaper/Policy",
        detail="=cmd|'/c calc'!A1",
        pack="AwsSolutions",
        type="AWS::IAM::ManagedPolicy",
        severity="error",
        asks="The entity has wildcards.",
        controls=("AC-6", "AC-3"),
        state="acknowledged",
        decision="minted-ids",
    ),
    environments=("dev", "prod"),
    statements=(
        Statement(
            actions=("bedrock:DeleteCustomModel",),
            resources=("arn:<…>:custom-model/*",),
            conditions=("StringEquals aws:ResourceTag/environment = <environment>",),
            access="delete",
        ),
    ),
    because=("Bedrock mints the id.",),
    source=Source(file="stacks/watch/reaper.py", line=42),
)
OPEN = replace(
    ANSWERED,
    id="9876543210",
    finding=replace(
        ANSWERED.finding,
        rule="Serverless-SQS3",
        pack="Serverless",
        detail="<script>alert(1)</script>",
        state="open",
        decision="",
    ),
    environments=("prod",),
    statements=(),
)
DECISION = Decision(
    id="minted-ids",
    rules=("AwsSolutions-IAM5",),
    scope=("Pipeline/Reaper/Policy",),
    reason="Bedrock mints the id when it makes the resource.",
    effect="Models of this environment can be deleted.",
    owner="operator of the environment",
    date=date(2026, 11, 28),
    review_by=date(2027, 5, 28),
    evidence=("tests/stacks/test_permissions.py",),
)
REVIEW = Review(
    cdk_nag="3.0.2",
    resources={"dev": {"Pipeline": 3}, "prod": {"Pipeline": 3}},
    items=(ANSWERED, OPEN),
    decisions=(DECISION,),
    silent={"AwsSolutions": {"AwsSolutions-S1": "The bucket has no access logs."}},
    wildcards={"dev": 1, "prod": 1},
    statements={"dev": 4, "prod": 4},
)
SINCE = Difference(
    since="0.2.0",
    new_packs=(),
    came=(OPEN,),
    of_new_packs=0,
    gone=("AwsSolutions-S2 in Stack/Gone",),
    decided=("minted-ids",),
    undecided=(),
    wildcards=(2, 1),
)


class Elements(HTMLParser):
    """The elements of a page that have an id, and the links within it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if name := given.get("id"):
            assert name not in self.ids
            self.ids[name] = given
        if address := given.get("href"):
            self.links.append(address)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return written(REVIEW, SINCE)


@pytest.fixture(scope="module")
def page(files: dict[str, str]) -> Elements:
    return Elements(files["review.html"])


def test_every_finding_has_a_link_that_stays_and_what_it_is_filtered_by(page: Elements) -> None:
    found = page.ids["f-0123456789"]

    assert {
        "data-pack": "AwsSolutions",
        "data-environment": "dev prod",
        "data-severity": "error",
        "data-type": "AWS::IAM::ManagedPolicy",
        "data-decision": "minted-ids",
    }.items() <= found.items()
    assert "open" == page.ids["f-9876543210"]["data-decision"]


def test_every_link_leads_to_something_on_the_page(page: Elements) -> None:
    assert page.links
    for link in page.links:
        assert link.removeprefix("#") in page.ids


def test_the_page_fetches_nothing_and_runs_its_own_script_alone(
    files: dict[str, str], page: Elements
) -> None:
    text = files["review.html"]
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    [allowed] = re.findall(r"script-src 'sha256-([^']+)'", text)

    assert allowed == b64encode(sha256(script.encode()).digest()).decode()
    assert not {"link", "img", "iframe", "object"} & set(page.tags)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_finding_has_its_statement_its_line_and_its_decision(files: dict[str, str]) -> None:
    for text in (
        "Allows (delete)",
        "bedrock:DeleteCustomModel",
        "StringEquals aws:ResourceTag/environment",
        "stacks/watch/reaper.py:42",
        "AC-6, AC-3",
        "operator of the environment, until 2027-05-28",
        "Open findings: 1",
    ):
        assert text in files["review.html"]


def test_the_table_has_a_row_for_each_finding_and_computes_nothing(files: dict[str, str]) -> None:
    first, second = csv.DictReader(StringIO(files["findings.csv"]))

    assert ("0123456789", "2027-05-28") == (first["id"], first["review_by"])
    assert "'=cmd|'/c calc'!A1" == first["found"]
    assert ("open", "", "") == (second["state"], second["decision"], second["owner"])


def test_the_log_names_the_line_and_suppresses_what_is_answered(files: dict[str, str]) -> None:
    [run] = json.loads(files["findings.sarif"])["runs"]
    answered, left = run["results"]

    place = answered["locations"][0]["physicalLocation"]
    assert ("stacks/watch/reaper.py", 42) == (
        place["artifactLocation"]["uri"],
        place["region"]["startLine"],
    )
    assert "note" == answered["level"]
    assert [DECISION.reason] == [one["justification"] for one in answered["suppressions"]]
    assert ("error", []) == (left["level"], left["suppressions"])
    for result in run["results"]:
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
