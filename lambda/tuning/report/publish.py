"""Publish: write the report and the model card, close the run, and compose the notification."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec

from tuning import artifacts
from tuning.costs import spending
from tuning.costs.actual import COSTS, Bill, bill
from tuning.costs.approvals import APPROVALS
from tuning.errors import ArtifactChanged, words
from tuning.events.sending import tell
from tuning.ledger import ending, runs
from tuning.report import announcement, digest, model_card, page
from tuning.report.composition import compose
from tuning.report.contents import Contents
from tuning.report.findings import Findings, gather
from tuning.run.approval import Approval
from tuning.run.event import Kind
from tuning.run.publication import Ending, Publication
from tuning.run.resumption import Resumption
from tuning.run.run import Failure, Run, RunStatus

REPORT: Final = "report.html"

WENT_ON: Final = Publication(outcome="went_on", report_key="", subject="", message="", told="never")
"""Of a run that another execution owns by now, which reports of it itself."""


class File(NamedTuple):
    """A file of the report."""

    name: str
    body: bytes
    content_type: str


def publish(
    run_id: str,
    failure: Failure | None,
    approval: Approval | None = None,
    resumption: Resumption | None = None,
) -> Publication:
    """Publish the report of a run, however it ended, and close the run in the ledger.

    Publishing again writes the same report again, brought up to date with the ledger.

    Args:
        run_id: the run.
        failure: what Step Functions caught, when it caught something.
        approval: what a person answered, as it reached the run: a terminal that broke off after it
            had answered could not record it.
        resumption: with which the execution that asks has gone on; None: it is the run's first.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    if _number(run.resumption) != _number(resumption):
        return WENT_ON
    published = end(run, failure, approval)
    if published.outcome == "went_on":
        return WENT_ON
    return replace(published, told=digest.when(run, RunStatus(published.outcome)))


def _number(resumption: Resumption | None) -> str:
    """Return what tells the executions of a run apart: each goes on by a wish of its own."""
    return resumption.wish.number if resumption else ""


def end(
    run: Run,
    failure: Failure | None = None,
    approval: Approval | None = None,
    *,
    settles: bool = True,
) -> Publication:
    """Publish the report of a run that was read, and close it, while its execution owns it.

    A run that another execution has gone on with is left as it is, and so are its files: each
    replaces what lay there before the run was read. What a slower one writes is never the last.

    Args:
        run: as it was read.
        failure, approval: as of ``publish``.
        settles: whether what it has cost is counted too; people may write no sums.
    """
    while True:
        there = artifacts.versions(artifacts.key_of(run.run_id, ""))
        left = runs.get(run.run_id)
        if left.execution != run.execution:
            return WENT_ON
        if published := _ended(left, failure, approval, there, settles=settles):
            return published


def _ended(
    run: Run,
    failure: Failure | None,
    approval: Approval | None,
    there: Mapping[str, str],
    *,
    settles: bool,
) -> Publication | None:
    """Publish and close; None where somebody was faster, or wrote what the report does not say.

    A run of which something is not what its states wrote has failed: what was changed is named and
    not shown.
    """
    findings = gather(run)
    if findings.changed and not (failure or run.failure):
        cause = words("; ".join(findings.changed))
        failure = Failure(error=ArtifactChanged.__name__, cause=cause)
    said: dict[str, Any] = {"failure": failure} if failure else {}
    if approval:
        said["approval"] = replace(approval, why=words(approval.why))
    if said and not ending.note(run, **said):
        return None
    run = replace(run, **said)
    costs = bill(run)
    contents = compose(run, findings, costs)
    for file in _files(run, contents, findings, costs):
        key = artifacts.key_of(run.run_id, file.name)
        if not artifacts.replace(
            key, file.body, content_type=file.content_type, before=there.get(key)
        ):
            return None
    key = artifacts.key_of(run.run_id, REPORT)
    if contents.status is not run.status or not run.report_key:
        # Before it is written: who breaks off in between tells of it again.
        tell(
            Kind.RUN_ENDED,
            run.run_id,
            execution=run.execution,
            status=contents.status,
            verdict=contents.verdict,
            reason=contents.not_served or contents.reason,
            cost_usd=costs.actual.total_usd,
            report_key=key,
            model_arn=contents.model_arn,
        )
    if settles:
        spending.settled(run, usd=costs.actual.total_usd)
    if not ending.end(run, status=contents.status, report_key=key):
        return None
    outcome = "failed" if contents.not_served else contents.status.value
    return Publication(
        outcome=msgspec.convert(outcome, Ending),
        report_key=key,
        subject=announcement.subject(contents),
        message=announcement.message(contents, key),
    )


def _files(run: Run, contents: Contents, findings: Findings, costs: Bill) -> Iterator[File]:
    yield _json("report.json", contents)
    if run.approval_request:
        approvals = {
            "request": run.approval_request,
            "first": run.first_approval,
            "answer": run.approval,
        }
        yield _json(APPROVALS["serve" if run.serves_again else "evaluate"], approvals)
    yield _json(COSTS, costs)
    if contents.recipe:
        card = model_card.render(contents).encode()
        yield File(model_card.CARD, card, "text/markdown; charset=utf-8")
    html = page.render(contents, findings.samples).encode()
    yield File(REPORT, html, "text/html; charset=utf-8")


def _json(name: str, content: object) -> File:
    return File(name, msgspec.json.format(msgspec.json.encode(content)), "application/json")
