"""The file of answers: a line for each record, written as soon as its last answer has come."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

import msgspec

from tuning.cli import disk
from tuning.cli.arguments import Unusable
from tuning.cli.ask.answer import Line, line
from tuning.cli.ask.questions import Numbered
from tuning.cli.ask.target import Target
from tuning.errors import UNREADABLE
from tuning.evaluation.answers import HeldOut, Reply
from tuning.run.evaluation import Model
from tuning.text import printable

STANDARD_OUTPUT: Final = "-"
NO_ANSWER: Final = "{place} is no answer of `ask`: name another file with -o"


class Kept:
    """Replies as they come, of some models to some records.

    A line goes out when all models have answered its record; what one alone has said by the end
    goes out then, so that nothing that was paid for is lost.

    Attributes:
        earlier: replies that the file had before, by model and record.
        lines: that were written in whole, by record, those of earlier included.
    """

    def __init__(
        self, target: Target, records: Numbered, models: Sequence[Model], earlier: Sequence[Line]
    ) -> None:
        self._target = target
        self._records: dict[int, HeldOut] = dict(records)
        self._models = models
        self._lock = Lock()
        self._out: BinaryIO = sys.stdout.buffer
        self.lines = {each.record: each for each in earlier if self._is_whole(each)}
        self._halves = {
            each.record: {model: answer.reply for model, answer in each.answers.items()}
            for each in earlier
            if not self._is_whole(each)
        }
        self.earlier: Mapping[Model, Mapping[int, Reply]] = {
            model: {
                each.record: each.answers[model].reply for each in earlier if model in each.answers
            }
            for model in models
        }

    def keep(self, model: Model, number: int, reply: Reply) -> None:
        """Take a reply; one that is not a model's last word is passed over."""
        if reply.failure == "once":
            return
        with self._lock:
            half = self._halves.setdefault(number, {})
            half[model] = reply
            if half.keys() >= {*self._models}:
                self._write(number, self._halves.pop(number))

    def finish(self) -> None:
        """Write what not all models have answered yet."""
        with self._lock:
            for number, half in sorted(self._halves.items()):
                self._write(number, half)
            self._halves = {}

    def to(self, out: BinaryIO) -> None:
        """Write to a stream from now on."""
        self._out = out

    def _is_whole(self, each: Line) -> bool:
        return each.answers.keys() >= {*self._models}

    def _write(self, number: int, replies: Mapping[Model, Reply]) -> None:
        made = line(self._target, number, self._records[number], replies)
        if self._is_whole(made):
            self.lines[number] = made
        self._out.write(_encoded(made))
        self._out.flush()


def read(path: str, target: Target, records: Numbered, models: Sequence[Model]) -> list[Line]:
    """Return the lines that a file has of an earlier time; none where it is not there.

    A line that broke off is asked again.

    Raises:
        Unusable: it has something else, or answers of another run or to other prompts.
    """
    if path == STANDARD_OUTPUT or not Path(path).is_file():
        return []
    asked, found = dict(records), list[Line]()
    with disk.opened(path) as stream:
        *whole, rest = stream.read().split(b"\n")
    for number, content in enumerate(whole, 1):
        place = f"{disk.called(path)}:{number}"
        try:
            each = msgspec.json.decode(content, type=Line)
        except UNREADABLE as error:
            raise Unusable(NO_ANSWER.format(place=place)) from error
        record = asked.get(each.record)
        if each.run != target.run_id:
            raise Unusable(f"{place} is an answer of {each.run}: name another file with -o")
        if record is None or (each.system, each.prompt) != (record.system_text, record.prompt):
            raise Unusable(f"{place} answers another prompt: name another file with -o")
        if not each.answers.keys() <= {*models}:
            raise Unusable(f"{place} has answers of the base model: add --both, or name another -o")
        found.append(each)
    if not _broke_off(rest, target):
        raise Unusable(NO_ANSWER.format(place=f"{disk.called(path)}:{len(whole) + 1}"))
    return found


def _broke_off(rest: bytes, target: Target) -> bool:
    """Say whether a last line without its end is one of a run's answers, or nothing."""
    begins = msgspec.json.encode({"run": target.run_id}).removesuffix(b"}")
    return rest.startswith(begins) or begins.startswith(rest)


@contextmanager
def opened(path: str, lines: Iterable[Line]) -> Iterator[BinaryIO]:
    """Open the file of answers, or standard output, to go on after some lines.

    The file is never without an answer that it had: these lines take its place at once.

    Raises:
        Unusable: it cannot be written.
    """
    if path == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    target = Path(path)
    if not target.exists() or target.is_file():
        with disk.written(target, force=True) as whole:
            whole.writelines(map(_encoded, lines))
    with target.open("ab") as out:
        yield out


def _encoded(each: Line) -> bytes:
    """Return a line with the same values, which does nothing to a terminal that shows it."""
    return printable(msgspec.json.encode(each).decode()).encode() + b"\n"
