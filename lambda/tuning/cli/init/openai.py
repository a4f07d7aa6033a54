"""Files that were written for OpenAI's fine-tuning: converted, and what is lost is said."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import msgspec

from tuning.cli import convert, disk, left_out, summary
from tuning.cli.arguments import Unusable
from tuning.cli.output import Print
from tuning.dataset.codes import CODES, Code
from tuning.dataset.intake import Intake
from tuning.dataset.parts import SPOOL_BYTES
from tuning.dataset.piece import Piece
from tuning.dataset.wording import Wording
from tuning.errors import UNREADABLE
from tuning.report.words import count
from tuning.run.handling import Handling
from tuning.run.parts import PartName

BEYOND_TEXT: Final = frozenset({Code.NOT_ONLY_TEXT, Code.TOOLS_NOT_TAKEN})

HINTS: Final[Mapping[Wording, str]] = {
    **dict.fromkeys(
        BEYOND_TEXT, "--text-only leaves such records out, and writes them to a file beside"
    ),
    Code.PREFERENCES: "--preferred takes the answers that people liked",
}
"""What else the command can do about a problem."""

JOB: Final = "a job is one JSON object, as the API returns it"

NEEDS: Final[Mapping[str, str]] = {
    "text_only": "--from openai",
    "preferred": "--from openai",
    "job": "--from openai",
    "ask": "--from openai",
    "answers": "--from openai",
    "asked": "--answers",
}
"""The options that are for another one alone."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the recipe of a task takes over from its old job.

    Attributes:
        epochs: how often it saw the data; None where the service chose.
        suffix: what people called the model.
        model: what answers, by the name that requests give it.
    """

    epochs: int | None = None
    suffix: str | None = None
    model: str | None = None


@dataclass(frozen=True, kw_only=True)
class Left:
    """The records of a file that were left out, with the reasons, by their lines."""

    path: str
    reasons: Mapping[int, list[str]]


def arguments(parser: ArgumentParser) -> None:
    """Add where a dataset comes from, and what is for that place alone."""
    parser.add_argument(
        "--from", dest="origin", choices=("openai",), help="what the files were written for"
    )
    group = parser.add_argument_group("with --from openai")
    group.add_argument(
        "--text-only",
        action="store_true",
        help="leave out records with tools or pictures, and write them to a file beside",
    )
    group.add_argument(
        "--preferred",
        action="store_true",
        help="of preference data, take the answers that people liked",
    )
    group.add_argument("--job", metavar="FILE", help="the old job as JSON: its epochs and suffix")
    group.add_argument("--answers", metavar="FILE", help="what the old model answers")
    group.add_argument(
        "--asked", metavar="FILE", help="which prompt has which custom_id: the batch's input"
    )
    group.add_argument(
        "--ask", type=Path, metavar="FILE", help="write the held-out prompts as a batch"
    )


def old_job(chosen: Namespace) -> Job:
    """Return what is known of the job that the task had before.

    Raises:
        Unusable: the options do not go together, or the file is none.
    """
    for option, other in NEEDS.items():
        there = chosen.origin if other == "--from openai" else chosen.answers
        if getattr(chosen, option) and not there:
            raise Unusable(f"--{option.replace('_', '-')} is for {other}")
    if chosen.ask and chosen.ask.exists():
        raise Unusable(f"{disk.called(str(chosen.ask))} is there already, and is never replaced")
    if not chosen.job:
        return Job()
    with disk.opened(chosen.job) as stream:
        content = stream.read()
    try:
        fields = msgspec.json.decode(content)
    except UNREADABLE as error:
        raise Unusable(f"{disk.called(chosen.job)}: {JOB}") from error
    if not isinstance(fields, dict):
        raise Unusable(f"{disk.called(chosen.job)}: {JOB}")
    method = _object(fields, "method")
    of_method = _object(_object(method, str(method.get("type"))), "hyperparameters")
    epochs = {**_object(fields, "hyperparameters"), **of_method}.get("n_epochs")
    return Job(
        epochs=epochs if isinstance(epochs, int) and epochs > 0 else None,
        suffix=_text(fields, "user_provided_suffix") or _text(fields, "suffix"),
        model=_text(fields, "fine_tuned_model"),
    )


def _object(fields: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = fields.get(key)
    return found if isinstance(found, dict) else {}


def _text(fields: Mapping[str, Any], key: str) -> str | None:
    found = fields.get(key)
    return found if isinstance(found, str) and found.strip() else None


def take(
    intake: Intake,
    files: Mapping[PartName, Sequence[str]],
    handling: Handling,
    *,
    text_only: bool,
    say: Print,
) -> list[Left] | None:
    """Take in files as they are once converted; None where one has errors, which are said.

    Args:
        intake: of the converted records.
        files: by what they are taken in as.
        handling: what they are converted for.
        text_only: whether records that hold anything else are left out.
        say: prints a line.

    Raises:
        Unusable: a file cannot be read.
    """
    left: list[Left] = []
    for part, paths in files.items():
        for path in paths:
            with SpooledTemporaryFile(max_size=SPOOL_BYTES) as content:
                out = _converted(path, handling, content, text_only=text_only, say=say)
                if out is None:
                    return None
                content.seek(0)
                intake.take(part, content, file=disk.called(path))
                left += [Left(path=path, reasons=out)] if out else []
    return left


def _converted(
    path: str, handling: Handling, target: IO[bytes], *, text_only: bool, say: Print
) -> dict[int, list[str]] | None:
    """Write the records of a file, and return why others are left out; None if it has errors.

    What the base model does not take is given up for weights alone: an answer of weight 0 goes with
    its question, but a key that nobody knows is never lost with it.
    """
    for lossy in (False, True):
        with convert.read(path, replace(handling, lossy=lossy)) as piece:
            found = {code for code in piece.problems.counts if code.severity == "error"}
            wrong = found - BEYOND_TEXT if text_only else found
            if wrong == {Code.WEIGHT_ZERO} and not lossy:
                continue
            if wrong:
                convert.refused(piece, say)
                for hint in dict.fromkeys(
                    HINTS[code] for code in CODES.values() if code in wrong & HINTS.keys()
                ):
                    say((hint, "yellow"))
                return None
            _tell_advice(piece, say)
            target.writelines(convert.converted(piece))
            return _left(piece, path) if found else {}
    raise AssertionError("what is lossy has no answers of weight 0 any more")


def _tell_advice(piece: Piece, say: Print) -> None:
    """Say what became of the records on their way."""
    counts = {code.name: n for code, n in piece.problems.counts.items()}
    advice = [each for each in piece.problems.listed if each.severity == "warning"]
    summary.tell_problems(advice, {each.code: counts[each.code] for each in advice}, say)


def _left(piece: Piece, path: str) -> dict[int, list[str]]:
    """Return the lines of a file that became no record, with the reasons as far as listed."""
    if not (piece.facts.format or "").startswith("JSONL") or path.lower().endswith(".gz"):
        raise Unusable(
            f"{piece.facts.file}: --text-only reads plain JSONL: one record on each line"
        )
    kept = set(piece.sheet.lines)
    with disk.opened(path) as file:
        lines = [n for n, line in enumerate(file, 1) if line.strip() and n not in kept]
    reasons: dict[int, list[str]] = {line: [] for line in lines}
    for each in piece.problems.listed:
        if each.line in reasons and each.severity == "error":
            reasons[each.line].append(f"{each.code} {each.message}")
    return {line: said or ["it holds more than text"] for line, said in reasons.items()}


def written(
    intake: Intake, folder: Path, left: Sequence[Left], files: Mapping[PartName, str], say: Print
) -> dict[PartName, list[str]]:
    """Write the parts of a dataset, and beside the folder what was left out; return their names.

    Raises:
        Unusable: the folder, or a file in it, cannot be written.
    """
    names: dict[PartName, list[str]] = {}
    for part, name in files.items():
        if intake.parts[part].records:
            with disk.written(folder / f"{name}.jsonl", force=None) as target:
                target.writelines(intake.parts[part].lines())
            names[part] = [f"{name}.jsonl"]
    if left:
        beside = left_out.beside(str(folder))
        with disk.written(beside, force=None) as target:
            for each in left:
                reasons, path = dict(each.reasons), Path(each.path)
                target.writelines(left_out.written(reasons, path, intake.handling))
        records = count(sum(len(each.reasons) for each in left), "record")
        say((f"{records} hold more than text and are left out; they are in {beside}", "yellow"))
    return names
