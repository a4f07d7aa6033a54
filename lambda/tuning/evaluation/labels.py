"""Answers that people have labelled good or bad, to which a judge's own judgement is held."""

import msgspec

from tuning.evaluation.snapshot import judged
from tuning.run.validation import Admission


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One line of labels.jsonl; the reference may be left out where the prompt is held out."""

    prompt: str
    answer: str
    good: bool
    reference: str = ""


def read(admission: Admission) -> tuple[Label, ...]:
    """Return the labels of a snapshot; none where the drop brought none.

    Raises:
        SnapshotChanged: they are not what was judged.
    """
    return tuple(msgspec.json.Decoder(Label).decode_lines(judged(admission.labels) or b""))
