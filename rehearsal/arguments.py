"""What a person can say to ``python -m rehearsal``."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, get_args

from rehearsal.approval import Answer
from rehearsal.bedrock import Fault
from rehearsal.deploy import ROOT
from rehearsal.errors import UnusableArgument
from rehearsal.injection import ABORT, Mishap
from rehearsal.walk import NAMES

DATASETS: Final = ROOT / "datasets"
TICKETS: Final = DATASETS / "support-tickets"
"""What is dropped without a path."""

LEAST_TASKS: Final = 2
MOST_TASKS: Final = 50
"""Side by side: each takes a quarter of a minute or more of one core."""


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What a person asked for.

    Attributes:
        tasks: how many tasks rehearse side by side, with the datasets that the project brings; 0
            for one run of the path.
    """

    path: Path
    task: str | None
    environment: str
    mishaps: tuple[Mishap, ...]
    hosting: str | None
    json: Path | None
    keep: bool
    approval: Answer | None
    tasks: int = 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UnusableArgument(message)


def parse(words: Sequence[str]) -> Arguments:
    """Read the command line.

    Raises:
        UnusableArgument: one line that says what is wrong and what is valid.
    """
    given = _parser().parse_args(words)
    return Arguments(
        path=given.path,
        task=given.task,
        environment=given.env,
        mishaps=tuple(_mishap(text) for text in given.fault),
        hosting=given.hosting,
        json=_writable(given.json),
        keep=given.keep,
        approval=given.approval,
        tasks=_tasks(given),
    )


def _parser() -> argparse.ArgumentParser:
    faults = "\n".join(f"  {fault:<26}{fault.description}" for fault in Fault)
    parser = _Parser(
        prog="python -m rehearsal",
        description="Deploy the pipeline to an embedded AWS on this machine, drop a dataset, and\n"
        "follow the run to its verdict. Bedrock is a stand-in: a small model trained here, whose\n"
        "answers say nothing about Nova.",
        epilog=f"faults:\n{faults}\n  {ABORT + '@STATE':<26}the execution is stopped in STATE\n\n"
        "exit codes: 0 the run ended kept, discarded, undecided or not needed; 2 the pipeline\n"
        "refused it, or nothing can be proved, or the arguments cannot be used; 1 anything else;\n"
        "130 after Ctrl-C",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=TICKETS,
        metavar="PATH",
        help="a folder of data, or one file in any form that is read; without a task.toml, what "
        "init would choose (default: datasets/support-tickets)",
    )
    parser.add_argument("--task", metavar="NAME", help="the task; by default the folder's name")
    parser.add_argument("--env", choices=("local",), default="local", help="the environment")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[@STATE]",
        help="let something go wrong, from the start or from the entry of a state; repeatable",
    )
    parser.add_argument(
        "--hosting",
        choices=("provisioned", "on_demand", "auto"),
        help="how the custom model is served, instead of the recipe's choice",
    )
    parser.add_argument(
        "--approval",
        choices=get_args(Answer),
        help="ask a person above a cent of training, as staging and prod do above theirs: answer "
        "yes, no, or wait for `python -m tuning approve` from another terminal",
    )
    parser.add_argument(
        "--tasks",
        type=int,
        metavar="N",
        help=f"rehearse N tasks at once, {LEAST_TASKS} to {MOST_TASKS}, with the datasets of "
        "datasets/: the line for training slots, and what one task's team can reach of another's",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome as JSON")
    parser.add_argument(
        "--keep", action="store_true", help="leave the embedded AWS running until Ctrl-C"
    )
    return parser


def _tasks(given: argparse.Namespace) -> int:
    if given.tasks is None:
        return 0
    if not LEAST_TASKS <= given.tasks <= MOST_TASKS:
        raise UnusableArgument(f"--tasks {given.tasks}: from {LEAST_TASKS} to {MOST_TASKS}")
    alone = {
        "PATH": given.path != TICKETS,
        "--task": given.task,
        "--fault": given.fault,
        "--hosting": given.hosting,
        "--approval": given.approval,
        "--keep": given.keep,
    }
    if others := [name for name, value in alone.items() if value]:
        raise UnusableArgument(f"--tasks rehearses its own drops: leave out {', '.join(others)}")
    tasks: int = given.tasks
    return tasks


def _mishap(text: str) -> Mishap:
    name, at, state = text.partition("@")
    if at and state not in NAMES:
        raise UnusableArgument(
            f"unknown state {state!r} in --fault {text}: states are {', '.join(NAMES)}"
        )
    if name == ABORT:
        if not at:
            raise UnusableArgument(f"--fault {ABORT} needs a state: {ABORT}@STATE")
        return Mishap(fault=None, state=state)
    fault = next((fault for fault in Fault if fault == name), None)
    if fault is None:
        known = ", ".join([*Fault, f"{ABORT}@STATE"])
        raise UnusableArgument(f"unknown fault {name!r}: faults are {known}")
    return Mishap(fault=fault, state=state or None)


def _writable(file: Path | None) -> Path | None:
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise UnusableArgument(f"--json {file}: that is not a file in a folder that exists")
    return file
