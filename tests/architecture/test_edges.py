"""What the contracts of imports in pyproject.toml cannot say; `make lint` holds those."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.hidden_imports import hidden

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pandas", "pydantic", "rich", "hypothesis", "aws_cdk")


def modules(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        base = ROOT / "lambda" if folder == "tuning" else ROOT
        for path in sorted((base / folder).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


SHIPPED = dict(modules("tuning"))

OWN = dict(modules("tuning", "stacks", "rehearsal", "bedrock_finetune"))

LATE = {
    # Pages load a template engine, and a forecast loads boto3: most checks need neither.
    "tuning.cli.check": {"tuning.cli", "tuning.report"},
    # Asking a run loads boto3, and a page a template engine: judging files needs neither.
    "tuning.cli.evaluate.evaluate": {"tuning.cli", "tuning.cli.evaluate"},
    # It loads for a while, and Ctrl-C is to count already.
    "rehearsal.__main__": {"rehearsal.terminal"},
    # MiniStack reads its settings when it is imported, and these import it.
    "rehearsal.ministack.launcher.__main__": {"rehearsal.ministack.launcher"},
}
"""What is imported when it is needed, and why."""


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


@pytest.mark.parametrize("module", OWN)
def test_nothing_of_ours_is_imported_where_few_would_look(module: str) -> None:
    path = OWN[module]
    found = hidden(path.read_text(), module, package=path.stem == "__init__")

    assert LATE.get(module, set()) == found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    import tuning.report", {"tuning.report"}),
        ("async def f():\n    from stacks import walk", {"stacks"}),
        ("if TYPE_CHECKING:\n    import rehearsal.deploy as d", {"rehearsal.deploy"}),
        ("if typing.TYPE_CHECKING:\n    from tuning.run.run import Run", {"tuning.run.run"}),
        ("importlib.import_module('tuning.cli')", {"tuning.cli"}),
        ("def f():\n    from . import near", {"tuning.room"}),
        ("def f():\n    from ..above import near", {"tuning.above"}),
        ("import tuning.report\ndef f():\n    import json", set()),
    ],
)
def test_an_import_is_seen_wherever_it_hides(source: str, expected: set[str]) -> None:
    assert expected == hidden(source, "tuning.room.module")


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
