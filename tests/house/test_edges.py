"""Who may import whom: the walls of the house."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GROUND = frozenset({"tuning.settings", "tuning.errors", "tuning.naming", "tuning.clients"})
HEAVY = ("numpy", "pandas", "pydantic", "rich", "hypothesis", "aws_cdk")


def modules(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        base = ROOT / "lambda" if folder == "tuning" else ROOT
        for path in sorted((base / folder).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, *prefixes: str) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


SHIPPED = dict(modules("tuning"))
STACKS = dict(modules("stacks")) | {"app": ROOT / "app.py"}


@pytest.mark.parametrize("module", SHIPPED)
def test_what_ships_knows_neither_the_stacks_nor_the_rehearsal(module: str) -> None:
    strangers = {name for name in imports(SHIPPED[module]) if within(name, "stacks", "rehearsal")}

    assert strangers == set()


@pytest.mark.parametrize("module", [name for name in SHIPPED if not within(name, "tuning.cli")])
def test_what_ships_stays_small(module: str) -> None:
    heavy = {name for name in imports(SHIPPED[module]) if within(name, *HEAVY)}

    assert heavy <= (
        {"rich.console", "rich.console.Console"} if module == "tuning.__main__" else set()
    )


@pytest.mark.parametrize("module", sorted(GROUND))
def test_the_shared_ground_stands_on_nothing_of_ours_but_itself(module: str) -> None:
    ours = {name for name in imports(SHIPPED[module]) if within(name, "tuning")} - {"tuning"}

    assert {name for name in ours if not within(name, *GROUND)} == set()


@pytest.mark.parametrize(
    "module",
    [
        name
        for name in SHIPPED
        if not within(name, "tuning.handlers", "tuning.cli", "tuning.__main__")
    ],
)
def test_rooms_know_neither_the_handlers_nor_the_terminal(module: str) -> None:
    above = {n for n in imports(SHIPPED[module]) if within(n, "tuning.handlers", "tuning.cli")}

    assert above == set()


@pytest.mark.parametrize("module", STACKS)
def test_the_stacks_do_not_know_the_rehearsal(module: str) -> None:
    assert not {name for name in imports(STACKS[module]) if within(name, "rehearsal", "tests")}


@pytest.mark.parametrize("module", STACKS)
def test_the_stacks_call_no_service(module: str) -> None:
    assert not {name for name in imports(STACKS[module]) if within(name, "boto3", "tuning.clients")}


def test_nothing_is_called_utils() -> None:
    names = {path.stem for _, path in modules("tuning", "stacks", "rehearsal")}

    assert not names & {"utils", "util", "helpers", "common", "misc"}


def test_nothing_that_ships_asks_whether_it_is_rehearsed() -> None:
    for path in SHIPPED.values():
        assert "rehears" not in path.read_text().lower(), path


def test_a_handler_brings_only_what_the_layer_carries() -> None:
    handlers = [name for name in SHIPPED if within(name, "tuning.handlers")]
    program = (
        f"import importlib, sys\nfor name in {handlers!r}: importlib.import_module(name)\n"
        + (f"print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
