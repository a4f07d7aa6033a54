"""Whoever reads JSON of others expects all that reading it may raise."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_documents import ROOT

OF_MSGSPEC = {"DecodeError", "MsgspecError"}
NESTED = "RecursionError"
NO_UTF_8 = {"UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError"}


def named(caught: ast.expr | None) -> Iterator[str]:
    for node in ast.walk(caught) if caught else ():
        if isinstance(node, ast.Attribute):
            yield node.attr
        if isinstance(node, ast.Name):
            yield node.id


def half_expected(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Try):
            caught = {name for handler in node.handlers for name in named(handler.type)}
            if caught & OF_MSGSPEC and not (NESTED in caught and caught & NO_UTF_8):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_brackets_without_end_and_bytes_that_are_no_text_are_expected_wherever_json_is_read() -> (
    None
):
    files = sorted((ROOT / "lambda").rglob("*.py"))

    assert [] == [each for path in files for each in half_expected(path)]
