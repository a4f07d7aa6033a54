"""The table of commands: each row leads to a module that keeps the same contract."""

import argparse
import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from tuning.__main__ import main
from tuning.cli.commands import COMMANDS, Command, parse

EVERY = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


def test_help_lists_every_command_in_the_order_of_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    printed = " ".join(capsys.readouterr().out.split())
    places = [printed.find(f"{each.name} {each.summary}") for each in COMMANDS]
    assert -1 not in places
    assert sorted(places) == places


@EVERY
def test_a_command_has_help_of_its_own(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command.name, "--help"])

    assert command.summary in " ".join(capsys.readouterr().out.split())


@EVERY
def test_a_command_is_a_module_with_arguments_and_a_run_that_returns_a_code(
    command: Command,
) -> None:
    module = import_module(command.module)

    assert (module.__doc__ or "").startswith(f"`python -m tuning {command.name}")
    assert inspect.getdoc(module.run)
    assert {"chosen": argparse.Namespace, "return": int} == inspect.get_annotations(module.run)
    assert {"parser": argparse.ArgumentParser, "return": None} == inspect.get_annotations(
        module.arguments
    )


@EVERY
def test_every_argument_of_a_command_is_explained(command: Command) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)

    assert [] == [action.dest for action in parser._actions if not action.help]


def test_an_unknown_command_is_one_line_that_names_the_valid_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 2 == main(["chekc"])

    line = capsys.readouterr().err
    assert 1 == line.count("\n")
    assert [] == [each.name for each in COMMANDS if each.name not in line]


def test_only_the_chosen_command_is_loaded() -> None:
    program = (
        "import sys\nfrom tuning.cli.commands import COMMANDS, parse\n"
        "parse(['runs', '--env', 'dev'])\n"
        "print([each.name for each in COMMANDS if each.module in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "['runs']\n" == done.stdout


def test_parsing_returns_the_row_of_the_command() -> None:
    command, chosen = parse(["prices"])

    assert ("prices", False) == (command.name, chosen.refresh)
