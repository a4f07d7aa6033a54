"""One run has one cost: every surface says the same sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from io import StringIO
from typing import Any

import pytest

from rehearsal.artifacts import Artifacts
from rehearsal.bedrock import Held
from rehearsal.bill import MeteredBill
from rehearsal.outcome import conclude
from rehearsal.summary import summary
from tests.walk_shape import SHAPE
from tuning.cli import run_details
from tuning.cli import runs as listing
from tuning.cli.following.walk import Walk
from tuning.cli.output import printer
from tuning.costs.actual import cost
from tuning.ledger import runs
from tuning.report.publish import publish
from tuning.run.run import Run
from tuning.run.training import TrainingStatus

RUN = "banking-intents-0123456789ab"
FOLDER = f"runs/banking-intents/{RUN}"


def shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a terminal prints of all runs, and of this one."""
    monkeypatch.setattr(runs, "every", lambda **_: iter([run]))
    monkeypatch.setattr(runs, "get", lambda _: run)
    monkeypatch.setattr(run_details, "spent_by", cost)  # what is held is counted to no later moment
    listed, full = StringIO(), StringIO()
    listing.every([run], printer(listed))
    listing.one(RUN, printer(full))
    return [listed.getvalue(), full.getvalue()]


@pytest.mark.parametrize(
    "ending", ["kept", "discarded", "rejected", "refused", "failed", "cancelled"]
)
def test_every_surface_says_the_same_sentence(
    endings: dict[str, Run],
    ledger: Callable[[Run], Any],
    left: Any,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    ledger(endings[ending])
    message = publish(RUN, None).message
    costs = json.loads(left.objects[f"{FOLDER}/cost.json"])
    sentence = costs["actual"]["sentence"]
    outcome = conclude(
        Walk(shape=SHAPE),
        artifacts=Artifacts(costs=costs),
        metered=MeteredBill(),
        held=Held(provisioned_throughput=0, deployments=0),
    )

    page = unescape(left.objects[f"{FOLDER}/report.html"].decode())
    told = {
        "report.json": json.loads(left.objects[f"{FOLDER}/report.json"])["cost"]["sentence"],
        "page": page,
        "message": message,
        "rehearsal": "\n".join(summary(outcome)),
        **dict(zip(("runs", "runs RUN"), shown(endings[ending], monkeypatch), strict=True)),
    }
    assert dict.fromkeys(told, True) == {name: sentence in text for name, text in told.items()}
    assert costs["actual"] == outcome.document()["cost"]


def test_what_a_failed_job_cost_is_unknown_and_never_nothing(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    status = TrainingStatus(outcome="failed", status="Failed")
    ledger(replace(endings["failed"], training_status=status))

    message = publish(RUN, None).message

    actual = json.loads(left.objects[f"{FOLDER}/cost.json"])["actual"]
    assert (None, "$0.00" in message) == (actual["total_usd"], False)
    assert "(unknown)" in actual["sentence"]


def test_the_page_calls_no_estimate_all_of_it(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["kept"])
    publish(RUN, None)

    page = left.objects[f"{FOLDER}/report.html"].decode()
    tile = page.partition("<dt>Cost so far</dt>")[2].partition("</div>")[0]
    assert (True, False) == ("training estimated" in tile, "all of it" in tile)
