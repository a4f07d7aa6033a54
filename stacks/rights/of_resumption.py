"""What the states may do with which a run goes on."""

from stacks.rights import lease, ledger, storage
from stacks.rights.policy import Right
from stacks.rights.scope import Scope


def resume_run(scope: Scope) -> tuple[Right, ...]:
    """Own a run that has ended: forget its end, and count it in again."""
    table = scope.holdings.runs_table_arn
    return (
        storage.recalls(table),
        ledger.notes(table, *ledger.REOPENED),
        ledger.notes(table, *ledger.COUNTED),
    )


def plan_serving(scope: Scope) -> tuple[Right, ...]:
    """Read what the account may use and what that costs, and count that in."""
    table = scope.holdings.runs_table_arn
    return (
        lease.reads_quotas(),
        lease.reads_prices(),
        storage.recalls(table),
        ledger.notes(table, *ledger.PRICED),
        ledger.notes(table, *ledger.COUNTED),
    )
