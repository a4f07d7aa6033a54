"""What the contracts of imports in pyproject.toml cannot say; `make lint` holds those."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pandas", "pydantic", "rich", "hypothesis", "aws_cdk")


def modules(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        base = ROOT / "lambda" if folder == "tuning" else ROOT
        for path in sorted((base / folder).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


SHIPPED = dict(modules("tuning"))

LATE = {"tuning.cli.check": {"tuning.report"}}
"""What is imported when it is needed: pages load a template engine, and most checks write none."""


def test_every_import_that_climbs_breaks_the_contracts(tmp_path: Path) -> None:
    """The contracts are not vacuous: one import against the order is found."""
    copy = tmp_path / "tuning"
    for name, path in SHIPPED.items():
        target = copy / path.relative_to(ROOT / "lambda" / "tuning")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text()
        if name == "tuning.run.run":
            text += "\nfrom tuning.ledger import runs  # noqa: E402\n"
        target.write_text(text)
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms = next(each for each in contract["contracts"] if each["id"] == "rooms")
    layers = "\n    ".join(rooms["layers"])
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = tuning\n\n[importlinter:contract:rooms]\n"
        f"name = rooms\ntype = layers\ncontainers = tuning\nlayers =\n    {layers}\n"
    )

    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == done.returncode
    assert "tuning.run is not allowed to import tuning.ledger" in done.stdout


def names_of_our_own(block: ast.AST) -> set[str]:
    return {
        node.module
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tuning")
    }


@pytest.mark.parametrize("module", SHIPPED)
def test_no_room_of_ours_is_imported_for_types_alone(module: str) -> None:
    hidden = [
        names_of_our_own(node)
        for node in ast.walk(ast.parse(SHIPPED[module].read_text()))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]

    assert set() == set().union(*hidden)


@pytest.mark.parametrize("module", SHIPPED)
def test_no_room_of_ours_is_imported_inside_a_function(module: str) -> None:
    functions = [
        names_of_our_own(node)
        for node in ast.walk(ast.parse(SHIPPED[module].read_text()))
        if isinstance(node, ast.FunctionDef)
    ]

    assert LATE.get(module, set()) == set().union(*functions)


def test_nothing_is_called_utils() -> None:
    names = {path.stem for _, path in modules("tuning", "stacks", "rehearsal")}

    assert not names & {"utils", "util", "helpers", "common", "misc"}


def test_nothing_that_ships_asks_whether_it_is_rehearsed() -> None:
    for path in SHIPPED.values():
        assert "rehears" not in path.read_text().lower(), path


def test_a_handler_brings_only_what_the_layer_carries() -> None:
    handlers = [name for name in SHIPPED if name.startswith("tuning.handlers.")]
    program = (
        f"import importlib, sys\nfor name in {handlers!r}: importlib.import_module(name)\n"
        + (f"print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "[]" == answer.stdout.strip()
