from dataclasses import fields
from typing import get_args, get_type_hints

from tuning.run.keys import KEYS
from tuning.run.publication import Publication
from tuning.run.run import Run
from tuning.run.validation import ValidatedSegment, ValidationPlan

UNREAD = frozenset({ValidationPlan, ValidatedSegment, Publication})
"""Results that the ledger keeps and that nobody reads back from it."""


def test_each_result_has_a_key_of_its_own() -> None:
    assert len(KEYS) == len(set(KEYS.values()))


def test_the_record_of_a_run_has_each_result_under_its_key() -> None:
    hints = get_type_hints(Run)
    names = {field.name for field in fields(Run)}

    for kind, key in KEYS.items():
        assert (key in names) == (kind not in UNREAD), (
            f"{key}: give Run a field of this name, or add {kind.__name__} to UNREAD here"
        )
        assert key not in names or get_args(hints[key]) == (kind, type(None))
