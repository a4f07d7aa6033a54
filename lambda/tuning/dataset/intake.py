"""One drop, taken in file by file: judged, converted, split, counted."""

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from typing import Final, Self, get_args

from tuning.dataset import prompts
from tuning.dataset.codes import Code
from tuning.dataset.formats.shapes import converse
from tuning.dataset.parts import GatheredPart
from tuning.dataset.problems import Fault, Problems
from tuning.dataset.reading import files
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import Readable
from tuning.dataset.record import Record
from tuning.dataset.rules import records as rules
from tuning.dataset.rules import sizes
from tuning.dataset.split import PartName, part_of, prompt_digest, record_digest
from tuning.dataset.tally import Tally
from tuning.training.catalogue import BaseModel

PARTS: Final[tuple[PartName, ...]] = get_args(PartName)

WRITERS: Final[dict[str, Callable[[Record], bytes]]] = {"converse": converse}
"""How a record is written for a base model, by the catalogue's ``record_format``."""

IN_TRAINING: Final[dict[PartName, Code]] = {
    "validation": Code.VALIDATION_IN_TRAINING,
    "evaluation": Code.EVALUATION_IN_TRAINING,
}


class Intake:
    """Takes in the files of one drop and gathers the parts of its snapshot.

    Use it as a context manager: what is converted waits in temporary files. Take the training
    file first, so that the others can be compared with it; then ``conclude``.

    Attributes:
        problems: everything that is wrong, or worth knowing.
        files: what each file turned out to be, by the part that it was dropped as.
        counts: good records by the part that they fell to.
        parts: their converted lines, empty or cut short when there are too many.
        prompts: the held-out set as evaluation jobs take it, once concluded without errors.
        duplicates: records that are the same as an earlier one of their file.
    """

    def __init__(self, model: BaseModel, *, brought: Collection[PartName]) -> None:
        """Begin with nothing.

        Args:
            model: the base model, whose rules apply.
            brought: the parts that the drop holds as files; the others are split off.
        """
        self.model = model
        self.problems = Problems()
        self.files: dict[PartName, Reading] = {}
        self.counts: dict[PartName, int] = dict.fromkeys(PARTS, 0)
        self.parts = {part: GatheredPart() for part in PARTS}
        self.prompts = GatheredPart()
        self.tally = Tally()
        self.duplicates = 0
        self._wanted = frozenset(PARTS) - set(brought)
        self._write = WRITERS[model.datasets["FINE_TUNING"].record_format]
        self._seen: dict[PartName, set[bytes]] = {part: set() for part in PARTS}
        self._training_prompts: set[bytes] = set()

    def take(self, part: PartName, stream: Readable, *, file: str) -> None:
        """Take in the file that was dropped as ``part``.

        Args:
            part: what the file was dropped as.
            stream: its bytes, read once.
            file: its name; the suffix helps to tell the format.
        """
        reading = self.files[part] = Reading(file=file, problems=self.problems)
        for record in files.read(stream, reading):
            faults = list(rules.faults(record, self.model))
            for fault in faults:
                reading.add(fault, line=record.line)
            if not faults:
                self._keep(part, record, reading)

    def miss(self, part: PartName, *, file: str) -> None:
        """Note that a file of the drop is no longer there."""
        reading = self.files[part] = Reading(file=file, problems=self.problems)
        reading.add(Fault.of(Code.SOURCE_GONE))

    def _keep(self, dropped_as: PartName, record: Record, reading: Reading) -> None:
        prompt = prompt_digest(record)
        part = part_of(prompt, wanted=self._wanted) if dropped_as == "training" else dropped_as
        self.counts[part] += 1
        if self.counts[part] > self.model.datasets["FINE_TUNING"].max_records:
            return
        line = self._write(record)
        content = record_digest(line)
        if dropped_as == "training":
            self._training_prompts.add(prompt)
        elif fault := self._seen_in_training(dropped_as, prompt, content):
            reading.add(fault, line=record.line)
        if content in self._seen[dropped_as]:
            self.duplicates += 1
            reading.add(Fault.of(Code.DUPLICATE_RECORD), line=record.line)
        self._seen[dropped_as].add(content)
        characters = record.prompt_characters + record.answer_characters
        self.parts[part].add(line, characters=characters)
        self.tally.count(record, file=reading.file)

    def _seen_in_training(self, part: PartName, prompt: bytes, content: bytes) -> Fault | None:
        if content in self._seen["training"]:
            return Fault.of(IN_TRAINING[part])
        if part == "evaluation" and prompt in self._training_prompts:
            return Fault.of(Code.PROMPT_IN_TRAINING)
        return None

    def conclude(self) -> None:
        """Judge the dataset as a whole, and draw the prompts of the evaluation jobs.

        Sizes are judged when every record is good: what is missing because it was faulty comes
        back when it is mended.
        """
        self._add(sizes.too_many(self.counts, self.model.datasets["FINE_TUNING"].max_records))
        met = self.files["training"].records
        sound = not self.problems.errors
        if sound or 0 < met < self.model.datasets["FINE_TUNING"].min_records:
            self._add(sizes.too_few(self.counts, self.model, met=met))
        if sound:
            self._add(sizes.faults(self.counts, self.model))
        if not self.problems.errors:
            self._draw_prompts()

    def _draw_prompts(self) -> None:
        held_out = self.parts["evaluation"]
        prompts.gather(held_out, self.prompts, labelled=bool(self.tally.labels))
        figures = {
            "prompts": self.prompts.records,
            "records": held_out.records,
            "kibibytes": prompts.PROMPT_BYTES // 1024,
            "maximum": prompts.MOST_PROMPTS,
        }
        if not self.prompts.records:
            self._add([("evaluation", Fault(Code.NO_PROMPT_FITS, figures))])
        elif self.prompts.records < held_out.records:
            self._add([("evaluation", Fault(Code.PROMPTS_LEFT_OUT, figures))])

    def _add(self, faults: Iterable[tuple[PartName, Fault]]) -> None:
        for part, fault in faults:
            self.problems.add(fault, file=self.file_of(part))

    def file_of(self, part: PartName) -> str:
        """Name the file that a part came from."""
        reading = self.files.get(part) or self.files["training"]
        return reading.file

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        for part in (*self.parts.values(), self.prompts):
            self._stack.enter_context(part)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
