"""What a recipe puts around every prompt: an instruction as its system text, and a template.

It is put there before a record is written, so that a model is trained on the very text that base
and custom model are asked with. What is said about a dataset as a whole is said of what people
brought, without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.run.handling import PROMPT, Handling


@dataclass(frozen=True, kw_only=True)
class Frame:
    """An instruction and a template; false where there is neither.

    Attributes:
        system: the instruction, for records that bring no system text.
        before, after: what stands around the one question of a record; the turns of a conversation
            stay as they are.
    """

    system: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, handling: Handling) -> Self:
        """Return what a recipe puts around every prompt."""
        before, _, after = (handling.prompt_template or PROMPT).partition(PROMPT)
        system = (handling.instruction,) if handling.instruction else ()
        return cls(system=system, before=before, after=after)

    def around(self, record: Record) -> Record:
        """Return a record as it is trained on and asked; one that is framed already stays."""
        framed = record if record.system else msgspec.structs.replace(record, system=self.system)
        if not self._fits(record) or self._is_around(record):
            return framed
        question, *rest = record.turns
        texts = list(question.texts)
        texts[0] = self.before + texts[0]
        texts[-1] += self.after
        asked = msgspec.structs.replace(question, texts=tuple(texts))
        return msgspec.structs.replace(framed, turns=(asked, *rest))

    def without(self, record: Record) -> Record:
        """Return a record as it was brought, from one that ``around`` returned."""
        own = record.system if record.system != self.system else ()
        bare = msgspec.structs.replace(record, system=own)
        if not (self._fits(record) and self._is_around(record)):
            return bare
        question, *rest = record.turns
        texts = list(question.texts)
        texts[0] = texts[0].removeprefix(self.before)
        texts[-1] = texts[-1].removesuffix(self.after)
        asked = msgspec.structs.replace(question, texts=tuple(texts))
        return msgspec.structs.replace(bare, turns=(asked, *rest))

    def faults(self, record: Record) -> Iterator[Fault]:
        """Yield what of it a record as it was brought does not get."""
        if self.system and record.system and record.system != self.system:
            yield Fault.of(Code.OWN_SYSTEM)
        if (self.before or self.after) and not self._fits(record):
            yield Fault.of(Code.TEMPLATE_LEFT_OUT, turns=len(record.asked))

    @property
    def text(self) -> str:
        """All that it adds to a record at most."""
        return "".join((*self.system, self.before, self.after))

    def __bool__(self) -> bool:
        return bool(self.text)

    def _fits(self, record: Record) -> bool:
        """Whether the template has its place in a record."""
        asked = record.asked
        return bool(self.before or self.after) and len(asked) == 1 and bool(asked[0].texts)

    def _is_around(self, record: Record) -> bool:
        """Whether the template stands around the question of a record."""
        texts = record.turns[0].texts
        return texts[0].startswith(self.before) and texts[-1].endswith(self.after)
