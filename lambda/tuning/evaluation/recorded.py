"""The recorded answers of a drop, in the place of a model that was asked."""

from collections.abc import Sequence

import msgspec
from msgspec import structs

from tuning.evaluation import snapshot
from tuning.evaluation.answers import Answered, Reply
from tuning.evaluation.metrics import score_all
from tuning.evaluation.rivals import RECORDED
from tuning.run.recipe import Recipe
from tuning.run.validation import Admission


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of recorded.jsonl: the number of a held-out record, and what was answered to it."""

    record: int
    answer: str


def beside(answered: Sequence[Answered], admission: Admission, recipe: Recipe) -> list[Answered]:
    """Return held-out records with the answers that people brought, scored as any other.

    Raises:
        SnapshotChanged: they are not what was judged.
        ValueError: the snapshot no longer has them; a fault of the walk.
    """
    if admission.recorded is None:
        return [*answered]
    lines = snapshot.judged(admission.recorded)
    if lines is None:
        raise ValueError("the snapshot has no recorded answers any more")
    said = {line.record: line.answer for line in msgspec.json.Decoder(Line).decode_lines(lines)}
    known = [record for record in answered if record.record in said]
    scores = score_all(
        recipe.evaluation,
        [said[record.record] for record in known],
        [record.reference for record in known],
    )
    scored = {record.record: {**each} for record, each in zip(known, scores, strict=True)}
    return [
        structs.replace(
            record,
            others={**record.others, RECORDED: Reply(text=said[record.record])},
            other_scores={**record.other_scores, RECORDED: {**scored[record.record]}},
        )
        if record.record in scored
        else record
        for record in answered
    ]
