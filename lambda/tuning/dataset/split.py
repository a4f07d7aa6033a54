"""Which part of a dataset a record belongs to, when the drop did not bring that part itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from tuning.dataset.quality import labels
from tuning.dataset.sheet import DIGEST_BITS, Sheet
from tuning.run.parts import PartName


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a training file is split off, as shares of its prompts.

    Attributes:
        evaluation: a fifth: of 100 records about 20, enough to see whether a model learned at all.
        validation: a tenth.
    """

    evaluation: float = 0.2
    validation: float = 0.1

    def __post_init__(self) -> None:
        if min(self.evaluation, self.validation) < 0 or self.evaluation + self.validation >= 1:
            raise ValueError("shares must not be negative and must leave something to train on")


USUAL: Final = Shares()


def assign(sheet: Sheet, *, wanted: Collection[PartName], shares: Shares = USUAL) -> list[PartName]:
    """Return the part of each record of a training file.

    The digest of a prompt decides, and nothing else in the file. So records of one prompt are
    never parted, be they the same or other answers, and a record stays where it is when others
    are added or taken away.

    The one exception is for classes. Where answers are labels, a label that has its share of one
    prompt but none that falls to evaluation gives the prompt with the lowest digest. Adding records
    can move only such a prompt: one that is the lowest of its label before or after.

    Args:
        sheet: of the training file.
        wanted: the parts that the drop did not bring, training aside.
        shares: of the prompts, to split off.
    """
    evaluation = _below(shares.evaluation) if "evaluation" in wanted else 0
    start = _below(shares.evaluation)
    end = _below(shares.evaluation + shares.validation) if "validation" in wanted else start
    given = set(_given(sheet, evaluation, shares.evaluation)) if evaluation else set()
    return [
        "evaluation"
        if prompt < evaluation or prompt in given
        else "validation"
        if start <= prompt < end
        else "training"
        for prompt in sheet.prompts
    ]


def _below(share: float) -> int:
    return round(share * (1 << DIGEST_BITS))


def _given(sheet: Sheet, limit: int, share: float) -> Iterator[int]:
    """Yield the prompts that go to evaluation so that each label is judged by at least one."""
    if not labels.evident([sheet]):
        return
    rows = zip(sheet.answers, sheet.prompts, strict=True)
    judged = {label for label, prompt in rows if prompt < limit}
    unjudged: dict[int, set[int]] = {label: set() for label in sheet.answers if label not in judged}
    if unjudged:
        for label, prompt in zip(sheet.answers, sheet.prompts, strict=True):
            if label in unjudged:
                unjudged[label].add(prompt)
    for prompts in unjudged.values():
        if len(prompts) * share >= 1:
            yield min(prompts)
