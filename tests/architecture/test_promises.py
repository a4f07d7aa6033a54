"""Every promise is held by tests, and they are there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "docs/promises.md").read_text()
PROMISED = [
    row for row in re.findall(r"^\| (.*) \|$", PROMISES, flags=re.MULTILINE) if row[-5:] != "tests"
]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", PROMISES)


def test_every_promise_names_a_test() -> None:
    assert [f"P{number}" for number in range(1, 8)] == [
        row[:2] for row in PROMISED if re.match(r"P\d ", row)
    ]
    assert [] == [row for row in PROMISED if "::test_" not in row]


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_a_promise_names_exists(path: str, name: str) -> None:
    assert name in set(found_in(ast.parse((ROOT / path).read_text())))


def found_in(of: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Yield the names of all tests of a module or a class, as pytest tells them."""
    for node in of.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{name}" for name in found_in(node))
