"""What the states may do that register, validate and admit a drop."""

from typing import Final

from stacks.rights import ledger, storage
from stacks.rights.policy import Right
from stacks.rights.scope import Scope
from tuning.registration.evidence import EVIDENCE

PROMOTIONS: Final = storage.of_runs(EVIDENCE)


def register_run(scope: Scope) -> tuple[Right, ...]:
    """Claim the version that was dropped, read its recipe, and answer what starts nothing.

    What a promotion brings as evidence it takes under a seal.
    """
    table, datasets = scope.holdings.runs_table_arn, scope.holdings.datasets_arn
    return (
        ledger.claims(table),
        storage.recalls(table),
        *_reads_drops(scope),
        storage.writes(datasets, storage.ANSWERS),
        storage.deletes(datasets, storage.ANSWERS),
        *storage.seals(scope.holdings.artifacts_arn, PROMOTIONS),
    )


def plan_validation(scope: Scope) -> tuple[Right, ...]:
    """Look at the beginning of the drop."""
    return _reads_drops(scope)


def validate_segment(scope: Scope) -> tuple[Right, ...]:
    """Read a segment, and keep what was found in it."""
    artifacts = scope.holdings.artifacts_arn
    return (*_reads_drops(scope), storage.writes(artifacts, storage.PIECES))


def validate_dataset(scope: Scope) -> tuple[Right, ...]:
    """Read the drop, and freeze it or leave word of why not."""
    row, artifacts = scope.row, scope.holdings.artifacts_arn
    return (
        *_reads_drops(scope),
        storage.lists(artifacts),
        storage.reads(artifacts, storage.SNAPSHOTS),
        storage.writes(artifacts, storage.SNAPSHOTS),
        storage.writes(artifacts, storage.REJECTED),
        *storage.seals(artifacts, storage.of_runs("dataset.json")),
        *storage.seals(artifacts, storage.of_runs("samples.json")),
        storage.reads(artifacts, storage.PIECES),
        *((storage.locks(artifacts, storage.SNAPSHOTS),) if row.snapshot_lock_days else ()),
    )


def _reads_drops(scope: Scope) -> tuple[Right, ...]:
    datasets = scope.holdings.datasets_arn
    return (storage.lists(datasets), storage.reads_versions(datasets, storage.INCOMING))
