"""Publish: write the report and the model card, close the run, and compose the notification."""

from dataclasses import replace

import msgspec

from tuning import artifacts
from tuning.costs import spending
from tuning.costs.actual import COSTS, bill
from tuning.costs.approvals import APPROVALS
from tuning.errors import ArtifactChanged, words
from tuning.events.sending import tell
from tuning.ledger import ending, items, runs
from tuning.report import announcement, digest, model_card, page
from tuning.report.composition import compose
from tuning.report.findings import gather
from tuning.run.approval import Approval
from tuning.run.event import Kind
from tuning.run.publication import Ending, Publication
from tuning.run.run import Failure, Run


def publish(run_id: str, failure: Failure | None, approval: Approval | None = None) -> Publication:
    """Publish the report of a run, however it ended, and close the run in the ledger.

    Publishing again writes the same report again, brought up to date with the ledger. A run of
    which something is not what its states wrote has failed: what was changed is named and not
    shown.

    Args:
        run_id: the run.
        failure: what Step Functions caught, when it caught something.
        approval: what a person answered, as it reached the run: a terminal that broke off after it
            had answered could not record it.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    if failure:
        items.note(run_id, failure=failure)
    if approval:
        items.note(run_id, approval=replace(approval, why=words(approval.why)))
    return end(runs.get(run_id))


def end(run: Run) -> Publication:
    """Publish the report of a run as it was read, and close it unless another execution owns it.

    What it cost is settled before it is closed: nobody can go on with it until then.
    """
    run_id = run.run_id
    findings = gather(run)
    if findings.changed and not run.failure:
        cause = words("; ".join(findings.changed))
        run = replace(run, failure=Failure(error=ArtifactChanged.__name__, cause=cause))
        items.note(run_id, failure=run.failure)
    costs = bill(run)
    contents = compose(run, findings, costs)
    artifacts.write(
        artifacts.key_of(run_id, "report.json"),
        msgspec.json.format(msgspec.json.encode(contents)),
        content_type="application/json",
    )
    if run.approval_request:
        approvals = {
            "request": run.approval_request,
            "first": run.first_approval,
            "answer": run.approval,
        }
        artifacts.write(
            artifacts.key_of(run_id, APPROVALS["serve" if run.serves_again else "evaluate"]),
            msgspec.json.format(msgspec.json.encode(approvals)),
            content_type="application/json",
        )
    artifacts.write(
        artifacts.key_of(run_id, COSTS),
        msgspec.json.format(msgspec.json.encode(costs)),
        content_type="application/json",
    )
    if contents.recipe:
        artifacts.write(
            artifacts.key_of(run_id, model_card.CARD),
            model_card.render(contents).encode(),
            content_type="text/markdown; charset=utf-8",
        )
    key = artifacts.write(
        artifacts.key_of(run_id, "report.html"),
        page.render(contents, findings.samples).encode(),
        content_type="text/html; charset=utf-8",
    )
    if contents.status is not run.status or not run.report_key:
        # Before it is written: who breaks off in between tells of it again.
        tell(
            Kind.RUN_ENDED,
            run_id,
            status=contents.status,
            verdict=contents.verdict,
            reason=contents.not_served or contents.reason,
            cost_usd=costs.actual.total_usd,
            report_key=key,
            model_arn=contents.model_arn,
        )
    spending.settled(run, usd=costs.actual.total_usd)
    ending.end(run, status=contents.status, report_key=key)
    outcome = "failed" if contents.not_served else contents.status.value
    return Publication(
        outcome=msgspec.convert(outcome, Ending),
        report_key=key,
        subject=announcement.subject(contents),
        message=announcement.message(contents, key),
        told=digest.when(run, contents.status),
    )
