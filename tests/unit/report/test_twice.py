"""The report of a promoted run: both evaluations side by side, each marked as whose it is."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.unit.promotions import SCORE, SOURCE
from tests.unit.report.conftest import FOLDER, RUN
from tuning.report.publish import publish
from tuning.report.twice import Twice, twice
from tuning.run.run import Run
from tuning.run.source_run import Shown, SourceRun

Published = Callable[[str, Shown], tuple[str, dict[str, Any], str]]


@pytest.fixture
def published(endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any) -> Published:
    """Publish a run of one ending that was promoted; return its page, its data and its message."""

    def publish_(ending: str, evidence: Shown) -> tuple[str, dict[str, Any], str]:
        body = msgspec.json.encode(evidence)
        left.objects[f"{FOLDER}/promotion.json"] = body
        from_ = SourceRun(
            environment="staging", run_id="faq-0a0a", snapshot=SOURCE.snapshot, evidence=sha(body)
        )
        run = endings[ending]
        assert run.registration
        ledger(replace(run, registration=replace(run.registration, promoted_from=from_)))
        said = publish(RUN, None)
        page = left.objects[f"{FOLDER}/report.html"].decode()
        return page, json.loads(left.objects[f"{FOLDER}/report.json"]), said.message

    return publish_


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_both_evaluations_stand_side_by_side_and_each_says_whose_it_is(
    published: Published,
) -> None:
    page, data, message = published("kept", SOURCE)

    section = page[page.index('id="twice-heading"') :]
    section = section[: section.index("</section>")]
    for said in (
        "run <code>faq-0a0a</code> of staging",
        "staging, by its evidence",
        "dev, measured",
        "0.500",
        "0.900",
        "0.125",
        "0.908",
        SOURCE.snapshot,
        SOURCE.asked_by,
    ):
        assert said in section, said
    assert "faq-0a0a" == data["promoted_from"]["run_id"]
    assert "Promoted from run faq-0a0a of staging, as arn:aws:iam::123456789012:user/eve" in message
    assert "  exact match: 0.500, 0.900, +0.400 (95 % interval +0.300 to +0.500)" in message


def test_what_was_not_measured_here_is_not_taken_from_there(published: Published) -> None:
    page, data, _ = published("diverged", SOURCE)

    assert "not measured" in page[page.index('id="twice-heading"') :]
    assert [] == data["scores"]


def test_another_run_says_nothing_of_it(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["kept"])
    publish(RUN, None)

    assert b"twice-heading" not in left.objects[f"{FOLDER}/report.html"]
    assert json.loads(left.objects[f"{FOLDER}/report.json"])["promoted_from"] is None


@pytest.mark.parametrize("field", ["reason", "why", "asked_by", "model_arn"])
def test_evidence_is_text_and_never_markup(published: Published, field: str) -> None:
    hostile = msgspec.structs.replace(SOURCE, **{field: "<img src=x onerror=1>\n\x1b[2J"})
    page, _, message = published("kept", hostile)

    assert "<img" not in page
    assert "\x1b" not in message
    assert "&lt;img src=x" in page


@pytest.mark.parametrize(
    ("low", "high", "apart"),
    [(0.31, 0.49, []), (0.5, 0.7, []), (0.51, 0.7, ["exact_match"]), (0.1, 0.29, ["exact_match"])],
)
def test_gains_lie_apart_where_their_intervals_do(
    low: float, high: float, apart: list[str]
) -> None:
    here = replace(SCORE, gain_low=low, gain_high=high)

    assert apart == [each.metric for each in twice(SOURCE, [here]) if each.is_other]


def test_a_metric_that_one_side_alone_measured_is_shown_alone() -> None:
    other = replace(SCORE, metric="chrf")

    assert [
        Twice(metric="chrf", there=None, here=other),
        Twice(metric="exact_match", there=SCORE, here=None),
    ] == [*twice(SOURCE, [other])]
