"""Retention: delete custom models that nothing has served for longer than the environment keeps."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.hosting import alias, capacity
from tuning.ledger import items, runs
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed


@dataclass(frozen=True, kw_only=True)
class StoredModel:
    """A custom model of this environment, which bills its storage.

    Attributes:
        run_id: the run that trained it; None when its tags do not say.
    """

    arn: str
    run_id: str | None


def aged(served: Collection[str], now: datetime) -> Iterator[StoredModel]:
    """Yield the environment's models that are old and that nothing serves, the oldest first.

    Args:
        served: ARNs of the models that something serves, by Bedrock's own lists.
        now: this moment by the service's clock.
    """
    kept_until = _kept_until(now)
    pages = (
        clients.bedrock()
        .get_paginator("list_custom_models")
        .paginate(
            creationTimeBefore=kept_until,
            nameContains=f"{deployed().environment}-",
            isOwned=True,
            sortBy="CreationTime",
            sortOrder="Ascending",
        )
    )
    old = [model["modelArn"] for page in pages for model in page.get("modelSummaries", ())]
    for arn in old:
        tags = capacity.tags_of(arn)
        if tags is None or arn in served or not capacity.are_ours(tags):
            continue
        yield StoredModel(arn=arn, run_id=tags.get("run"))


def outlived(model: StoredModel, now: datetime) -> bool:
    """Say whether an old model may be deleted.

    It stays while its run goes on or holds a lease, and for the environment's retention after it
    was made or its lease was over, whichever was later; for twice as long where its task's name
    stood for it last before the model that it stands for now, so that there is a way back.
    """
    run = runs.find(model.run_id) if model.run_id else None
    if run is None:
        return True
    if _needed(run, _kept_until(now)):
        return False
    return not (_needed(run, _kept_until(now, periods=2)) and _is_way_back(run))


def delete(model: StoredModel) -> bool:
    """Delete a model and record that in its run; say whether it was done, and not in use again."""
    try:
        clients.bedrock().delete_custom_model(modelIdentifier=model.arn)
    except ClientError as error:
        if code_of(error) == capacity.BUSY:
            return False
        if code_of(error) != capacity.GONE:
            raise
    if model.run_id and runs.find(model.run_id):
        items.note(model.run_id, model_deleted_at=items.now())
    return True


def _is_way_back(run: Run) -> bool:
    before = alias.before(run.task)
    return before is not None and before.run_id == run.run_id


def _kept_until(now: datetime, *, periods: int = 1) -> datetime:
    return now - periods * timedelta(days=deployed().model_retention_days)


def _needed(run: Run, kept_until: datetime) -> bool:
    lease = run.lease
    lately = lease is not None and lease.ends > kept_until
    return lately or run.held is not None or run.status is RunStatus.RUNNING
