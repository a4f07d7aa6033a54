"""What is written of a drop once nothing is wrong with it: what jobs read, and what lies beside."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, compress, islice, repeat
from typing import Self

from tuning.dataset import extras, prompts
from tuning.dataset.codes import Code
from tuning.dataset.dropped import Dropped
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.parts import GatheredPart
from tuning.dataset.privacy.placeholders import Numbers
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.run.handling import Handling
from tuning.run.judging import MOST_PROMPTS
from tuning.run.parts import EXTRAS, PARTS, ExtraName, PartName
from tuning.tokens import Tokens, count


class Snapshot:
    """The converted lines of a drop, in temporary files.

    Use it as a context manager: they are gone when it is left.

    Attributes:
        parts: the lines of each part.
        prompts: the held-out set as evaluation jobs take it.
        extras: what was brought beside.
    """

    def __init__(self, handling: Handling) -> None:
        """Begin with nothing written.

        Args:
            handling: what the drop is taken in for, and how.
        """
        self.parts = {part: GatheredPart() for part in PARTS}
        self.prompts = GatheredPart()
        self.extras = {name: GatheredPart() for name in EXTRAS}
        self._handling = handling
        self._shape = WRITERS[handling.rules.record_format].shape
        self._numbers: Numbers | None = None
        self._stack = ExitStack()

    def records(self, part: PartName) -> Iterator[Record]:
        """Yield the records of a part, numbered from 1."""
        return self.read(enumerate(self.parts[part].lines(), 1))

    def read(self, numbered: Iterable[tuple[int, bytes]]) -> Iterator[Record]:
        """Yield the records of converted lines, each with its number."""
        decode = self._shape.decoder().decode
        return (decode(line).record(number) for number, line in numbered)

    def write(
        self,
        drop: Mapping[PartName, Dropped],
        assigned: list[PartName],
        tokens: Mapping[PartName, Tokens],
    ) -> list[int]:
        """Write the parts, and return the keys of the prompts that are held out, in their order.

        Args:
            drop: the files by what they were dropped as.
            assigned: the part that each good record of the training files fell to.
            tokens: of each part.
        """
        if self._handling.privacy == "redact":
            chunks = chain.from_iterable(each.chunks() for each in drop.values())
            self._numbers = Numbers(map(b"".join, chunks))
        held_out: list[int] = []
        for part, dropped in drop.items():
            where = iter(assigned if part == "training" else repeat(part))
            keys = iter(dropped.sheet.prompts)
            for lines in dropped.chunks():
                parts = [*islice(where, len(lines))]
                settled = self._numbers.settle_all(lines) if self._numbers else lines
                for name in set(parts):
                    self.parts[name].write([*compress(settled, map(name.__eq__, parts))])
                held_out += compress(islice(keys, len(lines)), map("evaluation".__eq__, parts))
        for name, gathered in self.parts.items():
            gathered.tokens = tokens[name]
        self.parts["training"].repeat(self._handling.passes)
        self.parts["training"].tokens *= self._handling.passes
        return held_out

    def bring(
        self, name: ExtraName, brought: extras.Brought, held_out: list[int]
    ) -> Iterator[tuple[int | None, Fault]]:
        """Write what was brought beside, matched to what is held out by the keys of its prompts.

        Yields what is wrong with it, by its line.
        """
        numbers = self._numbers
        records, references = (
            list(
                self.read(
                    (at, numbers.settle(line) if numbers else line)
                    for at, line in zip(piece.sheet.lines, piece.lines.lines(), strict=False)
                )
            )
            for piece in (brought.piece, brought.references)
        )
        if name == "recorded":
            lines, faults = extras.recorded(brought, records, held_out)
        else:
            told = self.records("evaluation")
            known = {key: each.answer for key, each in zip(held_out, told, strict=True)}
            lines, faults = extras.labelled(brought, records, references, known)
        for line in lines:
            self.extras[name].write([line])
            self.extras[name].tokens += count(line.decode())
        yield from faults

    def draw_prompts(self, *, labelled: bool) -> Iterator[Fault]:
        """Write the prompts that evaluation jobs take, and yield what there is to say of them.

        Args:
            labelled: whether the answers are labels.
        """
        held_out = self.parts["evaluation"]
        prompts.gather(held_out.lines(), self._shape, self.prompts, labelled=labelled)
        figures = {
            "prompts": self.prompts.records,
            "records": held_out.records,
            "kibibytes": prompts.PROMPT_BYTES // 1024,
            "maximum": MOST_PROMPTS,
        }
        if not self.prompts.records:
            yield Fault(Code.NO_PROMPT_FITS, figures)
        elif self.prompts.records < held_out.records:
            yield Fault(Code.PROMPTS_LEFT_OUT, figures)

    def __enter__(self) -> Self:
        for part in (*self.parts.values(), self.prompts, *self.extras.values()):
            self._stack.enter_context(part)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
